"""djangorestframework-simplejwt, and dj-rest-auth, whose tokens are simplejwt's."""

from collections.abc import Mapping
from typing import Any

from comparison.calls import Call

from .peer import LIFETIME, PASSWORD, SECRET, USERNAME, Peer, State, bearer

__all__ = ["PEERS"]

_INSTALLED = {"SIGNING_KEY": SECRET, "ACCESS_TOKEN_LIFETIME": LIFETIME}
_ROTATION = {**_INSTALLED, "ROTATE_REFRESH_TOKENS": True, "BLACKLIST_AFTER_ROTATION": True}
_PASSWORD = {"username": USERNAME, "password": PASSWORD}
_USER = "signature, user active"


def _tokens(body: Any) -> State:
    return {name: body[name] for name in ("access", "refresh") if body.get(name)}


def _peer(title: str, checks: str, options: Mapping[str, Any], name: str = "JWTAuthentication") -> Peer:
    has_blacklist = "BLACKLIST_AFTER_ROTATION" in options
    return Peer(
        title,
        checks,
        f"rest_framework_simplejwt.authentication.{name}",
        {"SIMPLE_JWT": options},
        ("rest_framework_simplejwt", *(["rest_framework_simplejwt.token_blacklist"] if has_blacklist else [])),
        urls="project.simplejwt_urls",
        login=lambda state: Call("POST", "/auth/token/", body=_PASSWORD),
        tokens=_tokens,
        credentials=bearer,
        refresh=lambda state: Call("POST", "/auth/refresh/", body={"refresh": state["refresh"]}),
        logout=(lambda state: Call("POST", "/auth/logout/", body={"refresh": state["refresh"]}))
        if has_blacklist
        else None,
    )


PEERS = {
    "simplejwt-stateless": _peer(
        "simplejwt, stateless user",
        "signature",
        # The name of its user is a claim: without one it has none.
        {**_INSTALLED, "TOKEN_OBTAIN_SERIALIZER": "project.claims.NamedTokenSerializer"},
        "JWTStatelessUserAuthentication",
    ),
    "simplejwt": _peer("simplejwt as installed", _USER, _INSTALLED),
    "simplejwt-rotation": _peer("simplejwt, rotation and blacklist", _USER, _ROTATION),
    "dj-rest-auth": Peer(
        "dj-rest-auth, refresh cookie, rotation and blacklist",
        _USER,
        "dj_rest_auth.jwt_auth.JWTCookieAuthentication",
        {
            "SIMPLE_JWT": _ROTATION,
            "REST_AUTH": {"USE_JWT": True, "JWT_AUTH_REFRESH_COOKIE": "refresh", "SESSION_LOGIN": False},
        },
        ("rest_framework.authtoken", "rest_framework_simplejwt.token_blacklist", "dj_rest_auth"),
        urls="dj_rest_auth.urls",
        login=lambda state: Call("POST", "/auth/login/", body=_PASSWORD),
        tokens=_tokens,
        credentials=bearer,
        refresh=lambda state: Call("POST", "/auth/token/refresh/", body={}),
        logout=lambda state: Call("POST", "/auth/logout/", bearer(state), {}),
    ),
}
