"""What a request does with its session, by the functions of the package that the views call."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from figures import row_number, session_id, user_id, users_of
from rows import ADDRESS, USER_AGENT
from safejwt import sessions
from safejwt.tokens.claims import AccessClaims, RefreshClaims

_WEEK = 7 * 86_400


@dataclass(frozen=True)
class Session:
    """A session of generation 1, with what a request knows of it."""

    number: int
    users: int

    def access(self, generation: int = 1) -> AccessClaims:
        now, user = int(time.time()), str(user_id(self.number, self.users))
        return AccessClaims(user, session_id(self.number), generation, now, now + 300)

    @property
    def refresh(self) -> RefreshClaims:
        now = int(time.time())
        return RefreshClaims(session_id(self.number), 1, now, now + _WEEK)

    @property
    def user(self) -> Any:
        return get_user_model()(pk=user_id(self.number, self.users), password="!")


def random_sessions(rows: int, number: int, seed: int = 0) -> list[Session]:
    """Different sessions of a database with this number of rows. Each seed chooses others."""
    chosen = random.Random(f"{rows} {seed}").sample(range(rows), min(number, rows))
    return [Session(row_number(position), users_of(rows)) for position in chosen]


def authenticate(session: Session) -> Callable[[], Any]:
    claims = session.access()
    return lambda: sessions.check(claims).pk == int(claims.user_id)


def refresh(session: Session) -> Callable[[], Any]:
    claims = session.refresh
    return lambda: not sessions.rotate(claims, user_agent=USER_AGENT, ip=ADDRESS).is_presented


def first_use(session: Session) -> Callable[[], Any]:
    """The first request with an access token that a refresh has issued."""
    claims = session.access(generation=2)
    return lambda: sessions.check(claims).pk == int(claims.user_id)


def devices(session: Session) -> Callable[[], Any]:
    user = session.user
    return lambda: list(sessions.active_sessions(user))


def log_out(session: Session) -> Callable[[], Any]:
    claims = session.refresh
    return lambda: sessions.end(claims)


FIRST_USE = "first use"
# Each action has sessions of its own, except for the first use, which follows the refresh of its session.
ACTIONS = {
    "authenticate": authenticate,
    "refresh": refresh,
    FIRST_USE: first_use,
    "list of devices": devices,
    "logout": log_out,
}
