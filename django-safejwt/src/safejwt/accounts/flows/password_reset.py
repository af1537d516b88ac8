"""Password reset by an emailed link. All sessions end."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from safejwt import sessions
from safejwt.audit import events
from safejwt.db.primary import primary_alias
from safejwt.errors import LinkInvalid
from safejwt.passwords.hashing import hashed

from ..conf import conf
from ..email_addresses import (
    active_only,
    clear_pending_email,
    email_of,
    find_active_user,
    mark_verified,
    may_follow_links,
    normalize,
    users_with_email,
)
from ..languages import remember_language
from ..mail import links
from ..mail.alerts import Alert
from ..mail.messages import EmailRequest, LinkEmail
from ..mail.outbox import queue
from ..models import AccountEmail, Mail
from ..signals import password_reset

__all__ = [
    "ADMINISTRATOR",
    "PasswordReset",
    "PasswordResetRequest",
    "PasswordWasReset",
    "make_token",
    "presented_user",
    "request_by_administrator",
    "request_by_owner",
    "request_for_address",
    "reset",
]

ADMINISTRATOR = "administrator"
_OWNER = "owner"


class PasswordReset(LinkEmail):
    kind = purpose = "password_reset"

    def is_limited(self, mail: Mail) -> bool:
        return mail.context.get("requested_by") not in {ADMINISTRATOR, _OWNER}

    def token(self, mail: Mail) -> str | None:
        return make_token(mail.user, requested_at=mail.created_at) if mail.user else None


class PasswordWasReset(Alert):
    kind = "password_was_reset"


class PasswordResetRequest(EmailRequest):
    kind = "password_reset_request"

    def emails(self, mail: Mail) -> Iterable[Mail]:
        users = [user for user in users_with_email(mail.address) if may_follow_links(user)]
        # To the stored address, not the typed one: they can differ in letters that only look alike.
        return [Mail(kind=PasswordReset.kind, address=email_of(user), user=user) for user in users]


def request_for_address(address: str) -> None:
    """Send a link to the users with this address, if there are any."""
    events.record("authn_password_reset_request", account=events.account_pseudonym(address))
    queue(PasswordResetRequest.kind, normalize(address))


def request_by_administrator(user: AbstractBaseUser) -> bool:
    """Send the user a link, past the limit per address. Return whether the user can have one."""
    if not may_follow_links(user) or not user.has_usable_password() or not email_of(user):
        return False
    events.record("authn_password_reset_request", user_id=user.pk)
    queue(PasswordReset.kind, email_of(user), user=user, requested_by=ADMINISTRATOR)
    return True


def request_by_owner(user: AbstractBaseUser) -> None:
    """Send the link to a user who has just secured the account, past the limit per address."""
    if user.has_usable_password():
        queue(PasswordReset.kind, email_of(user), user=user, requested_by=_OWNER)


def make_token(user: AbstractBaseUser, *, requested_at: datetime) -> str | None:
    """Make the token of a link that sets a password.

    Return None if the user has logged in since the request, is inactive, or has no usable password.
    """
    last_login = _last_login(user)
    logged_in_since = last_login is not None and last_login > requested_at
    if not may_follow_links(user) or not user.has_usable_password() or logged_in_since:
        return None
    return links.mint("password_reset", user.pk, *_state(user))


def presented_user(token: str) -> AbstractBaseUser:
    """Return the user whose password this token lets the caller set.

    Raises:
        LinkInvalid: the token is used, expired or forged, or older than the last login or a change
            of the password or address.
    """
    presented = links.read("password_reset", token)
    user = find_active_user(presented.subject)
    if user is None or not presented.is_of(*_state(user)):
        raise LinkInvalid
    return user


def reset(user: AbstractBaseUser, password: str, **client: Any) -> None:
    """Set a password that was validated before, end all sessions and notify the owner.

    Of concurrent callers, one succeeds.

    Args:
        user: as `presented_user` returned them.
        client: `client_details` of the request, for the email to the owner.

    Raises:
        LinkInvalid: the password has changed since.
    """
    old = user.password
    user.password = hashed(password)  # slow, so before the transaction
    with transaction.atomic(using=primary_alias()):
        # The UPDATE lets one of several callers pass. The save sends the signals an UPDATE does not.
        unchanged = active_only(get_user_model()._base_manager.filter(pk=user.pk, password=old))
        if not unchanged.update(password=user.password):
            raise LinkInvalid
        user.save(update_fields=["password"])
        remember_language(user)
        clear_pending_email(user)
        # Not `notify`: the link has just confirmed the address.
        queue(PasswordWasReset.kind, email_of(user), user=user, priority=Mail.Priority.NOTICE, **client)
        password_reset.send_robust(type(user), user=user)
        mark_verified(user)  # the link proves control of the address
    sessions.end_all(user)
    events.record("authn_password_reset", user_id=user.pk)


def _state(user: AbstractBaseUser) -> tuple[object, ...]:
    return user.password, _last_login(user), email_of(user)


def _last_login(user: AbstractBaseUser) -> datetime | None:
    # Until the address is verified, an attacker may have registered it and know the password. Right
    # after the owner has secured the account, an attacker may know it too. Their logins must not
    # invalidate the link with which the owner of the address takes the account over.
    confirmed = AccountEmail.objects.filter(user_id=user.pk, address=email_of(user)).exclude(address="")
    secured = list(confirmed.values_list("secured_at", flat=True))
    if not secured or (secured[0] and secured[0] > timezone.now() - conf.reset_lifetime):
        return None
    return user.last_login
