"""A measured package in one of its modes: its settings, and what its clients send."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from comparison.calls import Call

__all__ = ["LIFETIME", "PASSWORD", "SECRET", "USERNAME", "Peer", "State", "bearer"]

USERNAME, PASSWORD = "ada", "correct horse battery staple"
SECRET = "a-secret-for-the-benchmark-only-of-fifty-characters-and-more"
# Of access tokens, for all rows: none expires while it is measured.
LIFETIME = timedelta(hours=12)

# What a client knows: the cookies, and the tokens by name.
State = dict[str, Any]


@dataclass(frozen=True)
class Peer:
    title: str
    checks: str
    """What a protected request checks, in words for the report."""
    authentication: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    apps: tuple[str, ...] = ()
    middleware: tuple[str, ...] = ()
    urls: str | None = None
    """The module that is included below /auth/."""
    arrive: Callable[[State], Call] | None = None
    """Sent once before the login, for a CSRF cookie."""
    login: Callable[[State], Call] | None = None
    tokens: Callable[[Any], State] = lambda body: {}
    """Reads the tokens in the body of a login or a refresh."""
    credentials: Callable[[State], dict[str, str]] = lambda state: {}
    """The headers of a protected request. All cookies are sent too, as a browser does."""
    refresh: Callable[[State], Call] | None = None
    logout: Callable[[State], Call] | None = None
    logout_status: int = 200
    direct: Callable[[], Callable[[], object]] | None = None
    """In place of requests: prepares and returns a function of the physical floor."""


def bearer(state: State) -> dict[str, str]:
    return {"Authorization": f"Bearer {state['access']}"}
