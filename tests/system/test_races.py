"""Parallel requests over TCP, each in a thread of the server."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from safejwt.conf import conf
from safejwt.models import RefreshToken
from safejwt.signals import refresh_token_reused
from users.models import EMAIL_TAKEN, User

from .browser import Browser, Response
from .conftest import PASSWORD

# Each request holds a connection to the database, of which the server has a limited number.
AT_ONCE = 40

pytestmark = pytest.mark.postgresql
OpenBrowser = Callable[[], Browser]
Later = Callable[[], None]


@pytest.fixture
def open_browser(live_server: Any) -> OpenBrowser:
    return lambda: Browser(live_server.url)


def race(requests: Sequence[Callable[[], Response]]) -> list[Response]:
    """Start all requests at the same moment, at most AT_ONCE of them at a time."""
    threads = min(len(requests), AT_ONCE)
    start = threading.Barrier(threads)

    def run(number: int) -> Response:
        if number < threads:
            start.wait(timeout=30)
        return requests[number]()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, range(len(requests))))


def statuses(responses: Sequence[Response]) -> list[int]:
    return sorted(response.status for response in responses)


def test_sqlite_threads_use_a_file_and_immediate_transactions(transactional_db: None) -> None:
    if connection.vendor == "sqlite":
        assert not connection.is_in_memory_db()  # type: ignore[attr-defined]
        assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_fifty_refreshes_with_one_token_rotate_once(logged_in_browser: Browser, later: Later) -> None:
    later()
    tabs = [logged_in_browser.copy() for _ in range(50)]
    before = RefreshToken.objects.get()
    responses = race([tab.refresh for tab in tabs])
    assert statuses(responses) == [200] * 50
    after = RefreshToken.objects.get()
    assert (after.pk, after.generation) == (before.pk, before.generation + 1)
    name = conf.refresh_cookie_name
    cookies = {response.cookies[name].value for response in responses}
    assert len(cookies - {logged_in_browser.cookies[name]}) == 1, "all requests get the same successor"
    assert all(tab.whoami().status == 200 for tab in tabs[:5])
    assert tabs[0].refresh().status == 200
    logged_in_browser.log_in("ada", PASSWORD)


def test_fifty_refreshes_within_the_interval_repeat_one_token(logged_in_browser: Browser) -> None:
    tabs = [logged_in_browser.copy() for _ in range(50)]
    before = RefreshToken.objects.get()
    responses = race([tab.refresh for tab in tabs])
    assert statuses(responses) == [200] * 50
    assert RefreshToken.objects.get().generation == before.generation
    assert {name for response in responses for name in response.cookies} == {settings.CSRF_COOKIE_NAME}
    assert all(tab.whoami().status == 200 for tab in tabs[:5])


def test_twenty_registrations_of_one_email_in_any_case_create_one_account(
    open_browser: OpenBrowser, transactional_db: None
) -> None:
    def register(number: int) -> Callable[[], Response]:
        email = "".join(c.upper() if number >> i & 1 else c for i, c in enumerate("ada@example.com"))
        browser = open_browser()
        browser.csrf()
        body = {"username": f"ada{number}", "email": email, "password": PASSWORD}
        return lambda: browser.send("POST", "/users/", body)

    responses = race([register(number) for number in range(20)])
    assert statuses(responses) == [201] + [400] * 19
    refused = [response.json() for response in responses if response.status == 400]
    assert {body["code"] for body in refused} == {"validation_error"}
    assert all(body["errors"] == {"email": [EMAIL_TAKEN]} for body in refused)
    assert (User.objects.count(), RefreshToken.objects.count()) == (1, 1)


def test_twenty_registrations_of_one_username_create_one_account(
    open_browser: OpenBrowser, transactional_db: None
) -> None:
    browsers = [open_browser() for _ in range(20)]
    for browser in browsers:
        browser.csrf()
    responses = race(
        [
            lambda browser=browser, number=number: browser.send(  # type: ignore[misc]
                "POST", "/users/", {"username": "ada", "email": f"{number}@example.com", "password": PASSWORD}
            )
            for number, browser in enumerate(browsers)
        ]
    )
    assert statuses(responses) == [201] + [400] * 19
    assert {tuple(response.json()["errors"]) for response in responses if response.status == 400} == {("username",)}
    assert User.objects.count() == 1


def test_thirty_logins_start_thirty_sessions(
    open_browser: OpenBrowser, create_user: Callable[..., User], transactional_db: None
) -> None:
    create_user()
    browsers = [open_browser() for _ in range(30)]
    for browser in browsers:
        browser.csrf()
    body = {"username": "ada", "password": PASSWORD}
    responses = race([lambda b=b: b.send("POST", "/users/login/", body) for b in browsers])  # type: ignore[misc]
    assert statuses(responses) == [200] * 30
    assert RefreshToken.objects.count() == 30


def test_parallel_login_attempts_are_all_counted(
    open_browser: OpenBrowser, create_user: Callable[..., User], transactional_db: None, clock: Any, settings: Any
) -> None:
    settings.SAFEJWT_LOGIN_RATE = "10/m"
    create_user()
    browsers = [open_browser() for _ in range(40)]
    for browser in browsers:
        browser.csrf()
    body = {"username": "ada", "password": "wrong"}
    responses = race([lambda b=b: b.send("POST", "/users/login/", body) for b in browsers])  # type: ignore[misc]
    assert statuses(responses) == [401] * 10 + [429] * 30


def test_twenty_uses_of_a_stolen_token_raise_one_alarm(logged_in_browser: Browser, later: Later) -> None:
    stolen = logged_in_browser.copy()
    for _ in range(2):
        assert logged_in_browser.whoami().status == 200
        later()
        assert logged_in_browser.refresh().status == 200
    alarms: list[Any] = []

    def record(sender: Any, **details: Any) -> None:
        alarms.append(details)

    refresh_token_reused.connect(record)
    try:
        responses = race([stolen.copy().refresh for _ in range(20)])
    finally:
        refresh_token_reused.disconnect(record)
    assert statuses(responses) == [401] * 20
    assert {response.code for response in responses} <= {"refresh_token_reused", "refresh_token_revoked"}
    assert len(alarms) == 1
    assert logged_in_browser.whoami().code == "session_ended"


@pytest.mark.parametrize("round_", range(10))
def test_logout_ends_the_session_despite_racing_refreshes(
    logged_in_browser: Browser, later: Later, round_: int
) -> None:
    # Every other time the refreshes rotate.
    assert logged_in_browser.whoami().status == 200
    if round_ % 2:
        later()
    tabs = [logged_in_browser.copy() for _ in range(8)]
    leaving = logged_in_browser.copy()
    requests: list[Callable[[], Response]] = [tab.refresh for tab in tabs]
    requests.insert(round_ % 9, lambda: leaving.send("POST", "/users/logout/"))
    responses = race(requests)
    assert {response.status for response in responses} <= {200, 204, 401}
    assert not RefreshToken.objects.exists()
    assert {tab.whoami().status for tab in [*tabs, logged_in_browser]} == {401}
    assert {tab.refresh().status for tab in [*tabs, logged_in_browser]} <= {401, 403}


@pytest.mark.parametrize("round_", range(5))
def test_password_change_ends_other_sessions_despite_racing_refreshes(
    logged_in_browser: Browser, open_browser: OpenBrowser, later: Later, round_: int
) -> None:
    phone = open_browser()
    phone.log_in("ada", PASSWORD)
    assert phone.whoami().status == 200
    if round_ % 2:
        later()
    tabs = [phone.copy() for _ in range(6)]
    user = User.objects.get()
    body = {"password": "another long passphrase", "current_password": PASSWORD}
    requests: list[Callable[[], Response]] = [tab.refresh for tab in tabs]
    requests.insert(round_, lambda: logged_in_browser.send("PATCH", f"/users/{user.pk}/", body))
    responses = race(requests)
    assert {response.status for response in responses} <= {200, 401}
    assert {tab.whoami().status for tab in [*tabs, phone]} == {401}
    assert {tab.refresh().status for tab in [*tabs, phone]} <= {401, 403}
    assert logged_in_browser.whoami().status == 200
    assert logged_in_browser.refresh().status == 200
