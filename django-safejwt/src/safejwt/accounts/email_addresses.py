"""People and their e-mail addresses, for any user model, compared whatever the letter case."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db.models import QuerySet, Value
from django.db.models.functions import Lower

from .models import AccountEmail

__all__ = [
    "email_of",
    "find_person",
    "forget_waiting",
    "is_taken",
    "is_verified",
    "normalize",
    "only_active",
    "people_with",
    "set_email",
]


def normalize(address: str) -> str:
    """The address as the user model stores it: Django's rule, letter case kept before the @."""
    return str(BaseUserManager.normalize_email(address.strip()))


def email_of(user: AbstractBaseUser) -> str:
    return str(getattr(user, user.get_email_field_name()) or "")


def set_email(user: AbstractBaseUser, address: str) -> None:
    """Writes a person's address; nothing else of his row."""
    field = user.get_email_field_name()
    setattr(user, field, address)
    user.save(update_fields=[field])


def people_with(address: str) -> QuerySet[Any]:
    """Everybody with this address, active or not. Where the user model allows it, there is more than one."""
    # As an index on Lower(field) compares; `iexact` compares upper case, where other letters are equal.
    field = get_user_model().get_email_field_name()
    people = get_user_model()._base_manager.alias(lower=Lower(field))
    return people.filter(lower=Lower(Value(address))).order_by("pk")


def is_taken(address: str, *, by_other_than: AbstractBaseUser | None = None) -> bool:
    people = people_with(address)
    return (people if by_other_than is None else people.exclude(pk=by_other_than.pk)).exists()


def find_person(user_id: str) -> AbstractBaseUser | None:
    """The active person with this primary key, written as text."""
    try:
        user: AbstractBaseUser | None = get_user_model()._base_manager.filter(pk=user_id).first()
    except (ValueError, ValidationError):
        return None
    # Not in the query: `is_active` need not be a column, AbstractBaseUser has it as an attribute of the class.
    return user if user is not None and user.is_active else None


def only_active(people: QuerySet[Any]) -> QuerySet[Any]:
    """Of these, those who are active now, for a condition of an UPDATE; all of them where that is no column."""
    is_column = any(field.name == "is_active" for field in get_user_model()._meta.fields)
    return people.filter(is_active=True) if is_column else people


def forget_waiting(user: AbstractBaseUser) -> bool:
    """Forgets the address that was to take the present one's place; whether one waited."""
    waiting = AccountEmail.objects.filter(user_id=user.pk).exclude(pending_address="")
    return bool(waiting.update(pending_address="", pending_since=None))


def is_verified(user: AbstractBaseUser) -> bool:
    """Whether the address that the person has now was confirmed."""
    email = email_of(user)
    return email != "" and AccountEmail.objects.filter(user_id=user.pk, address=email).exists()
