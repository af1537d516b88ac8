"""Whatever is sent as a header or a cookie, the answer is an error in the one shape, never a fault of the server, and nobody loses his session."""

from collections.abc import Sequence

import pytest
from safejwt.conf import conf

from .browser import Browser, Value
from .conftest import PASSWORD
from .endpoints import ENDPOINTS, Endpoint
from .faults import assert_nothing_is_lost, fault, path_of

pytestmark = pytest.mark.django_db(transaction=True)

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


# What a header may hold instead of what it should; a list is sent as several lines.
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
def test_no_header_is_more_than_an_error(endpoint: Endpoint, at_home: Browser) -> None:
    faults = {}
    body = BODY if endpoint.reading else None
    for headers in LINES:
        method = endpoint.methods[-1]
        if "logout" in endpoint.path and "Cookie" not in headers:
            continue  # most of these are good enough to sign out, which test_traps_sessions looks at
        answer = at_home.send(method, path_of(endpoint), body=body, headers=headers, cookies={})
        if wrong := fault(answer):
            faults[repr(headers)[:80]] = wrong
    assert faults == {}
    if endpoint.path == "/users/token/":
        at_home.sign_in("ada", PASSWORD)
    assert_nothing_is_lost(at_home)


@pytest.mark.usefixtures("too_late_to_delete")
@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=str)
@pytest.mark.parametrize("kind", ["refresh", "csrf"])
def test_no_cookie_is_more_than_an_error(endpoint: Endpoint, kind: str, at_home: Browser) -> None:
    name = {"refresh": conf.refresh_cookie_name, "csrf": conf.csrf_cookie_name}[kind]
    faults = {}
    for value in (*(v.encode() for v in BAD), *RAW, b"", b'"', b'"\\000"', b"a" * 32, b"b" * 64):
        others = "; ".join(f"{key}={text}" for key, text in at_home.cookies.items() if key != name).encode()
        lines = {"Cookie": others + b"; " + name.encode() + b"=" + value}
        if "logout" in endpoint.path and kind == "csrf":
            lines["X-CSRFToken"] = b"differs"
        answer = at_home.send(endpoint.methods[-1], path_of(endpoint), headers=lines, cookies={})
        if wrong := fault(answer):
            faults[repr(value)[:60]] = wrong
    assert faults == {}
    assert_nothing_is_lost(at_home)


@pytest.mark.logs_a_secret
def test_a_token_anywhere_but_in_its_header_is_not_looked_at(at_home: Browser) -> None:
    token = at_home.access_token
    for path in (f"/users/auth/?access_token={token}", f"/users/auth/?token={token}&authorization=Bearer%20{token}"):
        answer = at_home.send("GET", path, headers={"Authorization": None, "X-Authorization": f"Bearer {token}"})
        assert answer.code == "not_authenticated"
