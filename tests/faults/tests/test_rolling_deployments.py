"""Servers are exchanged while users work (X20, security bar L10)."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from harness.backend import Backend, migrate, running
from harness.load import Load
from harness.user import User
from harness.postgresql import PostgreSQL
from harness.proxy import Proxy
from harness.sizes import full_or

PEOPLE = 8
SECONDS = full_or(10, 1)


@pytest.fixture(scope="module")
def database(postgres: PostgreSQL) -> str:
    """Of its own, as it is altered."""
    postgres.copy("template", "rolling")
    return "rolling"


@pytest.fixture
def first(postgres: PostgreSQL, database: str) -> Iterator[Backend]:
    """A backend of the version that is out."""
    with version(postgres, database) as backend:
        yield backend


@contextmanager
def version(postgres: PostgreSQL, database: str, **variables: str) -> Iterator[Backend]:
    with running(postgres.url(database), database, WEB_CONCURRENCY="2", **variables) as backend:
        yield backend


def assert_nobody_has_noticed(load: Load, users: list[User], sids: list[str], backends: list[Backend]) -> None:
    assert load.failures == []
    assert set(load.statuses) == {200}
    assert [user.sid for user in users] == sids
    assert [backend.alarms() for backend in backends] == [[]] * len(backends)


def test_release_with_migration_and_rollback_is_unnoticed(
    first: Backend, postgres: PostgreSQL, database: str, figures: Callable[[str], None]
) -> None:
    users = [first.somebody() for _ in range(PEOPLE)]
    sids = [user.sid for user in users]
    with Proxy(first.port) as proxy:
        for user in users:
            user.port = proxy.port
        with Load(users) as load:
            time.sleep(SECONDS)
            migrate(postgres.url(database), FAULTS_NEXT_VERSION="yes")
            newcomer = first.somebody()
            time.sleep(SECONDS)
            with version(postgres, database, FAULTS_NEXT_VERSION="yes") as second:
                proxy.move(second.port)
                first.service.stop()
                time.sleep(SECONDS)
                with version(postgres, database) as third:
                    proxy.move(third.port)
                    second.service.stop()
                    time.sleep(SECONDS)
                    migrate(postgres.url(database), "next_version", "zero", FAULTS_NEXT_VERSION="yes")
                    time.sleep(SECONDS)
                    newcomer.port = third.port
                    assert newcomer.refresh().status == 200
                    backends = [first, second, third]
                    assert_nobody_has_noticed(load, users, sids, backends)
    seen = {seen.response.worker for seen in load.seen}
    assert len(seen) == 6, "two workers of each of the three have answered"
    figures(f"X20 {len(load.seen)} requests over two exchanges and two migrations, slowest {load.slowest:.2f} s")


def test_reloaded_workers_finish_their_requests(
    first: Backend, figures: Callable[[str], None]
) -> None:
    users = [first.somebody() for _ in range(PEOPLE)]
    sids = [user.sid for user in users]
    with Load(users) as load:
        time.sleep(SECONDS)
        before = {seen.response.worker for seen in load.seen}
        first.service.send(signal.SIGHUP)
        time.sleep(3 + SECONDS)
    assert_nobody_has_noticed(load, users, sids, [first])
    now = {response.worker for user in users for response in (user.whoami(), user.refresh())}
    assert before
    assert not now & before, "the workers are new ones"
    figures(f"X20 {len(load.seen)} requests over a reload, slowest {load.slowest:.2f} s")
