"""Emails about what the owner of the account may not have done, with the link "This was not me"."""

from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser

from ..email_addresses import email_of, is_verified, may_follow_links
from ..models import AccountEmail, Mail
from . import links
from .messages import Email, RedactedStr

__all__ = ["Alert", "make_token", "secured_at", "state"]


class Alert(Email):
    """An email with that link, if its address is the confirmed one of the account."""

    def context(self, mail: Mail) -> dict[str, Any]:
        token = make_token(mail.user, mail.address) if mail.user else None
        days = links.lifetime("secure_account").days
        link = RedactedStr(links.link("secure_account", token)) if token else ""
        return {**super().context(mail), "secure_link": link, "secure_days": days}


def make_token(user: AbstractBaseUser, address: str) -> str | None:
    """Make the token of a link that secures the account, or None if this is not its confirmed address."""
    if not may_follow_links(user) or address != email_of(user) or not is_verified(user):
        return None
    return links.mint("secure_account", user.pk, *state(user, secured_at(user)))


def secured_at(user: AbstractBaseUser) -> datetime | None:
    """When the owner last followed such a link."""
    return AccountEmail.objects.filter(user_id=user.pk).values_list("secured_at", flat=True).first()


def state(user: AbstractBaseUser, secured_at: datetime | None) -> tuple[object, ...]:
    """What the link is bound to."""
    # Not the password: an attacker who changes it must not invalidate the link in the alert about that.
    return email_of(user), secured_at
