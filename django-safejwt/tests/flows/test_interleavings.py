"""Changes that another request commits between this request's read of a session and its write."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from safejwt import sessions
from safejwt.errors import RefreshTokenReused, RefreshTokenRevoked, ServiceUnavailable
from safejwt.models import RefreshToken
from safejwt.sessions import rotation
from safejwt.tokens import issue_refresh_token, read_access_token, read_refresh_token

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Run an action once, right after the next read of a session."""

    def arrange(action: Callable[[], object]) -> None:
        read = rotation.find_session

        def read_and_act(sid: Any) -> RefreshToken | None:
            session = read(sid)
            monkeypatch.setattr(rotation, "find_session", read)
            action()
            return session

        monkeypatch.setattr(rotation, "find_session", read_and_act)

    return arrange


def rotate(refresh_token: str, now: datetime) -> sessions.Tokens:
    return sessions.rotate(read_refresh_token(refresh_token, now=now), now=now)


def test_slower_refresh_returns_the_token_of_the_faster_one(user: Any, meanwhile: Any) -> None:
    tokens = sessions.start(user, now=NOW)
    faster: list[sessions.Tokens] = []
    meanwhile(lambda: faster.append(rotate(tokens.refresh_token, NOW + MINUTE)))
    slower = rotate(tokens.refresh_token, NOW + MINUTE + SECOND)
    assert slower.refresh_token == faster[0].refresh_token
    assert RefreshToken.objects.get().generation == 2


@pytest.mark.parametrize("use", ["predecessor", "access token"])
def test_refresh_during_a_use_does_not_rotate(user: Any, meanwhile: Any, use: str) -> None:
    """The use starts the interval again: requests with the predecessor may still be on their way."""
    first = sessions.start(user, now=NOW)
    second = rotate(first.refresh_token, NOW + MINUTE)
    now = NOW + 2 * MINUTE
    if use == "predecessor":
        meanwhile(lambda: rotate(first.refresh_token, now))
    else:
        meanwhile(lambda: sessions.check(read_access_token(second.access_token, now=now), now=now))
    again = rotate(second.refresh_token, now)
    assert again.refresh_token == second.refresh_token
    assert again.is_presented
    assert rotate(first.refresh_token, now + MINUTE).refresh_token == second.refresh_token
    assert RefreshToken.objects.get().generation == 2


def test_retry_that_a_rotation_has_overtaken_is_decided_again(user: Any, meanwhile: Any) -> None:
    """Its token is two generations old by then."""
    first = sessions.start(user, now=NOW)
    second = rotate(first.refresh_token, NOW + MINUTE)
    rotated: list[sessions.Tokens] = []
    meanwhile(lambda: rotated.append(rotate(second.refresh_token, NOW + 2 * MINUTE)))
    with pytest.raises(RefreshTokenReused):
        rotate(first.refresh_token, NOW + 2 * MINUTE)
    assert rotated[0].refresh_token != second.refresh_token


def test_retries_that_overlap_over_some_seconds_cause_no_outage(user: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """After each read of the last one, an earlier request writes its time."""
    first, now = sessions.start(user, now=NOW), NOW + MINUTE
    second = rotate(first.refresh_token, now)
    read, others = rotation.find_session, iter(range(1, 9))

    def read_and_let_others_write(sid: Any) -> RefreshToken | None:
        session = read(sid)
        RefreshToken.objects.update(last_used_at=now + next(others) * SECOND)
        return session

    monkeypatch.setattr(rotation, "find_session", read_and_let_others_write)
    assert rotate(first.refresh_token, now + 10 * SECOND).refresh_token == second.refresh_token
    assert RefreshToken.objects.get().last_used_at == now + 10 * SECOND


def test_slower_retry_does_not_move_the_last_use_back(user: Any, meanwhile: Any) -> None:
    first, now = sessions.start(user, now=NOW), NOW + MINUTE
    second = rotate(first.refresh_token, now)
    meanwhile(lambda: rotate(first.refresh_token, now + 7 * SECOND))
    assert rotate(first.refresh_token, now + 5 * SECOND).refresh_token == second.refresh_token
    assert RefreshToken.objects.get().last_used_at == now + 7 * SECOND


def test_refresh_during_a_password_change_continues_the_kept_session(
    user: Any, meanwhile: Any, caplog: pytest.LogCaptureFixture
) -> None:
    tokens = sessions.start(user, now=NOW)

    def change_password() -> None:
        with sessions.still_active(user, tokens.sid, now=NOW):
            user.set_password("another passphrase of mine")
            user.save()

    meanwhile(change_password)
    first = rotate(tokens.refresh_token, NOW + MINUTE)
    assert RefreshToken.objects.get().generation == 2
    second = rotate(first.refresh_token, NOW + 2 * MINUTE)
    assert second.sid == tokens.sid
    assert RefreshToken.objects.get().generation == 3
    assert not [record for record in caplog.records if record.levelname == "CRITICAL"]


def test_refresh_during_a_logout_returns_no_token(user: Any, meanwhile: Any) -> None:
    tokens = sessions.start(user, now=NOW)
    meanwhile(lambda: sessions.end_session(user, tokens.sid))
    with pytest.raises(RefreshTokenRevoked):
        rotate(tokens.refresh_token, NOW + MINUTE)


def test_session_that_changes_at_every_read_is_an_outage_and_no_alarm(
    user: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = sessions.start(user, now=NOW)
    second = rotate(first.refresh_token, NOW + MINUTE)
    monkeypatch.setattr(rotation, "_write", lambda session, *use, **changes: False)
    before = RefreshToken.objects.values().get()
    ahead = issue_refresh_token(sid=first.sid, generation=3, issued_at=NOW, expires_at=NOW + DAY)
    for token in (first.refresh_token, second.refresh_token, ahead):
        with pytest.raises(ServiceUnavailable):
            rotate(token, NOW + 2 * MINUTE)
    assert RefreshToken.objects.values().get() == before
