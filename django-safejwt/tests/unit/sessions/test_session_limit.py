"""The limit of sessions per user: the least recently used one is evicted."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from safejwt import sessions
from safejwt.models import RefreshToken
from safejwt.signals import session_ended
from safejwt.testing import BrowserClient
from safejwt.tokens import read_access_token

from tests.conftest import DAY, MINUTE, T0, Heard
from tests.presenting import rotate

# The limit is kept after the commit, so there has to be one.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _three(settings: Any) -> None:
    settings.SAFEJWT_MAX_SESSIONS_PER_USER = 3


def living() -> set[Any]:
    return set(RefreshToken.objects.values_list("pk", flat=True))


def test_least_recently_used_session_is_evicted_with_reason(user: Any, heard: Callable[..., Heard]) -> None:
    received = heard(session_ended)
    first, second, third = (sessions.start(user, now=T0 + number * MINUTE) for number in range(3))
    rotate(first.refresh_token, now=T0 + 5 * MINUTE)
    fourth = sessions.start(user, now=T0 + 6 * MINUTE)
    assert living() == {first.sid, third.sid, fourth.sid}
    assert [(facts["sid"], facts["reason"]) for facts in received] == [(second.sid, "evicted")]


def test_access_token_use_counts_as_use(user: Any) -> None:
    first, _, third = (sessions.start(user, now=T0 + number * MINUTE) for number in range(3))
    sessions.check(read_access_token(first.access_token, now=T0), now=T0 + 3 * MINUTE)
    fourth = sessions.start(user, now=T0 + 4 * MINUTE)
    assert living() == {first.sid, third.sid, fourth.sid}


def test_latest_of_several_logins_in_one_second_stay(user: Any) -> None:
    started = [sessions.start(user, now=T0 + timedelta(milliseconds=number)).sid for number in range(9)]
    assert living() == set(started[-3:])


def test_sessions_of_other_users_stay(user: Any, make_user: Callable[..., Any]) -> None:
    other = make_user("grace")
    theirs = {sessions.start(other, now=T0).sid for _ in range(3)}
    for _ in range(5):
        sessions.start(user, now=T0 + DAY)
    assert theirs < living()


def test_expired_sessions_do_not_count(user: Any) -> None:
    remembered = [sessions.start(user, now=T0) for _ in range(2)]
    # Used later than the others, and expired before them.
    sessions.start(user, remember=False, now=T0 + DAY)
    fourth = sessions.start(user, now=T0 + 3 * DAY)
    assert {*(tokens.sid for tokens in remembered), fourth.sid} < living()


def test_sessions_under_a_fallback_secret_key_count(user: Any, settings: Any) -> None:
    for number in range(3):
        sessions.start(user, now=T0 + number * MINUTE)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-secret-key-for-tests-that-signs-no-token-of-ours"
    sessions.start(user, now=T0 + 5 * MINUTE)
    assert RefreshToken.objects.count() == 3


def test_rolled_back_login_evicts_no_session(user: Any) -> None:
    started = {sessions.start(user, now=T0).sid for _ in range(3)}
    with transaction.atomic():
        sessions.start(user, now=T0 + MINUTE)
        transaction.set_rollback(True)
    assert living() == started


def test_evicted_browser_receives_401_session_ended(user: Any) -> None:
    evicted = BrowserClient()
    evicted.sign_in(user)
    for number in range(3):
        sessions.start(user, now=timezone.now() + (number + 1) * MINUTE)
    assert evicted.get("/users/auth/").json()["code"] == "session_ended"
    assert evicted.post("/users/token/").json()["code"] == "refresh_token_revoked"


def test_no_limit_and_no_query_without_the_setting(user: Any, settings: Any, django_assert_num_queries: Any) -> None:
    settings.SAFEJWT_MAX_SESSIONS_PER_USER = None
    for _ in range(5):
        with django_assert_num_queries(1):
            sessions.start(user)
    assert RefreshToken.objects.count() == 5


def test_replaced_session_evicts_no_other(user: Any, credentials: dict[str, str]) -> None:
    others = {sessions.start(user, now=timezone.now() - DAY).sid for _ in range(2)}
    browser = BrowserClient()
    browser.sign_in(user)
    for _ in range(2):
        browser.take(browser.post("/users/login/", credentials, format="json"))
    assert len(living()) == 3
    assert others < living()


def test_limit_holds_while_the_secret_key_is_rotated(user: Any, settings: Any) -> None:
    old = [sessions.start(user, now=T0 + number * MINUTE) for number in range(3)]
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-secret-key" * 4, [settings.SECRET_KEY]
    new = sessions.start(user, now=T0 + 3 * MINUTE)
    assert living() == {old[1].sid, old[2].sid, new.sid}
