"""The limit of emails of one kind to one address."""

from math import ceil
from time import time
from typing import Final

from django.core.cache import cache

from safejwt.audit import events

from ..conf import conf
from ..models import Mail

__all__ = ["AddressExhausted", "acquire", "is_within"]

# The setting counts an hour. In a day there may be four times as many.
_SPANS: Final = ((1, 3600), (4, 24 * 3600))


class AddressExhausted(Exception):
    """The address has had all emails of this kind that it may have now.

    wait: seconds until there is room for another one.
    """

    def __init__(self, wait: int) -> None:
        self.wait = wait
        super().__init__(wait)


def acquire(kind: str, address: str, *, user_id: object = None) -> None:
    """Count an email of this kind to this address. The hour and the day begin with their first email.

    Raises:
        AddressExhausted: the limit of the hour or of the day is reached.
    """
    # An email that the hour refuses does not count for the day.
    for times, seconds in _SPANS:
        key = f"safejwt.accounts:mails:{kind}:{seconds}:{events.account_pseudonym(_mailbox(address))}"
        limit = times * conf.mails_per_address
        count, since = _count(key, seconds)
        if count == limit + 1:
            # The reason tells the user that emails were held back, and that no attempt was.
            events.record("excess_rate_limit_exceeded", reason="emails", scope=kind, limit=limit, user_id=user_id)
        if count > limit:
            raise AddressExhausted(max(1, ceil(since + seconds - time())))


def _count(key: str, seconds: int) -> tuple[int, float]:
    """Add an email, and return the number since the first one, and the time of that."""
    now = time()
    try:
        cache.add(key, 0, timeout=seconds)
        cache.add(f"{key}:since", now, timeout=seconds)
        return cache.incr(key), cache.get(f"{key}:since", now)
    except Exception as error:  # cache clients raise many types; one email too many is better than none
        events.record("cache_unavailable", exc_info=error)
        return 0, now


def is_within(mail: Mail) -> bool:
    """Whether this email may be sent. It counts here, unless the request that queued it has counted it."""
    if mail.context.get("is_counted"):
        return True
    try:
        acquire(mail.kind, mail.address, user_id=mail.user_id)
    except AddressExhausted:
        return False
    return True


def _mailbox(address: str) -> str:
    """One text for all addresses that most mail servers deliver to one mailbox: `ada+1@…` is `ada@…`."""
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"
