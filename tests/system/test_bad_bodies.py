"""Bad bodies cause client errors in the common format and end no session."""

import gzip
import json
import zlib
from typing import Any

import pytest

from .browser import Browser
from .conftest import PASSWORD
from .endpoints import ENDPOINTS, Endpoint
from .error_format import assert_still_logged_in, find_fault

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

JSON = "application/json"
VALUES: list[Any] = [
    *[None, True, 0, -1, 1.5, 10**400, "", " ", "\0", "ada\0", "\ud800", "\udfff\ud800", "x" * 60_000, [], ["ada"], {}],
    *[
        {"username": "ada"},
        [[[]]],
        "\u202e\u0000",
        "'; DROP TABLE users_user; --",
        "%00",
        "${jndi:ldap://x}",
        "\r\nX: y",
    ],
]
FIELDS = ("username", "email", "password", "current_password")
GOOD = json.dumps({"username": "ada", "password": "not the password"}).encode()

# (name, body, headers)
BODIES: list[tuple[str, bytes, dict[str, Any]]] = [
    *[(f"all fields {json.dumps(v)[:20]}", json.dumps(dict.fromkeys(FIELDS, v)).encode(), {}) for v in VALUES],
    *[(f"body is {json.dumps(v)[:20]}", json.dumps(v).encode(), {}) for v in VALUES],
    ("NaN", b'{"username": NaN, "password": Infinity}', {}),
    ("huge number", b'{"username": 1e999999, "password": -1e999}', {}),
    ("10 000 digits", b'{"username": ' + b"9" * 10_000 + b"}", {}),
    ("10 MB", b'{"username": "' + b"x" * 10_000_000 + b'"}', {}),
    ("100 000 deep", b"[" * 100_000, {}),
    ("30 000 deep", b"[" * 30_000 + b"]" * 30_000, {}),
    ("30 000 objects deep", b'{"a":' * 12_000 + b"1" + b"}" * 12_000, {}),
    ("truncated", b'{"username": "ada", "pass', {}),
    ("two values", b"{} {}", {}),
    ("duplicate keys", b'{"username": "ada", "username": [1], "password": "x"}', {}),
    ("not UTF-8", b'{"username": "\xff\xfe"}', {}),
    ("UTF-16", '{"username": "ada"}'.encode("utf-16"), {}),
    ("byte order mark", b"\xef\xbb\xbf{}", {}),
    ("NUL bytes", b"\0" * 100, {}),
    ("empty", b"", {}),
    ("shorter than it says", b"{}", {"Content-Length": "1"}),
    ("length is no number", b"{}", {"Content-Length": "two"}),
    ("length is negative", b"{}", {"Content-Length": "-5"}),
    ("no length", GOOD, {"Content-Length": None}),
    ("no content type", GOOD, {"Content-Type": None}),
    ("empty content type", GOOD, {"Content-Type": ""}),
    *[
        (f"as {kind}", GOOD, {"Content-Type": kind})
        for kind in (
            "text/plain",
            "text/html",
            "application/xml",
            "application/x-www-form-urlencoded",
            "application/octet-stream",
            "multipart/form-data",
            "multipart/form-data; boundary=x",
            "application/jsonx",
            "application/json/json",
            "json",
            "*/*",
            "application/*",
            ";;;",
            "\xff\xfe",
            "application/json, text/plain",
        )
    ],
    *[
        (f"charset {charset}", GOOD, {"Content-Type": f"{JSON}; charset={charset}"})
        for charset in (
            *(
                "unknown",
                "rot13",
                "zlib",
                "bz2",
                "hex",
                "base64",
                "uu",
                "quopri",
                "utf-7",
                "utf-16",
                "idna",
                "punycode",
            ),
            *("undefined", "unicode_escape", "raw_unicode_escape", "\xff", "", '"', "utf-8;charset=rot13"),
        )
    ],
    ("gzip", gzip.compress(GOOD), {"Content-Encoding": "gzip"}),
    ("zlib bomb", zlib.compress(b" " * 10_000_000), {"Content-Type": f"{JSON}; charset=zlib"}),
    ("form as a form", b"username=ada&password=x", {"Content-Type": "application/x-www-form-urlencoded"}),
    ("chunked and not", GOOD, {"Transfer-Encoding": "chunked"}),
]


# They accept a body without any known field: it changes nothing, or means the user's own email.
ACCEPT_UNKNOWN_FIELDS = ("/users/{pk}/", "/users/email/verify/resend/")


@pytest.mark.parametrize("endpoint", [e for e in ENDPOINTS if e.reading], ids=str)
def test_every_bad_body_is_a_client_error(endpoint: Endpoint, path: str, logged_in_browser: Browser) -> None:
    faults = {}
    for method in endpoint.reading:
        for name, body, headers in BODIES:
            response = logged_in_browser.send(method, path, body=body, headers=headers)
            wrong = find_fault(response)
            if wrong is None and response.status < 400 and endpoint.path not in ACCEPT_UNKNOWN_FIELDS:
                wrong = f"accepted with {response.status}"
            if wrong:
                faults[f"{method} {name}"] = wrong
    assert faults == {}
    assert_still_logged_in(logged_in_browser)


@pytest.mark.usefixtures("too_late_to_delete")
@pytest.mark.parametrize("endpoint", [e for e in ENDPOINTS if not e.reading], ids=str)
def test_unread_body_has_no_effect(endpoint: Endpoint, path: str, logged_in_browser: Browser) -> None:
    faults = {}
    for method in endpoint.methods:
        for name, body, headers in BODIES[:: 1 if method == "POST" else 7]:
            response = logged_in_browser.send(method, path, body=body, headers=headers)
            if wrong := find_fault(response, head=method == "HEAD"):
                faults[f"{method} {name}"] = wrong
            if "logout" in endpoint.path and response.status == 204:
                logged_in_browser.log_in("ada", PASSWORD)
    assert faults == {}
    assert_still_logged_in(logged_in_browser)
