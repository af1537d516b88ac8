"""The decision table of docs/explanation/rotation.md, row by row."""

import logging
from base64 import urlsafe_b64encode
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError
from django.db.models import QuerySet
from django.db.models.signals import post_delete
from safejwt import sessions, signals
from safejwt.errors import (
    RefreshTokenExpired,
    RefreshTokenInvalid,
    RefreshTokenReused,
    RefreshTokenRevoked,
    SessionEnded,
)
from safejwt.models import RefreshToken, session_auth_hashes
from safejwt.tokens import issue_refresh_token, read_access_token

from tests.presenting import end, rotate

pytestmark = pytest.mark.django_db

T0 = datetime(2026, 11, 23, 12, tzinfo=UTC)
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def first(user: Any) -> sessions.Tokens:
    return sessions.start(user, now=T0)


def use(tokens: sessions.Tokens, now: datetime) -> RefreshToken:
    """What a protected view does with the access token."""
    return sessions.check(read_access_token(tokens.access_token, now=now), now=now)


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
        patch.setattr(QuerySet, "delete", away)
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


def test_idle_session_expires(first: sessions.Tokens) -> None:
    with pytest.raises(RefreshTokenExpired):
        rotate(first.refresh_token, now=T0 + 7 * DAY)


@pytest.mark.parametrize("setting", ["SAFEJWT_IDLE_LIFETIME", "SAFEJWT_ABSOLUTE_LIFETIME"])
def test_lowered_lifetime_holds_for_sessions_that_have_started(
    first: sessions.Tokens, settings: Any, setting: str
) -> None:
    setattr(settings, setting, 2 * DAY)
    second = rotate(first.refresh_token, now=T0 + DAY)
    assert second.refresh_expires_at == T0 + (3 * DAY if setting == "SAFEJWT_IDLE_LIFETIME" else 2 * DAY)
    with pytest.raises(RefreshTokenExpired):
        rotate(second.refresh_token, now=second.refresh_expires_at)


@pytest.mark.parametrize("setting", ["SAFEJWT_IDLE_LIFETIME", "SAFEJWT_ABSOLUTE_LIFETIME"])
def test_session_beyond_a_lowered_lifetime_has_expired(first: sessions.Tokens, settings: Any, setting: str) -> None:
    """Its tokens and its row still name the old time."""
    setattr(settings, setting, DAY)
    with pytest.raises(RefreshTokenExpired):
        rotate(first.refresh_token, now=T0 + DAY)
    assert not RefreshToken.objects.exists()


def test_raised_absolute_lifetime_extends_no_session(first: sessions.Tokens, settings: Any) -> None:
    settings.SAFEJWT_ABSOLUTE_LIFETIME = 365 * DAY
    settings.SAFEJWT_IDLE_LIFETIME = 200 * DAY
    assert rotate(first.refresh_token, now=T0 + DAY).refresh_expires_at == T0 + 90 * DAY


def test_rotation_never_exceeds_the_absolute_lifetime(first: sessions.Tokens) -> None:
    tokens, now = first, T0
    while now < T0 + 90 * DAY:
        tokens = rotate(tokens.refresh_token, now=now)
        assert tokens.refresh_expires_at <= T0 + 90 * DAY
        now += 6 * DAY
    with pytest.raises(RefreshTokenExpired):
        rotate(tokens.refresh_token, now=T0 + 90 * DAY)


def test_row_that_expires_before_its_token_is_deleted(first: sessions.Tokens) -> None:
    RefreshToken.objects.update(expires_at=T0 + DAY)
    with pytest.raises(RefreshTokenExpired):
        rotate(first.refresh_token, now=T0 + DAY)
    assert not RefreshToken.objects.exists()


@pytest.mark.parametrize("event", ["deactivated", "deleted", "password changed", "ended"])
def test_ending_a_session_ends_both_tokens_at_once(first: sessions.Tokens, user: Any, event: str) -> None:
    match event:
        case "deactivated":
            type(user).objects.update(is_active=False)
        case "deleted":
            user.delete()
        case "password changed":
            user.set_password("another password entirely")
            user.save()
        case "ended":
            assert sessions.end_session(user, first.sid)
    with pytest.raises(SessionEnded):
        use(first, T0)
    with pytest.raises(RefreshTokenRevoked):
        rotate(first.refresh_token, now=T0)


