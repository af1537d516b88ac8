"""Many requests at once, from real threads over real HTTP, on the database the suite runs on."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from safejwt.models import RefreshToken
from safejwt.signals import refresh_token_reused
from users.models import EMAIL_TAKEN, User

from .browser import Answer, Browser
from .conftest import PASSWORD

# PostgreSQL as the tests start it takes 50 connections, and each request in flight holds one.
AT_ONCE = 40

OpenBrowser = Callable[[], Browser]


def race(requests: Sequence[Callable[[], Answer]]) -> list[Answer]:
    """Starts all the requests at the same moment, as many as the database has connections for."""
    crowd = min(len(requests), AT_ONCE)
    start = threading.Barrier(crowd)

    def run(number: int) -> Answer:
        if number < crowd:
            start.wait(timeout=30)
        return requests[number]()

    with ThreadPoolExecutor(crowd) as pool:
        return list(pool.map(run, range(len(requests))))


def statuses(answers: Sequence[Answer]) -> list[int]:
    return sorted(answer.status for answer in answers)


def copy(browser: Browser) -> Browser:
    return Browser(browser.address, dict(browser.cookies), browser.access_token)


def test_trap_31_the_threads_do_not_share_one_connection_to_one_memory(transactional_db: None) -> None:
    if connection.vendor == "sqlite":
        assert not connection.is_in_memory_db()  # type: ignore[attr-defined]
        assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_trap_01_one_refresh_token_raced_by_fifty_rotates_once_and_everybody_stays_signed_in(at_home: Browser) -> None:
    tabs = [copy(at_home) for _ in range(50)]
    before = RefreshToken.objects.get()
    answers = race([tab.refresh for tab in tabs])
    assert statuses(answers) == [200] * 50
    after = RefreshToken.objects.get()
    assert (after.pk, after.generation) == (before.pk, before.generation + 1)
    cookies = {answer.cookies[name].value for answer in answers for name in answer.cookies if "refresh" in name}
    assert len(cookies) == 1, "all got the same successor"
    assert all(tab.whoami().status == 200 for tab in tabs[:5])
    assert tabs[0].refresh().status == 200
    at_home.sign_in("ada", PASSWORD)


def test_twenty_registrations_of_one_email_in_different_letter_case_make_one_account(
    open_browser: OpenBrowser, transactional_db: None
) -> None:
    def register(number: int) -> Callable[[], Answer]:
        email = "".join(c.upper() if number >> i & 1 else c for i, c in enumerate("ada@example.com"))
        browser = open_browser()
        browser.csrf()
        body = {"username": f"ada{number}", "email": email, "password": PASSWORD}
        return lambda: browser.send("POST", "/users/", body)

    answers = race([register(number) for number in range(20)])
    assert statuses(answers) == [201] + [400] * 19
    refused = [answer.json() for answer in answers if answer.status == 400]
    assert {body["code"] for body in refused} == {"validation_error"}
    assert all(body["errors"] == {"email": [EMAIL_TAKEN]} for body in refused)
    assert (User.objects.count(), RefreshToken.objects.count()) == (1, 1)


def test_twenty_registrations_of_one_name_make_one_account(open_browser: OpenBrowser, transactional_db: None) -> None:
    browsers = [open_browser() for _ in range(20)]
    for browser in browsers:
        browser.csrf()
    answers = race(
        [
            lambda browser=browser, number=number: browser.send(  # type: ignore[misc]
                "POST", "/users/", {"username": "ada", "email": f"{number}@example.com", "password": PASSWORD}
            )
            for number, browser in enumerate(browsers)
        ]
    )
    assert statuses(answers) == [201] + [400] * 19
    assert {tuple(answer.json()["errors"]) for answer in answers if answer.status == 400} == {("username",)}
    assert User.objects.count() == 1


def test_thirty_logins_of_one_person_make_thirty_sessions(
    open_browser: OpenBrowser, make_user: Callable[..., User], transactional_db: None
) -> None:
    make_user()
    browsers = [open_browser() for _ in range(30)]
    for browser in browsers:
        browser.csrf()
    body = {"username": "ada", "password": PASSWORD}
    answers = race([lambda b=b: b.send("POST", "/users/login/", body) for b in browsers])  # type: ignore[misc]
    assert statuses(answers) == [200] * 30
    assert RefreshToken.objects.count() == 30


def test_parallel_guesses_at_a_password_are_all_counted(
    open_browser: OpenBrowser, make_user: Callable[..., User], transactional_db: None, clock: Any, settings: Any
) -> None:
    settings.SAFEJWT_LOGIN_RATE = "10/m"
    make_user()
    browsers = [open_browser() for _ in range(40)]
    for browser in browsers:
        browser.csrf()
    body = {"username": "ada", "password": "guess"}
    answers = race([lambda b=b: b.send("POST", "/users/login/", body) for b in browsers])  # type: ignore[misc]
    assert statuses(answers) == [401] * 10 + [429] * 30


def test_a_stolen_token_presented_by_twenty_at_once_is_one_alarm(at_home: Browser) -> None:
    stolen = copy(at_home)
    at_home.refresh()
    at_home.refresh()
    alarms: list[Any] = []

    def hear(sender: Any, **details: Any) -> None:
        alarms.append(details)

    refresh_token_reused.connect(hear)
    try:
        answers = race([copy(stolen).refresh for _ in range(20)])
    finally:
        refresh_token_reused.disconnect(hear)
    assert statuses(answers) == [401] * 20
    assert {answer.code for answer in answers} <= {"refresh_token_reused", "refresh_token_revoked"}
    assert len(alarms) == 1
    assert at_home.whoami().code == "session_ended"


@pytest.mark.parametrize("round_", range(10))
def test_no_session_is_alive_after_logout_has_answered_however_many_refreshes_race_it(
    at_home: Browser, round_: int
) -> None:
    tabs = [copy(at_home) for _ in range(8)]
    leaving = copy(at_home)
    requests: list[Callable[[], Answer]] = [tab.refresh for tab in tabs]
    requests.insert(round_ % 9, lambda: leaving.send("POST", "/users/logout/"))
    answers = race(requests)
    assert {answer.status for answer in answers} <= {200, 204, 401}
    assert not RefreshToken.objects.exists()
    assert {tab.whoami().status for tab in [*tabs, at_home]} == {401}
    assert {tab.refresh().status for tab in [*tabs, at_home]} <= {401, 403}


@pytest.mark.parametrize("round_", range(5))
def test_no_other_session_is_alive_after_a_password_change_has_answered(
    at_home: Browser, open_browser: OpenBrowser, round_: int
) -> None:
    phone = open_browser()
    phone.sign_in("ada", PASSWORD)
    tabs = [copy(phone) for _ in range(6)]
    person = User.objects.get()
    body = {"password": "another long passphrase", "current_password": PASSWORD}
    requests: list[Callable[[], Answer]] = [tab.refresh for tab in tabs]
    requests.insert(round_, lambda: at_home.send("PATCH", f"/users/{person.pk}/", body))
    answers = race(requests)
    assert {answer.status for answer in answers} <= {200, 401}
    assert {tab.whoami().status for tab in [*tabs, phone]} == {401}
    assert {tab.refresh().status for tab in [*tabs, phone]} <= {401, 403}
    assert at_home.whoami().status == 200
    assert at_home.refresh().status == 200
