"""What can go wrong, each with the stable code that protocol/errors.json lists. HTTP is mapped in handlers.py."""

from typing import Final

from django.db import InterfaceError, InternalError, OperationalError
from django.utils.translation import gettext

__all__ = [
    "DATABASE_OUTAGES",
    "AccessTokenExpired",
    "BodyTooLarge",
    "CSRFFailed",
    "EmailNotVerified",
    "InvalidCredentials",
    "InvalidToken",
    "LinkInvalid",
    "PasswordRequired",
    "ReauthenticationRequired",
    "RefreshTokenError",
    "RefreshTokenExpired",
    "RefreshTokenInvalid",
    "RefreshTokenMissing",
    "RefreshTokenReused",
    "RefreshTokenRevoked",
    "SafeJWTError",
    "ServiceUnavailable",
    "SessionEnded",
    "gettext_noop",
]


def gettext_noop(sentence: str) -> str:
    """Marks a message for translation and returns it unchanged.

    Django's own reads the settings. A settings module that imports this package would then be loaded half.
    """
    return sentence


_ = gettext_noop

DATABASE_OUTAGES: Final = (OperationalError, InterfaceError, InternalError)
"""What Django raises of a database that is away or cannot be written to; psycopg's name for read-only is InternalError."""


class SafeJWTError(Exception):
    """Base of all errors of this package: a stable `code` and a sentence for people.

    `message` is in English, for logs and headers, which take ASCII only; `translated()` is for who reads the answer.

    message: the sentence, with `%(name)s` where one of `values` belongs.
    """

    code = "server_error"
    message = _("The server met a fault of its own. Try again later.")

    def __init__(self, message: str | None = None, **values: str | int) -> None:
        self._sentence, self._values = message or self.message, values
        self.message = self._sentence % values if values else self._sentence
        super().__init__(self.message)

    def translated(self) -> str:
        """The sentence in the language of the moment."""
        sentence = gettext(self._sentence)
        values = {name: gettext(value) if isinstance(value, str) else value for name, value in self._values.items()}
        return sentence % values if values else sentence


class InvalidToken(SafeJWTError):
    """The access token is malformed, forged, or not one of ours."""

    code = "invalid_token"
    message = _("Access token invalid")


class AccessTokenExpired(InvalidToken):
    """The access token is genuine (its signature was verified first), and its time is over."""

    code = "access_token_expired"
    message = _("Access token expired")


class SessionEnded(InvalidToken):
    """The access token is genuine, but its session no longer lives."""

    code = "session_ended"
    message = _("Session ended")


class RefreshTokenError(SafeJWTError):
    """Base of the reasons a refresh token is refused; the cookie that held it is to be deleted."""


class RefreshTokenMissing(RefreshTokenError):
    code = "refresh_token_missing"
    message = _("No refresh token. Log in.")


class RefreshTokenInvalid(RefreshTokenError):
    code = "refresh_token_invalid"
    message = _("Refresh token invalid. Log in again.")


class RefreshTokenExpired(RefreshTokenError):
    code = "refresh_token_expired"
    message = _("Session expired. Log in again.")


class RefreshTokenRevoked(RefreshTokenError):
    code = "refresh_token_revoked"
    message = _("Session ended. Log in again.")


class RefreshTokenReused(RefreshTokenError):
    """A token came back after its successor had been used: somebody holds a copy, and the session has been ended."""

    code = "refresh_token_reused"
    message = _("Session ended for safety: its refresh token was used twice. Log in again.")


class InvalidCredentials(SafeJWTError):
    code = "invalid_credentials"
    message = _("No active account matches this name and password.")


class ReauthenticationRequired(SafeJWTError):
    """The person has to show again who he is before this: it has been too long."""

    code = "reauthentication_required"
    message = _("Enter your password again to do this.")


class EmailNotVerified(SafeJWTError):
    code = "email_not_verified"
    message = _("Confirm your e-mail address first: follow the link in the mail we sent you.")


class LinkInvalid(SafeJWTError):
    """A link of a mail was followed too late, for the second time, or after what it was for has changed."""

    code = "link_invalid"
    message = _("This link is not valid any more. Ask for a new one.")


class PasswordRequired(SafeJWTError):
    """A link of a mail was followed by somebody who did not show that the account it is about is his; the link stays good."""

    code = "password_required"
    message = _("Enter the password of the account to follow this link.")


class CSRFFailed(SafeJWTError):
    code = "csrf_failed"

    def __init__(self, reason: str) -> None:
        super().__init__(_("CSRF check failed: %(reason)s"), reason=reason)


class BodyTooLarge(SafeJWTError):
    code = "body_too_large"

    def __init__(self, limit: int) -> None:
        super().__init__(_("The body is larger than %(limit)s bytes."), limit=limit)


class ServiceUnavailable(SafeJWTError):
    """The database or the cache cannot be reached; never a reason to sign anybody out.

    `retry_after`: seconds until another try makes sense.
    """

    code = "service_unavailable"
    message = _("The service is unavailable for a moment. Try again shortly.")

    def __init__(self, retry_after: int = 5) -> None:
        self.retry_after = retry_after
        super().__init__()
