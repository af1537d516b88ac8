"""Used-up refresh tokens come back: who is told, and whose session ends (X6, X7)."""

import time
from collections.abc import Callable, Iterator

import pytest
from harness.backend import Backend, running
from harness.user import User
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


def use_successor(user: User) -> None:
    assert user.refresh().status == 200
    assert user.whoami().status == 200


def assert_ended(backend: Backend, user: User, sid: str, *, alarms: int) -> None:
    assert user.whoami().code == "session_ended"
    assert user.clone().refresh().status == 401
    assert len(backend.alarms(sid)) == alarms


def test_predecessor_of_a_used_token_ends_the_session_with_one_alarm(strict: Backend) -> None:
    owner = strict.somebody()
    attacker, sid = owner.clone(), owner.sid
    use_successor(owner)
    wait_for_the_next_second()
    assert [attacker.clone().refresh().code for _ in range(3)] == [
        "refresh_token_reused",
        "refresh_token_revoked",
        "refresh_token_revoked",
    ]
    assert_ended(strict, owner, sid, alarms=1)


def test_older_token_ends_the_session_within_the_grace_period(backend: Backend) -> None:
    owner = backend.somebody()
    attacker, sid = owner.clone(), owner.sid
    use_successor(owner)
    assert owner.refresh().status == 200
    assert attacker.refresh().code == "refresh_token_reused"
    assert_ended(backend, owner, sid, alarms=1)


def test_token_of_a_logged_out_session_ends_no_other_session(backend: Backend) -> None:
    phone = backend.somebody()
    laptop = User(backend.port, phone.name)
    assert laptop.log_in().status == 200
    attacker, sid = phone.clone(), phone.sid
    assert phone.log_out().status == 204
    assert attacker.refresh().code == "refresh_token_revoked"
    assert backend.alarms(sid) == []
    assert laptop.whoami().status == 200
    assert laptop.refresh().status == 200


def test_owners_refresh_after_an_attackers_ends_the_session(strict: Backend) -> None:
    owner = strict.somebody()
    attacker, sid = owner.clone(), owner.sid
    use_successor(attacker)
    wait_for_the_next_second()
    assert owner.refresh().code == "refresh_token_reused"
    assert_ended(strict, attacker, sid, alarms=1)


def test_attackers_refresh_after_the_owners_ends_the_session(strict: Backend) -> None:
    owner = strict.somebody()
    attacker, sid = owner.clone(), owner.sid
    use_successor(owner)
    wait_for_the_next_second()
    assert attacker.refresh().code == "refresh_token_reused"
    assert_ended(strict, owner, sid, alarms=1)


def test_attacker_within_the_grace_period_is_detected_at_the_next_refresh(
    backend: Backend, figures: Callable[[str], None]
) -> None:
    """Within grace both hold the same successor; the first of them to refresh it makes the other one's a used-up one."""
    owner = backend.somebody()
    attacker, sid = owner.clone(), owner.sid
    use_successor(owner)
    assert attacker.refresh().status == 200
    assert attacker.refresh_token == owner.refresh_token
    use_successor(attacker)
    use_successor(attacker)
    response = owner.refresh()
    assert response.code == "refresh_token_reused"
    assert_ended(backend, attacker, sid, alarms=1)
    figures("X7: attacker first, owner first, and attacker within grace: dead at the owner's next refresh, one CRITICAL each")
