"""A browser with the app in it: it keeps cookies and sends the CSRF header and the access token.

Every request is written byte by byte, so that a test can send what an HTTP library would refuse.
"""

import io
import json
import socket
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import Message
from functools import cache
from http.client import HTTPResponse
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import WSGIRequestHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

__all__ = ["Browser", "Cookie", "Response", "Value", "exchange_in_process", "exchange_over_tcp"]

Value = str | bytes | None | Sequence[str | bytes]


@dataclass(frozen=True)
class Cookie:
    value: str
    attributes: Mapping[str, str]

    @property
    def is_deletion(self) -> bool:
        return self.attributes.get("max-age") == "0"


@dataclass(frozen=True)
class Response:
    status: int
    headers: Message
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> Any:
        """The error code, or None where the body is not one of our errors."""
        try:
            return self.json().get("code")
        except (ValueError, AttributeError):
            return None

    @property
    def cookies(self) -> dict[str, Cookie]:
        return dict(_cookie(line) for line in self.headers.get_all("Set-Cookie", []))


Exchange = Callable[[str, str, bytes], Response]


def exchange_over_tcp(
    address: str, method: str, request: bytes, *, before_last_byte: Callable[[], object] | None = None
) -> Response:
    """Send these bytes to the server at `address` and read one response."""
    parts = urlsplit(address)
    with socket.create_connection((parts.hostname, parts.port), timeout=30) as connection:
        connection.sendall(request[:-1])
        if before_last_byte is not None:
            before_last_byte()
        connection.sendall(request[-1:])
        response = _read(connection, method)
        # The server closes the connection after its cleanup. Wait, or the test could end before it.
        with suppress(ConnectionResetError):
            while connection.recv(4096):
                pass
        return response


def exchange_in_process(address: str, method: str, request: bytes) -> Response:
    """Pass these bytes through Django's HTTP server in this thread, without a socket."""
    connection = _Connection(request)
    # As Django's test client does: the connection to the database is the test's own.
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    try:
        _QuietHandler(cast("Any", connection), ("127.0.0.1", 50_000), cast("Any", _server(urlsplit(address).port)))
    finally:
        request_started.connect(close_old_connections)
        request_finished.connect(close_old_connections)
    return _read(cast("Any", _Connection(connection.written)), method)


@dataclass
class Browser:
    """One browser. `address` is that of the server, for example http://localhost:8081."""

    address: str
    exchange: Exchange = exchange_over_tcp
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
    ) -> Response:
        """Send a request to `path` and keep the cookies and the access token of the response.

        data: sent as JSON. body: sent unchanged, by default as `application/json`.
        headers: override those of a browser; None leaves one out, a list sends it several times.
        cookies: override those in the jar; the response then leaves the jar unchanged.
        """
        if data is not None:
            body = json.dumps(data).encode()
        lines = self._headers(body, {**self.cookies, **(cookies or {})}, headers or {})
        request = _join(f"{method} {path} HTTP/1.1", lines) + (body or b"")
        response = self.exchange(self.address, method, request)
        if cookies is None:
            self._keep(response)
        return response

    def copy(self) -> "Browser":
        """Another browser with the same cookies and access token."""
        return Browser(self.address, self.exchange, dict(self.cookies), self.access_token)

    def csrf(self) -> Response:
        return self.send("GET", "/users/csrf/")

    def log_in(self, username: str, password: str) -> Any:
        self.csrf()
        response = self.send("POST", "/users/login/", {"username": username, "password": password})
        assert response.status == 200, response.body
        return response.json()

    def refresh(self, **options: Any) -> Response:
        return self.send("POST", "/users/token/", **options)

    def whoami(self, **options: Any) -> Response:
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
            "X-CSRFToken": sent.get(settings.CSRF_COOKIE_NAME),
            "Authorization": self.access_token and f"Bearer {self.access_token}",
        }
        return [
            (name, one)
            for name, value in {**usual, **headers}.items()
            if value is not None
            for one in ([value] if isinstance(value, str | bytes) else value)
        ]

    def _keep(self, response: Response) -> None:
        for name, cookie in response.cookies.items():
            if cookie.is_deletion:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = cookie.value
        if response.status in (200, 201) and b'"accessToken"' in response.body:
            self.access_token = response.json()["accessToken"]


class _Connection:
    """The part of a socket that an HTTP server and an HTTP client use, in memory."""

    def __init__(self, incoming: bytes) -> None:
        self._incoming = incoming
        self._outgoing = io.BytesIO()

    @property
    def written(self) -> bytes:
        return self._outgoing.getvalue()

    def makefile(self, *_: Any) -> io.BufferedIOBase:
        return io.BytesIO(self._incoming)

    def sendall(self, data: bytes) -> None:
        self._outgoing.write(data)


class _QuietHandler(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


@cache
def _server(port: int | None) -> SimpleNamespace:
    environ = {"SERVER_NAME": "localhost", "SERVER_PORT": str(port), "GATEWAY_INTERFACE": "CGI/1.1", "SCRIPT_NAME": ""}
    environ |= {"REMOTE_HOST": "", "CONTENT_LENGTH": ""}
    application = WSGIHandler()
    return SimpleNamespace(base_environ=environ, get_app=lambda: application)


def _read(connection: socket.socket, method: str) -> Response:
    with HTTPResponse(connection, method=method) as message:
        message.begin()
        return Response(message.status, message.headers, message.read())


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
