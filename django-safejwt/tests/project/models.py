"""User models unlike Django's own. TEST_USER_MODEL selects the one that the suite runs with."""

import uuid
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import AbstractUser, PermissionsMixin, UserManager
from django.db import models
from django.utils.functional import lazy
from django.utils.translation import get_language


class UUIDUser(AbstractUser):
    """A user with a UUID as primary key, who logs in with their email address."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["username"]
    groups = None
    user_permissions = None


class EmailUser(AbstractUser):
    """A user without a username, as docs/guides/email-login.md has it."""

    username = None  # type: ignore[assignment]  # as Django's documentation removes a field
    email = models.EmailField(unique=True)
    groups = None
    user_permissions = None

    objects = BaseUserManager["EmailUser"]()  # type: ignore[misc,assignment]  # Django's own requires a username

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []


class PlainUser(AbstractBaseUser, PermissionsMixin):
    """A user made from Django's base classes. The primary key differs from `auth.User` in name and type."""

    number = models.BigAutoField(primary_key=True)
    username = models.CharField(max_length=64, unique=True)
    email = models.EmailField()
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    groups = None
    user_permissions = None

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email"]


class UndatedUser(AbstractBaseUser):
    """A user model without `last_login`, and with `is_active` as an attribute that is not a field."""

    name = models.CharField(max_length=64, unique=True)
    last_login = None

    USERNAME_FIELD = "name"


class _BareUserManager(BaseUserManager["BareUser"]):
    def create_user(self, username: str, email: str, password: str, **fields: Any) -> "BareUser":
        user = self.model(username=username, email=email, **fields)
        user.set_password(password)
        user.save()
        return user


class BareUser(AbstractBaseUser):
    """The minimum that Django requires of a user model: without permissions and without deactivation."""

    username = models.CharField(max_length=64, unique=True)
    email = models.EmailField()

    objects = _BareUserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"


class Phone:
    """A name that is an object, as of django-phonenumber-field."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return self.text


class PhoneField(models.CharField):  # type: ignore[type-arg]  # generic in the stubs only
    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Phone | None:
        return None if value is None else Phone(value)

    def to_python(self, value: Any) -> Any:
        return value if isinstance(value, Phone) or value is None else Phone(value)

    def get_prep_value(self, value: Any) -> Any:
        return None if value is None else str(value)


class NumberedUser(AbstractBaseUser):
    """A name that is a number, a primary key of another name, and no email."""

    member_no = models.UUIDField(primary_key=True, default=uuid.uuid4)
    number = models.PositiveIntegerField(unique=True)

    objects = BaseUserManager["NumberedUser"]()

    USERNAME_FIELD = "number"


class Contact(models.Model):
    """The parent of `PhoneUser`."""

    city = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.city


# As a project's own catalogue would translate it.
_phone_number = lazy(lambda: "Telefonnummer" if get_language() == "de" else "phone number", str)()


class PhoneUser(Contact, AbstractBaseUser):
    """A child model, whose primary key is the link to its parent, and a name that is an object."""

    phone = PhoneField(_phone_number, max_length=32, unique=True)
    email = models.EmailField()

    objects = BaseUserManager["PhoneUser"]()

    USERNAME_FIELD = "phone"


class CodedUser(AbstractBaseUser):
    """A name that is a UUID, or None for users of another provider."""

    code = models.UUIDField(unique=True, null=True)
    email = models.EmailField()

    objects = BaseUserManager["CodedUser"]()

    USERNAME_FIELD = "code"
