"""An error in the words of the user who reads it."""

from django.contrib.auth import get_user_model
from django.utils.translation import gettext_noop as _

from ..audit.field_labels import sentence_about
from ..errors import InvalidCredentials, SafeJWTError

__all__ = ["sentence_for_user"]


def sentence_for_user(error: SafeJWTError) -> str:
    """The message in the active language. A refused login names what users log in by, as the user model calls it."""
    if not isinstance(error, InvalidCredentials) or error.message != InvalidCredentials.message:
        return error.translated()
    return sentence_about(
        get_user_model().USERNAME_FIELD,
        username=InvalidCredentials.message,
        email=_("No active account matches this email address and password."),
        other=_("No active account matches this %(label)s and password."),
    )
