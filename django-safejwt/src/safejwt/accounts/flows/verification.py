"""Email verification. It takes the emailed link and the ownership of the account."""

from collections.abc import Iterable

from django.contrib.auth.base_user import AbstractBaseUser

from safejwt.errors import LinkInvalid

from ..email_addresses import (
    email_of,
    find_active_user,
    is_verified,
    mark_verified,
    may_follow_links,
    normalize,
    users_with_email,
)
from ..mail import links
from ..mail.address_limit import acquire
from ..mail.messages import EmailRequest, LinkEmail
from ..mail.outbox import queue
from ..models import AccountEmail, Mail
from . import registration

__all__ = [
    "VerificationRequest",
    "VerifyEmail",
    "confirm",
    "make_token",
    "mark_verified",
    "request",
    "request_again",
    "request_for_address",
]


class VerifyEmail(LinkEmail):
    kind = purpose = "verify_email"

    def token(self, mail: Mail) -> str | None:
        user = mail.user
        return make_token(user) if user is not None and email_of(user) == mail.address else None


class VerificationRequest(EmailRequest):
    kind = "verification_request"

    def emails(self, mail: Mail) -> Iterable[Mail]:
        users = list(users_with_email(mail.address))
        pending = None if users else registration.newest(mail.address)
        if pending is not None:
            return [registration.email_for(pending)]
        return [
            Mail(kind=VerifyEmail.kind, address=email_of(user), user=user) for user in users if may_follow_links(user)
        ]


def request(user: AbstractBaseUser) -> None:
    """Send the user a link that verifies their address, unless it is verified."""
    queue(VerifyEmail.kind, email_of(user), user=user)


def request_again(user: AbstractBaseUser) -> None:
    """Send the link to a user who has asked for it.

    Raises:
        AddressExhausted: nothing is sent, because their address has had its emails.
    """
    address = email_of(user)
    acquire(VerifyEmail.kind, address, user_id=user.pk)
    queue(VerifyEmail.kind, address, user=user, is_counted=True)


def request_for_address(address: str) -> None:
    """Send the link to the users with this address, if there are any."""
    queue(VerificationRequest.kind, normalize(address))


def make_token(user: AbstractBaseUser) -> str | None:
    """Make the token of a link that verifies the current address, or None if it needs no link."""
    if not may_follow_links(user) or not email_of(user) or is_verified(user):
        return None
    return links.mint("verify_email", user.pk, *_state(user))


def confirm(presented: links.Presented, require_ownership: links.RequireOwnership) -> str:
    """Mark the address as verified, and return it. Of concurrent callers, one succeeds.

    Args:
        require_ownership: called with the user of the link before anything is written.

    Raises:
        LinkInvalid: the address is verified already or has changed, or the user is gone.
        SessionEnded: the session that showed the ownership has ended.
    """
    user = find_active_user(presented.subject)
    if user is None or not presented.is_of(*_state(user)):
        raise LinkInvalid
    sid = require_ownership(user)
    with links.still_owned(user, sid):
        if not mark_verified(user, sid=sid):
            raise LinkInvalid
    return email_of(user)


def _state(user: AbstractBaseUser) -> tuple[object, ...]:
    # The time of the last verification keeps a used link used when the user changes the address back.
    verified_at = AccountEmail.objects.filter(user_id=user.pk).values_list("verified_at", flat=True).first()
    return email_of(user), verified_at
