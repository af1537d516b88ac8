"""Used-up refresh tokens come back: who is told, and whose session ends (X6, X7)."""

import time
from collections.abc import Callable, Iterator

import pytest
from harness.backend import Backend, running
from harness.person import Person
from harness.postgresql import PostgreSQL


@pytest.fixture(scope="module")
def strict(postgres: PostgreSQL) -> Iterator[Backend]:
    """A backend without grace, so that no test has to wait a minute for its end."""
    postgres.copy("template", "strict")
    with running(postgres.url("strict"), "strict", FAULTS_GRACE="0", WEB_CONCURRENCY="2") as backend:
        yield backend


def wait_for_the_next_second() -> None:
    """Grace is over in the second after the rotation; a row keeps whole seconds."""
    time.sleep(1.05)


def use_successor(person: Person) -> None:
    assert person.refresh().status == 200
    assert person.whoami().status == 200


def assert_ended(backend: Backend, person: Person, sid: str, *, alarms: int) -> None:
    assert person.whoami().code == "session_ended"
    assert person.clone().refresh().status == 401
    assert len(backend.alarms(sid)) == alarms


def test_x6_the_predecessor_after_its_successor_was_used_ends_the_session_with_one_alarm(strict: Backend) -> None:
    owner = strict.somebody()
    thief, sid = owner.clone(), owner.sid
    use_successor(owner)
    wait_for_the_next_second()
    assert [thief.clone().refresh().code for _ in range(3)] == [
        "refresh_token_reused",
        "refresh_token_revoked",
        "refresh_token_revoked",
    ]
    assert_ended(strict, owner, sid, alarms=1)


def test_x6_the_grandparent_ends_the_session_with_one_alarm_also_within_grace(backend: Backend) -> None:
    owner = backend.somebody()
    thief, sid = owner.clone(), owner.sid
    use_successor(owner)
    assert owner.refresh().status == 200
    assert thief.refresh().code == "refresh_token_reused"
    assert_ended(backend, owner, sid, alarms=1)


def test_x6_after_logout_the_token_is_refused_and_nobody_else_is_signed_out(backend: Backend) -> None:
    phone = backend.somebody()
    laptop = Person(backend.port, phone.name)
    assert laptop.log_in().status == 200
    thief, sid = phone.clone(), phone.sid
    assert phone.log_out().status == 204
    assert thief.refresh().code == "refresh_token_revoked"
    assert backend.alarms(sid) == []
    assert laptop.whoami().status == 200
    assert laptop.refresh().status == 200


def test_x7_the_thief_refreshes_first_and_the_owners_next_refresh_ends_it_for_both(strict: Backend) -> None:
    owner = strict.somebody()
    thief, sid = owner.clone(), owner.sid
    use_successor(thief)
    wait_for_the_next_second()
    assert owner.refresh().code == "refresh_token_reused"
    assert_ended(strict, thief, sid, alarms=1)


def test_x7_the_owner_refreshes_first_and_the_thiefs_refresh_ends_it_for_both(strict: Backend) -> None:
    owner = strict.somebody()
    thief, sid = owner.clone(), owner.sid
    use_successor(owner)
    wait_for_the_next_second()
    assert thief.refresh().code == "refresh_token_reused"
    assert_ended(strict, owner, sid, alarms=1)


def test_x7_a_thief_who_is_within_grace_is_noticed_when_the_two_next_meet(
    backend: Backend, figures: Callable[[str], None]
) -> None:
    """Within grace both hold the same successor; the first of them to refresh it makes the other one's a used-up one."""
    owner = backend.somebody()
    thief, sid = owner.clone(), owner.sid
    use_successor(owner)
    assert thief.refresh().status == 200
    assert thief.refresh_token == owner.refresh_token
    use_successor(thief)
    use_successor(thief)
    answer = owner.refresh()
    assert answer.code == "refresh_token_reused"
    assert_ended(backend, thief, sid, alarms=1)
    figures("X7: thief first, owner first, and thief within grace: dead at the owner's next refresh, one CRITICAL each")
