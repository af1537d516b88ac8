"""Tokens and sessions that are looked up: knox, Django REST Framework's tokens, Django's sessions."""

from base64 import b64encode
from typing import Any

from comparison.calls import Call

from .peer import PASSWORD, USERNAME, Peer, State

__all__ = ["PEERS"]

_PASSWORD = {"username": USERNAME, "password": PASSWORD}
_BASIC = {"Authorization": f"Basic {b64encode(f'{USERNAME}:{PASSWORD}'.encode()).decode()}"}


def _tokens(body: Any) -> State:
    return {"access": body["token"]}


def _token(state: State) -> dict[str, str]:
    return {"Authorization": f"Token {state['access']}"}


def _csrf(state: State) -> dict[str, str]:
    return {"X-CSRFToken": state["cookies"]["csrftoken"]}


PEERS = {
    "knox": Peer(
        "knox",
        "token, user active",
        "knox.auth.TokenAuthentication",
        apps=("knox",),
        urls="project.knox_urls",
        login=lambda state: Call("POST", "/auth/login/", _BASIC),
        tokens=_tokens,
        credentials=_token,
        logout=lambda state: Call("POST", "/auth/logout/", _token(state)),
    ),
    "drf-token": Peer(
        "Django REST Framework's tokens",
        "token, user active",
        "rest_framework.authentication.TokenAuthentication",
        apps=("rest_framework.authtoken",),
        urls="project.drf_token_urls",
        login=lambda state: Call("POST", "/auth/login/", body=_PASSWORD),
        tokens=_tokens,
        credentials=_token,
    ),
    "django-session": Peer(
        "Django's sessions (`SessionAuthentication`)",
        "session, user active, password unchanged, CSRF except on GET",
        "rest_framework.authentication.SessionAuthentication",
        urls="project.session_urls",
        arrive=lambda state: Call("GET", "/auth/csrf/"),
        login=lambda state: Call("POST", "/auth/login/", _csrf(state), _PASSWORD),
        credentials=_csrf,
        logout=lambda state: Call("POST", "/auth/logout/", _csrf(state)),
    ),
}
