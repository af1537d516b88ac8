"""The server in front of Django: how it stops, what it logs, and requests that it answers itself."""

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from harness.backend import Backend, running
from harness.connection import Connection, login
from harness.load import Load
from harness.postgresql import PostgreSQL
from harness.secrets_guard import assert_no_secret_in
from harness.user import User

pytestmark = pytest.mark.story


@pytest.fixture
def access_log(tmp_path: Path) -> Path:
    return tmp_path / "access"


@pytest.fixture
def env_file(tmp_path: Path) -> Path:
    file = tmp_path / "env"
    file.write_text("DJANGO_CSP_REPORT_URI='https://first.example.com/'\n")
    return file


@pytest.fixture
def single(postgres: PostgreSQL, access_log: Path, env_file: Path) -> Iterator[Backend]:
    """One process, with an access log."""
    if not postgres.query("postgres", "SELECT 1 FROM pg_database WHERE datname = 'single'"):
        postgres.copy("template", "single")
    own = {
        "WEB_CONCURRENCY": "1",
        "DJANGO_ENV_FILE": str(env_file),
        "GUNICORN_CMD_ARGS": f"--access-logfile={access_log}",
    }
    with running(postgres.url("single"), "single", **own) as backend:
        yield backend


@pytest.fixture
def user(single: Backend) -> User:
    return single.create_user()


def head(user: User, path: str) -> bytes:
    return f"HEAD {path} HTTP/1.1\r\nHost: 127.0.0.1:{user.port}\r\nX-Forwarded-Proto: https\r\n\r\n".encode()


def test_stopping_server_answers_what_has_begun_to_arrive(single: Backend, user: User) -> None:
    with Connection(single.port) as connection, Connection(single.port) as idle:
        for kept in (connection, idle):  # Both are in use, so the server has accepted them.
            kept.send(login(user))
            assert kept.read().status == 200
        request = login(user)
        connection.send(request[:-1])
        single.service.send(signal.SIGTERM)
        assert idle.is_closed()
        connection.send(request[-1:])
        response = connection.read()
    assert response.status == 200
    assert response.headers["Connection"] == "close"
    assert single.service.wait() == 0


def test_stopping_server_refuses_connections_instead_of_resetting_them(single: Backend) -> None:
    """A proxy sends a refused request to another server, and one that was reset to none."""
    users = [single.create_user() for _ in range(8)]
    with Load(users, use=lambda user: [user.refresh]) as load:
        time.sleep(0.5)
        single.service.send(signal.SIGTERM)
        assert single.service.wait() == 0
    assert set(load.statuses) == {200}
    reset = [failure for failure in load.failures if "ConnectionRefusedError" not in failure]
    # One can still arrive between the last accept() and close(). Otherwise each of the eight would be reset.
    assert len(reset) <= 2, reset
    assert len(load.failures) > len(reset)


def test_head_has_no_body_and_keeps_the_connection(single: Backend) -> None:
    with Connection(single.port) as connection:
        for path, status in (("/users/csrf/", 200), ("/", 200), ("/favicon.svg", 200), ("/users/unknown/", 404)):
            connection.send(head(User(single.port, "visitor"), path))
            response = connection.read("HEAD")
            assert response.status == status


def test_access_log_names_requests_and_holds_no_secret(single: Backend, access_log: Path, user: User) -> None:
    assert user.whoami().status == 200
    single.service.stop()  # A line is written after its response.
    assert '"GET /users/auth/ HTTP/1.1" 200' in access_log.read_text()
    assert_no_secret_in(access_log)


def test_body_over_the_limit_is_413(single: Backend, user: User) -> None:
    with Connection(single.port) as connection:
        request = login(user).partition(b"Content-Length")[0]
        connection.send(request + b"Content-Length: 20000000\r\n\r\n")
        assert connection.read().status == 413


NEXT = b"GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


@pytest.mark.parametrize(
    ("lengths", "status"),
    [
        (b"Content-Length: 4\r\nTransfer-Encoding: chunked", 400),
        (b"Transfer-Encoding: chunked\r\nContent-Length: 4", 400),
        (b"Content-Length: 2\r\nContent-Length: 3", 400),
        (b"Content-Length: +2", 400),
        (b"Transfer-Encoding: chunked, identity", 501),
        (b"Transfer-Encoding: \x0bchunked", 400),
        (b"Transfer-Encoding : chunked", 400),
    ],
)
def test_ambiguous_length_is_refused_and_closes_the_connection(backend: Backend, lengths: bytes, status: int) -> None:
    """Otherwise a proxy and the server could disagree where the next request begins (RFC 9112 section 6.1)."""
    with Connection(backend.port) as connection:
        start = b"POST /users/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-Proto: https\r\n"
        connection.send(start + lengths + b"\r\n\r\n0\r\n\r\n" + NEXT)
        response = connection.read()
        assert response.status == status
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
        assert connection.is_closed(), "the rest is not read as a request"


def test_reload_reads_the_env_file_again(single: Backend, env_file: Path) -> None:
    def policy() -> str:
        return User(single.port, "visitor").send("GET", "csrf/").headers["Content-Security-Policy"]

    assert "https://first.example.com/" in policy()
    env_file.write_text("DJANGO_CSP_REPORT_URI='https://second.example.com/'\n")
    single.service.send(signal.SIGHUP)
    deadline = time.monotonic() + 30
    while "https://second.example.com/" not in policy():
        assert time.monotonic() < deadline
        time.sleep(0.1)
