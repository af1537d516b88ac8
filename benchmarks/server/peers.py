"""The measured packages: the settings each needs, and how a client logs in, calls and refreshes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

__all__ = ["PEERS", "Call", "Peer"]

PASSWORD = "correct horse battery staple"
APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "rest_framework"]
SAFEJWT = {
    "ACCESS_TOKEN_SECRET": "an-access-token-secret-for-the-benchmark-only",
    "REFRESH_TOKEN_SECRET": "a-refresh-token-secret-for-the-benchmark-only",
    # Each measured refresh rotates, as those of the other packages do.
    "SAFEJWT_ROTATION_INTERVAL": timedelta(0),
}
SIMPLEJWT = {
    "ROTATE_REFRESH_TOKENS": True,
    "BLACKLIST_AFTER_ROTATION": True,
    "UPDATE_LAST_LOGIN": False,
    "SIGNING_KEY": "a-signing-key-for-the-benchmark-that-is-long-enough",
}


@dataclass
class Call:
    """One HTTP request."""

    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    body: dict[str, Any] | None = None


@dataclass(frozen=True)
class Peer:
    """A package, or one of its modes. `send` in the functions performs a `Call` and returns (json, cookies)."""

    title: str
    authentication: str | None
    settings: dict[str, Any] = field(default_factory=dict)
    apps: tuple[str, ...] = ()
    urls: tuple[tuple[str, str], ...] = ()
    log_in: Callable[..., dict[str, Any]] | None = None
    request: Callable[[dict[str, Any]], Call] = lambda state: Call("GET", "/protected/")
    refresh: Callable[[dict[str, Any]], Call] | None = None


def _bearer(state: dict[str, Any]) -> dict[str, str]:
    return {"HTTP_AUTHORIZATION": f"Bearer {state['access']}"}


def _cookies(state: dict[str, Any]) -> dict[str, str]:
    return {"HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in state["cookies"].items())}


def _safejwt_log_in(send: Callable[..., Any], user: Any) -> dict[str, Any]:
    body, cookies = send(Call("GET", "/auth/csrf/"))
    state = {"cookies": cookies}
    csrf = {"HTTP_X_CSRFTOKEN": body["csrfToken"], **_cookies(state)}
    body, cookies = send(Call("POST", "/auth/login/", csrf, {"username": "ada", "password": PASSWORD}))
    return {"access": body["accessToken"], "cookies": {**state["cookies"], **cookies}}


def _with_csrf(state: dict[str, Any]) -> dict[str, str]:
    token = next(value for name, value in state["cookies"].items() if name.endswith("csrftoken"))
    return {"HTTP_X_CSRFTOKEN": token, "HTTP_SEC_FETCH_SITE": "same-origin", **_cookies(state)}


def _safejwt(title: str, check: str = "database", authentication: str = "SafeJWTAuthentication") -> Peer:
    return Peer(
        title,
        f"safejwt.authentication.{authentication}",
        {**SAFEJWT, "SAFEJWT_SESSION_CHECK": check, "SAFEJWT_LOGIN_RATE": "9999/s", "SAFEJWT_LOGIN_ACCOUNT_RATE": None},
        ("safejwt",),
        (("auth/", "safejwt.urls"),),
        _safejwt_log_in,
        lambda state: Call("GET", "/protected/", {**_bearer(state), **_with_csrf(state)}),
        lambda state: Call("POST", "/auth/token/", _with_csrf(state)),
    )


def _simplejwt_log_in(send: Callable[..., Any], user: Any) -> dict[str, Any]:
    body, _ = send(Call("POST", "/auth/token/", {}, {"username": "ada", "password": PASSWORD}))
    return dict(body)


def _knox_log_in(send: Callable[..., Any], user: Any) -> dict[str, Any]:
    from knox.models import AuthToken  # noqa: PLC0415 - installed for this peer only

    return {"token": AuthToken.objects.create(user)[1]}


def _drf_token_log_in(send: Callable[..., Any], user: Any) -> dict[str, Any]:
    from rest_framework.authtoken.models import Token  # noqa: PLC0415 - installed for this peer only

    return {"token": Token.objects.create(user=user).key}


def _allauth_log_in(send: Callable[..., Any], user: Any) -> dict[str, Any]:
    body, _ = send(Call("POST", "/auth/app/v1/auth/login", {}, {"username": "ada", "password": PASSWORD}))
    meta = body["meta"]
    return {"access": meta["access_token"], "refresh": meta["refresh_token"]}


def _allauth_refresh(state: dict[str, Any]) -> Call:
    # After a refresh, the new token is in the `data` of its response.
    refresh = state.get("data", {}).get("refresh_token", state["refresh"])
    return Call("POST", "/auth/app/v1/tokens/refresh", {}, {"refresh_token": refresh})


def _allauth(title: str, stateful: bool) -> Peer:
    return Peer(
        title,
        "allauth.headless.contrib.rest_framework.authentication.JWTTokenAuthentication",
        {
            "MIDDLEWARE": [
                "django.contrib.sessions.middleware.SessionMiddleware",
                "django.contrib.auth.middleware.AuthenticationMiddleware",
                "allauth.account.middleware.AccountMiddleware",
            ],
            "AUTHENTICATION_BACKENDS": ["allauth.account.auth_backends.AuthenticationBackend"],
            "ACCOUNT_EMAIL_VERIFICATION": "none",
            "ACCOUNT_RATE_LIMITS": False,
            "HEADLESS_ONLY": True,
            "HEADLESS_CLIENTS": ("app",),
            "HEADLESS_TOKEN_STRATEGY": "allauth.headless.tokens.strategies.jwt.JWTTokenStrategy",
            "HEADLESS_JWT_ALGORITHM": "HS256",
            "HEADLESS_JWT_STATEFUL_VALIDATION_ENABLED": stateful,
        },
        ("allauth", "allauth.account", "allauth.headless"),
        (("auth/", "allauth.headless.urls"),),
        _allauth_log_in,
        lambda state: Call("GET", "/protected/", _bearer(state)),
        _allauth_refresh,
    )


def _dj_rest_auth_log_in(send: Callable[..., Any], user: Any) -> dict[str, Any]:
    body, cookies = send(Call("POST", "/auth/login/", {}, {"username": "ada", "password": PASSWORD}))
    return {"access": body["access"], "cookies": cookies}


PEERS = {
    "nothing": Peer("no authentication", None),
    "safejwt": _safejwt("safejwt, session in the database"),
    "safejwt-none": _safejwt("safejwt, no session check", "none"),
    "safejwt-no-csrf": _safejwt("safejwt, database, no CSRF (JWTAuthentication)", authentication="JWTAuthentication"),
    "simplejwt": Peer(
        "simplejwt 5.5, rotation and blacklist",
        "rest_framework_simplejwt.authentication.JWTAuthentication",
        {"SIMPLE_JWT": SIMPLEJWT},
        ("rest_framework_simplejwt", "rest_framework_simplejwt.token_blacklist"),
        (("auth/", "simplejwt_urls"),),
        _simplejwt_log_in,
        lambda state: Call("GET", "/protected/", _bearer(state)),
        lambda state: Call("POST", "/auth/refresh/", {}, {"refresh": state["refresh"]}),
    ),
    "dj-rest-auth": Peer(
        "dj-rest-auth 7.2, refresh cookie",
        "dj_rest_auth.jwt_auth.JWTCookieAuthentication",
        {
            "SIMPLE_JWT": SIMPLEJWT,
            "REST_AUTH": {"USE_JWT": True, "JWT_AUTH_REFRESH_COOKIE": "refresh", "SESSION_LOGIN": False},
        },
        ("rest_framework.authtoken", "rest_framework_simplejwt.token_blacklist", "dj_rest_auth"),
        (("auth/", "dj_rest_auth.urls"),),
        _dj_rest_auth_log_in,
        lambda state: Call("GET", "/protected/", _bearer(state)),
        lambda state: Call("POST", "/auth/token/refresh/", _cookies(state), {}),
    ),
    "allauth": _allauth("allauth headless 65.22, JWT, session looked up", stateful=True),
    "allauth-stateless": _allauth("allauth headless 65.22, JWT, no session check", stateful=False),
    "drf-token": Peer(
        "Django REST Framework's tokens, djoser's default",
        "rest_framework.authentication.TokenAuthentication",
        {},
        ("rest_framework.authtoken",),
        (),
        _drf_token_log_in,
        lambda state: Call("GET", "/protected/", {"HTTP_AUTHORIZATION": f"Token {state['token']}"}),
    ),
    "knox": Peer(
        "knox 5.1",
        "knox.auth.TokenAuthentication",
        {},
        ("knox",),
        (),
        _knox_log_in,
        lambda state: Call("GET", "/protected/", {"HTTP_AUTHORIZATION": f"Token {state['token']}"}),
    ),
}
