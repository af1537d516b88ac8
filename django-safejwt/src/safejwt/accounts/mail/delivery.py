"""Sending what waits. Any number of processes do it at once: a mail is claimed by one conditional UPDATE.

A claim is a time: until then the mail is its claimant's, and if he dies, somebody else's afterwards. What could not be sent
is tried again, later each time, and in the end given up.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final, Literal

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from safejwt.audit import events
from safejwt.errors import DATABASE_OUTAGES

from ..conf import conf
from ..flows import registration
from ..models import Mail
from .messages import ASKED_FOR, REQUESTS, Obsolete, message
from .outbox import language_of

__all__ = ["MAXIMUM_ATTEMPTS", "Outcome", "next_due", "send_due"]

Outcome = Literal["sent", "failed", "given up", "obsolete", "looked up"]

# Longer than sending can take with a time limit for each step of SMTP; shorter than a person waits for a mail in vain.
_CLAIM: Final = timedelta(minutes=10)
_FIRST_PAUSE: Final = timedelta(minutes=1)
# Pauses double, so ten attempts take about eight hours.
MAXIMUM_ATTEMPTS: Final = 10
_LONGEST_PAUSE: Final = timedelta(hours=6)
_CANDIDATES: Final = 20


def send_due(*, now: datetime | None = None) -> Iterator[Outcome]:
    """Sends what is due, one after the other, and yields what became of each; also what becomes due meanwhile."""
    while (mail := _claim(now or timezone.now())) is not None:
        yield _handle(mail, now or timezone.now())
    for _ in registration.purge(now=now):
        pass


def next_due() -> datetime | None:
    """When the next mail is to be tried."""
    return Mail.objects.order_by("due_at").values_list("due_at", flat=True).first()


def _claim(now: datetime) -> Mail | None:
    while True:
        due = list(Mail.objects.filter(due_at__lte=now).order_by("due_at", "pk")[:_CANDIDATES])
        for mail in due:
            # Whoever still finds it as it was read has it; the others go on to the next.
            mine = Mail.objects.filter(pk=mail.pk, due_at=mail.due_at, attempts=mail.attempts)
            if mine.update(due_at=now + _CLAIM, attempts=mail.attempts + 1):
                mail.attempts += 1
                return mail
        if len(due) < _CANDIDATES:
            return None


def _handle(mail: Mail, now: datetime) -> Outcome:
    try:
        if mail.kind in REQUESTS:
            return _look_up(mail, now)
        email = message(mail)
        if mail.attempts == 1 and not _may_have_more(mail):
            raise Obsolete
        email.send()
    except Obsolete:
        mail.delete()
        return "obsolete"
    except DATABASE_OUTAGES:
        raise
    except Exception as error:  # of SMTP, of the network, of a backend, template or function of the project's
        return _failed(mail, error, now)
    mail.delete()
    events.record("mail_sent", kind=mail.kind, user_id=mail.user_id)
    return "sent"


def _look_up(mail: Mail, now: datetime) -> Outcome:
    wanted = [
        Mail(
            kind=recipient.kind,
            address=recipient.address,
            user=recipient.user,
            context=recipient.context,
            language=language_of(recipient.user, otherwise=mail.language),
            created_at=mail.created_at,
            due_at=now,
        )
        for recipient in REQUESTS[mail.kind](mail)
    ]
    with transaction.atomic():
        # Not through the instance, whose key would then be gone when a failure has to be noted.
        Mail.objects.filter(pk=mail.pk).delete()
        for each in wanted:
            each.save()
    return "looked up"


def _may_have_more(mail: Mail) -> bool:
    """Whether the address has had fewer mails of this kind in this hour than others may have sent to it."""
    if mail.kind not in ASKED_FOR or mail.context.get("wanted_by") == "administrator":
        return True
    key = f"safejwt.accounts:mails:{mail.kind}:{events.account_pseudonym(mail.address)}"
    try:
        cache.add(key, 0, timeout=3600)
        count = cache.incr(key)
    except Exception as error:  # whatever a cache's client raises; a mail too many does less harm than none
        events.record("cache_unavailable", exc_info=error)
        return True
    if count == conf.mails_per_address + 1:
        events.record("excess_rate_limit_exceeded", scope=mail.kind, limit=conf.mails_per_address, user_id=mail.user_id)
    return count <= conf.mails_per_address


def _failed(mail: Mail, error: Exception, now: datetime) -> Outcome:
    # The name of the error alone: what a server answers repeats the address.
    reason = type(error).__name__
    if mail.attempts >= MAXIMUM_ATTEMPTS:
        mail.delete()
        events.record("mail_given_up", kind=mail.kind, user_id=mail.user_id, reason=reason)
        return "given up"
    pause = min(_FIRST_PAUSE * 2 ** (mail.attempts - 1), _LONGEST_PAUSE)
    Mail.objects.filter(pk=mail.pk).update(due_at=now + pause)
    events.record("mail_not_sent", kind=mail.kind, user_id=mail.user_id, reason=reason, attempts=mail.attempts)
    return "failed"
