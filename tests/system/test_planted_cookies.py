"""Cookies planted by a sibling host (RFC 6265 section 8.6) never switch the session."""

from collections.abc import Callable

import pytest
from django.conf import settings
from safejwt.conf import conf
from users.models import User

from .browser import Browser
from .conftest import PASSWORD

pytestmark = pytest.mark.django_db

# Django strips Python's white space from cookie names. Browsers keep it and see no __Host- prefix.
WHITE_SPACE = ["\u00a0", "\u0085", "\u2000", "\u2028", "\u3000", " "]


@pytest.fixture
def mallory(open_browser: Callable[[], Browser], create_user: Callable[..., User]) -> Browser:
    create_user("mallory")
    browser = open_browser()
    browser.log_in("mallory", PASSWORD)
    return browser


def cookies(*pairs: tuple[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in pairs)


@pytest.mark.parametrize("space", WHITE_SPACE)
@pytest.mark.parametrize("order", [1, -1])
def test_second_refresh_cookie_is_refused_in_any_spelling(
    logged_in_browser: Browser, mallory: Browser, space: str, order: int
) -> None:
    name = conf.refresh_cookie_name
    for planted in (f"{space}{name}", f"{name}{space}"):
        pairs = [(name, logged_in_browser.cookies[name]), (planted, mallory.cookies[name])][::order]
        csrf = (settings.CSRF_COOKIE_NAME, mallory.cookies[settings.CSRF_COOKIE_NAME])
        response = logged_in_browser.send(
            "POST", "/users/token/", headers={"Cookie": cookies(csrf, *pairs), "X-CSRFToken": csrf[1]}, cookies={}
        )
        assert response.status in (401, 403), response.body
    assert logged_in_browser.refresh().json()["user"]["username"] == "ada"


@pytest.mark.parametrize("space", WHITE_SPACE[:-1])
def test_misspelled_refresh_cookie_is_ignored(browser: Browser, mallory: Browser, space: str) -> None:
    name, csrf = conf.refresh_cookie_name, mallory.cookies[settings.CSRF_COOKIE_NAME]
    for planted in (f"{space}{name}", f"{name}{space}"):
        line = cookies((settings.CSRF_COOKIE_NAME, csrf), (planted, mallory.cookies[name]))
        response = browser.send("POST", "/users/token/", headers={"Cookie": line, "X-CSRFToken": csrf}, cookies={})
        assert response.status in (401, 403), response.body
        response = browser.send("GET", "/users/csrf/", headers={"Cookie": cookies((planted, mallory.cookies[name]))})
        assert response.json()["csrfToken"] != csrf


def test_planted_csrf_pair_is_refused_in_a_session(logged_in_browser: Browser, mallory: Browser) -> None:
    csrf = mallory.cookies[settings.CSRF_COOKIE_NAME]
    for method, path in (("POST", "/users/token/"), ("POST", "/users/logout/"), ("GET", "/users/auth/")):
        response = logged_in_browser.send(
            method, path, cookies={settings.CSRF_COOKIE_NAME: csrf}, headers={"X-CSRFToken": csrf}
        )
        assert response.code == "csrf_failed"
    assert logged_in_browser.refresh().status == 200


def test_login_replaces_a_planted_session(browser: Browser, mallory: Browser, create_user: Callable[..., User]) -> None:
    create_user("ada")
    browser.cookies.update(mallory.cookies)
    planted = mallory.cookies[conf.refresh_cookie_name]
    session = browser.log_in("ada", PASSWORD)
    assert session["user"]["username"] == "ada"
    assert browser.cookies[conf.refresh_cookie_name] != planted
    assert mallory.refresh().status in (401, 403), "the planted session has ended"
    assert browser.whoami().json()["username"] == "ada"
