"""A browser with the app in it, over real HTTP: it keeps cookies and sends the CSRF header and the access token.

Every request is written byte by byte, so that a test can send what an HTTP library would refuse to.
"""

import json
import socket
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import Message
from http.client import HTTPResponse
from typing import Any
from urllib.parse import urlsplit

from safejwt.conf import conf

Value = str | bytes | None | Sequence[str | bytes]


@dataclass(frozen=True)
class Cookie:
    value: str
    attributes: Mapping[str, str]

    @property
    def is_deletion(self) -> bool:
        return self.attributes.get("max-age") == "0"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> Any:
        """The error's code, and None where the answer is no error of ours."""
        try:
            return self.json().get("code")
        except (ValueError, AttributeError):
            return None

    @property
    def cookies(self) -> dict[str, Cookie]:
        return dict(_cookie(line) for line in self.headers.get_all("Set-Cookie", []))


@dataclass
class Browser:
    """One browser. `address` is the server's, for example http://localhost:8081."""

    address: str
    cookies: dict[str, str] = field(default_factory=dict)
    access_token: str | None = None

    def send(
        self,
        method: str,
        path: str,
        data: Any = None,
        *,
        body: bytes | None = None,
        headers: Mapping[str, Value] | None = None,
        cookies: Mapping[str, str | None] | None = None,
    ) -> Answer:
        """Sends a request to `path`, below the address, and keeps the cookies and the access token of the answer.

        data: sent as JSON. body: sent as it is, `application/json` unless `headers` says otherwise.
        headers: over those a browser would send; None leaves one out, a list sends it several times.
        cookies: over those in the jar, for this request only, and the answer then changes nothing in the jar.
        """
        if data is not None:
            body = json.dumps(data).encode()
        lines = self._headers(body, {**self.cookies, **(cookies or {})}, headers or {})
        answer = exchange(self.address, method, _join(f"{method} {path} HTTP/1.1", lines) + (body or b""))
        if cookies is None:
            self._keep(answer)
        return answer

    def csrf(self) -> Answer:
        return self.send("GET", "/users/csrf/")

    def sign_in(self, username: str, password: str) -> Any:
        self.csrf()
        answer = self.send("POST", "/users/login/", {"username": username, "password": password})
        assert answer.status == 200, answer.body
        return answer.json()

    def refresh(self, **options: Any) -> Answer:
        return self.send("POST", "/users/token/", **options)

    def whoami(self, **options: Any) -> Answer:
        return self.send("GET", "/users/auth/", **options)

    def _headers(
        self, body: bytes | None, cookies: Mapping[str, str | None], headers: Mapping[str, Value]
    ) -> list[tuple[str, str | bytes]]:
        sent = {name: value for name, value in cookies.items() if value is not None}
        usual: dict[str, Value] = {
            "Host": urlsplit(self.address).netloc,
            "Connection": "close",
            "User-Agent": "Mozilla/5.0 (tests)",
            "Accept": "application/json",
            "Content-Type": None if body is None else "application/json",
            "Content-Length": None if body is None else str(len(body)),
            "Cookie": "; ".join(f"{name}={value}" for name, value in sent.items()) or None,
            "X-CSRFToken": sent.get(conf.csrf_cookie_name),
            "Authorization": self.access_token and f"Bearer {self.access_token}",
        }
        return [
            (name, one)
            for name, value in {**usual, **headers}.items()
            if value is not None
            for one in ([value] if isinstance(value, str | bytes) else value)
        ]

    def _keep(self, answer: Answer) -> None:
        for name, cookie in answer.cookies.items():
            if cookie.is_deletion:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = cookie.value
        if answer.status in (200, 201) and b'"accessToken"' in answer.body:
            self.access_token = answer.json()["accessToken"]


def exchange(address: str, method: str, request: bytes) -> Answer:
    """Sends these bytes and reads one answer."""
    parts = urlsplit(address)
    with socket.create_connection((parts.hostname, parts.port), timeout=30) as connection:
        connection.sendall(request)
        with HTTPResponse(connection, method=method) as response:
            response.begin()
            answer = Answer(response.status, response.headers, response.read())
        # The server hangs up when it has put everything away; a test that is over sooner would pull the database from under it.
        with suppress(ConnectionResetError):
            while connection.recv(4096):
                pass
        return answer


def _join(line: str, headers: Sequence[tuple[str, str | bytes]]) -> bytes:
    rows = [line.encode(), *(_bytes(name) + b": " + _bytes(value) for name, value in headers), b"", b""]
    return b"\r\n".join(rows)


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode()


def _cookie(line: str) -> tuple[str, Cookie]:
    pair, *rest = (part.strip() for part in line.split(";"))
    name, _, value = pair.partition("=")
    attributes = {key.lower(): text for key, _, text in (part.partition("=") for part in rest)}
    return name, Cookie(value.strip('"'), attributes)
