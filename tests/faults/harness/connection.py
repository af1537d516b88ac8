"""A connection whose bytes a test sends when it wants to."""

import http.client
import json
import socket
from types import TracebackType
from typing import Self

from .user import PATIENCE_SECONDS, Response, User

__all__ = ["Connection", "login"]


class Connection:
    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()

    def send(self, data: bytes) -> None:
        self._socket.sendall(data)

    def read(self, method: str = "GET") -> Response:
        response = http.client.HTTPResponse(self._socket, method=method)
        response.begin()
        return Response(response.status, response.headers, response.read(), 0)

    def is_closed(self) -> bool:
        """Wait for the server to close the connection, or to send something."""
        return self._socket.recv(1) == b""


def login(user: User) -> bytes:
    """The request with which the user logs in, as it is on the wire."""
    body = json.dumps({"username": user.name, "password": user.password})
    headers = {
        "Host": f"127.0.0.1:{user.port}",
        "Origin": f"https://127.0.0.1:{user.port}",
        "X-Forwarded-Proto": "https",
        "Cookie": "; ".join(f"{name}={value}" for name, value in user.cookies.items()),
        "X-CSRFToken": user.cookies["__Host-csrftoken"],
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
    }
    lines = ["POST /users/login/ HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", body]).encode()
