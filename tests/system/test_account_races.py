"""Links, mails and accounts under many requests at once, over real HTTP, on the database the suite runs on."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core import mail
from django.db import connections
from safejwt.accounts.flows import verification
from safejwt.accounts.mail.delivery import send_due
from safejwt.accounts.mail.outbox import queue
from safejwt.accounts.models import AccountEmail, Mail
from safejwt.models import RefreshToken
from users.models import User

from .browser import Answer, Browser
from .conftest import PASSWORD
from .post import last_token, send_all
from .test_races import race, statuses

OpenBrowser = Callable[[], Browser]
TWENTY = range(20)


@pytest.fixture(autouse=True)
def _no_limit(settings: Any) -> None:
    settings.SAFEJWT_ACCOUNTS_LINK_RATE, settings.SAFEJWT_ACCOUNTS_MAILS_PER_ADDRESS = "100000/m", 1000
    # Twenty passwords at once from one place: the limits would let some of them through, one after the other.
    settings.SAFEJWT_LOGIN_RATE = settings.SAFEJWT_LOGIN_ACCOUNT_RATE = settings.SAFEJWT_LOGIN_ADDRESS_RATE = None
    settings.SAFEJWT_PARALLEL_HASHES = None


def all_at_once(open_browser: OpenBrowser, path: str, body: Callable[[int], dict[str, str]]) -> list[Answer]:
    def prepare(number: int) -> Callable[[], Answer]:
        browser = open_browser()
        browser.csrf()
        return lambda: browser.send("POST", f"/users/{path}", body(number))

    return race([prepare(number) for number in TWENTY])


def refused(answers: list[Answer]) -> set[str]:
    return {answer.code for answer in answers if answer.status != 200}


def test_trap_31_of_twenty_who_use_one_reset_link_one_sets_his_password(
    at_home: Browser, open_browser: OpenBrowser
) -> None:
    at_home.send("POST", "/users/password/reset/", {"email": "ada@example.com"})
    token = last_token()
    passwords = [f"the passphrase of number {number}" for number in TWENTY]
    answers = all_at_once(
        open_browser, "password/reset/confirm/", lambda number: {"token": token, "password": passwords[number]}
    )
    assert statuses(answers) == [204] + [400] * 19
    assert {answer.code for answer in answers if answer.status == 400} == {"link_invalid"}
    winner = next(number for number, answer in enumerate(answers) if answer.status == 204)
    user = User.objects.get()
    assert [user.check_password(password) for password in passwords] == [number == winner for number in TWENTY]
    assert not RefreshToken.objects.exists()
    assert Mail.objects.filter(kind="password_was_reset").count() == 1


def test_of_twenty_who_use_one_link_one_confirms_the_address(at_home: Browser, open_browser: OpenBrowser) -> None:
    verification.request(User.objects.get())
    token = last_token()
    answers = all_at_once(open_browser, "email/verify/", lambda _: {"token": token, "password": PASSWORD})
    assert statuses(answers) == [200] + [400] * 19
    assert refused(answers) == {"link_invalid"}


def test_of_twenty_who_use_one_link_one_changes_the_address(at_home: Browser, open_browser: OpenBrowser) -> None:
    at_home.send("POST", "/users/email/change/", {"email": "new@example.com"})
    token = last_token()
    answers = all_at_once(open_browser, "email/change/confirm/", lambda _: {"token": token, "password": PASSWORD})
    assert statuses(answers) == [200] + [400] * 19
    assert refused(answers) == {"link_invalid"}
    assert Mail.objects.filter(kind="email_changed").count() == 1


def test_of_twenty_who_use_one_link_one_makes_the_account(
    open_browser: OpenBrowser, transactional_db: None, settings: Any
) -> None:
    settings.SAFEJWT_ACCOUNTS_REGISTRATION = "mail"
    browser = open_browser()
    browser.csrf()
    fields = {"username": "grace", "email": "grace@example.com", "password": PASSWORD}
    assert browser.send("POST", "/users/", fields).status == 202
    token = last_token()
    answers = all_at_once(open_browser, "email/verify/", lambda _: {"token": token, "password": PASSWORD})
    assert statuses(answers) == [200] + [400] * 19
    assert refused(answers) == {"link_invalid"}
    assert User.objects.count() == AccountEmail.objects.count() == 1


def test_two_who_want_one_address_do_not_both_get_it(
    open_browser: OpenBrowser, transactional_db: None, make_user: Callable[..., User], settings: Any
) -> None:
    settings.SAFEJWT_ACCOUNTS_MAILS_PER_ADDRESS = 100
    links: list[str] = []
    for number in range(8):
        make_user(f"person{number}")
        browser = open_browser()
        browser.sign_in(f"person{number}", PASSWORD)
        browser.send("POST", "/users/email/change/", {"email": "wanted@example.com"})
        before = set(links)
        send_all()
        links.append(last_token())
        assert links[-1] not in before
    browsers = [open_browser() for _ in links]
    for browser in browsers:
        browser.csrf()

    def follow(browser: Browser, token: str) -> Callable[[], Answer]:
        return lambda: browser.send("POST", "/users/email/change/confirm/", {"token": token, "password": PASSWORD})

    answers = race([follow(browser, token) for browser, token in zip(browsers, links, strict=True)])
    assert statuses(answers) == [200] + [400] * 7
    assert User.objects.filter(email="wanted@example.com").count() == 1


def test_several_processes_that_send_at_once_send_each_mail_once(
    transactional_db: None, make_user: Callable[..., User], live_server: Any
) -> None:
    user = make_user()
    for number in range(60):
        queue("password_changed", f"person{number}@example.com", user=user)
    start = threading.Barrier(6)

    def work(_: int) -> list[str]:
        try:
            start.wait(timeout=30)
            return list(send_due())
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        outcomes = [outcome for found in pool.map(work, range(6)) for outcome in found]
    assert outcomes == ["sent"] * 60
    assert sorted(message.to[0] for message in mail.outbox) == sorted(f"person{n}@example.com" for n in range(60))
    assert not Mail.objects.exists()


def test_of_twenty_who_delete_one_account_none_meets_a_fault(at_home: Browser) -> None:
    def delete(_: int) -> Callable[[], Answer]:
        browser = Browser(at_home.address, dict(at_home.cookies), at_home.access_token)
        return lambda: browser.send("DELETE", "/users/account/")

    answers = race([delete(number) for number in TWENTY])
    assert set(statuses(answers)) <= {204, 401}
    assert 204 in statuses(answers)
    assert not User.objects.exists()
    assert not RefreshToken.objects.exists()
