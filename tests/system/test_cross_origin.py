"""Which other origins may call the API: those on the list, with the headers the app sends, and nobody else."""

from typing import Any

import pytest
from django.test import Client
from safejwt.testing import BrowserClient
from users.models import User

from .conftest import PASSWORD

pytestmark = pytest.mark.django_db

APP = "https://app.example.com"
HOSTILE = [
    *(
        "null",
        "https://evil.example",
        "http://app.example.com",
        "https://app.example.com:8443",
        "https://app.example.com.",
    ),
    *("https://app.example.com.evil.example", "https://evilapp.example.com", "https://sub.app.example.com"),
    *("https://example.com", "https://app_example.com", "https://appxexample.com", "https://APP.example.com.evil"),
    *("https://app.example.com@evil.example", "https://app.example.com%00.evil.example"),
    *(
        "file://",
        "app.example.com",
        "*",
        "https://*",
        "https://\N{CYRILLIC SMALL LETTER A}pp.example.com",
        "javascript:alert(1)",
    ),
]


@pytest.fixture(autouse=True)
def _app_on_another_host(settings: Any) -> None:
    settings.CORS_ALLOWED_ORIGINS = settings.CSRF_TRUSTED_ORIGINS = [APP]


def preflight(origin: str, path: str = "/users/login/", method: str = "POST") -> Any:
    headers = {"origin": origin, "access-control-request-method": method}
    return Client().options(path, headers={**headers, "access-control-request-headers": "authorization,x-csrftoken"})


def cors_headers(answer: Any) -> set[str]:
    return {name.lower() for name in answer.headers if name.lower().startswith("access-control-")}


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_main_trap_16_the_app_may_send_all_the_headers_it_needs_and_no_others(method: str) -> None:
    answer = preflight(APP, "/users/sessions/", method)
    assert answer.status_code == 200
    assert answer["Access-Control-Allow-Origin"] == APP
    assert answer["Access-Control-Allow-Credentials"] == "true"
    assert set(answer["Access-Control-Allow-Headers"].split(", ")) == {"authorization", "content-type", "x-csrftoken"}
    assert method in answer["Access-Control-Allow-Methods"]
    assert "origin" in answer["Vary"].lower()


@pytest.mark.parametrize("origin", HOSTILE)
def test_an_origin_that_is_not_on_the_list_is_allowed_nothing(origin: str, user: User) -> None:
    answer = preflight(origin)
    assert cors_headers(answer) == set()
    browser = BrowserClient()
    browser.get("/users/csrf/")
    headers = {"origin": origin}
    login = browser.post("/users/login/", {"username": "ada", "password": PASSWORD}, format="json", headers=headers)
    assert (login.status_code, login.json()["code"]) == (403, "csrf_failed")
    assert cors_headers(login) == set()
    assert not login.cookies
    assert "origin" in login["Vary"].lower()


@pytest.mark.parametrize("site", ["same-site", "cross-site"])
def test_an_origin_on_the_list_signs_in_and_works(user: User, site: str) -> None:
    browser = BrowserClient()
    headers = {"origin": APP, "sec-fetch-site": site}
    assert browser.get("/users/csrf/", headers=headers)["Access-Control-Allow-Origin"] == APP
    answer = browser.post("/users/login/", {"username": "ada", "password": PASSWORD}, format="json", headers=headers)
    browser.take(answer)
    assert browser.get("/users/auth/", headers=headers).json()["username"] == "ada"
    assert browser.post("/users/token/", headers=headers).status_code == 200
    assert answer["Access-Control-Allow-Origin"] == APP


def test_an_error_too_can_be_read_by_the_app(user: User) -> None:
    answer = BrowserClient().get("/users/auth/", headers={"origin": APP})
    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (401, APP)


def test_the_same_origin_needs_no_permission(signed_in: BrowserClient) -> None:
    for headers in (
        {},
        {"sec-fetch-site": "same-origin"},
        {"origin": "http://testserver", "sec-fetch-site": "same-origin"},
    ):
        answer = signed_in.get("/users/auth/", headers=headers)
        assert answer.status_code == 200
        assert cors_headers(answer) == set()


@pytest.mark.parametrize("path", ["/admin/", "/", "/login"])
def test_nothing_but_the_api_is_shared(path: str) -> None:
    answer = Client().get(path, headers={"origin": APP})
    answer.close()
    assert cors_headers(answer) == set()


@pytest.mark.parametrize("site", ["same-site", "cross-site", "garbage"])
def test_a_sibling_host_or_port_that_is_not_on_the_list_is_refused(signed_in: BrowserClient, site: str) -> None:
    """SameSite cookies do travel from there."""
    for headers in ({"sec-fetch-site": site}, {"sec-fetch-site": site, "origin": "http://testserver:8080"}):
        assert signed_in.get("/users/auth/", headers=headers).json()["code"] == "csrf_failed"
        assert signed_in.post("/users/token/", headers=headers).json()["code"] == "csrf_failed"
