"""django-allauth headless with its JWTs, as a client of the kind "app" uses it."""

from typing import Any

from comparison.calls import Call

from .peer import LIFETIME, PASSWORD, USERNAME, Peer, State, bearer

__all__ = ["PEERS"]


def _tokens(body: Any) -> State:
    # A login has the tokens in "meta", a refresh in "data".
    found = body["meta"] if "access_token" in body.get("meta", {}) else body["data"]
    return {"access": found["access_token"], "refresh": found["refresh_token"]}


def _peer(title: str, checks: str, *, stateful: bool) -> Peer:
    return Peer(
        title,
        checks,
        "allauth.headless.contrib.rest_framework.authentication.JWTTokenAuthentication",
        {
            "AUTHENTICATION_BACKENDS": ["allauth.account.auth_backends.AuthenticationBackend"],
            "ACCOUNT_EMAIL_VERIFICATION": "none",
            "ACCOUNT_RATE_LIMITS": False,
            "HEADLESS_ONLY": True,
            "HEADLESS_CLIENTS": ("app",),
            "HEADLESS_TOKEN_STRATEGY": "allauth.headless.tokens.strategies.jwt.JWTTokenStrategy",
            "HEADLESS_JWT_ALGORITHM": "HS256",
            "HEADLESS_JWT_ACCESS_TOKEN_EXPIRES_IN": int(LIFETIME.total_seconds()),
            "HEADLESS_JWT_STATEFUL_VALIDATION_ENABLED": stateful,
        },
        ("allauth", "allauth.account", "allauth.headless"),
        ("allauth.account.middleware.AccountMiddleware",),
        "allauth.headless.urls",
        login=lambda state: Call("POST", "/auth/app/v1/auth/login", body={"username": USERNAME, "password": PASSWORD}),
        tokens=_tokens,
        credentials=bearer,
        refresh=lambda state: Call("POST", "/auth/app/v1/tokens/refresh", body={"refresh_token": state["refresh"]}),
        logout=lambda state: Call("DELETE", "/auth/app/v1/auth/session", bearer(state)),
        # The client is anonymous now.
        logout_status=401,
    )


PEERS = {
    "allauth": _peer("allauth headless, session looked up", "signature, session, user active", stateful=True),
    "allauth-stateless": _peer("allauth headless, no session check", "signature, user active", stateful=False),
}
