"""Links, emails and accounts under parallel requests over TCP, each in a thread of the server."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core import mail
from django.db import connections
from django.utils import timezone
from safejwt import sessions
from safejwt.accounts.email_addresses import mark_verified
from safejwt.accounts.flows import email_change, password_reset, verification
from safejwt.accounts.mail.delivery import send_due
from safejwt.accounts.mail.outbox import queue
from safejwt.accounts.models import AccountEmail, ForgottenDevice, Mail
from safejwt.models import RefreshToken
from users.models import User

from .browser import Browser, Response
from .conftest import PASSWORD
from .mailbox import last_token, send_all
from .test_races import race, statuses

pytestmark = pytest.mark.postgresql
OpenBrowser = Callable[[], Browser]
TWENTY = range(20)


@pytest.fixture(autouse=True)
def _no_limit(settings: Any) -> None:
    settings.SAFEJWT_ACCOUNTS_LINK_RATE, settings.SAFEJWT_ACCOUNTS_MAILS_PER_ADDRESS = "100000/m", 1000
    # Twenty passwords at once from one client network: the limits would refuse most of them.
    settings.SAFEJWT_LOGIN_RATE = settings.SAFEJWT_LOGIN_ACCOUNT_RATE = settings.SAFEJWT_LOGIN_ADDRESS_RATE = None
    settings.SAFEJWT_PARALLEL_HASHES = None


@pytest.fixture
def open_browser(live_server: Any) -> OpenBrowser:
    return lambda: Browser(live_server.url)


def all_at_once(open_browser: OpenBrowser, path: str, body: Callable[[int], dict[str, str]]) -> list[Response]:
    def prepare(number: int) -> Callable[[], Response]:
        browser = open_browser()
        browser.csrf()
        return lambda: browser.send("POST", f"/users/{path}", body(number))

    return race([prepare(number) for number in TWENTY])


def error_codes(responses: list[Response]) -> set[str]:
    return {response.code for response in responses if response.status != 200}


def test_twenty_uses_of_one_reset_link_set_one_password(logged_in_browser: Browser, open_browser: OpenBrowser) -> None:
    logged_in_browser.send("POST", "/users/password/reset/", {"email": "ada@example.com"})
    token = last_token()
    passwords = [f"the passphrase of number {number}" for number in TWENTY]
    responses = all_at_once(
        open_browser, "password/reset/confirm/", lambda number: {"token": token, "password": passwords[number]}
    )
    assert statuses(responses) == [204] + [400] * 19
    assert {response.code for response in responses if response.status == 400} == {"link_invalid"}
    winner = next(number for number, response in enumerate(responses) if response.status == 204)
    user = User.objects.get()
    assert [user.check_password(password) for password in passwords] == [number == winner for number in TWENTY]
    assert not RefreshToken.objects.exists()
    assert Mail.objects.filter(kind="password_was_reset").count() == 1


def test_twenty_uses_of_one_link_verify_the_email_once(logged_in_browser: Browser, open_browser: OpenBrowser) -> None:
    verification.request(User.objects.get())
    token = last_token()
    responses = all_at_once(open_browser, "email/verify/", lambda _: {"token": token, "password": PASSWORD})
    assert statuses(responses) == [200] + [400] * 19
    assert error_codes(responses) == {"link_invalid"}


def test_twenty_uses_of_one_link_change_the_email_once(logged_in_browser: Browser, open_browser: OpenBrowser) -> None:
    mark_verified(User.objects.get())
    logged_in_browser.send("POST", "/users/email/change/", {"email": "new@example.com"})
    token = last_token()
    responses = all_at_once(open_browser, "email/change/confirm/", lambda _: {"token": token, "password": PASSWORD})
    assert statuses(responses) == [200] + [400] * 19
    assert error_codes(responses) == {"link_invalid"}
    assert Mail.objects.filter(kind="email_changed").count() == 1


def test_twenty_uses_of_one_link_create_one_account(
    open_browser: OpenBrowser, transactional_db: None, settings: Any
) -> None:
    settings.SAFEJWT_ACCOUNTS_REGISTRATION = "mail"
    browser = open_browser()
    browser.csrf()
    fields = {"username": "grace", "email": "grace@example.com", "password": PASSWORD}
    assert browser.send("POST", "/users/", fields).status == 202
    token = last_token()
    responses = all_at_once(open_browser, "email/verify/", lambda _: {"token": token, "password": PASSWORD})
    assert statuses(responses) == [200] + [400] * 19
    assert error_codes(responses) == {"link_invalid"}
    assert User.objects.count() == AccountEmail.objects.count() == 1


def test_competing_email_changes_have_one_winner(
    open_browser: OpenBrowser, transactional_db: None, create_user: Callable[..., User], settings: Any
) -> None:
    settings.SAFEJWT_ACCOUNTS_MAILS_PER_ADDRESS = 100
    links: list[str] = []
    for number in range(8):
        create_user(f"user{number}")
        browser = open_browser()
        browser.log_in(f"user{number}", PASSWORD)
        browser.send("POST", "/users/email/change/", {"email": "wanted@example.com"})
        before = set(links)
        send_all()
        links.append(last_token())
        assert links[-1] not in before
    browsers = [open_browser() for _ in links]
    for browser in browsers:
        browser.csrf()

    def follow(browser: Browser, token: str) -> Callable[[], Response]:
        return lambda: browser.send("POST", "/users/email/change/confirm/", {"token": token, "password": PASSWORD})

    responses = race([follow(browser, token) for browser, token in zip(browsers, links, strict=True)])
    assert statuses(responses) == [200] + [400] * 7
    assert User.objects.filter(email="wanted@example.com").count() == 1


def test_twenty_requests_forget_a_device_once(logged_in_browser: Browser) -> None:
    lost = sessions.start(User.objects.get()).sid
    tabs = [logged_in_browser.copy() for _ in TWENTY]

    def forget(tab: Browser) -> Callable[[], Response]:
        return lambda: tab.send("POST", f"/users/sessions/{lost}/forget/")

    responses = race([forget(tab) for tab in tabs])
    assert statuses(responses) == [204] + [404] * 19
    assert ForgottenDevice.objects.count() == RefreshToken.objects.count() == 1


def test_parallel_senders_send_each_email_once(
    transactional_db: None, create_user: Callable[..., User], live_server: Any
) -> None:
    user = create_user()
    for number in range(60):
        queue("password_changed", f"user{number}@example.com", user=user)
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
    assert sorted(message.to[0] for message in mail.outbox) == sorted(f"user{n}@example.com" for n in range(60))
    assert not Mail.objects.exists()


RACERS: dict[str, tuple[str, dict[str, str] | None]] = {
    "login/": ("POST", {"username": "ada", "password": PASSWORD}),
    "token/": ("POST", None),
    "{pk}/": ("PATCH", {"username": "grace"}),
    "{pk}/ password": ("PATCH", {"current_password": PASSWORD, "password": "another long passphrase"}),
    "password/change/": ("POST", {"current_password": PASSWORD, "password": "another long passphrase"}),
    "password/reset/": ("POST", {"email": "ada@example.com"}),
    "email/change/": ("POST", {"email": "new@example.com"}),
    "email/change/ cancel": ("DELETE", None),
    "email/verify/resend/": ("POST", {}),
    "reauthenticate/": ("POST", {"password": PASSWORD}),
    "sessions/": ("DELETE", None),
    "sessions/ list": ("GET", None),
    "events/": ("GET", None),
    "logout/": ("POST", None),
    "logout/everywhere/": ("POST", None),
}


@pytest.mark.parametrize("name", RACERS)
def test_request_that_races_with_the_deletion_of_its_account_raises_no_server_error(
    logged_in_browser: Browser, name: str, later: Callable[[], None], caplog: pytest.LogCaptureFixture
) -> None:
    # A refresh rotates.
    assert logged_in_browser.whoami().status == 200
    later()
    method, body = RACERS[name]
    user = User.objects.get()
    path = f"/users/{name.partition(' ')[0].format(pk=user.pk)}"

    def request() -> Callable[[], Response]:
        browser = logged_in_browser.copy()
        return lambda: browser.send(method, path, body)

    def delete() -> Response:
        return logged_in_browser.copy().send("DELETE", "/users/account/")

    *responses, deletion = race([*[request() for _ in range(8)], delete])
    # 400: the password that one of them has set meanwhile.
    assert set(statuses(responses)) <= {200, 202, 204, 401, *([400] if PASSWORD in (body or {}).values() else [])}
    # With another password or without a session, the deletion is too late.
    assert deletion.status in {204, 401}
    assert deletion.status == 401 or not User.objects.exists()
    assert not RefreshToken.objects.exclude(user__in=User.objects.all()).exists()
    assert not [record for record in caplog.records if record.exc_info]


@pytest.mark.parametrize("kind", ["reset", "verify", "change"])
def test_link_that_races_with_the_deletion_of_its_account_raises_no_server_error(
    logged_in_browser: Browser, open_browser: OpenBrowser, kind: str
) -> None:
    user = User.objects.get()
    if kind == "verify":
        path, token = "email/verify/", verification.make_token(user)
    elif kind == "change":
        email_change.request(user, "new@example.com")
        path, token = "email/change/confirm/", email_change.make_token(user, "new@example.com")
    else:
        path, token = "password/reset/confirm/", password_reset.make_token(user, requested_at=timezone.now())
    browser = open_browser()
    browser.csrf()
    body = {"token": token, "password": PASSWORD}
    follow = [lambda: browser.copy().send("POST", f"/users/{path}", body) for _ in range(6)]
    *responses, deletion = race([*follow, lambda: logged_in_browser.send("DELETE", "/users/account/")])
    assert set(statuses(responses)) <= {200, 204, 400}
    assert deletion.status in {204, 401}


def test_twenty_deletions_of_one_account_raise_no_server_error(logged_in_browser: Browser) -> None:
    def delete(_: int) -> Callable[[], Response]:
        browser = logged_in_browser.copy()
        return lambda: browser.send("DELETE", "/users/account/")

    responses = race([delete(number) for number in TWENTY])
    assert set(statuses(responses)) <= {204, 401}
    assert 204 in statuses(responses)
    assert not User.objects.exists()
    assert not RefreshToken.objects.exists()
