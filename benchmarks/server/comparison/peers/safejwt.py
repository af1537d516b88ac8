"""safejwt with a row of its own for each kind of check."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from comparison.calls import Call

from .peer import LIFETIME, PASSWORD, SECRET, USERNAME, Peer, State, bearer

__all__ = ["PEERS"]

_SETTINGS = {
    "ACCESS_TOKEN_SECRET": f"access-{SECRET}",
    "REFRESH_TOKEN_SECRET": f"refresh-{SECRET}",
    "SAFEJWT_ACCESS_TOKEN_LIFETIME": LIFETIME,
    # Each measured refresh rotates, as those of the other packages do.
    "SAFEJWT_ROTATION_INTERVAL": timedelta(0),
    # The limits count, and never refuse.
    "SAFEJWT_LOGIN_RATE": "1000000/m",
    "SAFEJWT_LOGIN_ACCOUNT_RATE": "1000000/m",
    "SAFEJWT_LOGIN_ADDRESS_RATE": "1000000/m",
    "SAFEJWT_SESSION_RATE": "1000000/m",
}


def _csrf(state: State) -> dict[str, str]:
    token = next(value for name, value in state["cookies"].items() if name.endswith("csrftoken"))
    return {"X-CSRFToken": token}


def _tokens(body: Any) -> State:
    return {"access": body["accessToken"]}


def _arrive(state: State) -> Call:
    return Call("GET", "/auth/csrf/")


def _arrive_from_a_form(state: State) -> Call:
    """As after a page with a form of Django, whose cookie is the secret alone."""
    return Call("GET", "/auth/csrf/", {"Cookie": f"csrftoken={'Secret20' * 4}"})


def _peer(
    title: str,
    checks: str,
    mode: str = "database",
    name: str = "SafeJWTAuthentication",
    arrive: Callable[[State], Call] = _arrive,
) -> Peer:
    return Peer(
        title,
        checks,
        f"safejwt.authentication.{name}",
        {**_SETTINGS, "SAFEJWT_SESSION_CHECK": mode},
        ("safejwt",),
        ("safejwt.middleware.DjangoSessionMiddleware",),
        "safejwt.urls",
        arrive=arrive,
        login=lambda state: Call("POST", "/auth/login/", _csrf(state), {"username": USERNAME, "password": PASSWORD}),
        tokens=_tokens,
        credentials=lambda state: {**bearer(state), **_csrf(state)},
        refresh=lambda state: Call("POST", "/auth/token/", _csrf(state)),
        logout=lambda state: Call("POST", "/auth/logout/", _csrf(state)),
    )


_SESSION = "signature, session, user active, password unchanged"
PEERS = {
    "safejwt": _peer("safejwt", f"{_SESSION}, CSRF"),
    "safejwt-forms": _peer(
        "safejwt, in a browser with forms of Django", f"{_SESSION}, CSRF", arrive=_arrive_from_a_form
    ),
    "safejwt-no-csrf": _peer("safejwt without CSRF (`JWTAuthentication`)", _SESSION, name="JWTAuthentication"),
    "safejwt-none": _peer("safejwt, session check `none`", "signature, CSRF", "none"),
}
