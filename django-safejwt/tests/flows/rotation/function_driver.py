"""The functions of `safejwt.sessions`, without HTTP. The jar holds the refresh token alone."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connections, transaction
from safejwt import sessions
from safejwt.conf import conf
from safejwt.db.primary import primary_alias
from safejwt.errors import SafeJWTError
from safejwt.models import RefreshToken
from safejwt.sessions.rotation import trusted_user
from safejwt.tokens import read_access_token, read_refresh_token

from .servers import T0, Answer, Cookies
from .table import Row

__all__ = ["FunctionDriver", "pop_on_commit"]

_COLUMNS = {
    "generation": "generation",
    "seen": "seen_generation",
    "late": "late_retry_generation",
    "rotated_at": "rotated_at",
    "used_at": "last_used_at",
    "expires_at": "expires_at",
}


class FunctionDriver:
    """Implements `Server`."""

    refresh_cookie = "refresh"

    def __init__(self, user: Any) -> None:
        self.user = user

    def start(self, *, remember: bool) -> Answer:
        RefreshToken.objects.filter(user=self.user).delete()
        tokens = sessions.start(self.user, remember=remember, now=T0)
        self.sid = tokens.sid
        return Answer(cookies={self.refresh_cookie: tokens.refresh_token}, access_token=tokens.access_token)

    def refresh(self, cookies: Cookies, now: datetime) -> Answer:
        try:
            claims = read_refresh_token(cookies[self.refresh_cookie], now=now, allow_expired=True)
            tokens = sessions.rotate(claims, now=now)
        except SafeJWTError as error:
            return Answer(error.code, {self.refresh_cookie: None})
        new = {} if tokens.is_presented else {self.refresh_cookie: tokens.refresh_token}
        return Answer(cookies=new, access_token=tokens.access_token)

    def use(self, cookies: Cookies, access_token: str, now: datetime) -> str:
        try:
            claims = read_access_token(access_token, now=now)
            if conf.session_check == "none":
                trusted_user(claims)
            else:
                sessions.check(claims, now=now)
        except SafeJWTError as error:
            return error.code
        return "ok"

    def use_in_transaction(self, cookies: Cookies, access_token: str, now: datetime) -> tuple[str, Callable[[], None]]:
        with transaction.atomic():
            code = self.use(cookies, access_token, now)
        return code, pop_on_commit()

    def log_out(self, cookies: Cookies, now: datetime) -> Answer:
        token = cookies.get(self.refresh_cookie)
        if token is not None:
            sessions.end(read_refresh_token(token, now=now, allow_expired=True))
        return Answer(cookies={self.refresh_cookie: None})

    def reauthenticate(self, now: datetime) -> None:
        sessions.mark_reauthenticated(self.sid, self.user, now=now)

    def change_password(self, *, keep: bool) -> None:
        if keep:
            # At the time of the login, so that the session has not expired.
            with sessions.still_active(self.user, self.sid, now=T0):
                self._set_password("another password of mine")
        else:
            self._set_password("another password")

    def row(self) -> Row | None:
        session = RefreshToken.objects.filter(pk=self.sid).first()
        if session is None or not session.is_valid(T0):
            return None
        values = {name: getattr(session, column) for name, column in _COLUMNS.items()}
        return Row(**{name: _seconds(value) for name, value in values.items()})

    def restore(self, row: Row) -> None:
        values = {column: getattr(row, name) for name, column in _COLUMNS.items()}
        for column in ("rotated_at", "last_used_at", "expires_at"):
            values[column] = T0 + timedelta(seconds=values[column])
        RefreshToken.objects.filter(pk=self.sid).update(**values)

    def _set_password(self, password: str) -> None:
        self.user.set_password(password)
        self.user.save()


def pop_on_commit() -> Callable[[], None]:
    """Take what a transaction has left to be done at its commit: the one around a test never commits."""
    waiting = connections[primary_alias()].run_on_commit
    functions = [function for _, function, *_ in waiting]
    waiting.clear()

    def commit() -> None:
        for function in functions:
            function()

    return commit


def _seconds(value: Any) -> int:
    return int((value - T0).total_seconds()) if isinstance(value, datetime) else value
