"""The cookies of the endpoints: attributes, duplicates, partitioning; and request bodies."""

import copy
from datetime import timedelta
from http.cookies import Morsel
from typing import Any

import pytest
from django.conf import settings
from safejwt import sessions
from safejwt.conf import conf
from safejwt.models import RefreshToken
from safejwt.parsers import BoundedJSONParser
from safejwt.testing import BrowserClient

from tests.presenting import refresh_later

pytestmark = pytest.mark.django_db


def attributes(cookie: Morsel[str]) -> dict[str, Any]:
    return {name: cookie[name] for name in ("path", "domain", "secure", "httponly", "samesite")}


def test_production_uses_host_prefix_and_secure_flags(
    clock: Any, browser: BrowserClient, credentials: dict[str, str]
) -> None:
    browser.get("/users/csrf/")
    response = browser.post("/users/login/", credentials, format="json")
    cookie = response.cookies["__Host-Http-refreshtoken"]
    assert attributes(cookie) == {"path": "/", "domain": "", "secure": True, "httponly": True, "samesite": "Strict"}
    assert cookie["max-age"] == 7 * 24 * 3600
    assert cookie.value not in response.content.decode()


def test_development_uses_plain_name_without_secure(
    browser: BrowserClient, credentials: dict[str, str], settings: Any
) -> None:
    settings.DEBUG = True
    browser.get("/users/csrf/")
    cookie = browser.post("/users/login/", credentials, format="json").cookies["refreshtoken"]
    assert attributes(cookie) == {"path": "/", "domain": "", "secure": "", "httponly": True, "samesite": "Strict"}


def test_clearing_uses_the_same_attributes_as_setting(clock: Any, signed_in: BrowserClient) -> None:
    set_cookie = refresh_later(signed_in, clock).cookies[conf.refresh_cookie_name]
    cleared = signed_in.post("/users/logout/").cookies[conf.refresh_cookie_name]
    assert attributes(cleared) == attributes(set_cookie)
    assert (cleared.value, cleared["max-age"]) == ("", 0)


INVALID = ["", "x", "a.b.c", "%00", "x" * 8000, "é", '"', "eyJhbGciOiJub25lIn0.e30."]


@pytest.mark.parametrize("value", INVALID)
def test_invalid_cookie_is_401_and_keeps_cookie_and_session(signed_in: BrowserClient, value: str) -> None:
    signed_in.cookies[conf.refresh_cookie_name] = value
    response = signed_in.post("/users/token/")
    assert response.status_code == 401
    assert response.json()["code"] in {"refresh_token_invalid", "refresh_token_missing"}
    assert not response.cookies
    assert RefreshToken.objects.count() == 1


def test_cookies_of_another_project_are_left_alone(signed_in: BrowserClient, settings: Any) -> None:
    """Two projects on localhost share one cookie jar, whatever their ports."""
    key, settings.REFRESH_TOKEN_SECRET = settings.REFRESH_TOKEN_SECRET, "the-secret-of-another-project-0123456789-abc"
    signed_in.access_token = None
    response = signed_in.post("/users/token/")
    assert (response.status_code, response.json()["code"]) == (401, "refresh_token_invalid")
    assert not response.cookies
    settings.REFRESH_TOKEN_SECRET = key
    assert signed_in.post("/users/token/").status_code == 200


@pytest.mark.parametrize("end", ["expired", "revoked"])
def test_token_of_ours_that_is_over_is_deleted(clock: Any, signed_in: BrowserClient, end: str) -> None:
    refresh_later(signed_in, clock)
    clock.shift(timedelta(days=8)) if end == "expired" else RefreshToken.objects.all().delete()
    response = signed_in.post("/users/token/")
    assert (response.status_code, response.json()["code"]) == (401, f"refresh_token_{end}")
    assert list(response.cookies) == [conf.hint_cookie_name, conf.refresh_cookie_name]
    assert {cookie["max-age"] for cookie in response.cookies.values()} == {0}


