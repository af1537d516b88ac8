"""HTTP calls and their answers, apart from how they are sent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

__all__ = ["BROWSER", "Answer", "Call", "Send", "cookies_of"]

# What a browser's fetch() sends beside the headers of the package; the same for every row.
BROWSER = {
    "Accept": "application/json, text/plain, */*",
    "Accept-Language": "en",
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Sec-Fetch-Site": "same-origin",
}


@dataclass(frozen=True)
class Call:
    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any
    cookies: dict[str, str]
    """An empty value deletes the cookie."""


Send = Callable[[Call], Answer]


def cookies_of(headers: list[tuple[str, str]]) -> dict[str, str]:
    """Return the cookies that a response sets. The same for every row, and never inside the measured time."""
    jar: SimpleCookie = SimpleCookie()
    for name, value in headers:
        if name.lower() == "set-cookie":
            jar.load(value)
    return {name: "" if cookie["max-age"] == 0 else cookie.value for name, cookie in jar.items()}
