"""`sessions.still_active`: a block that writes for a session runs only while the session is active."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from safejwt import sessions
from safejwt.errors import SessionEnded
from safejwt.models import RefreshToken

from tests.conftest import DAY, PASSWORD, T0

pytestmark = pytest.mark.django_db
NEW = "another long passphrase"


@pytest.fixture
def tokens(user: Any) -> sessions.Tokens:
    return sessions.start(user, now=T0)


def reread(user: Any) -> Any:
    return get_user_model().objects.get(pk=user.pk)


def raises(user: Any, sid: Any, now: Any = T0) -> bool:
    with pytest.raises(SessionEnded), sessions.still_active(user, sid, now=now):
        pytest.fail("the block runs")
    return True


def test_block_runs_in_a_transaction(user: Any, tokens: sessions.Tokens) -> None:
    def change_and_fail() -> None:
        with sessions.still_active(user, tokens.sid, now=T0):
            user.set_password(NEW)
            user.save()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change_and_fail()
    assert reread(user).check_password(PASSWORD)


def test_session_continues_over_a_password_change_in_the_block(user: Any, tokens: sessions.Tokens) -> None:
    other = sessions.start(user, now=T0)
    with sessions.still_active(user, tokens.sid, now=T0):
        user.set_password(NEW)
        user.save()
    assert [session.pk for session in sessions.active_sessions(user, now=T0)] == [tokens.sid]
    assert not RefreshToken.objects.get(pk=other.sid).is_valid(T0)


def test_block_without_a_password_change_leaves_the_session_alone(user: Any, tokens: sessions.Tokens) -> None:
    before = RefreshToken.objects.values().get()
    with sessions.still_active(user, tokens.sid, now=T0):
        pass
    assert RefreshToken.objects.values().get() == before


def test_nothing_runs_after_the_end_of_the_session(user: Any, tokens: sessions.Tokens) -> None:
    sessions.end_session(user, tokens.sid)
    assert raises(user, tokens.sid)


def test_nothing_runs_for_an_expired_session(user: Any, tokens: sessions.Tokens) -> None:
    assert raises(user, tokens.sid, T0 + 7 * DAY)


def test_nothing_runs_for_the_session_of_another_user(user: Any, tokens: sessions.Tokens, make_user: Any) -> None:
    # Where passwords are kept elsewhere, the field may be the same for all users.
    grace = make_user("grace")
    grace.password = user.password
    grace.save()
    assert raises(grace, tokens.sid)


@pytest.mark.parametrize("has_session", [True, False])
def test_nothing_runs_after_a_password_change(user: Any, tokens: sessions.Tokens, has_session: bool) -> None:
    stale = reread(user)
    user.set_password(NEW)
    user.save()
    assert raises(stale, tokens.sid if has_session else None)


def test_nothing_runs_after_a_password_change_that_kept_the_session(user: Any, tokens: sessions.Tokens) -> None:
    """The session is active, but the hash that this request compared is not the user's any more."""
    stale = reread(user)
    with sessions.still_active(user, tokens.sid, now=T0):
        user.set_password(NEW)
        user.save()
    assert raises(stale, tokens.sid)
    with sessions.still_active(user, tokens.sid, now=T0):
        pass


@pytest.mark.parametrize("has_session", [True, False])
def test_nothing_runs_for_a_deactivated_user(user: Any, tokens: sessions.Tokens, has_session: bool) -> None:
    stale = reread(user)
    user.is_active = False
    user.save()
    assert raises(stale, tokens.sid if has_session else None)


@pytest.mark.parametrize("has_session", [True, False])
def test_nothing_runs_for_a_deleted_user(user: Any, tokens: sessions.Tokens, has_session: bool) -> None:
    stale = reread(user)
    user.delete()
    assert raises(stale, tokens.sid if has_session else None)


def test_user_without_a_session_is_compared_alone(user: Any) -> None:
    with sessions.still_active(user, None):
        user.set_password(NEW)
        user.save()
    assert reread(user).check_password(NEW)


def test_session_is_not_renewed_by_a_password_that_was_set_before_the_block(user: Any, tokens: sessions.Tokens) -> None:
    """An administrator's or a reset's new password ends the sessions, whatever a request of theirs does afterwards."""
    user.set_password(NEW)
    user.save()
    assert raises(user, tokens.sid)
    assert not RefreshToken.objects.get().is_valid(T0)
