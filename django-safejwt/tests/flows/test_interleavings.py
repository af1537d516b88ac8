"""Changes that another request commits between this request's read of a session and its write."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from safejwt import sessions
from safejwt.errors import RefreshTokenRevoked, ServiceUnavailable
from safejwt.models import RefreshToken
from safejwt.sessions import rotation
from safejwt.tokens import read_refresh_token

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


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
    tokens = sessions.start(user, now=NOW)
    monkeypatch.setattr(rotation, "_advance", lambda session, now: False)
    with pytest.raises(ServiceUnavailable):
        rotate(tokens.refresh_token, NOW + MINUTE)
    assert RefreshToken.objects.count() == 1
