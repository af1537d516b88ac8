"""The server keeps the protocol: it answers every exchange of protocol/exchanges as written there, over real HTTP, and with
nothing that protocol/openapi.json does not say.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from safejwt import errors
from users.models import User

from . import documented
from .browser import Browser
from .exchanges import FILES, PROTOCOL, Replay, codes, load

ERRORS = json.loads((PROTOCOL / "errors.json").read_text())

# What no client can bring about in one exchange, and where it is tested instead.
OUTSIDE_EXCHANGES = {
    "permission_denied": "no endpoint here has permissions beyond being signed in; test_outages.py asks a view that has",
    "server_error": "needs a fault in the server; test_outages.py makes one",
    "service_unavailable": "needs a database that is gone; test_outages.py takes it away",
}


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_the_server_answers_as_the_exchange_says(
    file: Path, open_browser: Callable[[], Browser], make_user: Callable[..., User], clock: Any, settings: Any
) -> None:
    exchange = load(file)
    assert exchange["name"] == file.stem
    settings.SAFEJWT_LOGIN_RATE, settings.SAFEJWT_REGISTER_RATE = "10/m", "20/h"
    settings.SAFEJWT_ACCOUNTS_MAIL_RATE = "20/h"
    wanted = exchange.get("settings", {})
    settings.SAFEJWT_ACCOUNTS_REGISTRATION = wanted.get("registration", "session")
    settings.SAFEJWT_ACCOUNTS_REQUIRE_VERIFIED = wanted.get("requireVerified", False)
    for person in exchange.get("people", []):
        make_user(**person)
    Replay(open_browser, clock.shift, documented.check).play(exchange["steps"])


def test_error_classes_have_code_and_status_of_protocol() -> None:
    public = [getattr(errors, name) for name in errors.__all__]
    classes = [error for error in public if isinstance(error, type) and issubclass(error, errors.SafeJWTError)]
    assert classes
    assert {(error.code, error.status) for error in classes if "code" in vars(error)} <= {
        (code, entry["status"]) for code, entry in ERRORS.items()
    }


def test_every_code_is_told_in_full() -> None:
    for code, entry in ERRORS.items():
        assert set(entry) == {"status", "meaning", "client"}, code
        assert all(entry[key].endswith(".") for key in ("meaning", "client")), code


def test_every_code_occurs_in_an_exchange_or_has_a_reason_not_to() -> None:
    shown = set().union(*(codes(load(file)) for file in FILES))
    assert shown | set(OUTSIDE_EXCHANGES) == set(ERRORS)
    assert not shown & set(OUTSIDE_EXCHANGES)


def test_every_endpoint_of_the_protocol_occurs_in_an_exchange() -> None:
    steps = [step for file in FILES for step in load(file)["steps"] if "request" in step]
    shown = {(step["request"]["method"], step["request"]["path"].partition("$")[0]) for step in steps}
    both = {(method, path) for path in ("token/", "logout/") for method in ("GET", "POST")}
    account = {(method, "") for method in ("GET", "PATCH", "PUT", "POST")}
    account |= {("GET", "email/"), ("DELETE", "account/"), ("POST", "reauthenticate/")}
    account |= {("POST", f"email/{path}") for path in ("verify/", "verify/resend/", "change/", "change/confirm/")}
    account |= {("DELETE", "email/change/")}
    account |= {("POST", f"password/{path}") for path in ("change/", "reset/", "reset/confirm/")}
    devices = {("GET", "sessions/"), ("DELETE", "sessions/")}
    assert both | account | devices | {("GET", "csrf/"), ("POST", "login/"), ("GET", "auth/")} <= shown
