"""Sessions that end when the browser is closed."""

from datetime import timedelta
from typing import Any

import pytest
from safejwt import sessions
from safejwt.conf import conf
from safejwt.errors import RefreshTokenExpired
from safejwt.models import RefreshToken
from safejwt.testing import BrowserClient

from tests.conftest import DAY, MINUTE, T0
from tests.presenting import refresh_later, rotate

pytestmark = pytest.mark.django_db


def cookie(response: Any) -> Any:
    return response.cookies[conf.refresh_cookie_name]


def test_session_cookie_never_gets_an_expiry(clock: Any, browser: BrowserClient, credentials: dict[str, str]) -> None:
    browser.get("/users/csrf/")
    login = browser.post("/users/login/", {**credentials, "remember": False}, format="json")
    browser.take(login)
    for response in (login, refresh_later(browser, clock), refresh_later(browser, clock)):
        assert response.status_code == 200
        assert (cookie(response)["max-age"], cookie(response)["expires"]) == ("", "")
        assert cookie(response)["httponly"]
        assert cookie(response).value


@pytest.mark.parametrize("fields", [{}, {"remember": True}])
def test_session_is_remembered_by_default(
    browser: BrowserClient, credentials: dict[str, str], fields: dict[str, bool]
) -> None:
    browser.get("/users/csrf/")
    response = browser.post("/users/login/", {**credentials, **fields}, format="json")
    assert cookie(response)["max-age"] in {7 * 86400, 7 * 86400 - 1, 7 * 86400 + 1}
    assert RefreshToken.objects.get().remember


@pytest.mark.parametrize("value", ["perhaps", None, [], {}, 7])
def test_remember_is_a_boolean(browser: BrowserClient, credentials: dict[str, str], value: object) -> None:
    browser.get("/users/csrf/")
    response = browser.post("/users/login/", {**credentials, "remember": value}, format="json")
    assert (response.status_code, list(response.json()["errors"])) == (400, ["remember"])


def test_unremembered_session_ends_after_a_day_without_refresh(user: Any) -> None:
    tokens = sessions.start(user, remember=False, now=T0)
    for days in (1, 2, 3):
        tokens = rotate(tokens.refresh_token, now=T0 + days * DAY - timedelta(seconds=days))
        assert not tokens.remember
    with pytest.raises(RefreshTokenExpired):
        rotate(tokens.refresh_token, now=T0 + 4 * DAY)


def test_unremembered_lifetime_is_a_setting(user: Any, settings: Any) -> None:
    settings.SAFEJWT_UNREMEMBERED_IDLE_LIFETIME = timedelta(hours=2)
    assert sessions.start(user, remember=False, now=T0).refresh_expires_at == T0 + timedelta(hours=2)
    assert sessions.start(user, now=T0).refresh_expires_at == T0 + 7 * DAY


def test_retry_after_a_lost_response_keeps_remember(user: Any) -> None:
    first = sessions.start(user, remember=False, now=T0)
    second = rotate(first.refresh_token, now=T0 + MINUTE)
    again = rotate(first.refresh_token, now=T0 + MINUTE)
    assert second.refresh_token != first.refresh_token
    assert (again.refresh_token, again.remember) == (second.refresh_token, False)
