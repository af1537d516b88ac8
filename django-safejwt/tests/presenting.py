"""A refresh token presented as the views do it: read, then handed to the verb; and as a browser does it."""

from datetime import datetime
from typing import Any

from safejwt import sessions
from safejwt.conf import conf
from safejwt.testing import BrowserClient
from safejwt.tokens import read_access_token, read_refresh_token


def rotate(token: str, *, now: datetime) -> sessions.Tokens:
    return sessions.rotate(read_refresh_token(token, now=now), now=now)


def use(tokens: sessions.Tokens, now: datetime) -> None:
    """What a protected view does with the access token."""
    sessions.check(read_access_token(tokens.access_token, now=now), now=now)


def refresh_later(browser: BrowserClient, clock: Any) -> Any:
    """Let the rotation interval pass, so that the browser's refresh rotates the token. Return the response."""
    clock.shift(conf.rotation_interval)
    response = browser.post("/users/token/")
    browser.take(response)
    return response


def end(token: str, *, now: datetime) -> None:
    sessions.end(read_refresh_token(token, now=now, allow_expired=True))
