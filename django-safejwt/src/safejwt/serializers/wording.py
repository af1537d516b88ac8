"""What users read about a username, email or password that the server refuses, in place of the sentences of Django.

A sentence of a project's own user model stays as it is.
"""

from copy import copy
from typing import Any, Final

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.validators import ASCIIUsernameValidator, UnicodeUsernameValidator
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_noop as _

from ..audit.field_labels import sentence_about

__all__ = ["password_sentences", "reworded", "taken_sentences"]

_TAKEN: Final = (
    AbstractUser._meta.get_field("username").error_messages["unique"],
    models.Field.default_error_messages["unique"],
)
# Some languages cannot insert a name into this sentence.
_SIMILAR: Final = "The password is too similar to the %(verbose_name)s."


def reworded(validator: Any) -> Any:
    """Return the validator, with our sentence if it is one of Django for usernames and has Django's."""
    if type(validator) not in (UnicodeUsernameValidator, ASCIIUsernameValidator) or "message" in vars(validator):
        return validator
    worded = copy(validator)
    worded.message = gettext_lazy("Use letters, digits and @ . + - _ only.")
    return worded


def taken_sentences(field: str, error: ValidationError) -> list[str]:
    """The sentences of an error about a value of this field that another user has."""
    return [_taken(field) if each.message in _TAKEN else each.messages[0] for each in error.error_list]


def password_sentences(error: ValidationError) -> list[str]:
    """The sentences of an error about a new password."""
    return [_similar(each) if each.message == gettext(_SIMILAR) else each.messages[0] for each in error.error_list]


def _similar(error: ValidationError) -> str:
    return gettext("This password is too similar to the %(verbose_name)s.") % error.params


def _taken(field: str) -> str:
    try:
        return sentence_about(
            field,
            username=_("This username is taken."),
            email=_("This email address is taken."),
            other=_("This %(label)s is taken."),
        )
    except FieldDoesNotExist:
        return gettext("This value is taken.")
