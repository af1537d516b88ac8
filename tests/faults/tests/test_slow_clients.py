"""Connections that send their requests slowly, or nothing, keep no one else waiting."""

from collections.abc import Callable
from contextlib import ExitStack

import pytest
from harness.backend import Backend
from harness.connection import Connection, login

# More than the 32 threads of the four processes.
CONNECTIONS = 64
# A server that gives a connection to a thread before the request has arrived takes 4.5 s or more.
SECONDS = 3.0

KINDS: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda request: b"",
    "half a header": lambda request: request.partition(b"Content-Length")[0],
    "a body without its last byte": lambda request: request[:-1],
    "half a chunked body": lambda request: (
        request.partition(b"Content-Length")[0] + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{"
    ),
}


@pytest.mark.story
@pytest.mark.parametrize("kind", KINDS)
def test_no_one_waits_for_slow_clients(backend: Backend, kind: str) -> None:
    user = backend.create_user()
    data = KINDS[kind](login(user))
    with ExitStack() as stack:
        for _ in range(CONNECTIONS):
            stack.enter_context(Connection(backend.port)).send(data)
        responses = [user.clone().whoami() for _ in range(8)]
    assert [response.status for response in responses] == [200] * 8
    assert max(response.seconds for response in responses) < SECONDS


@pytest.mark.story
def test_slow_request_is_answered_when_it_is_complete(backend: Backend) -> None:
    user = backend.create_user()
    with Connection(backend.port) as connection:
        for part in login(user).partition(b"\r\n\r\n"):
            connection.send(part)
        assert connection.read().status == 200
