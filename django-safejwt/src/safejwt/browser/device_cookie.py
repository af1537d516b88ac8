"""The cookie of a browser in which somebody has signed in before: it opens nothing, and is counted apart.

Guesses at an account come from anywhere; its owner mostly comes with this cookie, so nobody who guesses can keep him out
(OWASP Authentication cheat sheet, device cookies). It holds a random id and keyed hashes of people and names, under Django's
signature, and goes on over logout.
"""

import secrets
from datetime import timedelta
from typing import Any, Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import constant_time_compare, salted_hmac

from ..audit.usernames import comparable_username
from ..conf import conf
from .refresh_cookie import attributes, partition

__all__ = ["known_device", "remember"]

_SALT: Final = "safejwt.devices"
# People who share a browser and their names; whichever has not been used for the longest is forgotten.
_ACCOUNTS: Final = 15


def known_device(request: HttpRequest, who: str | AbstractBaseUser) -> str | None:
    """The id of this browser, if this person, or that of this name, has signed in with it; while the cookie is not too old."""
    cookie = _read(request)
    account = _account(who) if isinstance(who, str) else _person(who)
    known = any(constant_time_compare(account, one) for one in cookie["accounts"])
    return str(cookie["id"]) if known else None


def remember(
    request: HttpRequest, response: HttpResponseBase, user: AbstractBaseUser, *names: str, keep: bool = True
) -> None:
    """Marks this browser as one of a person who has just proved to be that.

    A password, or the link of a mail that sets a new one, is such a proof: after it the owner gets in whatever others try.
    names: what the person may log in by besides his user name, for guesses are counted under the name that was typed.
    keep: whether the browser keeps the cookie when it is closed.
    """
    if not conf.device_lifetime:
        return
    cookie = _read(request)
    cookie["accounts"] = list(
        dict.fromkeys([_person(user), *map(_account, (user.get_username(), *names)), *cookie["accounts"]])
    )[:_ACCOUNTS]
    max_age = int(conf.device_lifetime.total_seconds()) if keep else None
    response.set_cookie(conf.device_cookie_name, signing.dumps(cookie, salt=_SALT), max_age=max_age, **attributes())
    partition(response, conf.device_cookie_name)


def _read(request: HttpRequest) -> dict[str, Any]:
    try:
        cookie = signing.loads(
            request.COOKIES.get(conf.device_cookie_name, ""),
            salt=_SALT,
            max_age=conf.device_lifetime or timedelta(0),
        )
    except signing.BadSignature:
        return {"id": secrets.token_urlsafe(16), "accounts": []}
    return dict(cookie)


def _account(name: str) -> str:
    typed = comparable_username(name).encode("utf-8", "backslashreplace")
    return salted_hmac(_SALT, typed, algorithm="sha256").hexdigest()[:32]


def _person(user: AbstractBaseUser) -> str:
    # Whatever he is called by now.
    return salted_hmac(f"{_SALT}.person", str(user.pk), algorithm="sha256").hexdigest()[:32]
