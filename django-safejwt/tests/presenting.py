"""A refresh token presented as the views do it: read, then handed to the verb."""

from datetime import datetime

from safejwt import sessions
from safejwt.tokens import read_refresh_token


def rotate(token: str, *, now: datetime) -> sessions.Tokens:
    return sessions.rotate(read_refresh_token(token, now=now), now=now)


def end(token: str, *, now: datetime) -> None:
    sessions.end(read_refresh_token(token, now=now, allow_expired=True))