@pytest.mark.parametrize("remember", [True, False])
def test_hint_accompanies_the_refresh_cookie(
    clock: Any, browser: BrowserClient, credentials: dict[str, str], remember: bool
) -> None:
    assert conf.hint_cookie_name not in browser.get("/users/csrf/").cookies
    login = browser.post("/users/login/", {**credentials, "remember": remember}, format="json")
    name = str(RefreshToken.objects.get().pk)[-8:]
    for response in (
        login,
        refresh_later(browser, clock),
        browser.post("/users/logout/"),
    ):
        refresh, hint = (response.cookies[name] for name in (conf.refresh_cookie_name, "__Host-session-hint"))
        assert {**attributes(refresh), "httponly": ""} == attributes(hint)
        assert [hint[name] for name in ("max-age", "expires")] == [refresh[name] for name in ("max-age", "expires")]
        assert hint.value == (name if refresh.value else "")


def test_hint_has_no_prefix_over_plain_http(browser: BrowserClient, credentials: dict[str, str], settings: Any) -> None:
    settings.SAFEJWT_COOKIE_SECURE = False
    browser.get("/users/csrf/")
    assert "session-hint" in browser.post("/users/login/", credentials, format="json").cookies


@pytest.mark.parametrize("path", ["/users/logout/", "/users/logout/everywhere/"])
def test_deletion_of_the_refresh_cookie_is_sent_last(signed_in: BrowserClient, path: str) -> None:
    """curl 7.88 keeps a cookie if another one follows its deletion."""
    assert list(signed_in.post(path).cookies)[-1] == conf.refresh_cookie_name


def test_cookie_sent_twice_is_refused(signed_in: BrowserClient) -> None:
    csrf_name, name = settings.CSRF_COOKIE_NAME, conf.refresh_cookie_name
    values = {key: signed_in.cookies[key].value for key in (csrf_name, name)}
    header = f"{name}={values[name]}; {csrf_name}={values[csrf_name]}; {name}={values[name]}"
    signed_in.cookies.clear()
    response = signed_in.post("/users/token/", HTTP_COOKIE=header, **{settings.CSRF_HEADER_NAME: values[csrf_name]})
    assert (response.status_code, response.json()["code"]) == (401, "refresh_token_invalid")
    assert RefreshToken.objects.get().generation == 1


@pytest.fixture
def _cross_site(settings: Any) -> None:
    settings.SAFEJWT_CROSS_SITE = True
    settings.CSRF_COOKIE_SECURE = True
    settings.CSRF_TRUSTED_ORIGINS = ["https://app.example.net"]


def written(cookie: Morsel[str]) -> set[str]:
    """The attributes as they are sent, without expiry times."""
    parts = cookie.OutputString().split("; ")[1:]
    return {part for part in parts if not part.lower().startswith(("max-age", "expires"))}


CROSS_SITE = {"Path=/", "SameSite=None", "Secure", "Partitioned"}


@pytest.mark.usefixtures("_cross_site")
def test_cross_site_cookies_are_partitioned(clock: Any, browser: BrowserClient, credentials: dict[str, str]) -> None:
    first = browser.get("/users/csrf/").cookies
    login = browser.post("/users/login/", credentials, format="json").cookies
    token = refresh_later(browser, clock).cookies
    logout = browser.post("/users/logout/").cookies
    for cookies in (first, login, token, logout):
        assert written(cookies[settings.CSRF_COOKIE_NAME]) == CROSS_SITE
    for cookies in (login, token, logout):
        assert written(cookies[conf.refresh_cookie_name]) == {*CROSS_SITE, "HttpOnly"}
    assert written(login[conf.device_cookie_name]) == {*CROSS_SITE, "HttpOnly"}
    for cookies in (login, token, logout):
        assert written(cookies[conf.hint_cookie_name]) == CROSS_SITE
    assert (logout[conf.refresh_cookie_name].value, logout[conf.refresh_cookie_name]["max-age"]) == ("", 0)


@pytest.mark.usefixtures("_cross_site")
def test_partitioned_attribute_is_written_once_and_survives_a_copy(clock: Any, signed_in: BrowserClient) -> None:
    cookie = refresh_later(signed_in, clock).cookies[conf.refresh_cookie_name]
    for text in (cookie.OutputString(), str(cookie), copy.copy(cookie).OutputString()):
        assert text.count("Partitioned") == 1


def test_cookies_are_not_partitioned_by_default(browser: BrowserClient, credentials: dict[str, str]) -> None:
    for response in (browser.get("/users/csrf/"), browser.post("/users/login/", credentials, format="json")):
        assert not [cookie for cookie in response.cookies.values() if "partitioned" in cookie.OutputString().lower()]


