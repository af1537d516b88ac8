"""A slow or silent email server delays no response, and the emails are sent later."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest
from django.core import mail
from safejwt.accounts.mail import worker
from safejwt.accounts.models import Mail
from users.models import User

from .browser import Browser, Response
from .conftest import PASSWORD

pytestmark = pytest.mark.postgresql
OpenBrowser = Callable[[], Browser]


@pytest.fixture
def black_hole() -> Iterator[tuple[str, int]]:
    """A server that accepts connections and never responds."""
    held: list[socket.socket] = []
    with closing(socket.create_server(("127.0.0.1", 0))) as server:

        def accept() -> None:
            while True:
                try:
                    held.append(server.accept()[0])
                except OSError:
                    return

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield server.getsockname()
        server.shutdown(socket.SHUT_RDWR)
        thread.join(5)
    for connection in held:
        connection.close()


@pytest.fixture
def sending(settings: Any, transactional_db: None) -> Iterator[None]:
    """The server process sends emails itself, as it does outside of tests."""
    settings.SAFEJWT_ACCOUNTS_SEND_IN_PROCESS = True
    yield
    worker.stop()


def until(condition: Callable[[], bool], seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def timed(send: Callable[[], Response]) -> tuple[float, Response]:
    start = time.monotonic()
    response = send()
    return time.monotonic() - start, response


def test_server_process_sends_committed_emails(
    sending: None, open_browser: OpenBrowser, create_user: Callable[..., User]
) -> None:
    create_user()
    browser = open_browser()
    browser.csrf()
    assert browser.send("POST", "/users/password/reset/", {"email": "ada@example.com"}).status == 202
    assert until(lambda: len(mail.outbox) == 1)
    assert until(lambda: not Mail.objects.exists())


def test_unresponsive_email_server_does_not_affect_responses(
    sending: None,
    black_hole: tuple[str, int],
    open_browser: OpenBrowser,
    create_user: Callable[..., User],
    settings: Any,
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = black_hole
    settings.EMAIL_TIMEOUT = 2
    create_user()
    browser = open_browser()
    browser.csrf()
    responses = []
    for _ in range(3):
        for address in ("ada@example.com", "unknown@example.com"):
            body = {"email": address}
            responses.append(timed(lambda body=body: browser.send("POST", "/users/password/reset/", body)))  # type: ignore[misc]
    fields = {"username": "grace", "email": "grace@example.com", "password": PASSWORD}
    seconds, registered = timed(lambda: browser.send("POST", "/users/", fields))
    assert registered.status == 201
    assert {(response.status, response.body) for _, response in responses} == {(202, responses[0][1].body)}
    # A single attempt at that server takes two seconds.
    assert max(seconds, *(taken for taken, _ in responses)) < 1.5
    assert until(lambda: Mail.objects.filter(attempts=1, kind="password_reset").exists())
    assert mail.outbox == []


def test_failed_email_is_sent_once_a_server_accepts_it(
    sending: None,
    black_hole: tuple[str, int],
    open_browser: OpenBrowser,
    create_user: Callable[..., User],
    settings: Any,
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = black_hole
    settings.EMAIL_TIMEOUT = 0.5
    create_user()
    browser = open_browser()
    browser.csrf()
    browser.send("POST", "/users/password/reset/", {"email": "ada@example.com"})
    failed = Mail.objects.filter(kind="password_reset", attempts=1)
    assert until(failed.exists)
    # After the failure the claim is replaced by a pause.
    first = failed.get().due_at
    assert until(lambda: failed.get().due_at < first or (failed.get().due_at - failed.get().created_at).seconds < 300)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    failed.update(due_at=failed.get().created_at)
    worker.wake()
    assert until(lambda: len(mail.outbox) == 1)
    assert "#token=" in str(mail.outbox[0].body)
