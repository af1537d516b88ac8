"""What `rotate` and `check` do about each row of the decision table in docs/explanation/rotation.md."""

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError
from safejwt import sessions, signals
from safejwt.db import compiled
from safejwt.errors import (
    RefreshTokenReused,
    RefreshTokenRevoked,
    SessionEnded,
)
from safejwt.models import RefreshToken
from safejwt.tokens import issue_refresh_token, read_access_token

from tests.presenting import end, rotate, use

pytestmark = pytest.mark.django_db

T0 = datetime(2026, 11, 23, 12, tzinfo=UTC)
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def first(user: Any) -> sessions.Tokens:
    return sessions.start(user, now=T0)


def test_the_current_token_rotates(first: sessions.Tokens) -> None:
    second = rotate(first.refresh_token, now=T0 + MINUTE)
    assert second.refresh_token != first.refresh_token
    assert second.sid == first.sid
    row = RefreshToken.objects.get()
    assert (row.generation, row.seen_generation, row.rotated_at) == (2, 1, T0 + MINUTE)
    assert row.expires_at == T0 + MINUTE + 7 * DAY


@pytest.mark.parametrize("interval", [10, 60, 300])
def test_interval_returns_the_presented_token(first: sessions.Tokens, settings: Any, interval: int) -> None:
    """Tabs without a lock: however their requests overtake each other, none is two generations behind."""
    settings.SAFEJWT_ROTATION_INTERVAL = interval * SECOND
    rotated_at = T0 + interval * SECOND
    second = rotate(first.refresh_token, now=rotated_at)
    for wait in (0, 1, interval - 1):
        assert rotate(second.refresh_token, now=rotated_at + wait * SECOND).refresh_token == second.refresh_token
    assert rotate(first.refresh_token, now=rotated_at + SECOND).refresh_token == second.refresh_token
    assert RefreshToken.objects.get().expires_at == rotated_at + 7 * DAY, "a response without rotation extends nothing"
    third = rotate(second.refresh_token, now=rotated_at + interval * SECOND)
    assert third.refresh_token != second.refresh_token
    with pytest.raises(RefreshTokenReused):
        rotate(first.refresh_token, now=rotated_at + (interval + 1) * SECOND)


def test_use_within_interval_marks_the_token_as_seen(first: sessions.Tokens, caplog: Any) -> None:
    second = rotate(first.refresh_token, now=T0 + MINUTE)
    caplog.clear()
    with caplog.at_level(logging.INFO, "safejwt"):
        rotate(second.refresh_token, now=T0 + MINUTE + SECOND)
    assert [record.retry for record in caplog.records if record.message == "session_renewed"] == [False]
    assert RefreshToken.objects.get().seen_generation == 2
    rotate(first.refresh_token, now=T0 + 2 * MINUTE + SECOND)
    with pytest.raises(RefreshTokenReused):
        rotate(first.refresh_token, now=T0 + 2 * MINUTE + 2 * SECOND)


def test_reauthentication_rotates_after_the_interval_only(first: sessions.Tokens, user: Any) -> None:
    """Two rotations in a row would let a delayed request look stolen. Only the access token is new at once."""
    sessions.mark_reauthenticated(first.sid, user, now=T0 + 30 * SECOND)
    repeated = rotate(first.refresh_token, now=T0 + 59 * SECOND)
    assert repeated.refresh_token == first.refresh_token
    claims = read_access_token(repeated.access_token, now=T0 + 59 * SECOND)
    assert claims.authenticated_at == (T0 + 30 * SECOND).timestamp()
    # The repetition was the first use of the token, so the interval has started again.
    assert rotate(first.refresh_token, now=T0 + 118 * SECOND).refresh_token == first.refresh_token
    second = rotate(first.refresh_token, now=T0 + 119 * SECOND)
    assert second.refresh_token != first.refresh_token
    claims = read_access_token(second.access_token, now=T0 + 119 * SECOND)
    assert claims.authenticated_at == (T0 + 30 * SECOND).timestamp()


def test_interval_holds_on_a_server_whose_clock_is_behind(first: sessions.Tokens, settings: Any) -> None:
    settings.SAFEJWT_ROTATION_INTERVAL = timedelta(seconds=10)
    second = rotate(first.refresh_token, now=T0 + 5 * MINUTE)
    assert rotate(second.refresh_token, now=T0 + 4 * MINUTE).refresh_token == second.refresh_token
    assert rotate(second.refresh_token, now=T0 + 4 * MINUTE - SECOND).refresh_token != second.refresh_token


