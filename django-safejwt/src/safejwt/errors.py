"""The errors of this package, each with the stable code and the HTTP status that protocol/errors.json lists."""

from typing import Final

from django.conf import settings
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
    "MFARequired",
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
    """Mark a message for translation and return it unchanged.

    Django's function reads the settings. A settings module that imports this package would then be loaded half.
    """
    return sentence


_ = gettext_noop

DATABASE_OUTAGES: Final = (OperationalError, InterfaceError, InternalError)
"""Django's errors for a database that is unreachable or read-only; psycopg raises InternalError for the latter."""


class SafeJWTError(Exception):
    """Base of all errors of this package.

    message: the text for users, with `%(name)s` for each of `values`.
    """

    code = "server_error"
    status = 500
    message = _("Server error. Try again later.")
    """In English, for logs and headers, which hold ASCII only; `translated()` is for responses."""

    def __init__(self, message: str | None = None, **values: str | int) -> None:
        self._sentence, self._values = message or self.message, values
        self.message = self._sentence % values if values else self._sentence
        super().__init__(self.message)

    def translated(self) -> str:
        """The message in the active language."""
        sentence = gettext(self._sentence)
        values = {name: gettext(value) if isinstance(value, str) else value for name, value in self._values.items()}
        return sentence % values if values else sentence


class InvalidToken(SafeJWTError):
    """The access token is malformed, forged, or was not issued by this server."""

    code = "invalid_token"
    status = 401
    message = _("Access token invalid")


class AccessTokenExpired(InvalidToken):
    """The access token has expired. Its signature was verified first."""

    code = "access_token_expired"
    message = _("Access token expired")


class SessionEnded(InvalidToken):
    """The access token is genuine, but its session is not active."""

    code = "session_ended"
    message = _("Session ended")


class RefreshTokenError(SafeJWTError):
    """Base of the errors that refuse a refresh token. The response deletes its cookie."""

    status = 401


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
    """A token was presented after its successor had been used: it was copied, so the session has been ended."""

    code = "refresh_token_reused"
    message = _("Session ended for safety: its refresh token was used twice. Log in again.")


class InvalidCredentials(SafeJWTError):
    code = "invalid_credentials"
    status = 401
    message = _("No active account matches this name and password.")


class ReauthenticationRequired(SafeJWTError):
    """The user's last authentication is too old for this action."""

    code = "reauthentication_required"
    status = 403
    message = _("Enter your password again to do this.")


class MFARequired(SafeJWTError):
    """The user has not authenticated with the methods that this action requires."""

    code = "mfa_required"
    status = 403
    message = _("Confirm this with your second factor.")


class EmailNotVerified(SafeJWTError):
    code = "email_not_verified"
    status = 403
    message = _("Confirm your email address first. If you have no email with a link, request one.")


class LinkInvalid(SafeJWTError):
    """The link of an email is expired, used, or about something that has changed since."""

    code = "link_invalid"
    status = 400
    message = _("This link is no longer valid. Request a new one.")


class PasswordRequired(SafeJWTError):
    """The link of an email also needs the session or the password of its account. It stays valid."""

    code = "password_required"
    status = 403
    message = _("Enter the password of the account to follow this link.")


class CSRFFailed(SafeJWTError):
    """The request may come from another site, or belongs to another session.

    advice: for developers, the origin and the setting that would allow it. It is in the message,
    which is logged, and in the response only under `DEBUG`.
    """

    code = "csrf_failed"
    status = 403

    def __init__(self, reason: str, advice: str = "") -> None:
        super().__init__(_("CSRF check failed: %(reason)s"), reason=reason)
        self._advice = f" {advice}" if advice else ""
        self.message += self._advice

    def translated(self) -> str:
        return super().translated() + (self._advice if settings.DEBUG else "")


class BodyTooLarge(SafeJWTError):
    code = "body_too_large"
    status = 413

    def __init__(self, limit: int) -> None:
        super().__init__(_("The body is larger than %(limit)s bytes."), limit=limit)


class ServiceUnavailable(SafeJWTError):
    """The database or the cache cannot be reached. This never signs a user out.

    retry_after: seconds after which the client may try again.
    """

    code = "service_unavailable"
    status = 503
    message = _("The service is temporarily unavailable. Try again shortly.")

    def __init__(self, retry_after: int = 5) -> None:
        self.retry_after = retry_after
        super().__init__()
