"""Refresh tokens are reused: which session ends, and how many alarms are raised."""

import time
from collections.abc import Callable, Iterator

import pytest
from harness.backend import Backend, running
from harness.postgresql import PostgreSQL
from harness.user import User


@pytest.fixture(scope="module")
def strict(postgres: PostgreSQL) -> Iterator[Backend]:
    """A backend without a grace period, so that no test waits a minute for its end."""
    postgres.copy("template", "strict")
    with running(postgres.url("strict"), "strict", FAULTS_GRACE="0", WEB_CONCURRENCY="2") as backend:
        yield backend


def wait_for_the_next_second() -> None:
    """The grace period ends in the second after the rotation; rows store whole seconds."""
    time.sleep(1.05)


def use_successor(user: User) -> None:
    assert user.refresh().status == 200
    assert user.whoami().status == 200


def assert_ended(backend: Backend, user: User, sid: str, *, alarms: int) -> None:
    assert user.whoami().code == "session_ended"
    assert user.clone().refresh().status == 401
    assert len(backend.alarms(sid)) == alarms


def test_predecessor_of_a_used_token_ends_the_session_with_one_alarm(strict: Backend) -> None:
    owner = strict.create_user()
    attacker, sid = owner.clone(), owner.sid
    use_successor(owner)
    wait_for_the_next_second()
    assert [attacker.clone().refresh().code for _ in range(3)] == [
        "refresh_token_reused",
        "refresh_token_revoked",
        "refresh_token_revoked",
    ]
    assert_ended(strict, owner, sid, alarms=1)


@pytest.mark.story
def test_older_token_ends_the_session_within_the_grace_period(timed_backend: Backend) -> None:
    owner = timed_backend.create_user()
    attacker, sid = owner.clone(), owner.sid
    for _ in range(2):
        owner.later()
        use_successor(owner)
    attacker.clock = owner.clock
    assert attacker.refresh().code == "refresh_token_reused"
    assert_ended(timed_backend, owner, sid, alarms=1)


def test_predecessor_of_a_used_token_ends_the_session_after_a_minute(timed_backend: Backend) -> None:
    owner = timed_backend.create_user()
    attacker, sid = owner.clone(), owner.sid
    owner.later()
    use_successor(owner)
    attacker.clock = owner.clock + 59
    assert attacker.clone().refresh().status == 200
    attacker.later(4)
    assert attacker.refresh().code == "refresh_token_reused"
    assert_ended(timed_backend, owner, sid, alarms=1)


@pytest.mark.story
def test_token_of_a_logged_out_session_ends_no_other_session(backend: Backend) -> None:
    phone = backend.create_user()
    laptop = User(backend.port, phone.name)
    assert laptop.log_in().status == 200
    attacker, sid = phone.clone(), phone.sid
    assert phone.log_out().status == 204
    assert attacker.refresh().code == "refresh_token_revoked"
    assert backend.alarms(sid) == []
    assert laptop.whoami().status == 200
    assert laptop.refresh().status == 200


def test_owners_refresh_after_an_attackers_ends_the_session(strict: Backend) -> None:
    owner = strict.create_user()
    attacker, sid = owner.clone(), owner.sid
    use_successor(attacker)
    wait_for_the_next_second()
    assert owner.refresh().code == "refresh_token_reused"
    assert_ended(strict, attacker, sid, alarms=1)


def test_attackers_refresh_after_the_owners_ends_the_session(strict: Backend) -> None:
    owner = strict.create_user()
    attacker, sid = owner.clone(), owner.sid
    use_successor(owner)
    wait_for_the_next_second()
    assert attacker.refresh().code == "refresh_token_reused"
    assert_ended(strict, owner, sid, alarms=1)


@pytest.mark.story
def test_attacker_within_the_grace_period_is_detected_at_the_next_refresh(
    timed_backend: Backend, figures: Callable[[str], None]
) -> None:
    """Within the grace period both hold the same successor, until both of them have rotated it."""
    owner = timed_backend.create_user()
    attacker, sid = owner.clone(), owner.sid
    owner.later()
    use_successor(owner)
    attacker.clock = owner.clock
    assert attacker.refresh().status == 200
    assert attacker.refresh_token == owner.refresh_token
    for _ in range(2):
        attacker.later()
        use_successor(attacker)
    owner.clock = attacker.clock
    response = owner.refresh()
    assert response.code == "refresh_token_reused"
    assert_ended(timed_backend, attacker, sid, alarms=1)
    figures(
        "attacker first, owner first, attacker within the grace period: ended at the owner's next refresh, one CRITICAL each"
    )
