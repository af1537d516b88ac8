"""The server follows every exchange of protocol/exchanges, and protocol/openapi.json."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from safejwt import errors
from users.models import User

from . import openapi_document
from .browser import Browser
from .exchanges import FILES, PROTOCOL, Replay, codes, load

ERRORS = json.loads((PROTOCOL / "errors.json").read_text())

# Errors that no client can cause, and where they are tested.
OUTSIDE_EXCHANGES = {
    "mfa_required": "no endpoint needs a second factor; django-safejwt's test_permissions.py has views that do",
    "permission_denied": "no endpoint needs more than a login; test_outages.py has a view that does",
    "server_error": "needs a server error; test_outages.py raises one",
    "service_unavailable": "needs a database outage; test_outages.py causes one",
}


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_server_replays_every_exchange(
    file: Path, open_browser: Callable[[], Browser], create_user: Callable[..., User], clock: Any, settings: Any
) -> None:
    exchange = load(file)
    assert exchange["name"] == file.stem
    settings.SAFEJWT_LOGIN_RATE, settings.SAFEJWT_REGISTER_RATE = "10/m", "20/h"
    settings.SAFEJWT_ACCOUNTS_MAIL_RATE = "20/h"
    wanted = exchange.get("settings", {})
    settings.SAFEJWT_ACCOUNTS_REGISTRATION = wanted.get("registration", "session")
    settings.SAFEJWT_ACCOUNTS_REQUIRE_VERIFIED = wanted.get("requireVerified", False)
    for user in exchange.get("people", []):
        create_user(**user)
    Replay(open_browser, clock.shift, openapi_document.check).play(exchange["steps"])


def test_error_classes_have_code_and_status_of_protocol() -> None:
    public = [getattr(errors, name) for name in errors.__all__]
    classes = [error for error in public if isinstance(error, type) and issubclass(error, errors.SafeJWTError)]
    assert classes
    assert {(error.code, error.status) for error in classes if "code" in vars(error)} <= {
        (code, entry["status"]) for code, entry in ERRORS.items()
    }


def test_every_code_is_described() -> None:
    for code, entry in ERRORS.items():
        assert set(entry) == {"status", "meaning", "client"}, code
        assert all(entry[key].endswith(".") for key in ("meaning", "client")), code


def test_every_code_occurs_in_an_exchange() -> None:
    seen = set().union(*(codes(load(file)) for file in FILES))
    assert seen | set(OUTSIDE_EXCHANGES) == set(ERRORS)
    assert not seen & set(OUTSIDE_EXCHANGES)


def test_every_endpoint_occurs_in_an_exchange() -> None:
    steps = [step for file in FILES for step in load(file)["steps"] if "request" in step]
    seen = {(step["request"]["method"], step["request"]["path"].partition("$")[0]) for step in steps}
    both = {(method, path) for path in ("token/", "logout/") for method in ("GET", "POST")}
    account = {(method, "") for method in ("GET", "PATCH", "PUT", "POST")}
    account |= {
        ("GET", "email/"),
        ("DELETE", "account/"),
        ("POST", "account/secure/"),
        ("POST", "links/check/"),
        ("POST", "reauthenticate/"),
    }
    account |= {("POST", "account/export/")}
    account |= {("POST", f"email/{path}") for path in ("verify/", "verify/resend/", "change/", "change/confirm/")}
    account |= {("DELETE", "email/change/")}
    account |= {("POST", f"password/{path}") for path in ("change/", "reset/", "reset/confirm/")}
    devices = {("GET", "sessions/"), ("DELETE", "sessions/")}
    assert both | account | devices | {("GET", "csrf/"), ("POST", "login/"), ("GET", "auth/")} <= seen
