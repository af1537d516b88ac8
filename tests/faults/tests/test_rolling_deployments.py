"""Servers are replaced while users work."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from harness.backend import Backend, migrate, running
from harness.load import Load
from harness.postgresql import PostgreSQL
from harness.proxy import Proxy
from harness.sizes import full_or
from harness.user import User

USERS = full_or(8, 4)
PAUSE = full_or(0.0, 0.05)
SECONDS = full_or(10, 0.4)


@pytest.fixture(scope="module")
def database(postgres: PostgreSQL) -> str:
    """A database of its own, as a migration alters it."""
    postgres.copy("template", "rolling")
    return "rolling"


@pytest.fixture
def first(postgres: PostgreSQL, database: str) -> Iterator[Backend]:
    """A backend of the current version."""
    with version(postgres, database) as backend:
        yield backend


@contextmanager
def version(postgres: PostgreSQL, database: str, **variables: str) -> Iterator[Backend]:
    with running(postgres.url(database), database, WEB_CONCURRENCY="2", **variables) as backend:
        yield backend


def work(load: Load, workers: int) -> None:
    """Let the users work for a while, at least until this many workers have responded."""
    time.sleep(SECONDS)
    deadline = time.monotonic() + 20
    while len({seen.response.worker for seen in load.seen}) < workers and time.monotonic() < deadline:
        time.sleep(0.05)


def assert_unnoticed(load: Load, users: list[User], sids: list[str], backends: list[Backend]) -> None:
    assert load.failures == []
    assert set(load.statuses) == {200}
    assert [user.sid for user in users] == sids
    assert [backend.alarms() for backend in backends] == [[]] * len(backends)


@pytest.mark.story
def test_release_with_migration_and_rollback_is_unnoticed(
    first: Backend, postgres: PostgreSQL, database: str, figures: Callable[[str], None]
) -> None:
    users = [first.create_user() for _ in range(USERS)]
    sids = [user.sid for user in users]
    with Proxy(first.port) as proxy:
        for user in users:
            user.port = proxy.port
        with Load(users, pause=PAUSE) as load:
            work(load, workers=2)
            migrate(postgres.url(database), FAULTS_NEXT_VERSION="yes")
            newcomer = first.create_user()
            work(load, workers=2)
            with version(postgres, database, FAULTS_NEXT_VERSION="yes") as second:
                proxy.move(second.port)
                first.service.stop()
                work(load, workers=4)
                with version(postgres, database) as third:
                    proxy.move(third.port)
                    second.service.stop()
                    work(load, workers=6)
                    migrate(postgres.url(database), "next_version", "zero", FAULTS_NEXT_VERSION="yes")
                    work(load, workers=6)
                    newcomer.port = third.port
                    assert newcomer.refresh().status == 200
                    backends = [first, second, third]
                    assert_unnoticed(load, users, sids, backends)
    seen = {seen.response.worker for seen in load.seen}
    assert len(seen) == 6, "two workers of each of the three servers responded"
    figures(f"{len(load.seen)} requests over two replacements and two migrations, slowest {load.slowest:.2f} s")


def test_reloaded_workers_finish_their_requests(first: Backend, figures: Callable[[str], None]) -> None:
    users = [first.create_user() for _ in range(USERS)]
    sids = [user.sid for user in users]
    with Load(users, pause=PAUSE) as load:
        time.sleep(SECONDS)
        before = {seen.response.worker for seen in load.seen}
        first.service.send(signal.SIGHUP)
        time.sleep(3 + SECONDS)
    assert_unnoticed(load, users, sids, [first])
    now = {response.worker for user in users for response in (user.whoami(), user.refresh())}
    assert before
    assert not now & before, "all workers are new"
    figures(f"{len(load.seen)} requests over a reload, slowest {load.slowest:.2f} s")
