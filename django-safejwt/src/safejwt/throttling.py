"""Limits on guessing, counted with the cache's atomic increment, so that parallel tries are all counted.

Processes share the count where they share Django's default cache. While that is away, each counts for itself.
"""

import re
import time
from hashlib import sha256
from typing import ClassVar, Final
from unicodedata import normalize

from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.exceptions import ImproperlyConfigured
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from . import events
from .conf import conf

__all__ = ["LoginThrottle", "PasswordThrottle", "RegisterThrottle"]

# Without the cache, nobody is kept from logging in and nobody may guess without limit: each process counts for itself.
_own_memory: Final = LocMemCache("safejwt.throttling", {"OPTIONS": {"MAX_ENTRIES": 10_000}})

_SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class _Throttle(BaseThrottle):
    """At most so many requests of one kind in each window of time."""

    scope: ClassVar[str]
    _wait = 0.0

    def rate(self) -> str:
        raise NotImplementedError

    def identity(self, request: Request) -> str:
        raise NotImplementedError

    def allow_request(self, request: Request, view: APIView) -> bool:
        limit, window = _parse_rate(self.rate())
        now = time.time()
        # The identity may hold an e-mail address; a key in the cache should not.
        identity = sha256(self.identity(request).encode("utf-8", "backslashreplace")).hexdigest()
        key = f"safejwt:{self.scope}:{identity}:{int(now // window)}"
        self._wait = window - now % window
        tries = _count(key, window)
        if tries == limit + 1:  # once for each window, or the log would be what is flooded
            events.record("excess_rate_limit_exceeded", request=request._request, scope=self.scope, limit=limit)
        return tries <= limit

    def wait(self) -> float:
        return self._wait


def _count(key: str, window: int) -> int:
    """Counts a try; returns how many that makes."""
    try:
        return _increment(cache, key, window)
    except Exception as error:  # whatever a cache's client raises; ValueError if the key was evicted in between
        events.record("cache_unavailable", exc_info=error)
        return _increment(_own_memory, key, window)


def _increment(store: BaseCache, key: str, window: int) -> int:
    store.add(key, 0, timeout=window + 1)
    return store.incr(key)


class LoginThrottle(_Throttle):
    """`SAFEJWT_LOGIN_RATE` tries for one account from one network address."""

    scope = "login"

    def rate(self) -> str:
        return conf.login_rate

    def identity(self, request: Request) -> str:
        fields = request.data if isinstance(request.data, dict) else {}
        # As the user model stores it, or each spelling of a name would have tries of its own.
        account = normalize("NFKC", str(fields.get(get_user_model().USERNAME_FIELD))).casefold()
        return f"{request.META.get('REMOTE_ADDR')}\n{account}"


class PasswordThrottle(_Throttle):
    """`SAFEJWT_LOGIN_RATE` tries at the password of the person who is signed in, where a request brings `current_password`.

    A stolen access token must not be a way to guess it (OWASP ASVS 6.3.1).
    """

    scope = "password"

    def rate(self) -> str:
        return conf.login_rate

    def identity(self, request: Request) -> str:
        return str(request.user.pk)

    def allow_request(self, request: Request, view: APIView) -> bool:
        brings_one = isinstance(request.data, dict) and "current_password" in request.data
        return super().allow_request(request, view) if brings_one else True


class RegisterThrottle(_Throttle):
    """`SAFEJWT_REGISTER_RATE` registrations from one network address."""

    scope = "register"

    def rate(self) -> str:
        return conf.register_rate

    def identity(self, request: Request) -> str:
        return str(request.META.get("REMOTE_ADDR"))


def _parse_rate(rate: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d+)/([smhd])", rate)
    if match is None:
        raise ImproperlyConfigured(f"{rate!r} is not a rate; write a number, a slash and s, m, h or d: 10/m")
    return int(match[1]), _SECONDS[match[2]]
