"""Whatever address and method are asked for, the answer is an error in the one shape, never a fault of the server, and nobody loses his session."""

import re
from contextlib import suppress
from http.client import BadStatusLine
from typing import Any

import pytest
from django.urls import get_resolver
from safejwt.models import RefreshToken

from .browser import Browser
from .endpoints import ENDPOINTS, METHODS, Endpoint
from .faults import assert_nothing_is_lost, fault, path_of

pytestmark = pytest.mark.django_db(transaction=True)

BODY = b'{"username": "ada", "password": "not the password"}'
METHOD_OVERRIDES = ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")


def test_the_list_of_endpoints_is_complete() -> None:
    users: Any = next(pattern for pattern in get_resolver().url_patterns if str(pattern.pattern) == "users/")
    listed = {re.sub(r"\{\w+\}", "0", endpoint.path.removeprefix("/users/")) for endpoint in ENDPOINTS}
    routes: set[str] = set()
    for pattern in users.url_patterns:
        children = getattr(pattern, "url_patterns", None)
        routes |= {str(child.pattern) for child in children} if children else {str(pattern.pattern)}
    assert {re.sub(r"<\w+:\w+>", "0", route) for route in routes - {"^"}} == listed


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=str)
def test_a_method_that_is_not_taken_is_405_and_does_nothing(endpoint: Endpoint, at_home: Browser) -> None:
    before = list(RefreshToken.objects.values())
    for method in [*METHODS, "CONNECT", "PROPFIND", "SEARCH", "FOO"]:
        if method in endpoint.methods:
            continue
        answer = at_home.send(method, path_of(endpoint), cookies={})
        assert answer.status == 405, (method, answer.body)
        assert fault(answer, head=method == "HEAD") is None, method
        assert set(answer.headers["Allow"].split(", ")) == set(endpoint.methods), method
    for header in METHOD_OVERRIDES:
        method = next(method for method in ("POST", "PUT", "GET") if method in (*endpoint.methods, "PUT"))
        if "logout" not in endpoint.path and "token" not in endpoint.path:
            at_home.send(method, f"{path_of(endpoint)}?_method=DELETE", headers={header: "DELETE"}, cookies={})
    assert [row["id"] for row in RefreshToken.objects.values()] == [row["id"] for row in before]
    assert_nothing_is_lost(at_home)


@pytest.mark.parametrize("header", METHOD_OVERRIDES)
def test_a_method_override_overrides_nothing(at_home: Browser, header: str) -> None:
    answer = at_home.send("POST", "/users/sessions/", {"_method": "DELETE"}, headers={header: "DELETE"})
    assert (answer.status, answer.code) == (405, "method_not_allowed")
    assert at_home.send("GET", "/users/csrf/", headers={header: "POST"}).status == 200


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
def test_an_address_that_is_not_there_is_404(at_home: Browser, method: str) -> None:
    faults = {}
    for path in UNKNOWN_PATHS:
        answer = at_home.send(method, f"/users/{path}", body=BODY if method == "POST" else None, cookies={})
        wrong = fault(answer) or (None if answer.status in (404, 414) else f"{answer.status} {answer.body!r}")
        if wrong:
            faults[path[:60]] = wrong
    assert faults == {}
    assert_nothing_is_lost(at_home)


@pytest.mark.parametrize("pk", ["0", "-0", "00", "9223372036854775808", "9" * 400, "999999999"])
@pytest.mark.parametrize("method", ["GET", "PATCH", "PUT", "POST"])
def test_an_id_of_nobody_is_404(at_home: Browser, pk: str, method: str) -> None:
    answer = at_home.send(method, f"/users/{pk}/", body=BODY if method != "GET" else None)
    assert (answer.status, answer.code, fault(answer)) == (404, "not_found", None)


def test_a_line_that_is_no_http_reaches_nobody(at_home: Browser) -> None:
    for path in ("/users/auth/ HTTP/9.9\r\nX: ", "x" * 70_000, "/users/auth/\r\nHost: evil.example\r\nX: "):
        with suppress(BadStatusLine):  # the server answers such a line without one
            answer = at_home.send("GET", path, cookies={})
            assert answer.status in (400, 404, 414, 505)
    assert_nothing_is_lost(at_home)
