"""What a schedule needs of a server. Two servers implement it: the functions themselves, and the endpoints over HTTP."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from .table import Row

__all__ = ["T0", "Answer", "Cookies", "Server"]

T0 = datetime(2026, 11, 23, 12, tzinfo=UTC)

Cookies = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """A response. `cookies` holds what its `Set-Cookie` headers set, None for a cookie that they delete."""

    code: str = "ok"
    cookies: Mapping[str, str | None] = field(default_factory=dict)
    access_token: str = ""


class Server(Protocol):
    """Handles the requests of one session. Each method takes the time of the server's clock."""

    refresh_cookie: str

    def start(self, *, remember: bool) -> Answer:
        """Log in at `T0`. Any earlier session of this server is forgotten."""

    def refresh(self, cookies: Cookies, now: datetime) -> Answer: ...

    def use(self, cookies: Cookies, access_token: str, now: datetime) -> str:
        """Send a protected request. Return "ok" or the code of the error."""

    def use_in_transaction(self, cookies: Cookies, access_token: str, now: datetime) -> tuple[str, Callable[[], None]]:
        """The same in a transaction of the project, and what commits it."""

    def log_out(self, cookies: Cookies, now: datetime) -> Answer: ...

    def reauthenticate(self, now: datetime) -> None: ...

    def change_password(self, *, keep: bool) -> None:
        """Change the user's password. Their session ends, unless it is the one that changes it (`keep`)."""

    def row(self) -> Row | None:
        """What the database holds."""

    def restore(self, row: Row) -> None:
        """Undo the last writes: a standby takes over that has not received them."""
