"""Connections that send little or nothing, and how long another client waits meanwhile."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

from serving import PASSWORD, Running

__all__ = ["KINDS", "head", "login", "login_head", "read_response", "wait_beside"]

PATIENCE = 3.0
_BODY = json.dumps({"username": "ada", "password": PASSWORD}).encode()


def head(running: Running, line: str = "GET /users/csrf/ HTTP/1.1", **headers: str) -> bytes:
    fields = {
        "Host": "localhost",
        **running.headers,
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    return "".join([f"{line}\r\n", *(f"{name}: {value}\r\n" for name, value in fields.items()), "\r\n"]).encode()


def login_head(running: Running, **headers: str) -> bytes:
    return head(running, "POST /users/login/ HTTP/1.1", Content_Type="application/json", **headers)


def login(running: Running) -> bytes:
    return login_head(running, Content_Length=str(len(_BODY))) + _BODY


KINDS = {
    "nothing": lambda running: b"",
    "half a header": lambda running: head(running)[:-20],
    "half a body": lambda running: login(running)[:-1],
    "half a chunked body": lambda running: login_head(running, Transfer_Encoding="chunked") + b"5\r\n{",
}


def wait_beside(running: Running, kind: str, count: int) -> float | None:
    """The longest that another client waits beside `count` such connections, in seconds; None if it gives up.

    It asks several times, because each process has its share of the connections.
    """
    running.send("GET", "/users/csrf/")  # The connections before have no effect any more.
    data = KINDS[kind](running)
    with ExitStack() as stack:
        held = [stack.enter_context(socket.create_connection(("127.0.0.1", running.port))) for _ in range(count)]
        for connection in held:
            connection.sendall(data)
        stack.enter_context(_dripping(held if kind == "half a header" else []))
        time.sleep(0.3)
        try:
            return max(_seconds(running) for _ in range(8))
        except OSError:
            return None


def _seconds(running: Running) -> float:
    began = time.monotonic()
    running.send("GET", "/users/csrf/", timeout=PATIENCE)
    return time.monotonic() - began


@contextmanager
def _dripping(held: list[socket.socket]) -> Iterator[None]:
    """Send one more byte of the header on each connection every half second."""
    ended = threading.Event()

    def drip() -> None:
        while not ended.wait(0.5):
            for connection in held:
                with suppress(OSError):
                    connection.sendall(b"a")

    thread = threading.Thread(target=drip)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def read_response(connection: socket.socket, timeout: float = PATIENCE) -> bytes:
    """What arrives until the connection is closed or nothing more comes; `b""` after a reset."""
    connection.settimeout(timeout)
    received = b""
    with suppress(OSError):
        while data := connection.recv(65536):
            received += data
            connection.settimeout(0.3)
    return received
