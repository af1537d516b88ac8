"""Email change by a link to the new address. The old address is notified before and after."""

from typing import Any
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from safejwt.audit import events
from safejwt.db.primary import primary_alias
from safejwt.errors import LinkInvalid

from ..conf import conf
from ..email_addresses import (
    clear_pending_email,
    email_of,
    find_active_user,
    is_taken,
    may_follow_links,
    normalize,
    set_email,
)
from ..mail import links
from ..mail.address_limit import acquire
from ..mail.alerts import Alert
from ..mail.messages import Email, LinkEmail
from ..mail.outbox import notify, queue
from ..models import AccountEmail, Mail
from ..signals import email_changed

__all__ = [
    "EmailChange",
    "EmailChangeNotice",
    "EmailChanged",
    "announce",
    "cancel",
    "confirm",
    "make_token",
    "pending",
    "request",
    "tell_owner",
]


class EmailChange(LinkEmail):
    kind = purpose = "email_change"
    is_in_history = False  # it is sent only if no other account has the address, which the user must not learn

    def token(self, mail: Mail) -> str | None:
        return make_token(mail.user, mail.address) if mail.user else None


class EmailChangeNotice(Alert):
    kind = "email_change_notice"


class EmailChanged(Email):
    kind = "email_changed"


def request(user: AbstractBaseUser, address: str, *, sid: UUID | None = None, **client: Any) -> None:
    """Send a link to the new address and a notice to the old one, whether or not the new one is taken.

    Args:
        sid: the session of the request, for the history.
        client: `client_details` of the request, for the notice.

    Raises:
        ValueError: the user has this address already, perhaps in another letter case.
        AddressExhausted: nothing changes, because the new address has had its emails. Whether it is taken makes no
            difference.
    """
    address = normalize(address)
    if address.lower() == email_of(user).lower():
        raise ValueError("The user has this address already.")
    acquire(EmailChange.kind, address, user_id=user.pk)
    with transaction.atomic(using=primary_alias(), savepoint=False):
        AccountEmail.objects.update_or_create(
            user_id=user.pk, defaults={"pending_address": address, "pending_since": timezone.now()}
        )
        queue(EmailChange.kind, address, user=user, is_counted=True)
        notify(EmailChangeNotice.kind, user, **client)
    events.record("email_change_request", user_id=user.pk, sid=sid)


def pending(user: AbstractBaseUser) -> str | None:
    """Return the address the user is changing to, while its link can be valid."""
    return _unexpired(user).values_list("pending_address", flat=True).first()


def cancel(user: AbstractBaseUser, *, sid: UUID | None = None) -> None:
    """Cancel the pending email change, so that its link is invalid. `sid` as for `request`."""
    if clear_pending_email(user):
        events.record("email_change_withdrawn", user_id=user.pk, sid=sid)


def make_token(user: AbstractBaseUser, address: str) -> str | None:
    """Make the token of a link that sets this address, or None if it is not pending or is taken."""
    is_pending = _unexpired(user).filter(pending_address=address).exists()
    if not may_follow_links(user) or not is_pending or is_taken(address, exclude=user):
        return None
    return links.mint("email_change", user.pk, *_state(user, address))


def confirm(token: str, require_ownership: links.RequireOwnership, **client: Any) -> str:
    """Set the new address and return it. Sessions continue. Of concurrent callers, one succeeds.

    Args:
        require_ownership: called with the user of the link before anything is written.
        client: `client_details` of the request, for the email to the old address.

    Raises:
        LinkInvalid: the token is used, expired or forged, the password changed, or the address is taken.
        SessionEnded: the session that showed the ownership has ended.
    """
    presented = links.read("email_change", token)
    user = find_active_user(presented.subject)
    address = None if user is None else pending(user)
    if user is None or address is None or not presented.is_of(*_state(user, address)):
        raise LinkInvalid
    # Checking ownership can take as long as a password hash.
    sid = require_ownership(user)
    try:
        with links.still_owned(user, sid):
            _set(user, address, sid, **client)
    except IntegrityError:
        raise LinkInvalid from None
    return address


def announce(user: AbstractBaseUser, old: str, **client: Any) -> None:
    """Record the change and tell the owner. For a project's own views, too."""
    events.record("email_change", user_id=user.pk)
    tell_owner(user, old, **client)


def tell_owner(user: AbstractBaseUser, old: str, **client: Any) -> None:
    """Notify the old address, if it was confirmed, and send `email_changed`."""
    clear_pending_email(user)  # its link is bound to the old address
    if AccountEmail.objects.filter(user_id=user.pk, address=old).exclude(address="").exists():
        queue(EmailChanged.kind, old, user=user, priority=Mail.Priority.NOTICE, **client)
    email_changed.send_robust(type(user), user=user, old=old, email=email_of(user))


def _set(user: AbstractBaseUser, address: str, sid: UUID | None, **client: Any) -> None:
    old = email_of(user)
    notify(EmailChanged.kind, user, **client)
    change = AccountEmail.objects.filter(user_id=user.pk, pending_address=address)
    done = {"address": address, "verified_at": timezone.now(), "pending_address": "", "pending_since": None}
    if not change.update(**done) or is_taken(address, exclude=user):
        raise LinkInvalid
    set_email(user, address)
    events.record("email_change", user_id=user.pk, sid=sid)
    email_changed.send_robust(type(user), user=user, old=old, email=email_of(user))


def _unexpired(user: AbstractBaseUser) -> QuerySet[AccountEmail]:
    since = timezone.now() - conf.verification_lifetime
    return AccountEmail.objects.filter(user_id=user.pk, pending_since__gte=since).exclude(pending_address="")


def _state(user: AbstractBaseUser, address: str) -> tuple[object, ...]:
    return address, email_of(user), user.password
