"""Confirming that a person reads the mail of his address. It takes the link of a mail and the person whose account it is."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import timezone

from safejwt.audit import events
from safejwt.errors import LinkInvalid

from ..email_addresses import email_of, find_person, is_verified, normalize
from ..mail import links
from ..mail.outbox import queue
from ..models import AccountEmail
from ..signals import email_verified

__all__ = ["confirm", "mark_verified", "request", "request_for", "token"]


def request(user: AbstractBaseUser) -> None:
    """Sends a person the link that confirms his address, unless it is confirmed."""
    queue("verify_email", email_of(user), user=user)


def request_for(address: str) -> None:
    """The same for whoever has this address, if anybody has."""
    queue("verification_request", normalize(address))


def token(user: AbstractBaseUser) -> str | None:
    """The token of a link that confirms the person's present address; None where there is nothing to confirm."""
    if not user.is_active or not email_of(user) or is_verified(user):
        return None
    return links.mint("verify_email", user.pk, *_state(user))


def confirm(presented: links.Presented, prove: links.Prove) -> str:
    """Notes that the address is confirmed, and returns it. Of concurrent callers, one succeeds.

    prove: is asked about the link's person before anything is written.

    Raises:
        LinkInvalid: it is confirmed already, or the person has another address by now, or is gone.
    """
    user = find_person(presented.subject)
    if user is None or not presented.is_of(*_state(user)):
        raise LinkInvalid
    prove(user)
    if not mark_verified(user):
        raise LinkInvalid
    return email_of(user)


def mark_verified(user: AbstractBaseUser) -> bool:
    """Notes that the person's present address is his; whether that was news."""
    email = email_of(user)
    AccountEmail.objects.get_or_create(user_id=user.pk)
    unverified = AccountEmail.objects.filter(user_id=user.pk).exclude(address=email)
    if not unverified.update(address=email, verified_at=timezone.now()):
        return False
    events.record("email_verified", user_id=user.pk)
    email_verified.send_robust(type(user), user=user, email=email)
    return True


def _state(user: AbstractBaseUser) -> tuple[object, ...]:
    # With the time of the last confirmation, a used link stays used also when an address is given up and taken again.
    verified_at = AccountEmail.objects.filter(user_id=user.pk).values_list("verified_at", flat=True).first()
    return email_of(user), verified_at
