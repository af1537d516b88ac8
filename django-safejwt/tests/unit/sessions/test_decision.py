"""The decision table of docs/explanation/rotation.md, to the second. Nothing is read or written."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from safejwt.models import RefreshToken
from safejwt.sessions.decision import Decision, decide, is_after_failover, is_late
from safejwt.tokens import RefreshClaims

from tests.conftest import T0

SECOND = timedelta(seconds=1)
WEEK = 7 * 24 * 3600
CURRENT = 5
REPEAT, ROTATE, RESEND, RETRY = Decision.REPEAT, Decision.ROTATE, Decision.RESEND, Decision.RETRY
CATCH_UP, RESTORED, REUSED = Decision.CATCH_UP, Decision.RESTORED, Decision.REUSED

# When the row was last used, in seconds after its rotation.
LAST_USED = [0, 1, 45, 5000]


@pytest.fixture(params=["database", "none"], autouse=True)
def check(request: Any, settings: Any) -> str:
    settings.SAFEJWT_SESSION_CHECK = request.param
    return str(request.param)


def row(*, is_seen: bool, used: int = 0, late: int = 0) -> RefreshToken:
    """A row that was rotated at T0."""
    return RefreshToken(
        generation=CURRENT,
        seen_generation=CURRENT if is_seen else CURRENT - 1,
        rotated_at=T0,
        last_used_at=T0 + used * SECOND,
        late_retry_generation=late,
    )


def token(generation: int, minted_at: datetime = T0) -> RefreshClaims:
    minted = int(minted_at.timestamp())
    return RefreshClaims(sid=UUID(int=1), generation=generation, issued_at=minted, expires_at=minted + WEEK)


def decision(session: RefreshToken, generation: int, seconds: int) -> Decision:
    """The decision about a token that is presented so many seconds after the rotation."""
    return decide(session, token(generation), T0 + seconds * SECOND)


@pytest.mark.parametrize("is_seen", [True, False])
@pytest.mark.parametrize("used", LAST_USED)
@pytest.mark.parametrize("interval", [1, 10, 60, 3600])
def test_current_token_is_repeated_until_the_interval_since_the_last_use_is_over(
    settings: Any, interval: int, used: int, is_seen: bool
) -> None:
    settings.SAFEJWT_ROTATION_INTERVAL = interval * SECOND
    session = row(is_seen=is_seen, used=used)
    assert decision(session, CURRENT, used) is REPEAT
    assert decision(session, CURRENT, used + interval - 1) is REPEAT
    assert decision(session, CURRENT, used + interval) is ROTATE
    assert decision(session, CURRENT, used + WEEK) is ROTATE


@pytest.mark.parametrize("is_seen", [True, False])
def test_interval_is_a_minute_by_default(is_seen: bool) -> None:
    session = row(is_seen=is_seen, used=30)
    assert [decision(session, CURRENT, seconds) for seconds in (89, 90)] == [REPEAT, ROTATE]


@pytest.mark.parametrize("seconds", [-3600, -61, -60, -1, 0, 1, WEEK])
def test_current_token_always_rotates_without_an_interval(settings: Any, seconds: int) -> None:
    settings.SAFEJWT_ROTATION_INTERVAL = timedelta(0)
    assert decision(row(is_seen=True), CURRENT, seconds) is ROTATE


@pytest.mark.parametrize("interval", [1, 60])
def test_clock_of_this_server_may_be_a_minute_behind(settings: Any, interval: int) -> None:
    settings.SAFEJWT_ROTATION_INTERVAL = interval * SECOND
    session = row(is_seen=True, used=100)
    assert [decision(session, CURRENT, 100 - behind) for behind in (1, 60, 61)] == [REPEAT, REPEAT, ROTATE]
    assert decision(session, CURRENT - 1, 100 - 61) is RETRY


@pytest.mark.parametrize("used", LAST_USED)
@pytest.mark.parametrize("grace", [0, 1, 60, 3600])
def test_predecessor_of_a_seen_token_is_a_retry_until_the_grace_since_the_last_use_is_over(
    settings: Any, grace: int, used: int
) -> None:
    settings.SAFEJWT_ROTATION_GRACE = grace * SECOND
    session = row(is_seen=True, used=used)
    assert decision(session, CURRENT - 1, used) is RETRY
    assert decision(session, CURRENT - 1, used + grace) is RETRY
    assert decision(session, CURRENT - 1, used + grace + 1) is REUSED
    assert decision(session, CURRENT - 1, used + WEEK) is REUSED


def test_grace_is_a_minute_by_default() -> None:
    session = row(is_seen=True, used=30)
    assert [decision(session, CURRENT - 1, seconds) for seconds in (90, 91)] == [RETRY, REUSED]


@pytest.mark.parametrize("seconds", [-61, 0, 60, 61, 3600, WEEK])
@pytest.mark.parametrize("used", LAST_USED)
def test_predecessor_of_an_unseen_token_is_sent_its_successor_again(used: int, seconds: int) -> None:
    assert decision(row(is_seen=False, used=used), CURRENT - 1, seconds) is RESEND


@pytest.mark.parametrize("late", [0, CURRENT - 2, CURRENT])
def test_late_retry_is_accepted_unless_the_one_before_was_late(late: int) -> None:
    assert decision(row(is_seen=False, late=late), CURRENT - 1, WEEK) is RESEND


@pytest.mark.parametrize("used", LAST_USED)
def test_second_late_retry_in_a_row_is_reuse_without_session_check(check: str, used: int) -> None:
    """The grace counts from the rotation here. Otherwise an attacker could extend it."""
    session = row(is_seen=False, used=used, late=CURRENT - 1)
    assert decision(session, CURRENT - 1, 60) is RESEND
    assert decision(session, CURRENT - 1, 61) is (RESEND if check == "database" else REUSED)


@pytest.mark.parametrize("grace", [0, 10, 60])
def test_retry_is_late_when_the_grace_since_the_rotation_is_over(settings: Any, grace: int) -> None:
    settings.SAFEJWT_ROTATION_GRACE = grace * SECOND
    session = row(is_seen=False, used=5000)
    assert [is_late(session, T0 + seconds * SECOND) for seconds in (-1, grace, grace + 1)] == [False, False, True]


@pytest.mark.parametrize("is_seen", [True, False])
@pytest.mark.parametrize("generation", [1, CURRENT - 3, CURRENT - 2])
@pytest.mark.parametrize("seconds", [-60, 0, 1, 60, WEEK])
def test_older_token_is_reuse_even_within_the_grace(generation: int, is_seen: bool, seconds: int) -> None:
    assert decision(row(is_seen=is_seen), generation, seconds) is REUSED


@pytest.mark.parametrize("is_seen", [True, False])
@pytest.mark.parametrize("lifetime", [60, 300, 3600])
def test_successor_of_the_current_token_catches_up_within_the_time_of_a_failover(
    settings: Any, lifetime: int, is_seen: bool
) -> None:
    settings.SAFEJWT_ACCESS_TOKEN_LIFETIME = lifetime * SECOND
    session, latest = row(is_seen=is_seen), lifetime + 600

    def at(age: int) -> Decision:
        return decide(session, token(CURRENT + 1, T0 + WEEK * SECOND), T0 + (WEEK + age) * SECOND)

    assert [at(age) for age in (-60, 0, latest, latest + 1, WEEK)] == [CATCH_UP, CATCH_UP, CATCH_UP, RESTORED, RESTORED]


@pytest.mark.parametrize("generation", [CURRENT + 2, CURRENT + 3, 10**6])
@pytest.mark.parametrize("age", [0, 1, 900])
def test_token_two_generations_ahead_is_never_explained_by_a_failover(generation: int, age: int) -> None:
    assert decision(row(is_seen=True), generation, age) is RESTORED


def test_failover_takes_ten_minutes_longer_than_an_access_token_lives() -> None:
    minted = int(T0.timestamp())
    assert [is_after_failover(minted, T0 + age * SECOND) for age in (900, 901)] == [True, False]


def test_decision_changes_nothing(check: str) -> None:
    for generation in range(1, CURRENT + 3):
        for is_seen in (True, False):
            session = row(is_seen=is_seen, used=7, late=CURRENT - 1)
            before = {field.attname: getattr(session, field.attname) for field in session._meta.concrete_fields}
            decision(session, generation, 100)
            assert before == {field.attname: getattr(session, field.attname) for field in session._meta.concrete_fields}
