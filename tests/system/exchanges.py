"""Replay protocol/exchanges against the server. protocol/README.md describes their format."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from uuid import UUID

from django.conf import settings
from django.core import mail
from safejwt.accounts.mail.delivery import send_due
from safejwt.conf import conf

from .browser import Browser, Cookie, Response

PROTOCOL = Path(__file__).resolve().parents[2] / "protocol"
FILES = sorted((PROTOCOL / "exchanges").glob("*.json"))

_REFERENCE = re.compile(r"\$\{(\w+)\}")
_ATTRIBUTES = {
    "httpOnly": "httponly",
    "sameSite": "samesite",
    "path": "path",
    "maxAge": "max-age",
    "expires": "expires",
}


class Replay:
    """One exchange.

    Its steps run in order; a difference raises an AssertionError that names the step.
    """

    def __init__(
        self,
        open_browser: Callable[[], Browser],
        shift: Callable[[timedelta], object],
        inspect: Callable[[dict[str, Any], Response], object] = lambda request, response: None,
    ) -> None:
        self._open_browser, self._shift, self._inspect = open_browser, shift, inspect
        self._browsers: dict[str, Browser] = {}
        self._captures: dict[str, Any] = {}

    def play(self, steps: list[dict[str, Any]]) -> None:
        for number, step in enumerate(steps, start=1):
            if "advance" in step:
                self._shift(timedelta(seconds=step["advance"]))
                continue
            if "mail" in step:
                self._match(step["token"], _token_of_last_email(step["mail"], step["page"]), f"step {number}")
                continue
            for _ in range(step.get("repeat", 1)):
                request = self._fill(step["request"])
                response = self._send(step.get("browser", "browser"), request)
                self._inspect(request, response)
                self._compare(self._fill(step["response"]), response, f"step {number}")

    def _send(self, name: str, request: dict[str, Any]) -> Response:
        browser = self._browsers.setdefault(name, self._open_browser())
        text = request.get("text")
        if isinstance(text, Mapping):
            text = text["$repeat"] * text["times"]
        cookies = request.get("cookies")
        return browser.send(
            request["method"],
            f"/users/{request['path']}",
            request.get("body"),
            body=None if text is None else text.encode(),
            headers=request.get("headers"),
            cookies=None if cookies is None else {_cookie_name(key): value for key, value in cookies.items()},
        )

    def _compare(self, expected: dict[str, Any], response: Response, where: str) -> None:
        assert response.status == expected["status"], f"{where}: {response.status} {response.body!r}"
        assert response.headers["Cache-Control"] == "no-store", where
        assert (response.status == 401) == ("WWW-Authenticate" in response.headers), where
        assert (response.status in (429, 503)) == ("Retry-After" in response.headers), where
        for name, value in expected.get("headers", {}).items():
            sent = response.headers[name]
            self._match(value, int(sent) if value == "$integer" else sent, f"{where}, header {name}")
        for name, value in expected.get("cookies", {}).items():
            self._match_cookie(value, response.cookies.get(_cookie_name(name)), f"{where}, cookie {name}")
        if "body" in expected:
            self._match(expected["body"], response.json() if response.body else None, f"{where}, body")

    def _match_cookie(self, expected: Any, cookie: Cookie | None, where: str) -> None:
        if expected == "$unchanged":
            assert cookie is None, where
            return
        assert cookie is not None, where
        if expected == "$deleted":
            assert cookie.is_deletion, where
            assert not cookie.value, where
            return
        self._match(expected["value"], cookie.value, where)
        for name, value in expected.items():
            if name != "value":
                sent = cookie.attributes.get(_ATTRIBUTES[name])
                self._match(value, sent is not None if isinstance(value, bool) else sent, f"{where}, {name}")

    def _match(self, expected: Any, actual: Any, where: str) -> None:
        if isinstance(expected, Mapping) and "$capture" in expected:
            self._match(expected.get("as", "$any"), actual, where)
            self._captures[expected["$capture"]] = actual
        elif isinstance(expected, Mapping) and "$not" in expected:
            assert actual != expected["$not"], where
        elif isinstance(expected, Mapping):
            assert isinstance(actual, Mapping), f"{where}: {actual!r}"
            assert actual.keys() == expected.keys(), f"{where}: {sorted(actual)}"
            for name, value in expected.items():
                self._match(value, actual[name], f"{where}.{name}")
        elif isinstance(expected, list):
            assert isinstance(actual, list), f"{where}: {actual!r}"
            assert len(actual) == len(expected), f"{where}: {actual!r}"
            for index, value in enumerate(expected):
                self._match(value, actual[index], f"{where}[{index}]")
        elif isinstance(expected, str) and expected.startswith("$"):
            assert _MATCHERS[expected](actual), f"{where}: {actual!r} is not {expected}"
        else:
            assert type(actual) is type(expected), f"{where}: {actual!r}"
            assert actual == expected, f"{where}: {actual!r}"

    def _fill(self, value: Any) -> Any:
        """Replace `${name}` by what earlier steps captured."""
        if isinstance(value, Mapping):
            return {key: self._fill(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self._fill(item) for item in value]
        if not isinstance(value, str):
            return value
        whole = _REFERENCE.fullmatch(value)
        return self._captures[whole[1]] if whole else _REFERENCE.sub(lambda m: str(self._captures[m[1]]), value)


def load(file: Path) -> dict[str, Any]:
    exchange: dict[str, Any] = json.loads(file.read_text())
    return exchange


def codes(exchange: dict[str, Any]) -> set[str]:
    """The error codes in the responses of an exchange."""
    bodies = [step["response"].get("body") for step in exchange["steps"] if "response" in step]
    return {body["code"] for body in bodies if isinstance(body, dict) and "code" in body}


def _token_of_last_email(address: str, page: str) -> str:
    """Send waiting emails; return the token in the last link, and check the page of the link."""
    list(send_due())
    body = next(str(message.body) for message in reversed(mail.outbox) if message.to == [address])
    match = re.search(r"https?://[^/\s]+(/[\w-]+)#token=(\S+)", body)
    assert match is not None, body
    assert match[1] == page
    return unquote(match[2])


def _cookie_name(name: str) -> str:
    return {
        "refresh": conf.refresh_cookie_name,
        "csrf": settings.CSRF_COOKIE_NAME,
        "hint": conf.hint_cookie_name,
    }[name]


def _is_datetime(value: Any) -> bool:
    return isinstance(value, str) and value.endswith("Z") and datetime.fromisoformat(value).tzinfo is not None


_MATCHERS: dict[str, Callable[[Any], bool]] = {
    "$any": lambda value: True,
    "$string": lambda value: isinstance(value, str) and value != "",
    "$integer": lambda value: type(value) is int,
    "$jwt": lambda value: isinstance(value, str) and re.fullmatch(r"([\w-]+\.){2}[\w-]+", value, re.A) is not None,
    "$uuid": lambda value: str(UUID(value)) == value,
    "$datetime": _is_datetime,
}
