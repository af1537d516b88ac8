"""Reads go to a replica that is three seconds behind."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from harness.backend import Backend, running
from harness.postgresql import PostgreSQL
from harness.user import User

DELAY = "3s"


@pytest.fixture(scope="module")
def replicated(folder: Path, postgres: PostgreSQL) -> Iterator[tuple[Backend, PostgreSQL]]:
    """A backend whose router sends reads to a streaming replica."""
    postgres.copy("template", "replicated")
    (folder / "replica").mkdir()
    replica = PostgreSQL(folder / "replica")
    replica.follow(postgres, delay=DELAY)
    replica.start()
    try:
        with running(
            postgres.url("replicated"), "replicated", WEB_CONCURRENCY="2", FAULTS_REPLICA_PORT=str(replica.port)
        ) as backend:
            yield backend, replica
    finally:
        replica.stop()


def test_sessions_do_not_wait_for_the_replica(
    replicated: tuple[Backend, PostgreSQL], figures: Callable[[str], None]
) -> None:
    backend, replica = replicated
    select = "SELECT count(*) FROM safejwt_refreshtoken WHERE id = %s"
    user = backend.create_user()
    assert replica.query("replicated", select, [user.sid]) == [(0,)], "the replica is behind"
    assert user.whoami().status == 200
    assert user.refresh().status == 200
    assert user.whoami().status == 200
    while replica.query("replicated", "SELECT count(*) FROM users_user WHERE username = %s", [user.name]) == [(0,)]:
        pass  # the router decides where a password is read
    devices = [User(backend.port, user.name) for _ in range(4)]
    for device in devices:
        assert device.log_in().status == 200
        assert device.whoami().status == 200
        assert device.refresh().status == 200
    assert replica.query("replicated", select, [devices[0].sid]) == [(0,)]
    before = devices[0].clone()
    assert devices[0].log_out().status == 204
    assert before.whoami().status == 401
    assert before.refresh().status == 401
    assert len(user.send("GET", "sessions/").json()) == 4
    assert user.send("DELETE", f"sessions/{devices[1].sid}/").status == 204
    assert devices[1].whoami().status == 401
    assert user.send("DELETE", "sessions/").status == 204
    assert [device.whoami().status for device in devices[2:]] == [401, 401], (
        "also sessions that have not reached the replica"
    )
    other = User(backend.port, user.name)
    assert other.log_in().status == 200
    assert user.change_password("another passphrase of mine").status == 200
    assert other.whoami().status == 401
    assert user.whoami().status == 200
    figures(
        f"replica {DELAY} behind: login, reading and refresh at once 200; logout, one device, all others, password at once 401"
    )


def test_login_with_a_replicas_old_password_grants_no_access(
    replicated: tuple[Backend, PostgreSQL],
) -> None:
    backend, replica = replicated
    user = backend.create_user()
    while replica.query("replicated", "SELECT count(*) FROM users_user WHERE username = %s", [user.name]) == [(0,)]:
        pass
    attacker = User(backend.port, user.name)
    assert user.change_password("another passphrase of mine").status == 200
    response = attacker.log_in()
    assert response.status in (200, 401)
    assert attacker.whoami().status == 401
    assert attacker.refresh().status == 401
