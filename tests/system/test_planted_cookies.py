"""A server on a sibling host can plant cookies (RFC 6265 section 8.6); none of them puts a person into another's session."""

from collections.abc import Callable

import pytest
from safejwt.conf import conf
from users.models import User

from .browser import Browser
from .conftest import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)

# Django trims what Python calls white space from names; browsers keep it, and so do not see a prefix such as __Host- there.
WHITE_SPACE = ["\u00a0", "\u0085", "\u2000", "\u2028", "\u3000", " "]


@pytest.fixture
def mallory(open_browser: Callable[[], Browser], make_user: Callable[..., User]) -> Browser:
    make_user("mallory")
    browser = open_browser()
    browser.sign_in("mallory", PASSWORD)
    return browser


def cookies(*pairs: tuple[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in pairs)


@pytest.mark.parametrize("space", WHITE_SPACE)
@pytest.mark.parametrize("order", [1, -1])
def test_a_second_refresh_cookie_is_noticed_however_its_name_is_spelled(
    at_home: Browser, mallory: Browser, space: str, order: int
) -> None:
    name = conf.refresh_cookie_name
    for planted in (f"{space}{name}", f"{name}{space}"):
        pairs = [(name, at_home.cookies[name]), (planted, mallory.cookies[name])][::order]
        csrf = (conf.csrf_cookie_name, mallory.cookies[conf.csrf_cookie_name])
        answer = at_home.send(
            "POST", "/users/token/", headers={"Cookie": cookies(csrf, *pairs), "X-CSRFToken": csrf[1]}, cookies={}
        )
        assert answer.status in (401, 403), answer.body
    assert at_home.refresh().json()["user"]["username"] == "ada"


@pytest.mark.parametrize("space", WHITE_SPACE[:-1])
def test_a_refresh_cookie_whose_name_is_not_ours_letter_by_letter_is_none(
    browser: Browser, mallory: Browser, space: str
) -> None:
    name, csrf = conf.refresh_cookie_name, mallory.cookies[conf.csrf_cookie_name]
    for planted in (f"{space}{name}", f"{name}{space}"):
        line = cookies((conf.csrf_cookie_name, csrf), (planted, mallory.cookies[name]))
        answer = browser.send("POST", "/users/token/", headers={"Cookie": line, "X-CSRFToken": csrf}, cookies={})
        assert answer.status in (401, 403), answer.body
        answer = browser.send("GET", "/users/csrf/", headers={"Cookie": cookies((planted, mallory.cookies[name]))})
        assert answer.json()["csrfToken"] != csrf


def test_a_planted_csrf_pair_is_worth_nothing_to_a_signed_in_browser(at_home: Browser, mallory: Browser) -> None:
    csrf = mallory.cookies[conf.csrf_cookie_name]
    for method, path in (("POST", "/users/token/"), ("POST", "/users/logout/"), ("GET", "/users/auth/")):
        answer = at_home.send(method, path, cookies={conf.csrf_cookie_name: csrf}, headers={"X-CSRFToken": csrf})
        assert answer.code == "csrf_failed"
    assert at_home.refresh().status == 200


def test_signing_in_upgrades_no_session_that_was_there_before(
    browser: Browser, mallory: Browser, make_user: Callable[..., User]
) -> None:
    make_user("ada")
    browser.cookies.update(mallory.cookies)
    planted = mallory.cookies[conf.refresh_cookie_name]
    session = browser.sign_in("ada", PASSWORD)
    assert session["user"]["username"] == "ada"
    assert browser.cookies[conf.refresh_cookie_name] != planted
    assert mallory.refresh().status in (401, 403), "the planted session is over"
    assert browser.whoami().json()["username"] == "ada"
