"""The refresh cookie (security bar C3, C14, D8, D10)."""

import copy
from http.cookies import Morsel
from typing import Any

import pytest
from safejwt.conf import conf
from safejwt.models import RefreshToken
from safejwt.testing import BrowserClient

pytestmark = pytest.mark.django_db


def attributes(cookie: Morsel[str]) -> dict[str, Any]:
    return {name: cookie[name] for name in ("path", "domain", "secure", "httponly", "samesite")}


def test_production_names_and_flags(browser: BrowserClient, credentials: dict[str, str]) -> None:
    browser.get("/users/csrf/")
    response = browser.post("/users/login/", credentials, format="json")
    cookie = response.cookies["__Host-Http-refreshtoken"]
    assert attributes(cookie) == {"path": "/", "domain": "", "secure": True, "httponly": True, "samesite": "Strict"}
    assert cookie["max-age"] == 7 * 24 * 3600
    assert cookie.value not in response.content.decode()


def test_development_names_and_flags(browser: BrowserClient, credentials: dict[str, str], settings: Any) -> None:
    settings.DEBUG = True
    browser.get("/users/csrf/")
    cookie = browser.post("/users/login/", credentials, format="json").cookies["refreshtoken"]
    assert attributes(cookie) == {"path": "/", "domain": "", "secure": "", "httponly": True, "samesite": "Strict"}


def test_clearing_uses_the_attributes_of_setting(signed_in: BrowserClient) -> None:
    set_cookie = signed_in.post("/users/token/").cookies[conf.refresh_cookie_name]
    cleared = signed_in.post("/users/logout/").cookies[conf.refresh_cookie_name]
    assert attributes(cleared) == attributes(set_cookie)
    assert (cleared.value, cleared["max-age"]) == ("", 0)


@pytest.mark.parametrize("value", ["", "x", "a.b.c", "%00", "x" * 8000, "é", '"', "eyJhbGciOiJub25lIn0.e30."])
def test_a_bad_cookie_is_401_and_deleted_and_touches_no_session(signed_in: BrowserClient, value: str) -> None:
    signed_in.cookies[conf.refresh_cookie_name] = value
    response = signed_in.post("/users/token/")
    assert response.status_code == 401
    assert response.json()["code"] in {"refresh_token_invalid", "refresh_token_missing"}
    assert response.cookies[conf.refresh_cookie_name]["max-age"] == 0
    assert RefreshToken.objects.count() == 1


def test_a_cookie_sent_twice_is_refused(signed_in: BrowserClient) -> None:
    csrf_name, name = conf.csrf_cookie_name, conf.refresh_cookie_name
    values = {key: signed_in.cookies[key].value for key in (csrf_name, name)}
    header = f"{name}={values[name]}; {csrf_name}={values[csrf_name]}; {name}={values[name]}"
    signed_in.cookies.clear()
    response = signed_in.post("/users/token/", HTTP_COOKIE=header, **{conf.csrf_header: values[csrf_name]})
    assert (response.status_code, response.json()["code"]) == (401, "refresh_token_invalid")
    assert RefreshToken.objects.get().generation == 1


@pytest.fixture
def _app_on_another_site(settings: Any) -> None:
    settings.SAFEJWT_CROSS_SITE = True
    settings.CSRF_COOKIE_SECURE = True
    settings.CSRF_TRUSTED_ORIGINS = ["https://app.example.net"]


def written(cookie: Morsel[str]) -> set[str]:
    """The attributes as they stand on the wire, without times."""
    parts = cookie.OutputString().split("; ")[1:]
    return {part for part in parts if not part.lower().startswith(("max-age", "expires"))}


CROSS_SITE = {"Path=/", "SameSite=None", "Secure", "Partitioned"}


@pytest.mark.usefixtures("_app_on_another_site")
def test_the_cookies_go_to_the_site_of_the_app_and_to_no_other(
    browser: BrowserClient, credentials: dict[str, str]
) -> None:
    first = browser.get("/users/csrf/").cookies
    login = browser.post("/users/login/", credentials, format="json").cookies
    token = browser.post("/users/token/").cookies
    logout = browser.post("/users/logout/").cookies
    for answer in (first, login, token, logout):
        assert written(answer[conf.csrf_cookie_name]) == CROSS_SITE
    for answer in (login, token, logout):
        assert written(answer[conf.refresh_cookie_name]) == {*CROSS_SITE, "HttpOnly"}
    assert written(login[conf.device_cookie_name]) == {*CROSS_SITE, "HttpOnly"}
    assert (logout[conf.refresh_cookie_name].value, logout[conf.refresh_cookie_name]["max-age"]) == ("", 0)


@pytest.mark.usefixtures("_app_on_another_site")
def test_a_partitioned_cookie_is_written_once_and_survives_a_copy(signed_in: BrowserClient) -> None:
    cookie = signed_in.post("/users/token/").cookies[conf.refresh_cookie_name]
    for text in (cookie.OutputString(), str(cookie), copy.copy(cookie).OutputString()):
        assert text.count("Partitioned") == 1


def test_nothing_is_partitioned_unless_asked_for(browser: BrowserClient, credentials: dict[str, str]) -> None:
    for answer in (browser.get("/users/csrf/"), browser.post("/users/login/", credentials, format="json")):
        assert not [cookie for cookie in answer.cookies.values() if "partitioned" in cookie.OutputString().lower()]
