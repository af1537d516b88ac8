"""Two servers behind Caddy or nginx with TLS, a shared PostgreSQL and a shared Valkey: as deploy/ puts them together."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest
from harness import caddy, nginx
from harness.backend import Backend
from harness.deployment import Deployment, deployed
from harness.load import Load
from harness.postgresql import PostgreSQL
from harness.sizes import full_or
from harness.user import User
from harness.valkey import Valkey
from harness.workers import wait_for_workers

USERS = full_or(12, 6)
PAUSE = full_or(0.0, 0.05)
SECONDS = full_or(5.0, 1.0)

Servers = tuple[Backend, Backend]

no_nginx = pytest.mark.skipif(nginx.NGINX is None, reason="nginx is not installed")


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(caddy.proxying, marks=pytest.mark.story, id="caddy"),
        pytest.param(nginx.proxying, marks=no_nginx, id="nginx"),
    ],
)
def site(request: pytest.FixtureRequest, postgres: PostgreSQL, valkey: Valkey, folder: Path) -> Iterator[Deployment]:
    database = f"deployed{next(numbers)}"
    postgres.copy("template", database)
    own = {"CACHE_URL": valkey.url, "WEB_CONCURRENCY": "2"}
    with deployed(request.param, folder, postgres.url(database), **own) as site:
        yield site


@pytest.fixture
def servers(site: Deployment) -> Iterator[Servers]:
    """Both servers, when the proxy has found both."""
    started = site.start(site.ports[0]), site.start(site.ports[1])
    # Two workers of each.
    wait_for_workers(User(site.port, "probe", tls=True), 4)
    yield started
    site.end()


@pytest.fixture
def users(servers: Servers, site: Deployment) -> list[User]:
    users = [User(site.port, f"user{next(numbers)}", tls=True) for _ in range(USERS)]
    assert {user.register().status for user in users} == {201}
    return users


numbers = count()


def when_refused(port: int) -> float:
    """Wait until the last process of the killed server is gone; return the time."""
    while True:
        with suppress(ConnectionResetError):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
            except ConnectionRefusedError:
                return time.monotonic()


def wait_for_silence(load: Load, server: User) -> None:
    """Wait until the proxy sends no more requests to this server."""
    own = wait_for_workers(server, 2)
    quiet = time.monotonic()
    deadline = quiet + 30
    while time.monotonic() < quiet + 2:
        latest = max((seen.at for seen in load.seen if seen.response.worker in own), default=quiet)
        quiet = max(quiet, latest)
        assert time.monotonic() < deadline, "the proxy does not notice that the server is about to stop"
        time.sleep(0.1)


def wait_for_others(load: Load, workers: set[str | None]) -> None:
    """Wait until the proxy sends requests to workers other than these."""
    deadline = time.monotonic() + 20
    while {seen.response.worker for seen in load.seen} <= workers:
        assert time.monotonic() < deadline, "the proxy does not find the new server"
        time.sleep(0.05)


def assert_logged_in(users: list[User], sids: list[str], *backends: Backend) -> None:
    assert [user.refresh().status for user in users] == [200] * USERS
    assert [user.sid for user in users] == sids
    assert [backend.alarms() for backend in backends] == [[]] * len(backends)


def test_killed_server_loses_only_requests_in_flight(
    servers: Servers, users: list[User], figures: Callable[[str], None]
) -> None:
    sids = [user.sid for user in users]
    with Load(users, pause=PAUSE) as load:
        time.sleep(SECONDS)
        servers[0].service.kill()
        dead = when_refused(servers[0].port)
        time.sleep(2 * SECONDS)
    refused = [seen for seen in load.seen if seen.response.status != 200]
    assert {seen.response.status for seen in refused} <= {502}
    assert all(seen.began <= dead for seen in refused)
    # Beside those are responses that were cut in half.
    lost = len(refused) + len(load.failures)
    assert lost <= USERS, f"each user has one request in flight: {load.failures}"
    assert_logged_in(users, sids, *servers)
    figures(
        f"a server killed: {lost} of {len(load.seen) + len(load.failures)} requests lost, slowest {load.slowest:.2f} s, 0 logged out"
    )


def test_rolled_release_is_unnoticed(
    servers: Servers,
    users: list[User],
    site: Deployment,
    figures: Callable[[str], None],
    request: pytest.FixtureRequest,
) -> None:
    # nginx asks no server how it is: a connection that is refused tells.
    is_asked = "caddy" in request.node.name
    sids = [user.sid for user in users]
    with Load(users, pause=PAUSE) as load:
        time.sleep(SECONDS)
        for old, port in zip(servers, site.ports, strict=True):
            site.drain(port)
            if is_asked:
                wait_for_silence(load, User(port, "probe"))
            old.service.stop()
            workers = {seen.response.worker for seen in load.seen}
            site.start(port)
            wait_for_others(load, workers)
        time.sleep(SECONDS)
        load.end()
        assert_logged_in(users, sids, *servers)
    assert load.failures == []
    # Without health checks, a POST can arrive while the server closes its socket.
    lost = len(load.seen) - load.statuses[200]
    assert lost <= (0 if is_asked else 1), load.statuses
    figures(f"a release rolled over two servers: {len(load.seen)} requests, slowest {load.slowest:.2f} s")


@pytest.mark.story
@no_nginx
def test_nginx_accepts_the_configuration(tmp_path: Path) -> None:
    nginx.configure([8001, 8002], tmp_path)
    assert nginx.check(tmp_path) == ""
