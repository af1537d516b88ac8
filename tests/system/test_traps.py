"""The faults that were measured in the guide's project and its code. Each has a number, and a test with that number in its name.

`test_main_trap_NN` are the sixteen main ones, in the order in which they were listed; `test_trap_NN` the further ones.
Those of the client are tested where the client is.
"""

import re
from pathlib import Path
from typing import Any

import pytest
from safejwt.testing import BrowserClient
from users.models import User

from .endpoints import ENDPOINTS

MAIN = {
    1: "refresh and logout as GET, unprotected",
    2: "tokens stored raw, readable in the admin",
    3: "one SECRET_KEY for everything",
    4: "DEBUG is the string 'False'",
    5: "logout by a user id in the body",
    6: "a token that cannot be decoded is a 500",
    7: "one refresh token per user",
    8: "cookie domain 'localhost'",
    9: "a column too short for a token",
    10: "the serializer returns the hash",
    11: "no password validators",
    12: "registration stores no row",
    13: "error shapes differ",
    14: "an unknown name answers faster",
    15: "another person's account can be told from one that never was",
    16: "a missing comma in the allowed headers",
}
SERVER = {
    1: "a race bricks the account",
    2: "two tokens of one second are the same",
    3: "a rotation deletes another device's row",
    4: "no reuse detection",
    5: "is_active is ignored at login",
    6: "no CSRF check where one signs in",
    7: "the CSRF check skips requests that carry only cookies",
    8: "code for versions long gone",
    9: "views are public by default",
    10: "401 and 403 the wrong way round",
    11: "scheme and claims are not looked at",
    12: "a password change ends nothing and needs nothing",
    13: "an e-mail change needs nothing; letter case makes another account",
    14: "PUT refuses one's own name",
    15: "a list or a string as body is a 500",
    16: "registration tells who is registered",
    17: "the refresh cookie dies with the browser",
    18: "last_login stays empty",
    19: "the admin stores passwords as they are typed",
    20: "api-auth/ beside the tokens",
    21: "localhost is trusted everywhere",
    22: "five seconds, no limits, cached answers",
    23: "versions with known faults",
    31: "tests on SQLite in memory hide races",
    32: "Django's test client switches CSRF off",
    33: "a token can be spelled in several ways",
    34: "a hash of the password in the token",
}
CLIENT = {
    24: ("never refreshes", "safejwt-js/tests/authorized-fetch.test.ts"),
    25: ("withCredentials among the headers", "safejwt-js/tests/http/transport.test.ts"),
    26: ("no CSRF header", "safejwt-js/tests/http/csrf.test.ts"),
    27: ("the token goes to every host", "safejwt-js/tests/authorized-fetch.test.ts"),
    28: ("an answer without a body is a TypeError", "safejwt-js/tests/http/response.test.ts"),
    29: ("a server that is down signs everybody out", "safejwt-js/tests/client.test.ts"),
    30: ("no single flight, no coordination of tabs", "safejwt-js/tests/session/refresh.test.ts"),
}
ROOT = Path(__file__).resolve().parents[2]


def test_every_trap_has_a_test() -> None:
    source = "".join(file.read_text() for file in Path(__file__).parent.glob("test_*.py"))
    assert {int(number) for number in re.findall(r"def test_main_trap_(\d\d)_", source)} == set(MAIN)
    assert {int(number) for number in re.findall(r"def test_trap_(\d\d)_", source)} == set(SERVER)


def test_every_trap_of_the_client_is_tested_beside_the_client() -> None:
    assert set(MAIN) | set(SERVER) | set(CLIENT) == set(range(1, 35))
    missing = [file for _, file in CLIENT.values() if not (ROOT / file).is_file()]
    assert missing == []


ERRORS: list[tuple[str, str, dict[str, Any]]] = [
    ("get", "/users/nothing/", {}),
    ("get", "/users/login/", {}),
    ("get", "/users/auth/", {"HTTP_AUTHORIZATION": ""}),
    ("get", "/users/auth/", {"HTTP_AUTHORIZATION": "Bearer x"}),
    ("get", "/users/auth/", {"HTTP_X_CSRFTOKEN": ""}),
    ("get", "/users/auth/", {"HTTP_ACCEPT": "text/html"}),
    ("get", "/users/auth/?format=html", {}),
    ("get", "/users/987654/", {}),
    ("post", "/users/login/", {}),
    ("post", "/users/login/", {"content_type": "text/plain"}),
    ("delete", "/users/sessions/00000000-0000-4000-8000-000000000000/", {}),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "path", "extra"), ERRORS)
def test_main_trap_13_all_errors_have_one_shape(
    signed_in: BrowserClient, method: str, path: str, extra: dict[str, Any]
) -> None:
    body = {"data": b"x", "content_type": "application/json"} if method == "post" else {}
    answer = signed_in.generic(method.upper(), path, **{**body, **extra})
    assert answer["Content-Type"] == "application/json"
    assert 400 <= answer.status_code < 500
    error = answer.json()
    assert set(error) - {"errors"} == {"detail", "code"}
    assert all(isinstance(error[name], str) and error[name] for name in ("detail", "code"))


@pytest.mark.django_db
@pytest.mark.parametrize("body", ["[1, 2]", '"abc"', '{"user": "abc"}', "null", "1", "[[]]"])
def test_trap_15_a_body_of_another_kind_is_no_fault(signed_in: BrowserClient, user: User, body: str) -> None:
    for endpoint in ENDPOINTS:
        path = endpoint.path.format(pk=user.pk, sid="00000000-0000-4000-8000-000000000000")
        for method in endpoint.reading:
            answer = signed_in.generic(method, path, body, content_type="application/json")
            is_object = "user" in body
            if is_object and "{pk}" in endpoint.path:
                assert answer.status_code in (200, 400)  # a PATCH of nothing that there is changes nothing
            elif is_object and endpoint.path.endswith("/resend/"):
                assert answer.status_code == 202  # the address is that of the person who is signed in
            else:
                assert answer.status_code == 400
    assert signed_in.generic("POST", "/users/logout/", body, content_type="application/json").status_code == 204
