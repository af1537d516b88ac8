"""The cookie of a browser in which somebody has signed in before: it opens nothing, and is counted apart.

Guesses at an account come from anywhere; its owner mostly comes with this cookie, so nobody who guesses can keep him out
(OWASP Authentication cheat sheet, device cookies). It holds a random id and keyed hashes of names, under Django's
signature, and goes on over logout.
"""

import secrets
from datetime import timedelta
from typing import Any, Final
from unicodedata import normalize

from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import constant_time_compare, salted_hmac

from .conf import conf
from .cookies import attributes, partition

__all__ = ["canonical_name", "known_device", "remember"]

_SALT: Final = "safejwt.devices"
# Names of people who share a browser; whichever has not been used for the longest is forgotten.
_ACCOUNTS: Final = 10


def known_device(request: HttpRequest, name: str) -> str | None:
    """The id of this browser, if the person of this name has signed in with it; as long as the cookie is not too old."""
    cookie = _read(request)
    account = _account(name)
    known = any(constant_time_compare(account, one) for one in cookie["accounts"])
    return str(cookie["id"]) if known else None


def remember(request: HttpRequest, response: HttpResponseBase, *names: str, keep: bool = True) -> None:
    """Marks this browser as one of a person who has just proved to be that.

    A password, or the link of a mail that sets a new one, is such a proof: after it the owner gets in whatever others try.
    names: all that the person may log in by, for guesses are counted under the name that was typed.
    keep: whether the browser keeps the cookie when it is closed.
    """
    if not conf.device_lifetime:
        return
    cookie = _read(request)
    cookie["accounts"] = list(dict.fromkeys([*map(_account, names), *cookie["accounts"]]))[:_ACCOUNTS]
    max_age = int(conf.device_lifetime.total_seconds()) if keep else None
    response.set_cookie(conf.device_cookie_name, signing.dumps(cookie, salt=_SALT), max_age=max_age, **attributes())
    partition(response, conf.device_cookie_name)


def canonical_name(name: str) -> str:
    """One spelling for each account: as the login reads it and the user model compares it, or each would count apart."""
    return normalize("NFKC", name).strip().casefold()


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
    typed = canonical_name(name).encode("utf-8", "backslashreplace")
    return salted_hmac(_SALT, typed, algorithm="sha256").hexdigest()[:32]
