import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import pytest
from django.core import mail
from safejwt.accounts.email_addresses import mark_verified
from safejwt.accounts.mail.delivery import send_due
from safejwt.testing import BrowserClient


class Inbox:
    """The messages that the mail server received, after everything queued was sent."""

    def __call__(self) -> list[Any]:
        list(send_due())
        return list(mail.outbox)

    def tokens(self, page: str = r"/(?!secure-account)[\w-]+") -> list[str]:
        """Return the tokens of all sent links to this page, by default any but that of alerts, the oldest first."""
        found = [re.search(rf"{page}#token=(\S+)", message.body) for message in self()]
        return [unquote(match[1]) for match in found if match]

    def token(self) -> str:
        return self.tokens()[-1]

    def subjects(self, address: str) -> list[str]:
        return [message.subject for message in self() if message.to == [address]]


@pytest.fixture
def confirmed(user: Any) -> Any:
    """The user, whose address is confirmed: only such addresses get notices."""
    mark_verified(user)
    return user


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def visitor() -> BrowserClient:
    """A browser without a session."""
    client = BrowserClient()
    client.get("/users/csrf/")
    return client


Send = Callable[..., Any]


@pytest.fixture
def send() -> Send:
    """`send(browser, path, **body)`: POST JSON to a path below users/."""

    def send(browser: BrowserClient, path: str, **body: Any) -> Any:
        return browser.post(f"/users/{path}", body, format="json")

    return send
