"""A mail server that is slow, silent or gone costs no answer a moment, and the mails go out later (fault X18)."""

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

from .browser import Answer, Browser
from .conftest import PASSWORD

OpenBrowser = Callable[[], Browser]


@pytest.fixture
def black_hole() -> Iterator[tuple[str, int]]:
    """A server that takes connections and never says a word."""
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
    """The serving process sends mails itself, as it does outside of tests."""
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


def timed(send: Callable[[], Answer]) -> tuple[float, Answer]:
    start = time.monotonic()
    answer = send()
    return time.monotonic() - start, answer


def test_the_serving_process_sends_what_was_committed(
    sending: None, open_browser: OpenBrowser, make_user: Callable[..., User]
) -> None:
    make_user()
    browser = open_browser()
    browser.csrf()
    assert browser.send("POST", "/users/password/reset/", {"email": "ada@example.com"}).status == 202
    assert until(lambda: len(mail.outbox) == 1)
    assert until(lambda: not Mail.objects.exists())


def test_a_mail_server_that_never_answers_changes_neither_answers_nor_their_time(
    sending: None,
    black_hole: tuple[str, int],
    open_browser: OpenBrowser,
    make_user: Callable[..., User],
    settings: Any,
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = black_hole
    settings.EMAIL_TIMEOUT = 3
    make_user()
    browser = open_browser()
    browser.csrf()
    answers = []
    for _ in range(3):
        for address in ("ada@example.com", "nobody@example.com"):
            body = {"email": address}
            answers.append(timed(lambda body=body: browser.send("POST", "/users/password/reset/", body)))  # type: ignore[misc]
    fields = {"username": "grace", "email": "grace@example.com", "password": PASSWORD}
    seconds, registered = timed(lambda: browser.send("POST", "/users/", fields))
    assert registered.status == 201
    assert {(answer.status, answer.body) for _, answer in answers} == {(202, answers[0][1].body)}
    # A single try at that server takes three seconds.
    assert max(seconds, *(taken for taken, _ in answers)) < 1.5
    assert until(lambda: Mail.objects.filter(attempts=1, kind="password_reset").exists())
    assert mail.outbox == []


def test_what_a_silent_server_did_not_take_is_sent_when_another_one_does(
    sending: None,
    black_hole: tuple[str, int],
    open_browser: OpenBrowser,
    make_user: Callable[..., User],
    settings: Any,
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = black_hole
    settings.EMAIL_TIMEOUT = 0.5
    make_user()
    browser = open_browser()
    browser.csrf()
    browser.send("POST", "/users/password/reset/", {"email": "ada@example.com"})
    failed = Mail.objects.filter(kind="password_reset", attempts=1)
    assert until(failed.exists)
    # The claim gives way to the pause when the try has failed.
    first = failed.get().due_at
    assert until(lambda: failed.get().due_at < first or (failed.get().due_at - failed.get().created_at).seconds < 300)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    failed.update(due_at=failed.get().created_at)
    worker.wake()
    assert until(lambda: len(mail.outbox) == 1)
    assert "#token=" in str(mail.outbox[0].body)
