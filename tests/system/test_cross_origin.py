"""Only listed origins may call the API from another host, with the headers that the app sends."""

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


def cors_headers(response: Any) -> set[str]:
    return {name.lower() for name in response.headers if name.lower().startswith("access-control-")}


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_preflight_allows_exactly_the_headers_the_app_sends(method: str) -> None:
    response = preflight(APP, "/users/sessions/", method)
    assert response.status_code == 200
    assert response["Access-Control-Allow-Origin"] == APP
    assert response["Access-Control-Allow-Credentials"] == "true"
    assert set(response["Access-Control-Allow-Headers"].split(", ")) == {"authorization", "content-type", "x-csrftoken"}
    assert method in response["Access-Control-Allow-Methods"]
    assert "origin" in response["Vary"].lower()


@pytest.mark.parametrize("origin", HOSTILE)
def test_unlisted_origin_is_refused(origin: str, user: User) -> None:
    response = preflight(origin)
    assert cors_headers(response) == set()
    browser = BrowserClient()
    browser.get("/users/csrf/")
    headers = {"origin": origin}
    login = browser.post("/users/login/", {"username": "ada", "password": PASSWORD}, format="json", headers=headers)
    assert (login.status_code, login.json()["code"]) == (403, "csrf_failed")
    assert cors_headers(login) == set()
    assert not login.cookies
    assert "origin" in login["Vary"].lower()


@pytest.mark.parametrize("site", ["same-site", "cross-site"])
def test_listed_origin_can_log_in_and_work(user: User, site: str) -> None:
    browser = BrowserClient()
    headers = {"origin": APP, "sec-fetch-site": site}
    assert browser.get("/users/csrf/", headers=headers)["Access-Control-Allow-Origin"] == APP
    response = browser.post("/users/login/", {"username": "ada", "password": PASSWORD}, format="json", headers=headers)
    browser.take(response)
    assert browser.get("/users/auth/", headers=headers).json()["username"] == "ada"
    assert browser.post("/users/token/", headers=headers).status_code == 200
    assert response["Access-Control-Allow-Origin"] == APP


def test_errors_are_readable_by_a_listed_origin(user: User) -> None:
    response = BrowserClient().get("/users/auth/", headers={"origin": APP})
    assert (response.status_code, response["Access-Control-Allow-Origin"]) == (401, APP)


def test_same_origin_needs_no_cors_headers(logged_in: BrowserClient) -> None:
    for headers in (
        {},
        {"sec-fetch-site": "same-origin"},
        {"origin": "http://testserver", "sec-fetch-site": "same-origin"},
    ):
        response = logged_in.get("/users/auth/", headers=headers)
        assert response.status_code == 200
        assert cors_headers(response) == set()


@pytest.mark.parametrize("path", ["/admin/", "/", "/login"])
def test_only_the_api_sends_cors_headers(path: str) -> None:
    response = Client().get(path, headers={"origin": APP})
    response.close()
    assert cors_headers(response) == set()


@pytest.mark.parametrize("site", ["same-site", "cross-site", "garbage"])
def test_unlisted_sibling_host_or_port_is_refused(logged_in: BrowserClient, site: str) -> None:
    """Browsers send SameSite cookies from there."""
    for headers in ({"sec-fetch-site": site}, {"sec-fetch-site": site, "origin": "http://testserver:8080"}):
        assert logged_in.get("/users/auth/", headers=headers).json()["code"] == "csrf_failed"
        assert logged_in.post("/users/token/", headers=headers).json()["code"] == "csrf_failed"
