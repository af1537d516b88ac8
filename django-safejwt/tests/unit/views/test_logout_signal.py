"""Django's `user_logged_out`, for every way in which users end the session of their browser."""

from typing import Any

import pytest
from django.contrib.auth import user_logged_in, user_logged_out
from safejwt import sessions
from safejwt.testing import BrowserClient

from tests.conftest import DAY

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("method", ["get", "post"])
def test_logout_sends_the_user_and_the_request(
    browser: BrowserClient, user: Any, credentials: dict[str, str], heard: Any, method: str
) -> None:
    logged_in, logged_out = heard(user_logged_in), heard(user_logged_out)
    browser.get("/users/csrf/")
    browser.post("/users/login/", credentials, format="json")
    getattr(browser, method)("/users/logout/")
    assert [facts["user"] for facts in (*logged_in, *logged_out)] == [user, user]
    assert logged_out[0]["sender"] is logged_in[0]["sender"] is type(user)
    assert logged_out[0]["request"].path == "/users/logout/"


@pytest.mark.parametrize("check", ["database", "none"])
def test_logout_everywhere_sends_it_once(
    signed_in: BrowserClient, user: Any, heard: Any, settings: Any, check: str
) -> None:
    settings.SAFEJWT_SESSION_CHECK = check
    for _ in range(3):
        sessions.start(user)
    logged_out = heard(user_logged_out)
    signed_in.post("/users/logout/everywhere/")
    assert [(facts["user"], facts["sender"]) for facts in logged_out] == [(user, type(user))]


def test_ending_the_own_session_sends_it(signed_in: BrowserClient, user: Any, heard: Any) -> None:
    logged_out = heard(user_logged_out)
    own, other = sessions.active_sessions(user).get().pk, sessions.start(user).sid
    signed_in.delete(f"/users/sessions/{other}/")
    assert not logged_out
    signed_in.delete(f"/users/sessions/{own}/")
    assert [facts["user"] for facts in logged_out] == [user]


def test_logout_with_expired_tokens_sends_it(browser: BrowserClient, user: Any, heard: Any, clock: Any) -> None:
    browser.sign_in(user)
    clock.shift(8 * DAY)
    logged_out = heard(user_logged_out)
    assert browser.post("/users/logout/").status_code == 204
    assert [facts["user"] for facts in logged_out] == [user]


def test_logout_without_a_session_sends_nothing(signed_in: BrowserClient, user: Any, heard: Any) -> None:
    logged_out = heard(user_logged_out)
    signed_in.post("/users/logout/")
    signed_in.post("/users/logout/")
    signed_in.delete("/users/sessions/")
    assert len(logged_out) == 1


def test_failing_receiver_keeps_no_session(signed_in: BrowserClient, user: Any) -> None:
    def fail(**facts: Any) -> None:
        raise ValueError("receiver")

    user_logged_out.connect(fail)
    try:
        assert signed_in.post("/users/logout/").status_code == 204
    finally:
        user_logged_out.disconnect(fail)
    assert not sessions.active_sessions(user).exists()


def test_without_receivers_the_user_is_not_read(signed_in: BrowserClient, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        signed_in.post("/users/logout/")
