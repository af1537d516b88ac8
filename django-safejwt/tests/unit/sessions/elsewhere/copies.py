"""The browser of an owner, and another with a copy of its refresh token."""

from datetime import timedelta
from typing import Any

from django.db import OperationalError
from safejwt.conf import conf
from safejwt.testing import BrowserClient

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)
UPDATED = CHROME.replace("140", "141")
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:149.0) Gecko/20100101 Firefox/149.0"
HOME, AWAY = "192.0.2.7", "203.0.113.66"
PERIOD = timedelta(minutes=5)
EVENT = "authn_token_retry_elsewhere"


def at(ip: str, user_agent: str) -> BrowserClient:
    return BrowserClient(REMOTE_ADDR=ip, HTTP_USER_AGENT=user_agent)


def move(browser: BrowserClient, ip: str, user_agent: str) -> None:
    browser.defaults.update(REMOTE_ADDR=ip, HTTP_USER_AGENT=user_agent)


def copied(browser: BrowserClient, ip: str, user_agent: str) -> BrowserClient:
    """A second browser with a copy of the cookies."""
    copy = at(ip, user_agent)
    for name in (conf.refresh_cookie_name, "csrftoken"):
        copy.cookies[name] = browser.cookies[name].value
    return copy


def refresh(browser: BrowserClient) -> None:
    """A refresh, and a request with its access token."""
    browser.take(browser.post("/users/token/"))
    assert browser.get("/users/auth/").status_code == 200


def keep_pace(clock: Any, first: BrowserClient, second: BrowserClient, generations: int = 1) -> None:
    """The second refreshes a second after the first, in each of these generations."""
    for _ in range(generations):
        clock.shift(PERIOD)
        refresh(first)
        clock.shift(timedelta(seconds=1))
        refresh(second)


def refuse_writes(execute: Any, sql: str, *arguments: Any) -> Any:
    if sql.startswith("SELECT"):
        return execute(sql, *arguments)
    raise OperationalError("cannot execute this in a read-only transaction")
