"""Mails that wait: nothing secret among them, each sent once, tried again, and in the end given up (fault X18)."""

import re
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.core.signals import request_started
from django.db import OperationalError, connection
from django.utils import timezone
from safejwt.accounts import receivers
from safejwt.accounts.flows import email_change, passwords, registration, verification
from safejwt.accounts.mail import delivery
from safejwt.accounts.mail.delivery import next_due, send_due
from safejwt.accounts.mail.messages import KINDS, REQUESTS
from safejwt.accounts.mail.outbox import queue
from safejwt.accounts.models import Mail, PendingRegistration
from safejwt.accounts.signals import mail_queued
from safejwt.testing import BrowserClient

from tests.conftest import PASSWORD

from .conftest import Post, Send
from .mailing import LOCMEM, send_by

pytestmark = pytest.mark.django_db


class Broken(EmailBackend):
    """A mail server that refuses everything, and says the address while it does."""

    def send_messages(self, messages: Any) -> int:
        raise OSError("550 no such user ada@example.com")


BROKEN = f"{__name__}.Broken"


def ask_for_everything(user: Any) -> None:
    verification.request(user)
    passwords.request_reset("ada@example.com")
    email_change.request(user, "new@example.com")
    registration.request(
        {"username": "grace", user.get_email_field_name(): "grace@example.com", "password": "md5$salt$hash"}
    )


def test_a_copy_of_the_database_holds_no_token_and_opens_nothing(
    visitor: BrowserClient, user: Any, post: Post, send: Send, settings: Any
) -> None:
    settings.SAFEJWT_ACCOUNTS_LINK_RATE = "100000/m"
    ask_for_everything(user)
    send_by(settings, BROKEN)  # requests are looked up, and what follows from them waits
    list(send_due())
    values: set[str] = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            if table.startswith(("safejwt", "auth_user", "project")):
                name = connection.ops.quote_name(table)
                cursor.execute(f"SELECT * FROM {name}")  # noqa: S608 - names of the database's own
                values |= {str(value) for row in cursor.fetchall() for value in row}
    assert {"verify_email", "password_reset", "email_change", "register"} <= values
    for value in values:
        for token in {value, *re.findall(r"[\w:.-]{20,}", value)}:
            for path in ("email/verify/", "email/change/confirm/", "password/reset/confirm/"):
                answer = send(visitor, path, token=token or "x", password="long enough passphrase")
                assert answer.json()["code"] in ("link_invalid", "validation_error")
        assert "#token" not in value
    send_by(settings, LOCMEM)
    Mail.objects.update(due_at=timezone.now())
    assert len(post.tokens()) == 4, "the links are made when they are sent"
    assert not any(token in value for token in post.tokens() for value in values)


def test_a_mail_is_sent_once_and_its_row_is_gone(user: Any, post: Post) -> None:
    verification.request(user)
    assert [len(post()), len(post())] == [1, 1]
    assert not Mail.objects.exists()


def test_whoever_claims_a_mail_has_it_until_his_time_is_over(user: Any, clock: Any) -> None:
    verification.request(user)
    now = timezone.now()
    assert delivery._claim(now) is not None
    assert delivery._claim(now) is None
    assert delivery._claim(now + timedelta(minutes=9)) is None
    assert delivery._claim(now + timedelta(minutes=10)) is not None, "he must have died"


def test_of_two_who_read_the_same_row_one_gets_it(user: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    verification.request(user)
    rows = list(Mail.objects.all())
    now = timezone.now()
    claims = []
    for _ in range(2):
        # Both have read the row before either writes.
        mine = Mail.objects.filter(pk=rows[0].pk, due_at=rows[0].due_at, attempts=rows[0].attempts)
        claims.append(mine.update(due_at=now + timedelta(minutes=10), attempts=1))
    assert claims == [1, 0]


def test_what_cannot_be_sent_is_tried_again_later_each_time_and_in_the_end_given_up(
    user: Any, settings: Any, clock: Any, caplog: Any
) -> None:
    send_by(settings, BROKEN)
    verification.request(user)
    pauses = []
    for _ in range(10):
        outcomes = list(send_due())
        due = next_due()
        if due is not None:
            pauses.append(round((due - timezone.now()).total_seconds() / 60))
            clock.move_to(due)
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 256]
    assert outcomes == ["given up"]
    assert not Mail.objects.exists()
    records = [record for record in caplog.records if record.name == "safejwt"]
    assert [record.message for record in records] == ["mail_not_sent"] * 9 + ["mail_given_up"]
    assert {record.reason for record in records} == {"OSError"}
    assert not [record for record in records if "example.com" in str(vars(record))]


