"""The settings of this app. Every value is read when it is used."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Literal
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.module_loading import import_string

__all__ = ["conf"]


class Conf:
    """Typed settings with safe defaults, a property each."""

    @staticmethod
    def _get(name: str, default: Any) -> Any:
        return getattr(settings, name, default)

    @property
    def link_base(self) -> str:
        """Scheme and host of the app whose pages the mails link to. Never taken from a request."""
        default = "http://localhost:8000" if settings.DEBUG else ""
        return str(self._get("SAFEJWT_ACCOUNTS_LINK_BASE", default)).rstrip("/")

    @property
    def site_name(self) -> str:
        """What the mails call the product."""
        return str(self._get("SAFEJWT_ACCOUNTS_SITE_NAME", "") or urlsplit(self.link_base).hostname)

    @property
    def registration(self) -> Literal["session", "mail"]:
        """Whether registering starts a session at once or sends a link first, and so tells nobody who has an account."""
        value: Literal["session", "mail"] = self._get("SAFEJWT_ACCOUNTS_REGISTRATION", "session")
        return value

    @property
    def login(self) -> Literal["username", "email", "both"]:
        """By what people are found who log in, with `safejwt.accounts.backends.AccountBackend`."""
        value: Literal["username", "email", "both"] = self._get("SAFEJWT_ACCOUNTS_LOGIN", "both")
        return value

    @property
    def require_verified(self) -> Literal[False, True, "login"]:
        """Whether `IsVerified` refuses a person whose address is not confirmed; "login": he cannot even log in."""
        value: Literal[False, True, "login"] = self._get("SAFEJWT_ACCOUNTS_REQUIRE_VERIFIED", False)
        return value

    @property
    def verification_lifetime(self) -> timedelta:
        """How long a link is good that confirms an address."""
        value: timedelta = self._get("SAFEJWT_ACCOUNTS_VERIFICATION_LIFETIME", timedelta(days=1))
        return value

    @property
    def reset_lifetime(self) -> timedelta:
        """How long a link is good that sets a new password."""
        value: timedelta = self._get("SAFEJWT_ACCOUNTS_RESET_LIFETIME", timedelta(hours=1))
        return value

    @property
    def mail_rate(self) -> str | None:
        """Requests for a mail from one network address, as `number/s|m|h|d`; several with commas between."""
        value: str | None = self._get("SAFEJWT_ACCOUNTS_MAIL_RATE", "20/h")
        return value

    @property
    def link_rate(self) -> str | None:
        """Links presented from one network address."""
        value: str | None = self._get("SAFEJWT_ACCOUNTS_LINK_RATE", "30/m")
        return value

    @property
    def mails_per_address(self) -> int:
        """Mails with a link of one kind that one address gets in an hour; requests beyond that change nothing."""
        return int(self._get("SAFEJWT_ACCOUNTS_MAILS_PER_ADDRESS", 5))

    @property
    def send_in_process(self) -> bool:
        """Whether the serving process sends mails in a thread of its own; else `safejwt_send_mail --watch` does."""
        return bool(self._get("SAFEJWT_ACCOUNTS_SEND_IN_PROCESS", True))

    @property
    def mail_attempts(self) -> int:
        """A mail that could not be sent this often is given up."""
        return int(self._get("SAFEJWT_ACCOUNTS_MAIL_ATTEMPTS", 10))

    @property
    def user_language(self) -> Callable[[Any], str | None] | None:
        """Returns the language in which a person is written to, or None where that is not known.

        Raises:
            ImportError: there is nothing of that name.
        """
        name: str | None = self._get("SAFEJWT_ACCOUNTS_USER_LANGUAGE", None)
        value: Callable[[Any], str | None] | None = import_string(name) if name else None
        return value

    @property
    def sends_by_smtp(self) -> bool:
        mailer = self._mailer
        backend = settings.EMAIL_BACKEND if mailer is None else mailer["BACKEND"]
        return str(backend) == "django.core.mail.backends.smtp.EmailBackend"

    @property
    def smtp_timeout(self) -> float | None:
        """Django's `EMAIL_TIMEOUT`, or the mailer's `timeout`, in seconds."""
        mailer = self._mailer
        value: float | None = settings.EMAIL_TIMEOUT if mailer is None else mailer.get("OPTIONS", {}).get("timeout")
        return value

    @property
    def _mailer(self) -> Mapping[str, Any] | None:
        """Django 6.1 replaces `EMAIL_BACKEND` and its kin with `MAILERS`, beside which they cannot even be read."""
        mailers: Mapping[str, Mapping[str, Any]] | None = getattr(settings, "MAILERS", None)
        return None if mailers is None else mailers["default"]

    @property
    def authentication_backends(self) -> tuple[str, ...]:
        return tuple(settings.AUTHENTICATION_BACKENDS)

    @property
    def debug(self) -> bool:
        return bool(settings.DEBUG)


conf = Conf()
