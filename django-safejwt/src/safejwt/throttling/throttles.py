"""Throttles of Django REST Framework.

Processes share the counters if they share Django's default cache. While it is unavailable, each
process counts for itself.
"""

from typing import ClassVar

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from ..audit.identifiers import changes_identifier
from ..conf import conf
from ..db.user_model import user_model
from . import sliding_window
from .limits import limits_of, limits_of_networks, record_refusal
from .login_attempt import LoginAttempt

__all__ = [
    "ClientNetworkThrottle",
    "LoginThrottle",
    "PasswordThrottle",
    "RegisterThrottle",
    "RenameThrottle",
    "WindowThrottle",
    "password_limits",
]


class WindowThrottle(BaseThrottle):
    """Sliding-window limits, all of which a request has to keep."""

    _hits: sliding_window.Hits | None = None
    _wait = 0

    def limits(self, request: Request) -> list[sliding_window.Limit]:
        raise NotImplementedError

    def user_id(self, request: Request) -> object:
        """The id of the authenticated user, for the event of a refusal. Never looked up by name."""
        return None

    def allow_request(self, request: Request, view: APIView) -> bool:
        result = sliding_window.acquire(self.limits(request))
        if isinstance(result, sliding_window.Hits):
            self._hits = result
            return True
        self._wait = result.wait
        record_refusal(result, request._request, user_id=self.user_id(request))
        return False

    def wait(self) -> float:
        return self._wait

    def refund(self) -> None:
        """Remove the hits of this request, which turned out to be legitimate."""
        if self._hits is not None:
            self._hits.refund()
            self._hits = None


class LoginThrottle(BaseThrottle):
    """Limits failed logins by username, by client network, and by both together.

    `SAFEJWT_LOGIN_RATE`, `SAFEJWT_LOGIN_ACCOUNT_RATE`, `SAFEJWT_LOGIN_ADDRESS_RATE`. A browser in
    which the user has logged in before has its own `SAFEJWT_LOGIN_RATE` and no other limit, so
    strangers can use up only the limits for strangers. An attempt is counted before the password is
    checked; `LoginAttempt.of(request, …).succeeded()` refunds it.
    """

    _wait = 0

    def allow_request(self, request: Request, view: APIView) -> bool:
        refusal = LoginAttempt(request._request, _username(request)).acquire_by_username()
        self._wait = refusal.wait if refusal else 0
        return refusal is None

    def wait(self) -> float:
        return self._wait


class PasswordThrottle(WindowThrottle):
    """Limits attempts at the user's password, sent as `current_password`.

    A stolen access token must not allow guessing it (OWASP ASVS 6.3.1): `SAFEJWT_LOGIN_RATE`
    attempts at one user, and `SAFEJWT_LOGIN_ACCOUNT_RATE` from one session. The latter is not per
    user, so the owner is not locked out for a day: they end that session, or log in again.
    """

    scope: ClassVar[str] = "password"

    def limits(self, request: Request) -> list[sliding_window.Limit]:
        return password_limits(request.user.pk, getattr(request.auth, "sid", None), scope=self.scope)

    def user_id(self, request: Request) -> object:
        return request.user.pk

    def allow_request(self, request: Request, view: APIView) -> bool:
        has_password = isinstance(request.data, dict) and "current_password" in request.data
        return super().allow_request(request, view) if has_password else True


def password_limits(user_id: object, sid: object, *, scope: str = PasswordThrottle.scope) -> list[sliding_window.Limit]:
    """The limits on attempts at the password of a user from one of their sessions."""
    by_session = limits_of(f"{scope}-session", conf.login_account_rate, str(user_id), str(sid or ""))
    return [*limits_of(scope, conf.login_rate, str(user_id)), *by_session]


class ClientNetworkThrottle(WindowThrottle):
    """A rate for each client network: what `rate()` returns, counted under `scope`."""

    scope: ClassVar[str]

    def rate(self) -> str | None:
        """Rates as `10/m`, several separated by commas; None for no limit."""
        raise NotImplementedError

    def limits(self, request: Request) -> list[sliding_window.Limit]:
        return limits_of_networks(self.scope, self.rate(), request._request)


class RegisterThrottle(ClientNetworkThrottle):
    """`SAFEJWT_REGISTER_RATE` registrations from one client network."""

    scope = "register"

    def rate(self) -> str | None:
        return conf.register_rate


class RenameThrottle(WindowThrottle):
    """Limits requests that send another username or email address than the user has.

    For a view that updates users. Its response tells whether a name is taken, as that of a
    registration does, so both count against one `SAFEJWT_REGISTER_RATE` of the client network.
    `SAFEJWT_RENAME_RATE` limits the user.
    """

    def limits(self, request: Request) -> list[sliding_window.Limit]:
        by_network = limits_of_networks(RegisterThrottle.scope, conf.register_rate, request._request)
        return [*limits_of("rename", conf.rename_rate, str(request.user.pk)), *by_network]

    def user_id(self, request: Request) -> object:
        return request.user.pk

    def allow_request(self, request: Request, view: APIView) -> bool:
        return super().allow_request(request, view) if changes_identifier(request) else True


def _username(request: Request) -> str:
    fields = request.data if isinstance(request.data, dict) else {}
    name = fields.get(user_model().USERNAME_FIELD)
    # Not `str()` of lists and objects: they can be nested so deeply that Python raises a RecursionError.
    return str(name) if isinstance(name, str | int | float) else ""
