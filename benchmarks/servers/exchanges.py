"""Requests that servers treat differently, each on a connection of its own."""

import json
import re
import socket
from collections.abc import Callable
from contextlib import suppress

from connections import head, login_head, read_response
from serving import PASSWORD, Running

__all__ = ["REQUESTS"]

_CREDENTIALS = json.dumps({"username": "ada", "password": PASSWORD}).encode()
_LARGE = 5_000_000


def exchange(running: Running, data: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", running.port)) as connection:
        # It may be refused before all is sent.
        with suppress(OSError):
            connection.sendall(data)
        return read_response(connection)


def status(response: bytes) -> str:
    found = re.match(rb"HTTP/1\.[01] (\d{3})", response)
    return found[1].decode() if found else "reset"


def head_request(running: Running) -> str:
    response = exchange(running, head(running, "HEAD /users/csrf/ HTTP/1.1"))
    body = "no body" if response.endswith(b"\r\n\r\n") else "a body"
    return f"{status(response)}, {body}"


def chunked_body(running: Running) -> str:
    half = len(_CREDENTIALS) // 2
    body = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (_CREDENTIALS[:half], _CREDENTIALS[half:], b""))
    return status(exchange(running, login_head(running, Transfer_Encoding="chunked") + body))


def large_header(running: Running) -> str:
    return status(exchange(running, head(running, X_Large="a" * 600_000)))


def bad_bytes(running: Running) -> str:
    lines = (b"GET /\xff\xfe HTTP/1.1", b"GET /\x00 HTTP/1.1", b"\x16\x03\x01\x00 /", b"GET / HTTP/9.9")
    return " ".join(status(exchange(running, line + b"\r\nHost: localhost\r\n\r\n")) for line in lines)


def untrusted_proxy(running: Running) -> str:
    """Without DJANGO_BEHIND_PROXY the header means nothing, and the admin redirects to https."""
    response = exchange(running, head(running, "GET /admin/ HTTP/1.1", X_Forwarded_Proto="https"))
    return "ignored" if b"location: https://" in response.lower() else "believed"


def refused_early(running: Running) -> str:
    """A large body without a CSRF token: the view refuses the request before it reads the body."""
    start = b"POST /users/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    return status(exchange(running, start + b"Content-Length: %d\r\n\r\n" % _LARGE + b"a" * _LARGE))


def keep_alive(running: Running) -> str:
    with socket.create_connection(("127.0.0.1", running.port)) as connection:
        answers = []
        for _ in range(2):
            try:
                connection.sendall(head(running))
            except OSError:
                return "no"
            answers.append(status(read_response(connection)))
    return "yes" if answers == ["200", "200"] else "no"


REQUESTS: dict[str, Callable[[Running], str]] = {
    "HEAD": head_request,
    "chunked body": chunked_body,
    "header of 600 kB": large_header,
    "bad bytes in the request line": bad_bytes,
    "`X-Forwarded-Proto` of a client": untrusted_proxy,
    "5 MB to a view that refuses at once": refused_early,
    "keep-alive": keep_alive,
}
