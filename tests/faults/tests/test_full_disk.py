"""The disk of the database is full.

The database decides which statements need room; a refresh does.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from pathlib import Path

import psycopg
import pytest
from harness.backend import Backend, migrate, running
from harness.parallel import at_once
from harness.postgresql import PostgreSQL
from harness.sizes import full_or
from harness.small_disk import NeedsRoot, SmallDisk
from harness.user import REFRESH_COOKIE, Response, User
from harness.workers import wait_for_workers

WORKERS = full_or(4, 2)
# More than fit into a page of PostgreSQL.
MOST_REFRESHES = 200


@pytest.fixture
def disk(folder: Path) -> Iterator[SmallDisk]:
    with ExitStack() as stack:
        try:
            disk = stack.enter_context(SmallDisk.mounted(folder / "small", megabytes=24))
        except NeedsRoot as reason:
            pytest.skip(str(reason))
        yield disk
    (folder / "small").rmdir()


def assert_is_outage(response: Response) -> None:
    assert (response.status, response.code) == (503, "service_unavailable"), response.body
    assert response.headers["Content-Type"] == "application/json"
    assert int(response.headers["Retry-After"]) >= 1
    assert response.cookies == {}, "no cookie is deleted"


def refresh_until_refused(user: User) -> int:
    """Refresh until the disk has no room; return the number of successes."""
    for number in range(MOST_REFRESHES):
        response = user.refresh()
        if response.status != 200:
            assert_is_outage(response)
            return number
    raise AssertionError("the disk is not full")


def live_through_it(backend: Backend, full: Callable[[], AbstractContextManager[None]]) -> str:
    """Check the backend while the disk is full and afterwards; return the figures."""
    user, reader, newcomer = (backend.create_user() for _ in range(3))
    workers = wait_for_workers(user, WORKERS)
    with full():
        before = refresh_until_refused(user)
        token = user.refresh_token
        refused = at_once([user.clone().refresh for _ in range(8)])
        for response in refused:
            assert_is_outage(response)
        # The first requests with these access tokens would mark their generations as seen.
        read = at_once([each.whoami for each in (user, reader, newcomer) for _ in range(4)])
        assert {response.status for response in read} == {200}
        for other in (User(backend.port, reader.name).log_in(), backend.unregistered_user().register()):
            assert other.status in {200, 201, 503}
    after = user.refresh()
    assert after.status == 200, "with the previous token and without a restart"
    assert after.cookies[REFRESH_COOKIE] != token
    assert {each.refresh().status for each in (reader, newcomer)} == {200}
    responses = [response for _ in range(6) for response in at_once([user.clone().whoami for _ in range(8)])]
    assert {response.status for response in responses} == {200}
    assert {response.worker for response in responses} <= workers, "no process was restarted"
    assert backend.alarms() == []
    assert backend.events("database_unavailable")
    return f"{before} refreshes found room, {len(refused)} of {len(refused)} then 503, {len(read)} access tokens 200"


@pytest.mark.story
def test_full_disk_under_sqlite_refuses_refreshes_only(disk: SmallDisk, figures: Callable[[str], None]) -> None:
    file = disk.folder / "db.sqlite3"
    migrate(f"sqlite:///{file}")

    @contextmanager
    def full() -> Iterator[None]:
        with closing(sqlite3.connect(file, timeout=20)) as connection:
            # Writes go to the write-ahead log, which could have room left from earlier ones.
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with disk.full():
            yield

    with running(f"sqlite:///{file}", str(file), WEB_CONCURRENCY=str(WORKERS)) as backend:
        figures(f"full disk, SQLite: {live_through_it(backend, full)}")


@pytest.fixture
def tablespace(disk: SmallDisk, postgres: PostgreSQL) -> Iterator[str]:
    """A database with its tables on the small disk.

    The write-ahead log is elsewhere, as recommended.
    """
    (disk.folder / "tables").mkdir(mode=0o700)
    postgres.query("postgres", f"CREATE TABLESPACE small LOCATION '{disk.folder / 'tables'}'")
    postgres.query("postgres", "CREATE DATABASE on_small TEMPLATE template TABLESPACE small")
    yield "on_small"
    postgres.query("postgres", "DROP DATABASE on_small WITH (FORCE)")
    postgres.query("postgres", "DROP TABLESPACE small")


def test_full_disk_under_postgresql_refuses_refreshes_only(
    disk: SmallDisk, tablespace: str, postgres: PostgreSQL, figures: Callable[[str], None]
) -> None:
    @contextmanager
    def full() -> Iterator[None]:
        # An open snapshot: the row versions that it may still read cannot make room for others.
        with psycopg.connect(postgres.url(tablespace)) as connection, disk.full():
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.execute("SELECT count(*) FROM safejwt_refreshtoken")
            yield
            connection.rollback()

    with running(postgres.url(tablespace), tablespace, WEB_CONCURRENCY=str(WORKERS)) as backend:
        figures(f"full disk, PostgreSQL: {live_through_it(backend, full)}")
