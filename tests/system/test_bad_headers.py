"""Bad headers and cookies cause client errors in the common format and end no session."""

from collections.abc import Sequence
from itertools import product

import pytest
from django.conf import settings
from safejwt.conf import conf

from .browser import Browser, Value
from .conftest import PASSWORD
from .endpoints import ENDPOINTS, Endpoint
from .error_format import assert_still_logged_in, find_fault

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

BODY = b'{"username": "ada", "password": "not the password"}'
BAD = (
    "garbage",
    "a" * 5000,
    "x" * 40_000,
    "é" * 10,
    "\x00",
    "a\x00b",
    "a.b.c",
    "'\"<>",
    "%00",
    "=",
    "\t",
    "\x7f",
    "\ud7ff",
)
RAW = (b"\xff\xfe\xfd", b"\x80", b"Bearer \xff\xff.\xff.\xff", b"\xc3\x28", b"\xed\xa0\x80")


# Bad values by header. A list is sent as several lines.
HEADERS: dict[str, Sequence[Value]] = {
    "Authorization": [
        *BAD,
        *RAW,
        *(f"Bearer {value}" for value in BAD),
        *("Bearer", "Bearer ", "Bearer  x", "Bearer\tx", "Token", "Basic x", "Digest", ","),
        ["Bearer a.b.c", "Bearer d.e.f"],
    ],
    "X-CSRFToken": [*BAD, *RAW, "a" * 32, "a" * 64, "", ["a" * 32, "b" * 32]],
    "Sec-Fetch-Site": [*BAD, *RAW, "cross-site", "same-site", "", ["same-origin", "cross-site"]],
    "Origin": [*BAD, *RAW, "null", "", "http://[", "http://[::1", "://", "http://localhost:99999999"],
    "Cookie": [*BAD, *RAW, ";;;", "=;=", "csrftoken", "a" * 30_000, ["a=b", "a=c"]],
    "Accept": [*BAD, *RAW, "text/html", "application/xml;q=1", "*/*;q=x", ",,,", "a/b/c"],
    "Host": ["", "evil.example", "localhost:99999999", "[::", "a b", "\xff", ["localhost", "evil.example"]],
    "X-Forwarded-Host": ["evil.example"],
    "X-Forwarded-For": ["\x00"],
    "Referer": ["http://["],
    "User-Agent": [b"\x00\xff" * 300],
    "Accept-Language": ["x" * 5000],
    "Accept-Encoding": ["\xff"],
    "If-None-Match": ["*"],
    "Range": ["bytes=0-1"],
    "Expect": ["x"],
}
LINES = [{name: value} for name, values in HEADERS.items() for value in values]


@pytest.mark.usefixtures("too_late_to_delete")
@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=str)
def test_every_bad_header_is_a_client_error(endpoint: Endpoint, path: str, logged_in_browser: Browser) -> None:
    faults = {}
    body = BODY if endpoint.reading else None
    for headers in LINES:
        method = endpoint.methods[-1]
        if "logout" in endpoint.path and "Cookie" not in headers:
            continue  # most of these are valid for a logout, see test_csrf_of_sessions.py
        response = logged_in_browser.send(method, path, body=body, headers=headers, cookies={})
        if wrong := find_fault(response):
            faults[repr(headers)[:80]] = wrong
    assert faults == {}
    if endpoint.path == "/users/token/":
        logged_in_browser.log_in("ada", PASSWORD)
    assert_still_logged_in(logged_in_browser)


@pytest.mark.usefixtures("too_late_to_delete")
@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=str)
def test_every_bad_cookie_is_a_client_error(endpoint: Endpoint, path: str, logged_in_browser: Browser) -> None:
    faults = {}
    values = (*(v.encode() for v in BAD), *RAW, b"", b'"', b'"\\000"', b"a" * 32, b"b" * 64)
    for name, value in product((conf.refresh_cookie_name, settings.CSRF_COOKIE_NAME), values):
        others = "; ".join(f"{key}={text}" for key, text in logged_in_browser.cookies.items() if key != name).encode()
        lines = {"Cookie": others + b"; " + name.encode() + b"=" + value}
        if "logout" in endpoint.path and name == settings.CSRF_COOKIE_NAME:
            lines["X-CSRFToken"] = b"differs"
        response = logged_in_browser.send(endpoint.methods[-1], path, headers=lines, cookies={})
        if wrong := find_fault(response):
            faults[f"{name}: {value!r}"[:60]] = wrong
    assert faults == {}
    assert_still_logged_in(logged_in_browser)


@pytest.mark.logs_a_secret
def test_token_outside_its_header_is_ignored(logged_in_browser: Browser) -> None:
    token = logged_in_browser.access_token
    for path in (f"/users/auth/?access_token={token}", f"/users/auth/?token={token}&authorization=Bearer%20{token}"):
        response = logged_in_browser.send(
            "GET", path, headers={"Authorization": None, "X-Authorization": f"Bearer {token}"}
        )
        assert response.code == "not_authenticated"
