"""The browser of one user, as it is between two deployments."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from functools import cache
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

from django.test import Client

__all__ = ["PASSWORD", "Visitor", "load", "save"]

PASSWORD = "correct horse battery staple"


@dataclass
class Visitor:
    number: int
    user: int
    # localStorage
    storage: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    # What the app of before had stored before it renewed it.
    rotated: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"user{self.number}"

    def send(self, method: str, path: str, body: dict[str, Any] | None = None, **headers: str) -> Any:
        """Send a request with the cookies and Django's CSRF token, and keep the cookies of the response."""
        client = _client()
        client.cookies = SimpleCookie(self.cookies)
        if token := self.cookies.get("csrftoken"):
            headers["X-CSRFToken"] = token
        sent = {"data": json.dumps(body), "content_type": "application/json"} if body is not None else {}
        response = getattr(client, method)(path, headers=headers, **sent)
        self.cookies = {name: morsel.value for name, morsel in client.cookies.items() if morsel.value}
        return response


@cache
def _client() -> Client:
    # A client of its own would load the project's middleware for each request.
    return Client(enforce_csrf_checks=True)


def save(path: Path, visitors: Iterable[Visitor]) -> None:
    path.write_text(json.dumps([asdict(each) for each in visitors]))


def load(path: Path) -> list[Visitor]:
    return [Visitor(**each) for each in json.loads(path.read_text())]
