"""Sessions that a user starts, with the correct password."""

from datetime import timedelta
from typing import Any

import pytest
from safejwt.models import RefreshToken
from safejwt.testing import BrowserClient

from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db


def log_in(credentials: dict[str, str]) -> Any:
    browser = BrowserClient()
    browser.get("/users/csrf/")
    return browser.post("/users/login/", credentials, format="json")


def test_correct_logins_of_one_user_are_limited(
    credentials: dict[str, str], user: Any, make_user: Any, settings: Any, clock: Any, caplog: Any
) -> None:
    settings.SAFEJWT_SESSION_RATE = "5/h"
    assert [log_in(credentials).status_code for _ in range(5)] == [200] * 5
    refused = log_in(credentials)
    assert (refused.status_code, refused.json()["code"]) == (429, "throttled")
    assert int(refused["Retry-After"]) > 0
    assert RefreshToken.objects.count() == 5
    assert "excess_rate_limit_exceeded" in [record.message for record in caplog.records]
    other = make_user("grace")
    assert log_in({**credentials, user.USERNAME_FIELD: other.get_username()}).status_code == 200
    clock.shift(timedelta(hours=2))
    assert log_in(credentials).status_code == 200


def test_logins_and_logouts_in_turn_are_limited_too(clock: Any, credentials: dict[str, str], settings: Any) -> None:
    settings.SAFEJWT_SESSION_RATE = "5/h"
    browser = BrowserClient()
    browser.get("/users/csrf/")
    statuses = []
    for _ in range(7):
        response = browser.post("/users/login/", credentials, format="json")
        statuses.append(response.status_code)
        if response.status_code == 200:
            browser.take(response)
            browser.post("/users/logout/")
    assert statuses == [200] * 5 + [429] * 2


def test_attacker_with_an_old_password_cannot_keep_the_owner_out(
    clock: Any, credentials: dict[str, str], user: Any, settings: Any
) -> None:
    settings.SAFEJWT_SESSION_RATE = "5/h"
    assert [log_in(credentials).status_code for _ in range(6)][-1] == 429
    user.set_password(PASSWORD + "2")
    user.save()
    assert log_in({**credentials, "password": PASSWORD + "2"}).status_code == 200


def test_default_rate_is_generous(clock: Any, credentials: dict[str, str]) -> None:
    statuses = [log_in(credentials).status_code for _ in range(121)]
    assert statuses == [200] * 120 + [429]


@pytest.mark.django_db(transaction=True)
def test_user_has_fifty_sessions_by_default(credentials: dict[str, str], user: Any) -> None:
    for _ in range(55):
        log_in(credentials)
    assert RefreshToken.objects.count() == 50


def test_device_list_is_bounded(signed_in: BrowserClient, user: Any, settings: Any) -> None:
    settings.SAFEJWT_MAX_SESSIONS_PER_USER = None
    row = RefreshToken.objects.get()
    RefreshToken.objects.bulk_create(
        RefreshToken(
            user=user,
            auth_hash=row.auth_hash,
            expires_at=row.expires_at,
            absolute_expires_at=row.absolute_expires_at,
        )
        for _ in range(120)
    )
    assert len(signed_in.get("/users/sessions/").json()) == 100
