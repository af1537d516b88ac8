"""Parallel requests that end one flow, each in its own thread and database connection."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from safejwt.models import RefreshToken

from .app import App, copy_of, mailed_code, totp
from .passkey import Passkey
from .test_passkeys import enrol

CLIENTS = 6
pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="a SQLite database in memory has one connection"),
]


def by_mailed_code(app: App, other: App, clock: Any) -> tuple[str, Any]:
    app.post("auth/code/request", {"email": "ada@example.com"})
    return "auth/code/confirm", {"code": mailed_code()}


def by_totp(app: App, other: App, clock: Any) -> tuple[str, Any]:
    secret = other.enable_totp()
    clock.shift(60)
    app.log_in()
    return "auth/2fa/authenticate", {"code": totp(secret)}


def by_passkey(app: App, other: App, clock: Any) -> tuple[str, Any]:
    passkey = Passkey()
    enrol(other, passkey)
    options = app.get("auth/webauthn/login").json()["data"]["request_options"]
    return "auth/webauthn/login", {"credential": passkey.get(options)}


def at_once(calls: list[Callable[[], Any]]) -> list[Any]:
    barrier = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        barrier.wait()
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.fixture(params=["db", "cache"])
def engine(request: pytest.FixtureRequest, settings: Any) -> None:
    settings.SESSION_ENGINE = f"django.contrib.sessions.backends.{request.param}"


@pytest.mark.parametrize("flow", [by_mailed_code, by_totp, by_passkey], ids=lambda flow: flow.__name__)
def test_one_flow_starts_one_session(
    engine: None, app: App, user: Any, other: App, clock: Any, flow: Callable[[App, App, Any], Any]
) -> None:
    other.log_in()
    path, body = flow(app, other, clock)
    before = RefreshToken.objects.count()
    copies = [copy_of(app) for _ in range(CLIENTS)]
    responses = at_once([lambda copy=copy: copy.post(path, body) for copy in copies])  # type: ignore[misc]
    codes = [response.status_code for response in responses]
    assert codes.count(200) == 1, codes
    assert set(codes) <= {200, 400, 401, 409, 410}, codes
    assert RefreshToken.objects.count() == before + 1
    assert sum("refreshtoken" in response.cookies for response in responses) == 1


def test_wrong_code_during_the_end_of_the_flow(app: App, user: Any, other: App) -> None:
    """It writes to the session of the flow, which has ended meanwhile."""
    app.post("auth/code/request", {"email": user.email})
    code = mailed_code()
    copies = [copy_of(app) for _ in range(CLIENTS)]
    codes = [code, *["AAAA-AAAA"] * (CLIENTS - 1)]
    pairs = zip(copies, codes, strict=True)
    calls = [lambda copy=copy, code=code: copy.post("auth/code/confirm", {"code": code}) for copy, code in pairs]
    responses = at_once(calls)  # type: ignore[arg-type]
    assert {response.status_code for response in responses} <= {200, 400, 401, 409, 410}
    assert RefreshToken.objects.count() <= 1


def test_requests_of_one_session(app: App, user: Any) -> None:
    """They create the session that django-allauth has beside ours."""
    app.log_in()

    def call() -> Any:
        copy = copy_of(app)
        copy.browser.access_token = app.browser.access_token
        return copy.get("account/authenticators/totp")

    assert {response.status_code for response in at_once([call] * CLIENTS)} <= {401, 404}