def test_server_whose_clock_is_behind_rotates_without_interval(first: sessions.Tokens, settings: Any) -> None:
    settings.SAFEJWT_ROTATION_INTERVAL = timedelta(0)
    assert rotate(first.refresh_token, now=T0 - SECOND).refresh_token != first.refresh_token


@pytest.mark.parametrize("wait", [60, 61])
def test_late_retries_of_two_tokens_in_a_row_without_session_check(
    first: sessions.Tokens, settings: Any, wait: int
) -> None:
    """Nothing marks a successor as seen: an attacker and the owner could retry each other's predecessors forever."""
    settings.SAFEJWT_SESSION_CHECK = "none"
    second = rotate(first.refresh_token, now=T0 + MINUTE)
    for late in (timedelta(hours=1), timedelta(hours=2)):
        assert rotate(first.refresh_token, now=T0 + late).refresh_token == second.refresh_token
    third = rotate(second.refresh_token, now=T0 + timedelta(hours=3))
    later = T0 + timedelta(hours=3) + wait * SECOND
    if wait == 60:
        assert rotate(second.refresh_token, now=later).refresh_token == third.refresh_token
        return
    with pytest.raises(RefreshTokenReused):
        rotate(second.refresh_token, now=later)
    assert not RefreshToken.objects.exists()


def test_late_retries_of_every_other_token_without_session_check(first: sessions.Tokens, settings: Any) -> None:
    settings.SAFEJWT_SESSION_CHECK = "none"
    tokens, now = first, T0
    for number in range(6):
        now += MINUTE
        successor = rotate(tokens.refresh_token, now=now)
        if number % 2:
            now += timedelta(hours=8)
            assert rotate(tokens.refresh_token, now=now).refresh_token == successor.refresh_token
        tokens = successor
    assert RefreshToken.objects.get().generation == 7


def test_predecessor_after_grace_without_session_check(first: sessions.Tokens, settings: Any) -> None:
    """A refresh token marks itself as seen, where no access token does."""
    settings.SAFEJWT_SESSION_CHECK = "none"
    second = rotate(first.refresh_token, now=T0 + MINUTE)
    assert rotate(second.refresh_token, now=T0 + MINUTE + SECOND).refresh_token == second.refresh_token
    assert rotate(first.refresh_token, now=T0 + 2 * MINUTE + SECOND).refresh_token == second.refresh_token
    with pytest.raises(RefreshTokenReused):
        rotate(first.refresh_token, now=T0 + 2 * MINUTE + 2 * SECOND)


def test_lost_response_is_repeated_however_late(first: sessions.Tokens) -> None:
    second = rotate(first.refresh_token, now=T0 + MINUTE)
    for wait in (SECOND, 61 * SECOND, timedelta(hours=8), 6 * DAY):
        again = rotate(first.refresh_token, now=T0 + MINUTE + wait)
        assert again.refresh_token == second.refresh_token
    assert RefreshToken.objects.get().expires_at == T0 + MINUTE + 7 * DAY, "a retry extends nothing"


def test_predecessor_is_accepted_within_grace_after_successor_was_seen(first: sessions.Tokens) -> None:
    second = rotate(first.refresh_token, now=T0 + MINUTE)
    use(second, T0 + MINUTE + SECOND)
    assert rotate(first.refresh_token, now=T0 + 2 * MINUTE + SECOND).refresh_token == second.refresh_token


@pytest.mark.parametrize("seen_by", ["access token", "refresh token"])
def test_predecessor_after_grace_ends_the_session(first: sessions.Tokens, seen_by: str, caplog: Any) -> None:
    second = rotate(first.refresh_token, now=T0 + MINUTE)
    seen_at = T0 + timedelta(hours=1)
    if seen_by == "access token":
        second = rotate(first.refresh_token, now=seen_at)
        use(second, seen_at)
    else:
        rotate(first.refresh_token, now=seen_at)
        rotate(second.refresh_token, now=seen_at)
    assert rotate(first.refresh_token, now=seen_at + MINUTE).refresh_token == second.refresh_token
    late = seen_at + 61 * SECOND
    with caplog.at_level(logging.INFO, "safejwt"), pytest.raises(RefreshTokenReused):
        rotate(first.refresh_token, now=late)
    assert [record.levelname for record in caplog.records if record.message == "authn_token_reuse"] == ["CRITICAL"]
    with pytest.raises(RefreshTokenRevoked):
        rotate(second.refresh_token, now=late)
    if seen_by == "access token":
        with pytest.raises(SessionEnded):
            use(second, late)


