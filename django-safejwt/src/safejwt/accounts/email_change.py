"""Another e-mail address: it takes a link in a mail to the new one, and the old one is told before and after."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils import timezone

from safejwt import events
from safejwt.errors import LinkInvalid

from . import links
from .email_addresses import email_of, find_person, is_taken, normalize, set_email
from .models import AccountEmail
from .outbox import queue
from .signals import email_changed

__all__ = ["announce", "confirm", "request", "token"]


def request(user: AbstractBaseUser, address: str, **cause: Any) -> None:
    """Sends a link to the new address and a notice to the old one; whether somebody has the new one is not let on."""
    address = normalize(address)
    with transaction.atomic():
        AccountEmail.objects.update_or_create(
            user_id=user.pk, defaults={"pending_address": address, "pending_since": timezone.now()}
        )
        queue("email_change", address, user=user)
        queue("email_change_notice", email_of(user), user=user, **cause)
    events.record("email_change_request", user_id=user.pk)


def token(user: AbstractBaseUser, address: str) -> str | None:
    """The token of a link that makes this the person's address; None where he wants another, or somebody has it."""
    wanted = AccountEmail.objects.filter(user_id=user.pk, pending_address=address).exists()
    if not user.is_active or not wanted or is_taken(address, by_other_than=user):
        return None
    return links.mint("email_change", user.pk, *_state(user, address))


def confirm(token: str, prove: links.Prove, **cause: Any) -> str:
    """Makes the new address the person's, and returns it. Of concurrent callers, one succeeds. Sessions go on.

    prove: is asked about the link's person before anything is written.

    Raises:
        LinkInvalid: it is used, too old, not ours, from before another password, or the address is somebody else's by now.
    """
    presented = links.read("email_change", token)
    user = find_person(presented.subject)
    state = None if user is None else AccountEmail.objects.filter(user_id=user.pk).first()
    if user is None or state is None or not state.pending_address:
        raise LinkInvalid
    if not presented.is_of(*_state(user, state.pending_address)):
        raise LinkInvalid
    prove(user)
    old, address = email_of(user), state.pending_address
    try:
        with transaction.atomic():
            waiting = AccountEmail.objects.filter(user_id=user.pk, pending_address=address)
            done = {"address": address, "verified_at": timezone.now(), "pending_address": "", "pending_since": None}
            # Proving took the time of a hash.
            is_as_before = get_user_model()._base_manager.filter(pk=user.pk, password=user.password, is_active=True)
            if not waiting.update(**done) or not is_as_before.exists() or is_taken(address, by_other_than=user):
                raise LinkInvalid
            set_email(user, address)
            announce(user, old, **cause)
    except IntegrityError:
        raise LinkInvalid from None
    return address


def announce(user: AbstractBaseUser, old: str, **cause: Any) -> None:
    """Tells the old address, and whoever listens; for changes that a project makes by itself."""
    if old:
        queue("email_changed", old, user=user, **cause)
    events.record("email_change", user_id=user.pk)
    email_changed.send_robust(type(user), user=user, old=old, email=email_of(user))


def _state(user: AbstractBaseUser, address: str) -> tuple[object, ...]:
    return address, email_of(user), user.password
