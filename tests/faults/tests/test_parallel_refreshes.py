"""Parallel refreshes with one cookie rotate once."""

import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing

import pytest
from harness.backend import Backend
from harness.parallel import at_once
from harness.postgresql import PostgreSQL
from harness.sizes import full_or
from harness.user import REFRESH_COOKIE
from harness.workers import wait_for_workers

CALLERS = 50
WORKERS = 4
ROUNDS = full_or(100, 3)


def generation(backend: Backend, postgres: PostgreSQL, sid: str) -> int:
    select = "SELECT generation FROM safejwt_refreshtoken WHERE id = "
    if backend.database == "shared":
        ((number,),) = postgres.query("shared", select + "%s", [sid])
    else:
        with closing(sqlite3.connect(backend.database, timeout=20)) as connection:
            ((number,),) = connection.execute(select + "?", [sid.replace("-", "")]).fetchall()
    return int(number)


@pytest.mark.parametrize("kind", [pytest.param("backend", marks=pytest.mark.story), "sqlite_backend"])
def test_fifty_refreshes_with_one_cookie_rotate_once(
    kind: str, request: pytest.FixtureRequest, postgres: PostgreSQL, figures: Callable[[str], None]
) -> None:
    backend: Backend = request.getfixturevalue(kind)
    user = backend.create_user()
    sid = user.sid
    statuses: Counter[int] = Counter()
    workers: set[str | None] = set()
    slowest = 0.0
    wait_for_workers(user, WORKERS)
    for round_number in range(1, ROUNDS + 1):
        tabs = [user.clone() for _ in range(CALLERS)]
        responses = at_once([tab.refresh for tab in tabs])
        statuses.update(response.status for response in responses)
        workers |= {response.worker for response in responses}
        slowest = max(slowest, *(response.seconds for response in responses))
        assert {response.status for response in responses} == {200}, Counter(response.code for response in responses)
        assert generation(backend, postgres, sid) == round_number + 1, "exactly one rotation"
        assert len({response.cookies[REFRESH_COOKIE] for response in responses}) == 1, "one successor"
        assert {tab.whoami().status for tab in tabs[:3]} == {200}
        user = tabs[-1]
    assert all(response.status == 200 for response in at_once([tab.whoami for tab in tabs]))
    assert backend.alarms(sid) == []
    assert len(workers) == WORKERS
    assert "database is locked" not in backend.log.read_text()
    figures(
        f"{kind}: {ROUNDS} rounds of {CALLERS}: {ROUNDS} rotations, responses {dict(statuses)}, "
        f"0 revocations, {len(workers)} processes, slowest response {slowest:.2f} s"
    )
