"""Another password: chosen by somebody who knows the old one, or by the link of a mail. Either ends the other sessions."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from safejwt import sessions
from safejwt.audit import events
from safejwt.errors import LinkInvalid
from safejwt.passwords.hashing import hashed

from ..email_addresses import email_of, find_person, forget_waiting, is_verified, normalize, only_active
from ..mail import links
from ..mail.outbox import queue
from ..signals import password_changed, password_reset
from .verification import mark_verified

__all__ = ["announce_change", "change", "presented_person", "request_reset", "request_reset_of", "reset", "token"]


def change(user: AbstractBaseUser, password: str, *, keep: UUID, **cause: Any) -> None:
    """Sets a password that was checked before. Only the session `keep` stays, and it counts as just proved.

    cause: what the mail that tells the owner says of where it came from.
    """
    user.password = hashed(password)  # slow, so before the transaction
    with transaction.atomic():
        user.save(update_fields=["password"])
        sessions.keep_after_password_change(keep, user)
        sessions.mark_reauthenticated(keep, user)
        announce_change(user, **cause)
    sessions.end_others(user, keep=keep)
    events.record("authn_password_change", user_id=user.pk, sid=keep)


def announce_change(user: AbstractBaseUser, **cause: Any) -> None:
    """Tells the owner, and whoever listens, that he has another password; for changes that a project makes by itself."""
    forget_waiting(user)  # its link died with the old password
    queue("password_changed", email_of(user), user=user, **cause)
    password_changed.send_robust(type(user), user=user)


def request_reset(address: str) -> None:
    """Sends a link to whoever has this address, if anybody has."""
    events.record("authn_password_reset_request", account=events.account_pseudonym(address))
    queue("password_reset_request", normalize(address))


def request_reset_of(user: AbstractBaseUser) -> bool:
    """Sends this person the link because an administrator wants it; whether he can have one. The hour's limit is not his."""
    if not user.is_active or not user.has_usable_password() or not email_of(user):
        return False
    events.record("authn_password_reset_request", user_id=user.pk)
    queue("password_reset", email_of(user), user=user, wanted_by="administrator")
    return True


def token(user: AbstractBaseUser, *, asked_at: datetime) -> str | None:
    """The token of a link that sets another password; None where the person logged in since he asked, or has no password."""
    last_login = _last_login(user)
    logged_in_since = last_login is not None and last_login > asked_at
    if not user.is_active or not user.has_usable_password() or logged_in_since:
        return None
    return links.mint("password_reset", user.pk, *_state(user))


def presented_person(token: str) -> AbstractBaseUser:
    """The person whom this token lets choose another password.

    Raises:
        LinkInvalid: it is used, too old, not ours, or from before the last login or another password or address.
    """
    presented = links.read("password_reset", token)
    user = find_person(presented.subject)
    if user is None or not presented.is_of(*_state(user)):
        raise LinkInvalid
    return user


def reset(user: AbstractBaseUser, password: str, **cause: Any) -> None:
    """Sets a password that was checked before, ends all sessions and tells the owner. Of concurrent callers, one succeeds.

    user: as `presented_person` returned him.

    Raises:
        LinkInvalid: he has another password by now.
    """
    old = user.password
    user.password = hashed(password)  # slow, so before the transaction
    with transaction.atomic():
        # Only who still finds the old password goes on; the save after it sends the signals that an update does not.
        people = get_user_model()._base_manager.filter(pk=user.pk, password=old)
        if not only_active(people).update(password=user.password):
            raise LinkInvalid
        user.save(update_fields=["password"])
        forget_waiting(user)
        queue("password_was_reset", email_of(user), user=user, **cause)
        password_reset.send_robust(type(user), user=user)
    sessions.end_all(user)
    mark_verified(user)  # he read the mail
    events.record("authn_password_reset", user_id=user.pk)


def _state(user: AbstractBaseUser) -> tuple[object, ...]:
    return user.password, _last_login(user), email_of(user)


def _last_login(user: AbstractBaseUser) -> datetime | None:
    # While the address is not confirmed, whoever knows the password may be a stranger who registered it: he must not be able
    # to keep its owner from taking the account by logging in again and again.
    return user.last_login if is_verified(user) else None
