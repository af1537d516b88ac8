"""Reads are sent to a replica that is three seconds behind (X16)."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from harness.backend import Backend, running
from harness.person import Person
from harness.postgresql import PostgreSQL

DELAY = "3s"


@pytest.fixture(scope="module")
def replicated(folder: Path, postgres: PostgreSQL) -> Iterator[tuple[Backend, PostgreSQL]]:
    """A backend that reads from a streaming replica, as its router says."""
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


def test_x16_login_reading_refreshing_and_revocation_do_not_wait_for_the_replica(
    replicated: tuple[Backend, PostgreSQL], figures: Callable[[str], None]
) -> None:
    backend, replica = replicated
    select = "SELECT count(*) FROM safejwt_refreshtoken WHERE id = %s"
    person = backend.somebody()
    assert replica.query("replicated", select, [person.sid]) == [(0,)], "the replica is behind"
    assert person.whoami().status == 200
    assert person.refresh().status == 200
    assert person.whoami().status == 200
    while replica.query("replicated", "SELECT count(*) FROM users_user WHERE username = %s", [person.name]) == [(0,)]:
        pass  # a password is looked up where the project's router says
    devices = [Person(backend.port, person.name) for _ in range(4)]
    for device in devices:
        assert device.log_in().status == 200
        assert device.whoami().status == 200
        assert device.refresh().status == 200
    assert replica.query("replicated", select, [devices[0].sid]) == [(0,)]
    before = devices[0].clone()
    assert devices[0].log_out().status == 204
    assert before.whoami().status == 401
    assert before.refresh().status == 401
    assert len(person.send("GET", "sessions/").json()) == 4
    assert person.send("DELETE", f"sessions/{devices[1].sid}/").status == 204
    assert devices[1].whoami().status == 401
    assert person.send("DELETE", "sessions/").status == 204
    assert [device.whoami().status for device in devices[2:]] == [401, 401], (
        "also sessions the replica has not heard of"
    )
    other = Person(backend.port, person.name)
    assert other.log_in().status == 200
    assert person.change_password("another passphrase of mine").status == 200
    assert other.whoami().status == 401
    assert person.whoami().status == 200
    figures(
        f"X16: replica {DELAY} behind: login, reading and refresh at once 200; logout, one device, all others, password at once 401"
    )


def test_x16_a_login_with_the_old_password_that_the_replica_still_has_is_a_session_that_never_lives(
    replicated: tuple[Backend, PostgreSQL],
) -> None:
    backend, replica = replicated
    person = backend.somebody()
    while replica.query("replicated", "SELECT count(*) FROM users_user WHERE username = %s", [person.name]) == [(0,)]:
        pass
    thief = Person(backend.port, person.name)
    assert person.change_password("another passphrase of mine").status == 200
    answer = thief.log_in()
    assert answer.status in (200, 401)
    assert thief.whoami().status == 401
    assert thief.refresh().status == 401
