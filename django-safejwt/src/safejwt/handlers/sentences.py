"""An error in the words of the user who reads it."""

from math import ceil

from django.conf import settings
from django.contrib.auth import get_user_model, load_backend
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _

from ..audit.field_labels import sentence_about
from ..errors import InvalidCredentials, SafeJWTError

__all__ = ["sentence_for_user", "too_many_attempts"]


def sentence_for_user(error: SafeJWTError) -> str:
    """The message in the active language. A refused login names what users log in by, as the user model calls it."""
    if not isinstance(error, InvalidCredentials) or error.message != InvalidCredentials.message:
        return error.translated()
    return sentence_about(
        _identifier(),
        username=InvalidCredentials.message,
        email=_("No active account matches this email address and password."),
        other=_("No active account matches this %(label)s and password."),
    )


def too_many_attempts(seconds: float | None) -> str:
    """The message of a 429, with the time to wait if it is known."""
    if not seconds:
        return gettext("Too many attempts. Try again later.")
    if seconds > 2 * 3600:
        number = ceil(seconds / 3600)
        text = ngettext(
            "Too many attempts. Try again in %(number)d hour.",
            "Too many attempts. Try again in %(number)d hours.",
            number,
        )
    elif seconds > 2 * 60:
        number = ceil(seconds / 60)
        text = ngettext(
            "Too many attempts. Try again in %(number)d minute.",
            "Too many attempts. Try again in %(number)d minutes.",
            number,
        )
    else:
        number = ceil(seconds)
        text = ngettext(
            "Too many attempts. Try again in %(number)d second.",
            "Too many attempts. Try again in %(number)d seconds.",
            number,
        )
    return text % {"number": number}


def _identifier() -> str:
    """The field by which users know that they log in: another than `USERNAME_FIELD` if a backend says so."""
    fields = (getattr(load_backend(path), "identifier_field", None) for path in settings.AUTHENTICATION_BACKENDS)
    return next(filter(None, fields), get_user_model().USERNAME_FIELD)