def test_an_outage_that_ends_in_between_loses_nothing(user: Any, settings: Any, clock: Any, post: Post) -> None:
    send_by(settings, BROKEN)
    verification.request(user)
    assert list(send_due()) == ["failed"]
    send_by(settings, LOCMEM)
    assert list(send_due()) == []
    clock.shift(timedelta(minutes=1))
    assert list(send_due()) == ["sent"]


def test_a_mail_that_cannot_be_written_does_not_stop_the_others(user: Any, post: Post) -> None:
    queue("no_such_kind", "ada@example.com")
    verification.request(user)
    assert sorted(send_due()) == ["failed", "sent"]


def test_a_request_that_cannot_be_looked_up_stops_no_other_and_is_given_up_in_the_end(
    user: Any, settings: Any, clock: Any, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SAFEJWT_ACCOUNTS_USER_LANGUAGE = "tests.unit.accounts.test_outbox.language_that_fails"
    monkeypatch.setattr(delivery, "MAXIMUM_ATTEMPTS", 2)
    passwords.request_reset("ada@example.com")
    Mail.objects.create(kind="password_changed", address="b@example.com", language="en")
    assert list(send_due()) == ["failed", "sent"]
    clock.shift(timedelta(minutes=2))
    assert list(send_due()) == ["given up"]
    assert not Mail.objects.exists()


def language_that_fails(user: Any) -> str:
    raise LookupError


def test_while_the_database_is_away_no_mail_is_to_blame(user: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(mail: Any) -> Any:
        raise OperationalError

    monkeypatch.setitem(REQUESTS, "password_reset_request", away)
    passwords.request_reset("ada@example.com")
    with pytest.raises(OperationalError):
        list(send_due())
    assert Mail.objects.get().kind == "password_reset_request"


@pytest.mark.django_db(transaction=True)  # the worker closes its connections
def test_a_process_looks_now_and_then_whether_another_left_something_behind() -> None:
    """One that was scaled away, for example, while this one has nothing to send."""
    worker = receivers.worker.Worker()
    assert worker._work() == 60
    Mail.objects.create(kind="password_changed", address="b@example.com", due_at=timezone.now() + timedelta(seconds=9))
    assert 0 < worker._work() <= 9


def test_of_two_links_because_a_mail_went_out_twice_the_second_is_dead_when_the_first_was_used(
    visitor: BrowserClient, user: Any, post: Post, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    verification.request(user)
    row = Mail.objects.get()
    post()
    Mail.objects.create(kind=row.kind, address=row.address, user=user)
    first, second = post.tokens()
    assert send(visitor, "email/verify/", token=first, password=PASSWORD).status_code == 200
    assert send(visitor, "email/verify/", token=second, password=PASSWORD).json()["code"] == "link_invalid"


def test_nobody_can_have_more_than_five_mails_an_hour_sent_to_another_person(
    user: Any, post: Post, clock: Any, caplog: Any
) -> None:
    for _ in range(20):
        passwords.request_reset("ada@example.com")
    assert len(post()) == 5
    assert [record.message for record in caplog.records].count("excess_rate_limit_exceeded") == 1
    clock.shift(timedelta(minutes=61))
    passwords.request_reset("Ada@example.com")
    assert len(post()) == 6


def test_nor_by_asking_for_that_address_as_his_own(
    clock: Any, signed_in: BrowserClient, user: Any, post: Post, send: Send
) -> None:
    for _ in range(7):
        send(signed_in, "email/change/", email="victim@example.com")
    assert len([message for message in post() if message.to == ["victim@example.com"]]) == 5


def test_what_a_process_left_behind_is_sent_at_the_first_request_of_the_next(
    user: Any, browser: BrowserClient, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[int] = []
    monkeypatch.setattr(receivers.worker, "wake", lambda: woken.append(1))
    request_started.connect(receivers.wake_once, dispatch_uid="safejwt.accounts")
    settings.SAFEJWT_ACCOUNTS_SEND_IN_PROCESS = True
    for _ in range(3):
        browser.get("/users/csrf/")
    assert woken == [1]


def test_sending_starts_when_the_row_is_committed(
    user: Any, heard: Any, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    told = heard(mail_queued)
    with django_capture_on_commit_callbacks(execute=True):
        verification.request(user)
        assert told == []
    assert len(told) == 1


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_mail_has_its_words(user: Any, kind: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KINDS, kind, KINDS[kind] and (lambda mail: "https://app.example.com/page#token=a%3Ab&c"))
    user.username = "<b>&ada"
    Mail.objects.create(
        kind=kind,
        address="ada@example.com",
        user=user,
        context={"ip": "192.0.2.7", "browser": "Firefox", "system": "Linux"},
    )
    settings.SAFEJWT_ACCOUNTS_SITE_NAME = "Cats & Dogs"
    assert list(send_due()) == ["sent"]
    (message,) = mail.outbox
    html = message.alternatives[0][0]
    assert message.subject.startswith("Cats & Dogs: ")
    assert "\n" not in message.subject
    assert "Cats & Dogs" in message.body
    assert "Cats &amp; Dogs" in html
    assert "Cats & Dogs" not in html
    assert "192.0.2.7 (Firefox, Linux)" in message.body
    assert "192.0.2.7 (Firefox, Linux)" in html
    assert message.extra_headers == {"Auto-Submitted": "auto-generated"}
    for text in (message.body, html):
        assert "{" not in text.replace("{{", "")
        assert ("page#token=" in text) == (KINDS[kind] is not None)
    assert not re.search(r"<(script|img|link|iframe|form)|https?://(?!app\.example\.com)", html)


def test_every_kind_and_no_other_is_in_the_manual() -> None:
    from pathlib import Path  # noqa: PLC0415

    manual = (Path(__file__).resolve().parents[4] / "docs/accounts.md").read_text()
    table = manual.partition("## Mails")[2]
    listed = set(
        re.findall(r"`(\w+)`", "".join(row.split("|")[1] for row in table.splitlines() if row.startswith("| `")))
    )
    assert listed == set(KINDS)
    assert not set(REQUESTS) & set(KINDS)


def test_a_mail_is_in_the_language_in_which_it_was_asked_for(user: Any, settings: Any, tmp_path: Any) -> None:
    words = tmp_path / "safejwt" / "mail"
    words.mkdir(parents=True)
    (words / "password_changed.subject.txt").write_text(
        "{% load i18n %}{% get_current_language as l %}{{ l }}\n{% translate 'Monday' %}"
    )
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    Mail.objects.create(kind="password_changed", address="a@example.com", user=user, language="de")
    list(send_due())
    assert mail.outbox[0].subject == "de Montag", "and the project's template wins"


class TestTheCommand:
    def run(self, *words: str, **options: Any) -> str:
        out = StringIO()
        call_command("safejwt_send_mail", *words, stdout=out, **options)
        return out.getvalue()

    def test_it_sends_what_waits_and_says_how_many(self, user: Any) -> None:
        verification.request(user)
        passwords.request_reset("ada@example.com")
        assert self.run("--dry-run") == "2 mails would be sent now, 0 wait for another try.\n"
        assert "2 mails sent, 0 to be tried again, 0 given up, 0 left." in self.run()
        assert len(mail.outbox) == 2

    def test_it_says_what_could_not_be_sent(self, user: Any, settings: Any) -> None:
        send_by(settings, BROKEN)
        verification.request(user)
        assert "0 mails sent, 1 to be tried again, 0 given up, 1 left." in self.run()

    def test_with_watch_it_goes_on_until_it_is_stopped(self, user: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        pauses = []

        def sleep(seconds: float) -> None:
            pauses.append(seconds)
            if len(pauses) == 1:
                verification.request(user)
            if len(pauses) == 3:
                raise KeyboardInterrupt

        monkeypatch.setattr("safejwt.accounts.management.commands.safejwt_send_mail.time.sleep", sleep)
        said = self.run("--watch")
        assert "Stopped." in said
        assert "1 mails sent" in said
        assert pauses == [5.0] * 3

    def test_it_takes_nothing_else(self) -> None:
        with pytest.raises(CommandError):
            self.run("--nonsense")


def test_registrations_that_nobody_confirmed_are_forgotten(user: Any, clock: Any) -> None:
    registration.request({"username": "g", user.get_email_field_name(): "g@example.com", "password": "md5$s$h"})
    clock.shift(timedelta(days=2, seconds=1))
    list(send_due())
    assert not PendingRegistration.objects.exists()
