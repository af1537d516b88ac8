"""The link "This was not me" of an alert: it ends all sessions and forgets all known devices.

It logs no user in and changes no password. Another link, to set a new password, goes to the same
address.
"""

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from safejwt import sessions
from safejwt.audit import events
from safejwt.db.primary import primary_alias
from safejwt.errors import LinkInvalid

from ..email_addresses import clear_pending_email, email_of, find_active_user
from ..mail import alerts, links
from ..models import AccountEmail
from . import password_reset

__all__ = ["presented_user", "secure"]


def presented_user(token: str) -> AbstractBaseUser:
    """Return the user whose account the token secures.

    Raises:
        LinkInvalid: the token is used, expired or forged, or the user is inactive or has another address.
    """
    return _read(token)[0]


def secure(token: str) -> None:
    """End all sessions, forget all devices, cancel a pending email change, and send a link to set a new password.

    Of concurrent callers, one succeeds.

    Raises:
        LinkInvalid: the token is used, expired or forged, or the user is inactive or has another address.
    """
    user, last = _read(token)
    with transaction.atomic(using=primary_alias()):
        unused = AccountEmail.objects.filter(user_id=user.pk, address=email_of(user), secured_at=last)
        if not unused.update(secured_at=timezone.now()):
            raise LinkInvalid
        clear_pending_email(user)
        password_reset.request_by_owner(user)
    sessions.end_all(user)
    events.record("account_secured", user_id=user.pk)


def _read(token: str) -> tuple[AbstractBaseUser, datetime | None]:
    """Return the user of a token, and when they used such a link before."""
    presented = links.read("secure_account", token)
    user = find_active_user(presented.subject)
    last = None if user is None else alerts.secured_at(user)
    if user is None or not presented.is_of(*alerts.state(user, last)):
        raise LinkInvalid
    return user, last
