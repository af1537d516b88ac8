"""Email addresses of users, and whether they are verified. Ignores letter case."""

from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db.models import QuerySet, Value
from django.db.models.functions import Lower
from django.utils import timezone

from safejwt import sessions
from safejwt.audit import events
from safejwt.db.primary import primary_alias

from .conf import conf
from .models import AccountEmail
from .signals import email_verified

__all__ = [
    "active_only",
    "clear_pending_email",
    "email_of",
    "find_active_user",
    "is_taken",
    "is_verified",
    "mark_verified",
    "may_follow_links",
    "normalize",
    "set_email",
    "users_with_email",
]


def normalize(address: str) -> str:
    """Return the address as Django's user managers store it: only the domain in lower case."""
    return str(BaseUserManager.normalize_email(address.strip()))


def email_of(user: AbstractBaseUser) -> str:
    """Return the user's address, or the empty string."""
    return str(getattr(user, user.get_email_field_name()) or "")


def set_email(user: AbstractBaseUser, address: str) -> None:
    """Save the user's address, and no other field."""
    field = user.get_email_field_name()
    setattr(user, field, address)
    user.save(update_fields=[field])


def users_with_email(address: str, *, visible: bool = False) -> QuerySet[Any]:
    """Return the users with this address, active or not. There are several if the model allows it.

    visible: only those whom the default manager finds, as a login does.
    """
    # Compares as an index on Lower(field) does. `iexact` compares upper case, which is not the same.
    field = get_user_model().get_email_field_name()
    model = get_user_model()
    users = (model._default_manager if visible else model._base_manager).alias(lower=Lower(field))
    return users.using(primary_alias()).filter(lower=Lower(Value(address))).order_by("pk")


def is_taken(address: str, *, exclude: AbstractBaseUser | None = None) -> bool:
    """Whether a user, other than `exclude`, has this address."""
    users = users_with_email(address)
    return (users if exclude is None else users.exclude(pk=exclude.pk)).exists()


def find_active_user(user_id: str) -> AbstractBaseUser | None:
    """Return the user with this primary key, given as text, if they may follow links."""
    user = sessions.find_user(user_id)
    return user if user is not None and may_follow_links(user) else None


def may_follow_links(user: AbstractBaseUser) -> bool:
    """Whether the user may be signed in, or is an active user who first has to verify their address."""
    if sessions.may_sign_in(user):
        return True
    return conf.require_verified == "login" and user.is_active and not is_verified(user)


def active_only(users: QuerySet[Any]) -> QuerySet[Any]:
    """Keep the active users, for the condition of an UPDATE. Without a column `is_active`, keep all."""
    is_column = any(field.name == "is_active" for field in get_user_model()._meta.fields)
    return users.filter(is_active=True) if is_column else users


def clear_pending_email(user: AbstractBaseUser) -> bool:
    """Cancel a pending email change, and return whether there was one."""
    pending = AccountEmail.objects.filter(user_id=user.pk).exclude(pending_address="")
    return bool(pending.update(pending_address="", pending_since=None))


def is_verified(user: AbstractBaseUser) -> bool:
    """Whether the user's current address is verified."""
    email = email_of(user)
    return email != "" and AccountEmail.objects.filter(user_id=user.pk, address=email).exists()


def mark_verified(user: AbstractBaseUser, *, sid: UUID | None = None) -> bool:
    """Mark the user's current address as verified, and return whether it was not before.

    Args:
        sid: the session that showed the ownership, for the history.
    """
    email = email_of(user)
    AccountEmail.objects.get_or_create(user_id=user.pk)
    unverified = AccountEmail.objects.filter(user_id=user.pk).exclude(address=email)
    if not unverified.update(address=email, verified_at=timezone.now()):
        return False
    events.record("email_verified", user_id=user.pk, sid=sid)
    email_verified.send_robust(type(user), user=user, email=email)
    return True
