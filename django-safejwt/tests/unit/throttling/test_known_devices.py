"""Browsers in which a user has logged in before (OWASP Authentication cheat sheet, device cookies)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import signing
from safejwt.conf import conf
from safejwt.testing import BrowserClient

from .attempts import Fields, try_login

pytestmark = pytest.mark.django_db


def test_strangers_cannot_lock_the_owner_out_of_a_known_browser(
    browser: BrowserClient, exhaust_limits: Callable[[], None], credentials: Fields, clock: Any
) -> None:
    browser.get("/users/csrf/")
    assert browser.post("/users/login/", credentials, format="json").status_code == 200
    browser.post("/users/logout/")
    exhaust_limits()
    assert browser.post("/users/login/", credentials, format="json").status_code == 200
    clock.shift(timedelta(days=181))
    exhaust_limits()
    browser.access_token = None
    browser.get("/users/csrf/")
    assert browser.post("/users/login/", credentials, format="json").status_code == 429, (
        "a device is known for half a year"
    )


def test_known_browser_has_its_own_limit(browser: BrowserClient, credentials: Fields, clock: Any) -> None:
    browser.get("/users/csrf/")
    browser.post("/users/login/", credentials, format="json")
    assert [try_login(browser, credentials) for _ in range(11)] == [401] * 10 + [429]
    assert browser.post("/users/login/", credentials, format="json").status_code == 429


def test_known_browser_has_a_limit_for_the_day(browser: BrowserClient, credentials: Fields, clock: Any) -> None:
    browser.get("/users/csrf/")
    browser.post("/users/login/", credentials, format="json")
    statuses = []
    for _ in range(24 * 12):
        clock.shift(timedelta(minutes=5))
        statuses.append(try_login(browser, credentials))
    assert statuses.count(401) < 200, "fewer than twice the 100 of a day"


@pytest.mark.parametrize("forged", ["", "x", "a:b:c", "W10:1:x"])
def test_forged_device_cookie_is_ignored(
    credentials: Fields, exhaust_limits: Callable[[], None], stranger: BrowserClient, forged: str
) -> None:
    exhaust_limits()
    stranger.cookies[conf.device_cookie_name] = forged
    assert try_login(stranger, credentials) == 429


@pytest.mark.parametrize("planted", ["x", "", "genuine"])
@pytest.mark.parametrize("order", [1, -1], ids=["last", "first"])
def test_second_device_cookie_does_not_hide_the_own_one(
    browser: BrowserClient,
    exhaust_limits: Callable[[], None],
    stranger: BrowserClient,
    credentials: Fields,
    make_user: Any,
    planted: str,
    order: int,
) -> None:
    name = conf.device_cookie_name
    for client, username in ((browser, credentials), (stranger, {**credentials, **_of(make_user("mallory"))})):
        client.get("/users/csrf/")
        assert client.post("/users/login/", username, format="json").status_code == 200
    values = [browser.cookies[name].value, stranger.cookies[name].value if planted == "genuine" else planted]
    csrf = browser.cookies[settings.CSRF_COOKIE_NAME].value
    header = "; ".join([f"{settings.CSRF_COOKIE_NAME}={csrf}", *(f"{name}={value}" for value in values[::order])])
    browser.cookies.clear()
    exhaust_limits()
    extra = {"HTTP_COOKIE": header, settings.CSRF_HEADER_NAME: csrf}
    assert browser.post("/users/login/", credentials, format="json", **extra).status_code == 200


def test_device_cookie_of_another_project_is_replaced_by_a_login_only(
    browser: BrowserClient, credentials: Fields
) -> None:
    browser.cookies[conf.device_cookie_name] = signing.dumps({"id": "x", "accounts": []}, key="another", salt="x")
    browser.get("/users/csrf/")
    refused = browser.post("/users/login/", {**credentials, "password": "wrong"}, format="json")
    assert (refused.status_code, conf.device_cookie_name in refused.cookies) == (401, False)
    assert conf.device_cookie_name in browser.post("/users/login/", credentials, format="json").cookies


def _of(user: Any) -> Fields:
    return {user.USERNAME_FIELD: user.get_username()}


def test_device_cookie_does_not_cover_other_users(
    browser: BrowserClient, exhaust_limits: Callable[[], None], credentials: Fields, make_user: Any
) -> None:
    eve = make_user("eve")
    name = eve.USERNAME_FIELD
    browser.get("/users/csrf/")
    assert browser.post("/users/login/", {**credentials, name: eve.get_username()}, format="json").status_code == 200
    exhaust_limits()
    assert try_login(browser, credentials) == 429


def test_browser_is_known_to_every_user_who_logged_in_with_it(
    browser: BrowserClient, exhaust_limits: Callable[[], None], credentials: Fields, make_user: Any
) -> None:
    name = next(name for name in credentials if name != "password")
    browser.get("/users/csrf/")
    for username in (credentials[name], make_user("grace").get_username()):
        assert browser.post("/users/login/", {**credentials, name: username}, format="json").status_code == 200
    exhaust_limits()
    assert browser.post("/users/login/", credentials, format="json").status_code == 200


@pytest.mark.parametrize("keep", [True, False])
def test_device_cookie_hides_the_username_and_is_not_readable_by_scripts(
    browser: BrowserClient, credentials: Fields, user: Any, keep: bool
) -> None:
    browser.get("/users/csrf/")
    response = browser.post("/users/login/", {**credentials, "remember": keep}, format="json")
    cookie = response.cookies["__Host-Http-device"]
    assert (cookie["httponly"], cookie["secure"], cookie["samesite"], cookie["path"]) == (True, True, "Strict", "/")
    assert cookie["max-age"] == (180 * 24 * 3600 if keep else ""), (
        "it ends with the browser session if the user asks for that"
    )
    assert not cookie["domain"]
    assert user.get_username() not in cookie.value
    assert "__Host-Http-device" not in browser.post("/users/logout/").cookies


def test_zero_device_lifetime_sets_no_device_cookie(browser: BrowserClient, credentials: Fields, settings: Any) -> None:
    settings.SAFEJWT_DEVICE_LIFETIME = timedelta(0)
    browser.get("/users/csrf/")
    response = browser.post("/users/login/", credentials, format="json")
    assert conf.device_cookie_name not in response.cookies
