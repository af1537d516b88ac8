"""Limits on guessing: on each account, and on each place that guesses come from.

Processes share the counts where they share Django's default cache. While that is away, each counts for itself.
"""

from typing import ClassVar

from django.contrib.auth import get_user_model
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from ..audit import client_ip, events
from ..conf import conf
from . import login_limits, sliding_window

__all__ = ["LoginThrottle", "PasswordThrottle", "PlaceThrottle", "RegisterThrottle"]


class _Throttle(BaseThrottle):
    """Some limits, all of which a request has to keep."""

    _tries: sliding_window.Tries | None = None
    _wait = 0

    def limits(self, request: Request) -> list[sliding_window.Limit]:
        raise NotImplementedError

    def allow_request(self, request: Request, view: APIView) -> bool:
        outcome = sliding_window.take(self.limits(request))
        if isinstance(outcome, sliding_window.Tries):
            self._tries = outcome
            return True
        self._wait, limit = outcome.wait, outcome.limit
        if outcome.is_first:  # once for each window, or the log would be what is flooded
            events.record(
                "excess_rate_limit_exceeded",
                request=request._request,
                scope=limit.scope,
                limit=limit.tries,
                user_id=self.person(request),
            )
        return False

    def person(self, request: Request) -> object:
        """The id of the person who is concerned, where the request has shown who that is; never by a name that was typed."""
        return None

    def wait(self) -> float:
        return self._wait

    def give_back(self) -> None:
        """The request turned out to be no guess: it is not counted."""
        if self._tries is not None:
            self._tries.give_back()
            self._tries = None


class LoginThrottle(_Throttle):
    """Failed tries to log in, on each of: the account from this place, the account from everywhere, the place.

    `SAFEJWT_LOGIN_RATE`, `SAFEJWT_LOGIN_ACCOUNT_RATE`, `SAFEJWT_LOGIN_ADDRESS_RATE`. A browser in which the person has signed
    in before has its own `SAFEJWT_LOGIN_RATE` and nothing else, so others can use up what is there for strangers only.
    A try is counted before the password is looked at, and given back when it was right.
    """

    def limits(self, request: Request) -> list[sliding_window.Limit]:
        return login_limits.by_name(request._request, self.name(request))

    def name(self, request: Request) -> str:
        """The name of the account that is tried, as it was typed."""
        fields = request.data if isinstance(request.data, dict) else {}
        return str(fields.get(get_user_model().USERNAME_FIELD))


class PasswordThrottle(_Throttle):
    """`SAFEJWT_LOGIN_RATE` tries at the password of the person who is signed in, where a request brings `current_password`.

    A stolen access token must not be a way to guess it (OWASP ASVS 6.3.1).
    """

    scope: ClassVar[str] = "password"

    def limits(self, request: Request) -> list[sliding_window.Limit]:
        return login_limits.limits(self.scope, conf.login_rate, str(request.user.pk))

    def person(self, request: Request) -> object:
        return request.user.pk

    def allow_request(self, request: Request, view: APIView) -> bool:
        brings_one = isinstance(request.data, dict) and "current_password" in request.data
        return super().allow_request(request, view) if brings_one else True


class PlaceThrottle(_Throttle):
    """A rate for each place that requests come from: what `rate()` returns, counted under `scope`."""

    scope: ClassVar[str]

    def rate(self) -> str | None:
        """Rates as `10/m`, several with commas between; None for no limit."""
        raise NotImplementedError

    def limits(self, request: Request) -> list[sliding_window.Limit]:
        place = client_ip.network(client_ip.client_ip(request._request))
        return login_limits.limits(self.scope, self.rate(), place)


class RegisterThrottle(PlaceThrottle):
    """`SAFEJWT_REGISTER_RATE` registrations from one place."""

    scope = "register"

    def rate(self) -> str | None:
        return conf.register_rate
