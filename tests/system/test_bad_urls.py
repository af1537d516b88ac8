"""Bad URLs and methods cause client errors in the common format and end no session."""

import re
from contextlib import suppress
from http.client import BadStatusLine
from typing import Any

import pytest
from django.urls import get_resolver
from safejwt.models import RefreshToken

from .browser import Browser
from .endpoints import ENDPOINTS, METHODS, Endpoint
from .error_format import assert_still_logged_in, find_fault

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

BODY = b'{"username": "ada", "password": "not the password"}'
METHOD_OVERRIDES = ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")


def test_list_of_endpoints_is_complete() -> None:
    users: Any = next(pattern for pattern in get_resolver().url_patterns if str(pattern.pattern) == "users/")
    listed = {re.sub(r"\{\w+\}", "0", endpoint.path.removeprefix("/users/")) for endpoint in ENDPOINTS}
    routes: set[str] = set()
    for pattern in users.url_patterns:
        children = getattr(pattern, "url_patterns", None)
        routes |= {str(child.pattern) for child in children} if children else {str(pattern.pattern)}
    # adopt/ is a 404 here, because the project exchanges no login of another kind.
    assert {re.sub(r"<\w+:\w+>", "0", route) for route in routes - {"^", "adopt/"}} == listed


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=str)
def test_unsupported_method_is_405_without_effect(endpoint: Endpoint, path: str, logged_in_browser: Browser) -> None:
    before = list(RefreshToken.objects.values())
    for method in [*METHODS, "CONNECT", "PROPFIND", "SEARCH", "FOO"]:
        if method in endpoint.methods:
            continue
        response = logged_in_browser.send(method, path, cookies={})
        assert response.status == 405, (method, response.body)
        assert find_fault(response, head=method == "HEAD") is None, method
        assert set(response.headers["Allow"].split(", ")) == set(endpoint.methods), method
    for header in METHOD_OVERRIDES:
        method = next(method for method in ("POST", "PUT", "GET") if method in (*endpoint.methods, "PUT"))
        if "logout" not in endpoint.path and "token" not in endpoint.path:
            logged_in_browser.send(method, f"{path}?_method=DELETE", headers={header: "DELETE"}, cookies={})
    assert [row["id"] for row in RefreshToken.objects.values()] == [row["id"] for row in before]
    assert_still_logged_in(logged_in_browser)


@pytest.mark.parametrize("header", METHOD_OVERRIDES)
def test_method_override_headers_are_ignored(logged_in_browser: Browser, header: str) -> None:
    response = logged_in_browser.send("POST", "/users/sessions/", {"_method": "DELETE"}, headers={header: "DELETE"})
    assert (response.status, response.code) == (405, "method_not_allowed")
    assert logged_in_browser.send("GET", "/users/csrf/", headers={header: "POST"}).status == 200


UNKNOWN_PATHS = [
    *(
        "login",
        "token",
        "logout",
        "auth",
        "sessions",
        "csrf",
        "1",
        "sessions/x/",
        "sessions/0/",
        "nothing/",
        "0x1/",
        "-1/",
    ),
    *(
        "1.5/",
        "%00/",
        "%ff%fe/",
        "%",
        "%2/",
        "%zz/",
        "%2e%2e/",
        "..%2flogin/",
        "../users/",
        "login//",
        "/login/",
        "login/%00",
    ),
    *(
        "login/%0a",
        "login/;x=y",
        "sessions/%s/",
        "9" * 5000 + "/",
        "auth/x.css",
        "auth/%2f.js",
        "auth/.json",
        "%F0%9F%94%91/",
    ),
    *(
        "sessions/00000000-0000-4000-8000-000000000000",
        "sessions/{00000000-0000-4000-8000-000000000000}/",
        "x" * 30_000,
    ),
]


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "OPTIONS", "TRACE", "FOO"])
def test_unknown_url_is_404(logged_in_browser: Browser, method: str) -> None:
    faults = {}
    for path in UNKNOWN_PATHS:
        response = logged_in_browser.send(method, f"/users/{path}", body=BODY if method == "POST" else None, cookies={})
        wrong = find_fault(response) or (
            None if response.status in (404, 414) else f"{response.status} {response.body!r}"
        )
        if wrong:
            faults[path[:60]] = wrong
    assert faults == {}
    assert_still_logged_in(logged_in_browser)


@pytest.mark.parametrize("pk", ["0", "-0", "00", "9223372036854775808", "9" * 400, "999999999"])
@pytest.mark.parametrize("method", ["GET", "PATCH", "PUT", "POST"])
def test_unknown_user_id_is_404(logged_in_browser: Browser, pk: str, method: str) -> None:
    response = logged_in_browser.send(method, f"/users/{pk}/", body=BODY if method != "GET" else None)
    assert (response.status, response.code, find_fault(response)) == (404, "not_found", None)


def test_malformed_request_line_has_no_effect(logged_in_browser: Browser) -> None:
    for path in ("/users/auth/ HTTP/9.9\r\nX: ", "x" * 70_000, "/users/auth/\r\nHost: evil.example\r\nX: "):
        with suppress(BadStatusLine):  # the server responds to such a line without a status
            response = logged_in_browser.send("GET", path, cookies={})
            assert response.status in (400, 404, 414, 505)
    assert_still_logged_in(logged_in_browser)