def test_password_change_can_keep_its_own_session(first: sessions.Tokens, user: Any) -> None:
    other = sessions.start(user, now=T0)
    with sessions.still_active(user, first.sid, now=T0):
        user.set_password("another password entirely")
        user.save()
    use(first, T0)
    assert rotate(first.refresh_token, now=T0).refresh_token == first.refresh_token
    assert rotate(first.refresh_token, now=T0 + MINUTE).refresh_token != first.refresh_token
    with pytest.raises(RefreshTokenRevoked):
        rotate(other.refresh_token, now=T0)


def test_logout_accepts_expired_and_rotated_tokens_and_is_idempotent(first: sessions.Tokens) -> None:
    assert rotate(first.refresh_token, now=T0 + MINUTE).refresh_token != first.refresh_token
    end(first.refresh_token, now=T0 + 30 * DAY)
    assert not RefreshToken.objects.exists()
    end(first.refresh_token, now=T0 + 30 * DAY)


def test_malformed_token_ends_no_session(first: sessions.Tokens) -> None:
    for garbage in ("", "x", first.access_token, first.refresh_token[:-2]):
        with pytest.raises(RefreshTokenInvalid):
            end(garbage, now=T0)
    assert RefreshToken.objects.count() == 1


def test_a_thousand_forged_tokens_end_no_session(first: sessions.Tokens) -> None:
    """Random tokens, tokens of this session with a wrong signature, and genuine tokens of unknown sessions."""
    before = RefreshToken.objects.values().get()
    chance = Random(1)
    header, payload, _ = first.refresh_token.split(".")

    def nonsense(length: int) -> str:
        return urlsafe_b64encode(chance.randbytes(length)).rstrip(b"=").decode()

    for number in range(1000):
        match number % 4:
            case 0:
                token = nonsense(chance.randrange(1, 200))
            case 1:
                token = f"{header}.{payload}.{nonsense(32)}"
            case 2:
                token = f"{header}.{nonsense(90)}.{nonsense(32)}"
            case _:
                token = issue_refresh_token(sid=uuid4(), generation=1, issued_at=T0, expires_at=T0 + DAY)
        with pytest.raises((RefreshTokenInvalid, RefreshTokenRevoked)):
            rotate(token, now=T0)
        with suppress(RefreshTokenInvalid):
            end(token, now=T0)
    assert RefreshToken.objects.values().get() == before


def test_access_token_of_another_user_is_refused(first: sessions.Tokens, make_user: Any) -> None:
    """The session is active for its new owner, so only the comparison of the ids refuses the token."""
    grace = make_user("grace")
    RefreshToken.objects.update(user=grace, auth_hash=session_auth_hashes(grace)[0])
    with pytest.raises(SessionEnded):
        use(first, T0)


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


def test_row_holds_no_credential(first: sessions.Tokens) -> None:
    row = RefreshToken.objects.values().get()
    assert first.refresh_token not in map(str, row.values())
    for value in row.values():
        with pytest.raises(RefreshTokenInvalid):
            rotate(str(value), now=T0)


def test_user_agent_is_stored_printable_and_short(user: Any) -> None:
    sessions.start(user, user_agent="Evil\x1b[31m\r\nBrowser" + "x" * 999)
    stored = RefreshToken.objects.get().user_agent
    assert stored.startswith("Evil?[31m??Browser")
    assert len(stored) == 256


def test_ending_the_others_keeps_this_session(first: sessions.Tokens, user: Any) -> None:
    for _ in range(3):
        sessions.start(user, now=T0)
    assert sessions.end_others(user, keep=first.sid) == 3
    assert list(sessions.active_sessions(user, now=T0).values_list("pk", flat=True)) == [first.sid]
    assert sessions.end_all(user) == 1


def test_end_of_a_session_is_announced_once_with_its_reason(first: sessions.Tokens) -> None:
    received: list[tuple[Any, str]] = []
    receiver = lambda **facts: received.append((facts["sid"], facts["reason"]))  # noqa: E731
    signals.session_ended.connect(receiver, weak=False)
    try:
        end(first.refresh_token, now=T0)
        end(first.refresh_token, now=T0)
    finally:
        signals.session_ended.disconnect(receiver)
    assert received == [(first.sid, "logout")]
    assert not post_delete.has_listeners(RefreshToken)
