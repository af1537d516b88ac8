"""How long sessions last, what ends them, and what does not."""

from base64 import urlsafe_b64encode
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from django.db.models.signals import post_delete
from safejwt import sessions, signals
from safejwt.errors import (
    RefreshTokenExpired,
    RefreshTokenInvalid,
    RefreshTokenRevoked,
    SessionEnded,
)
from safejwt.models import RefreshToken, session_auth_hashes
from safejwt.tokens import issue_refresh_token

from tests.presenting import end, rotate, use

pytestmark = pytest.mark.django_db

T0 = datetime(2026, 11, 23, 12, tzinfo=UTC)
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def first(user: Any) -> sessions.Tokens:
    return sessions.start(user, now=T0)


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
