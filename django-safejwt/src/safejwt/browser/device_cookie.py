"""Trusted-device cookie (OWASP Authentication cheat sheet).

Grants no access; only gives this browser its own rate limit.

An attacker can try passwords from anywhere, while the owner of an account usually has this cookie.
So the attempts of strangers cannot lock the owner out. The cookie holds a random id, and keyed
hashes of users and usernames with the time of their last login, under Django's signature. It
outlives logout.
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from ..audit.usernames import comparable_username, username_of
from ..conf import conf
from ..signals import device_presented
from .cookie import HostCookie

__all__ = ["forget", "known_device", "remember"]

_SALT: Final = "safejwt.devices"
# Hashes of users who share a browser, and of their usernames. The least recently used one is
# dropped first.
_ACCOUNTS: Final = 15
# Browsers store no longer cookie (RFC 6265bis section 5.7).
_LONGEST: Final = 4096


def known_device(request: HttpRequest, account: str | AbstractBaseUser) -> str | None:
    """The id of this browser, if this user has recently logged in with it.

    account: the user, or a username that was typed.
    """
    return next((device for device, _at in _marks(request, account)), None)


def _marks(request: HttpRequest, account: str | AbstractBaseUser) -> Iterator[tuple[str, int]]:
    """The ids under which this browser is known to a user, with the time of their last login."""
    oldest = (timezone.now() - conf.device_lifetime).timestamp()
    hash_account: Callable[[Any, str | None], str] = (
        _hash_user if isinstance(account, AbstractBaseUser) else _hash_username
    )
    # A second cookie, of another path or planted, must not hide the one that knows the user.
    for cookie in _genuine(request):
        expected = [hash_account(account, key) for key in conf.secret_keys] if cookie["accounts"] else []
        for known, at in cookie["accounts"].items():
            is_own = at >= oldest and any(constant_time_compare(value, known) for value in expected)
            if is_own and not _is_forgotten(account, at):
                yield str(cookie["id"]), at


def _is_forgotten(account: str | AbstractBaseUser, at: int) -> bool:
    """Whether this user has had this device forgotten since. A username is not looked up."""
    if not isinstance(account, AbstractBaseUser):
        return False
    answers = device_presented.send_robust(type(account), user=account, at=datetime.fromtimestamp(at, UTC))
    return any(answer is False or isinstance(answer, Exception) for _receiver, answer in answers)


def remember(
    request: HttpRequest,
    response: HttpResponseBase,
    user: AbstractBaseUser,
    *names: str,
    keep: bool = True,
    at: datetime | None = None,
) -> None:
    """Mark this browser as a device of a user who has just authenticated.

    A password qualifies, and so does the emailed link that sets a new one. Afterwards the attempts
    of strangers cannot lock the user out.

    names: what the user may log in by besides their username; attempts are counted under the name
    that was typed.
    keep: whether the browser keeps the cookie when it is closed.
    at: when their session here started. Without one, a known device keeps the time of its last session: by that time
    it is forgotten.
    """
    if not conf.device_lifetime:
        return
    cookie = next(_genuine(request), None) or {"id": secrets.token_urlsafe(16), "accounts": {}}
    # Users without a name share none.
    own = [_hash_user(user), *map(_hash_username, filter(None, {username_of(user), *names}))]
    accounts = {**dict.fromkeys(own, _time_of_login(request, user, at)), **_others(cookie["accounts"], own)}
    cookie["accounts"] = dict(list(accounts.items())[:_ACCOUNTS])
    lifetime = conf.device_lifetime if keep else None
    _device_cookie().set(response, signing.dumps(cookie, salt=_SALT), lifetime=lifetime)


def _time_of_login(request: HttpRequest, user: AbstractBaseUser, at: datetime | None) -> int:
    if at is not None:
        return int(at.timestamp())
    return next((known for _device, known in _marks(request, user)), int(timezone.now().timestamp()))


def forget(response: HttpResponseBase) -> None:
    """Make this browser a stranger to everyone who has logged in with it."""
    _device_cookie().clear(response)


def _others(accounts: dict[str, int], own: list[str]) -> dict[str, int]:
    return {account: at for account, at in accounts.items() if account not in own}


def _device_cookie() -> HostCookie:
    return HostCookie(conf.device_cookie_name)


def _genuine(request: HttpRequest) -> Iterator[dict[str, Any]]:
    """The cookies of this name that this project has signed. Others are left alone until a login."""
    for value in _device_cookie().read(request):
        if len(value) <= _LONGEST:
            with suppress(signing.BadSignature):
                yield dict(signing.loads(value, salt=_SALT, max_age=conf.device_lifetime or timedelta(0)))


def _hash_username(name: str, key: str | None = None) -> str:
    typed = comparable_username(name).encode("utf-8", "backslashreplace")
    return salted_hmac(_SALT, typed, secret=key, algorithm="sha256").hexdigest()[:32]


def _hash_user(user: AbstractBaseUser, key: str | None = None) -> str:
    # By primary key, so that it survives a change of username.
    return salted_hmac(f"{_SALT}.user", str(user.pk), secret=key, algorithm="sha256").hexdigest()[:32]
