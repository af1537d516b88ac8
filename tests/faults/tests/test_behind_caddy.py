"""Two servers behind Caddy with TLS, a shared PostgreSQL and a shared Valkey: as deploy/ puts them together."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from itertools import count
from pathlib import Path

import pytest
from address import free_port
from harness.backend import Backend, running
from harness.caddy import proxying
from harness.load import Load
from harness.postgresql import PostgreSQL
from harness.sizes import full_or
from harness.user import User
from harness.valkey import Valkey
from harness.workers import wait_for_workers

pytestmark = pytest.mark.story

USERS = full_or(12, 6)
PAUSE = full_or(0.0, 0.05)
SECONDS = full_or(5.0, 1.0)

Start = Callable[[int], AbstractContextManager[Backend]]


@pytest.fixture(scope="module")
def start(postgres: PostgreSQL, valkey: Valkey, folder: Path) -> Start:
    postgres.copy("template", "deployed")
    url = postgres.url("deployed")

    def on(port: int) -> AbstractContextManager[Backend]:
        drain_file(folder, port).unlink(missing_ok=True)
        own = {"DJANGO_DRAIN_FILE": str(drain_file(folder, port)), "CACHE_URL": valkey.url, "WEB_CONCURRENCY": "2"}
        return running(url, "deployed", PORT=str(port), **own)

    return on


def drain_file(folder: Path, port: int) -> Path:
    return folder / f"drain-{port}"


@pytest.fixture(scope="module")
def ports() -> list[int]:
    return [free_port(), free_port()]


@pytest.fixture(scope="module")
def proxy(ports: list[int], folder: Path) -> Iterator[int]:
    with proxying(ports, folder) as port:
        yield port


@pytest.fixture
def pair(start: Start, ports: list[int], proxy: int) -> Iterator[tuple[Backend, Backend]]:
    """Both servers, when the proxy has found both."""
    with start(ports[0]) as first, start(ports[1]) as second:
        # Two workers of each.
        wait_for_workers(User(proxy, "probe", tls=True), 4)
        yield first, second


@pytest.fixture
def users(pair: tuple[Backend, Backend], proxy: int) -> list[User]:
    users = [User(proxy, f"user{next(numbers)}", tls=True) for _ in range(USERS)]
    assert {user.register().status for user in users} == {201}
    return users


numbers = count()


def wait_for_silence(load: Load, server: User) -> set[str | None]:
    """Wait until the proxy sends no more requests to this server; return the workers that have responded so far."""
    own = wait_for_workers(server, 2)
    quiet = time.monotonic()
    deadline = quiet + 30
    while time.monotonic() < quiet + 2:
        latest = max((seen.at for seen in load.seen if seen.response.worker in own), default=quiet)
        quiet = max(quiet, latest)
        assert time.monotonic() < deadline, "the proxy does not notice that the server is about to stop"
        time.sleep(0.1)
    return own | {seen.response.worker for seen in load.seen}


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
    pair: tuple[Backend, Backend], users: list[User], figures: Callable[[str], None]
) -> None:
    sids = [user.sid for user in users]
    with Load(users, pause=PAUSE) as load:
        time.sleep(SECONDS)
        killed = time.monotonic()
        pair[0].service.kill()
        time.sleep(2 * SECONDS)
    refused = [seen for seen in load.seen if seen.response.status != 200]
    assert {seen.response.status for seen in refused} <= {502}
    assert all(seen.began <= killed for seen in refused)
    # Beside those are responses that were cut in half.
    lost = len(refused) + len(load.failures)
    assert lost <= USERS, f"each user has one request in flight: {load.failures}"
    assert_logged_in(users, sids, *pair)
    figures(
        f"a server killed: {lost} of {len(load.seen) + len(load.failures)} requests lost, slowest {load.slowest:.2f} s, 0 logged out"
    )


def test_rolled_release_is_unnoticed(
    pair: tuple[Backend, Backend],
    users: list[User],
    start: Start,
    ports: list[int],
    folder: Path,
    figures: Callable[[str], None],
) -> None:
    sids = [user.sid for user in users]
    with Load(users, pause=PAUSE) as load, ExitStack() as releases:
        time.sleep(SECONDS)
        for old, port in zip(pair, ports, strict=True):
            drain_file(folder, port).touch()
            workers = wait_for_silence(load, User(port, "probe"))
            old.service.stop()
            releases.enter_context(start(port))
            wait_for_others(load, workers)
        time.sleep(SECONDS)
        load.end()
        assert_logged_in(users, sids, *pair)
    assert load.failures == []
    assert set(load.statuses) == {200}
    figures(f"a release rolled over two servers: {len(load.seen)} requests, slowest {load.slowest:.2f} s")
