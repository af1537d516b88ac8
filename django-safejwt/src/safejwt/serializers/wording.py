"""What users read about a username or email that the server refuses, in place of the sentences of Django.

A sentence of a project's own user model stays as it is.
"""

from copy import copy
from typing import Any, Final

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.validators import ASCIIUsernameValidator, UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..audit.identifiers import email_field

__all__ = ["reworded", "taken_sentences"]

_TAKEN: Final = (
    AbstractUser._meta.get_field("username").error_messages["unique"],
    models.Field.default_error_messages["unique"],
)


def reworded(validator: Any) -> Any:
    """Return the validator, with our sentence if it is one of Django for usernames and has Django's."""
    if type(validator) not in (UnicodeUsernameValidator, ASCIIUsernameValidator) or "message" in vars(validator):
        return validator
    worded = copy(validator)
    worded.message = _("Use letters, digits and @ . + - _ only.")
    return worded


def taken_sentences(field: str, error: ValidationError) -> list[str]:
    """The sentences of an error about a value of this field that another user has."""
    return [str(_taken(field)) if each.message in _TAKEN else each.messages[0] for each in error.error_list]


def _taken(field: str) -> str | Promise:
    if field == "username":
        return _("This username is taken.")
    return _("This email address is taken.") if field == email_field() else _("This value is taken.")
