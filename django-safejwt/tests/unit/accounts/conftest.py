import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import pytest
from django.core import mail
from safejwt.accounts.mail.delivery import send_due
from safejwt.testing import BrowserClient


class Post:
    """What the mail server has got, after everything that waited was sent."""

    def __call__(self, kind: str | None = None) -> list[Any]:
        list(send_due())
        return list(mail.outbox)

    def tokens(self) -> list[str]:
        """The tokens of all links that were sent, the oldest first."""
        found = [re.search(r"#token=(\S+)", message.body) for message in self()]
        return [unquote(match[1]) for match in found if match]

    def token(self) -> str:
        return self.tokens()[-1]

    def subjects(self, address: str) -> list[str]:
        return [message.subject for message in self() if message.to == [address]]


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def visitor() -> BrowserClient:
    """A browser in which nobody is signed in."""
    client = BrowserClient()
    client.get("/users/csrf/")
    return client


Send = Callable[..., Any]


@pytest.fixture
def send() -> Send:
    """`send(browser, path, **body)`: POST below users/, as JSON."""

    def post(browser: BrowserClient, path: str, **body: Any) -> Any:
        return browser.post(f"/users/{path}", body, format="json")

    return post