def sent_twice(browser: BrowserClient, *others: str) -> dict[str, str]:
    """Headers of a browser in which a sibling host has planted other refresh cookies."""
    csrf_name, name = settings.CSRF_COOKIE_NAME, conf.refresh_cookie_name
    values = {key: browser.cookies[key].value for key in (csrf_name, name)}
    browser.cookies.clear()
    cookies = [
        f"{csrf_name}={values[csrf_name]}",
        *(f"{name}={value}" for value in (others[0], values[name], *others[1:])),
    ]
    return {"HTTP_COOKIE": "; ".join(cookies), settings.CSRF_HEADER_NAME: values[csrf_name]}


@pytest.mark.parametrize("planted", [("garbage",), ("garbage", "x" * 5000), ("",), ("e30.e30.e30",)])
def test_logout_ends_the_session_when_the_cookie_was_sent_twice(
    signed_in: BrowserClient, planted: tuple[str, ...]
) -> None:
    response = signed_in.post("/users/logout/", **sent_twice(signed_in, *planted))
    assert response.status_code == 204
    assert response.cookies[conf.refresh_cookie_name]["max-age"] == 0
    assert not RefreshToken.objects.exists()


def test_logout_ends_every_genuine_session_in_the_request_and_no_other(
    signed_in: BrowserClient, user: Any, make_user: Any
) -> None:
    planted, elsewhere = sessions.start(make_user("mallory")), sessions.start(user)
    assert signed_in.post("/users/logout/", **sent_twice(signed_in, planted.refresh_token)).status_code == 204
    assert list(RefreshToken.objects.values_list("pk", flat=True)) == [elsewhere.sid]


def test_login_ends_the_former_session_when_the_cookie_was_sent_twice(
    signed_in: BrowserClient, credentials: dict[str, str]
) -> None:
    before = RefreshToken.objects.get().pk
    response = signed_in.post("/users/login/", credentials, format="json", **sent_twice(signed_in, "garbage"))
    assert response.status_code == 200
    assert RefreshToken.objects.get().pk != before


OTHER_TYPES = ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml"]


@pytest.mark.parametrize("path", ["/users/token/", "/users/logout/"])
class TestBody:
    @pytest.mark.parametrize("content_type", OTHER_TYPES)
    def test_unsupported_type_is_415_and_changes_nothing(
        self, signed_in: BrowserClient, path: str, content_type: str
    ) -> None:
        response = signed_in.post(path, b"--x\r\n\r\na=b\r\n--x--", content_type=content_type)
        assert (response.status_code, response.json()["code"]) == (415, "unsupported_media_type")
        assert conf.refresh_cookie_name not in response.cookies
        assert RefreshToken.objects.get().generation == 1

    @pytest.mark.parametrize("content_type", [*OTHER_TYPES, "application/json", "application/octet-stream"])
    def test_empty_body_may_have_any_type(self, signed_in: BrowserClient, path: str, content_type: str) -> None:
        assert signed_in.post(path, b"", content_type=content_type).status_code in {200, 204}

    def test_json_body_is_accepted_and_ignored(self, signed_in: BrowserClient, path: str) -> None:
        assert signed_in.post(path, b'{"user": 1}', content_type="application/json").status_code in {200, 204}

    def test_malformed_or_oversized_body_is_refused(self, signed_in: BrowserClient, path: str) -> None:
        assert signed_in.post(path, b"{", content_type="application/json").status_code == 400
        # The second one is above Django's DATA_UPLOAD_MAX_MEMORY_SIZE too.
        for size in (BoundedJSONParser.max_body_size, 3 * 1024 * 1024):
            response = signed_in.post(path, b'"' + b"x" * size + b'"', content_type="application/json")
            assert (response.status_code, response.json()["code"]) == (413, "body_too_large")
        assert RefreshToken.objects.get().generation == 1

    def test_csrf_is_checked_before_the_body(self, signed_in: BrowserClient, path: str) -> None:
        headers = {settings.CSRF_HEADER_NAME: "x" * 32}
        assert signed_in.post(path, b"a=b", content_type="text/plain", **headers).status_code == 403
