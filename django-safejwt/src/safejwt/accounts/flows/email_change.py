"""Another e-mail address: it takes a link in a mail to the new one, and the old one is told before and after."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from safejwt.audit import events
from safejwt.errors import LinkInvalid

from ..conf import conf
from ..email_addresses import email_of, find_person, forget_waiting, is_taken, normalize, only_active, set_email
from ..mail import links
from ..mail.outbox import queue
from ..models import AccountEmail
from ..signals import email_changed

__all__ = ["announce", "confirm", "request", "token", "waiting", "withdraw"]


def request(user: AbstractBaseUser, address: str, **cause: Any) -> None:
    """Sends a link to the new address and a notice to the old one; whether somebody has the new one is not let on.

    Raises:
        ValueError: it is the person's already.
    """
    address = normalize(address)
    if address == email_of(user):
        raise ValueError("This is the person's address.")
    with transaction.atomic():
        AccountEmail.objects.update_or_create(
            user_id=user.pk, defaults={"pending_address": address, "pending_since": timezone.now()}
        )
        queue("email_change", address, user=user)
        queue("email_change_notice", email_of(user), user=user, **cause)
    events.record("email_change_request", user_id=user.pk)


def waiting(user: AbstractBaseUser) -> str | None:
    """The address that is to take the present one's place, while a link to it can be good."""
    return _living(user).values_list("pending_address", flat=True).first()


def withdraw(user: AbstractBaseUser) -> None:
    """The person wants no other address any more: the link that was sent is dead."""
    if forget_waiting(user):
        events.record("email_change_withdrawn", user_id=user.pk)


def token(user: AbstractBaseUser, address: str) -> str | None:
    """The token of a link that makes this the person's address; None where he wants another, or somebody has it."""
    wanted = _living(user).filter(pending_address=address).exists()
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
    address = None if user is None else waiting(user)
    if user is None or address is None or not presented.is_of(*_state(user, address)):
        raise LinkInvalid
    prove(user)
    old = email_of(user)
    try:
        with transaction.atomic():
            wanted = AccountEmail.objects.filter(user_id=user.pk, pending_address=address)
            done = {"address": address, "verified_at": timezone.now(), "pending_address": "", "pending_since": None}
            # Proving took the time of a hash.
            is_as_before = only_active(get_user_model()._base_manager.filter(pk=user.pk, password=user.password))
            if not wanted.update(**done) or not is_as_before.exists() or is_taken(address, by_other_than=user):
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


def _living(user: AbstractBaseUser) -> QuerySet[AccountEmail]:
    since = timezone.now() - conf.verification_lifetime
    return AccountEmail.objects.filter(user_id=user.pk, pending_since__gte=since).exclude(pending_address="")


def _state(user: AbstractBaseUser, address: str) -> tuple[object, ...]:
    return address, email_of(user), user.password