def test_grandparent_ends_the_session_even_within_grace(first: sessions.Tokens) -> None:
    second = rotate(first.refresh_token, now=T0 + MINUTE)
    rotate(second.refresh_token, now=T0 + 2 * MINUTE)
    with pytest.raises(RefreshTokenReused):
        rotate(first.refresh_token, now=T0 + 2 * MINUTE)
    assert not RefreshToken.objects.exists()


def test_retries_do_not_extend_the_grace(first: sessions.Tokens) -> None:
    second = rotate(first.refresh_token, now=T0 + MINUTE)
    seen_at = T0 + MINUTE + SECOND
    use(second, seen_at)
    for second_of_grace in (20, 40, 60):
        use(second, seen_at + second_of_grace * SECOND)
        rotate(first.refresh_token, now=seen_at + second_of_grace * SECOND)
        rotate(second.refresh_token, now=seen_at + 59 * SECOND)
    with pytest.raises(RefreshTokenReused):
        rotate(first.refresh_token, now=seen_at + 61 * SECOND)


def test_reuse_is_announced_once(first: sessions.Tokens) -> None:
    received: list[dict[str, Any]] = []
    signals.refresh_token_reused.connect(receiver := lambda **facts: received.append(facts), weak=False)
    try:
        second = rotate(first.refresh_token, now=T0 + MINUTE)
        rotate(second.refresh_token, now=T0 + 2 * MINUTE)
        for error in (RefreshTokenReused, RefreshTokenRevoked):
            with pytest.raises(error):
                rotate(first.refresh_token, now=T0 + 3 * MINUTE)
    finally:
        signals.refresh_token_reused.disconnect(receiver)
    assert [(facts["user"], facts["generation"]) for facts in received] == [(first.user, 1)]


def test_reuse_raises_the_alarm_even_if_the_session_cannot_be_ended(
    first: sessions.Tokens, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    now = T0 + 2 * MINUTE
    rotate(rotate(first.refresh_token, now=T0 + MINUTE).refresh_token, now=now)

    def away(*args: Any, **kwargs: Any) -> Any:
        raise OperationalError("away")

    with monkeypatch.context() as patch, caplog.at_level(logging.INFO, "safejwt"):
        patch.setattr(compiled, "delete", away)
        with pytest.raises(OperationalError):
            rotate(first.refresh_token, now=now)
    assert [record.levelname for record in caplog.records if record.message == "authn_token_reuse"] == ["CRITICAL"]
    with pytest.raises(RefreshTokenReused):
        rotate(first.refresh_token, now=now)
    assert not RefreshToken.objects.exists()


def test_token_newer_than_a_restored_backup_ends_the_session_without_alarm(first: sessions.Tokens, caplog: Any) -> None:
    ahead = issue_refresh_token(sid=first.sid, generation=5, issued_at=T0, expires_at=T0 + DAY)
    with caplog.at_level(logging.INFO, "safejwt"), pytest.raises(RefreshTokenRevoked):
        rotate(ahead, now=T0)
    assert not RefreshToken.objects.exists()
    assert not [record for record in caplog.records if record.levelname == "CRITICAL"]


def test_query_counts(first: sessions.Tokens, django_assert_num_queries: Any) -> None:
    now = T0 + MINUTE
    with django_assert_num_queries(2):
        second = rotate(first.refresh_token, now=now)
    with django_assert_num_queries(1):  # a retry in the second of the rotation…
        rotate(first.refresh_token, now=now)
    with django_assert_num_queries(2):  # …and a later one, which starts the grace period again
        rotate(first.refresh_token, now=now + SECOND)
    with django_assert_num_queries(2):  # the first access token of a generation marks it as seen…
        use(second, now + SECOND)
    with django_assert_num_queries(1):  # …and no other one writes
        use(second, now + 2 * SECOND)
    for token in (first, second):  # nor does a retry of a seen generation, or a refresh within the interval
        with django_assert_num_queries(1):
            rotate(token.refresh_token, now=now + 3 * SECOND)
    with django_assert_num_queries(1):
        end(second.refresh_token, now=now)


def test_first_refresh_within_the_interval_marks_its_generation(
    first: sessions.Tokens, django_assert_num_queries: Any
) -> None:
    for statements in (2, 1):
        with django_assert_num_queries(statements):
            rotate(first.refresh_token, now=T0 + SECOND)
