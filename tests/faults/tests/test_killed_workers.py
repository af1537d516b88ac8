"""A worker process killed during a refresh ends no session."""

import http.client
import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from harness.backend import Backend
from harness.postgresql import PostgreSQL
from harness.user import User


@pytest.fixture(params=[pytest.param("postgresql", marks=pytest.mark.story), "sqlite"])
def killable(request: pytest.FixtureRequest) -> Backend:
    name = {"postgresql": "timed_backend", "sqlite": "sqlite_backend"}[request.param]
    backend: Backend = request.getfixturevalue(name)
    return backend


@pytest.fixture
def row(killable: Backend, postgres: PostgreSQL) -> Callable[[str], list[Any]]:
    """Read generation and seen_generation of a session, or an empty list."""
    select = "SELECT generation, seen_generation FROM safejwt_refreshtoken WHERE id = "

    def read(sid: str) -> list[Any]:
        if killable.database == "timed":
            return postgres.query("timed", select + "%s", [sid])
        with closing(sqlite3.connect(killable.database)) as connection:
            return connection.execute(select + "?", [sid.replace("-", "")]).fetchall()

    return read


def refresh_and_kill(user: User, moment: str) -> None:
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        user.refresh(headers={"X-Fault": moment})


def test_retry_after_kill_after_commit_gets_the_lost_successor(
    killable: Backend, row: Callable[[str], list[Any]]
) -> None:
    user = killable.create_user()
    sid, old_token = user.sid, user.refresh_token
    user.later()
    refresh_and_kill(user, "kill after commit")
    assert row(sid) == [(2, 1)], "the rotation was committed"
    assert user.refresh_token == old_token, "its response was lost"
    retry = user.refresh()
    assert retry.status == 200
    assert user.sid == sid
    assert row(sid) == [(2, 1)], "nothing was rotated again"
    assert user.whoami().status == 200
    user.later()
    assert user.refresh().status == 200
    assert row(sid) == [(3, 2)]
    assert killable.alarms(sid) == []


@pytest.mark.parametrize("moment", ["kill before update", "kill before commit"])
def test_kill_before_commit_keeps_the_old_token_current(
    killable: Backend, row: Callable[[str], list[Any]], moment: str
) -> None:
    user = killable.create_user()
    sid = user.sid
    user.later()
    refresh_and_kill(user, moment)
    assert row(sid) == [(1, 0)], "nothing was committed"
    assert user.refresh().status == 200
    assert user.sid == sid
    assert row(sid) == [(2, 1)]
    assert user.whoami().status == 200
    assert killable.alarms(sid) == []
