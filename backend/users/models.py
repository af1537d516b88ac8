"""The user model of the project."""

from collections.abc import Collection
from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

__all__ = ["EMAIL_TAKEN", "USERNAME_TAKEN", "User", "UserManager"]

# Django's text, which its own catalogues translate.
USERNAME_TAKEN = AbstractUser._meta.get_field("username").error_messages["unique"]
EMAIL_TAKEN = _("This email address has already been registered.")


class UserManager(DjangoUserManager["User"]):
    """Finds users by a name in any case, as no two names differ in case only."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.alias(lower=Lower("username")).get(lower=Lower(models.Value(username)))


class User(AbstractUser):
    """Django's user with a username and an email that are unique regardless of case."""

    email = models.EmailField(_("email address"))

    objects: ClassVar[UserManager] = UserManager()

    class Meta(AbstractUser.Meta):
        constraints = [
            models.UniqueConstraint(
                Lower("username"), name="users_user_username_unique", violation_error_message=USERNAME_TAKEN
            ),
            models.UniqueConstraint(
                Lower("email"), name="users_user_email_unique", violation_error_message=EMAIL_TAKEN
            ),
        ]

    def __str__(self) -> str:
        return self.username

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Report a taken value at its field. Django reports the constraint of an expression above the form."""
        try:
            super().validate_constraints(exclude)
        except ValidationError as error:
            fields = {USERNAME_TAKEN: "username", EMAIL_TAKEN: "email"}
            errors = error.error_dict
            for each in errors.pop(NON_FIELD_ERRORS, []):
                errors.setdefault(fields.get(each.message, NON_FIELD_ERRORS), []).append(each)
            raise
