"""The queue and its delivery: no secrets in it, each email sent once, retried, or given up."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.signals import request_started
from django.db import OperationalError, connection
from django.db.models import QuerySet
from django.utils import timezone
from safejwt.accounts import receivers
from safejwt.accounts.emails import EMAILS
from safejwt.accounts.flows import email_change, password_reset, registration, verification
from safejwt.accounts.flows.password_reset import PasswordResetRequest
from safejwt.accounts.mail import delivery
from safejwt.accounts.mail.delivery import next_due, send_due
from safejwt.accounts.mail.messages import Email, LinkEmail
from safejwt.accounts.mail.outbox import notify, queue
from safejwt.accounts.models import Mail, PendingRegistration
from safejwt.accounts.signals import mail_queued
from safejwt.testing import BrowserClient

from tests.conftest import PASSWORD

from .conftest import Inbox, Send
from .failing_backend import FAILING
from .mailing import LOCMEM, send_by

pytestmark = pytest.mark.django_db


def request_every_link(user: Any) -> None:
    verification.request(user)
    password_reset.request_for_address("ada@example.com")
    email_change.request(user, "new@example.com")
    registration.request(
        {"username": "grace", user.get_email_field_name(): "grace@example.com", "password": "md5$salt$hash"}
    )


def test_copy_of_the_database_contains_no_token(
    visitor: BrowserClient, user: Any, inbox: Inbox, send: Send, settings: Any
) -> None:
    settings.SAFEJWT_ACCOUNTS_LINK_RATE = "100000/m"
    request_every_link(user)
    send_by(settings, FAILING)  # requests are resolved, and their emails stay queued
    list(send_due())
    values: set[str] = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            if table.startswith(("safejwt", "auth_user", "project")):
                name = connection.ops.quote_name(table)
                cursor.execute(f"SELECT * FROM {name}")  # noqa: S608 - the database's own table names
                values |= {str(value) for row in cursor.fetchall() for value in row}
    assert {"verify_email", "password_reset", "email_change", "register"} <= values
    for value in values:
        for token in {value, *re.findall(r"[\w:.-]{20,}", value)}:
            for path in ("email/verify/", "email/change/confirm/", "password/reset/confirm/"):
                response = send(visitor, path, token=token or "x", password="long enough passphrase")
                assert response.json()["code"] in ("link_invalid", "validation_error")
        assert "#token" not in value
    send_by(settings, LOCMEM)
    Mail.objects.update(due_at=timezone.now())
    assert len(inbox.tokens()) == 4, "links are made at delivery"
    assert not any(token in value for token in inbox.tokens() for value in values)


def test_email_is_sent_once_and_its_row_deleted(user: Any, inbox: Inbox) -> None:
    verification.request(user)
    assert [len(inbox()), len(inbox())] == [1, 1]
    assert not Mail.objects.exists()


def test_claim_lasts_ten_minutes(user: Any, clock: Any) -> None:
    verification.request(user)
    now = timezone.now()
    assert delivery._claim(now) is not None
    assert delivery._claim(now) is None
    assert delivery._claim(now + timedelta(minutes=9)) is None
    assert delivery._claim(now + timedelta(minutes=10)) is not None, "the process must have died"


def test_one_of_two_processes_claims_a_row(user: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    verification.request(user)
    now, update, claims = timezone.now(), QuerySet.update, []

    def overtaken(rows: Any, **values: Any) -> int:
        """Let another process claim the row after this one has read it."""
        monkeypatch.setattr(QuerySet, "update", update)
        claims.append(delivery._claim(now))
        return update(rows, **values)

    monkeypatch.setattr(QuerySet, "update", overtaken)
    claims.append(delivery._claim(now))
    assert [claim is not None for claim in claims] == [True, False]


def test_failed_email_is_retried_after_growing_pauses_and_given_up(
    user: Any, settings: Any, clock: Any, caplog: Any
) -> None:
    send_by(settings, FAILING)
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


def test_email_is_sent_after_an_outage(user: Any, settings: Any, clock: Any, inbox: Inbox) -> None:
    send_by(settings, FAILING)
    verification.request(user)
    assert list(send_due()) == ["failed"]
    send_by(settings, LOCMEM)
    assert list(send_due()) == []
    clock.shift(timedelta(minutes=1))
    assert list(send_due()) == ["sent"]


def test_email_that_cannot_be_rendered_does_not_stop_the_others(user: Any, inbox: Inbox) -> None:
    queue("no_such_kind", "ada@example.com")
    verification.request(user)
    assert sorted(send_due()) == ["failed", "sent"]


def test_request_that_cannot_be_resolved_is_retried_and_given_up(
    user: Any, clock: Any, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(password_reset, "users_with_email", lookup_that_fails)
    monkeypatch.setattr(delivery, "MAXIMUM_ATTEMPTS", 2)
    password_reset.request_for_address("ada@example.com")
    Mail.objects.create(kind="password_changed", address="b@example.com", language="en")
    assert list(send_due()) == ["failed", "sent"]
    clock.shift(timedelta(minutes=2))
    assert list(send_due()) == ["given up"]
    assert not Mail.objects.exists()


def lookup_that_fails(address: str) -> Any:
    raise LookupError


def test_database_outage_does_not_count_as_an_attempt(user: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any) -> Any:
        raise OperationalError

    monkeypatch.setattr(PasswordResetRequest, "emails", fail)
    password_reset.request_for_address("ada@example.com")
    with pytest.raises(OperationalError):
        list(send_due())
    assert Mail.objects.get().kind == "password_reset_request"


@pytest.mark.django_db(transaction=True)  # the worker closes its connections
def test_worker_looks_for_emails_of_other_processes(clock: Any) -> None:
    """For example, those of a process that was stopped."""
    worker = receivers.worker.Worker()
    assert worker._work() == 60
    Mail.objects.create(kind="password_changed", address="b@example.com", due_at=timezone.now() + timedelta(seconds=9))
    assert worker._work() == 9


def test_second_copy_of_an_email_has_a_link_that_dies_with_the_first(
    visitor: BrowserClient, user: Any, inbox: Inbox, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    verification.request(user)
    row = Mail.objects.get()
    inbox()
    Mail.objects.create(kind=row.kind, address=row.address, user=user)
    first, second = inbox.tokens()
    assert send(visitor, "email/verify/", token=first, password=PASSWORD).status_code == 200
    assert send(visitor, "email/verify/", token=second, password=PASSWORD).json()["code"] == "link_invalid"


def test_one_address_receives_at_most_five_emails_an_hour(user: Any, inbox: Inbox, clock: Any, caplog: Any) -> None:
    for _ in range(20):
        password_reset.request_for_address("ada@example.com")
    assert len(inbox()) == 5
    (excess,) = [record for record in caplog.records if record.message == "excess_rate_limit_exceeded"]
    assert excess.reason == "emails"  # the history calls all others attempts
    clock.shift(timedelta(minutes=61))
    password_reset.request_for_address("Ada@example.com")
    assert len(inbox()) == 6


@pytest.mark.parametrize("kind", [kind for kind, email in EMAILS.items() if isinstance(email, Email)])
def test_one_address_receives_at_most_five_emails_of_any_kind(
    user: Any, inbox: Inbox, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LinkEmail, "token", lambda *args: "x")
    monkeypatch.setattr(EMAILS[kind], "token", lambda *args: "x", raising=False)
    for _ in range(20):
        queue(kind, "ada@example.com", user=user)
    assert len(inbox()) == 5


def test_one_address_receives_at_most_twenty_emails_of_a_kind_a_day(user: Any, inbox: Inbox, clock: Any) -> None:
    for _ in range(20):
        for _ in range(6):
            password_reset.request_for_address("ada@example.com")
        list(send_due())
        clock.shift(timedelta(minutes=61))
    assert len(inbox()) == 20
    clock.shift(timedelta(days=1))
    password_reset.request_for_address("ada@example.com")
    assert len(inbox()) == 21


def test_addresses_with_a_tag_are_one_mailbox(user: Any, inbox: Inbox) -> None:
    for number in range(9):
        queue("address_known", f"ada+{number}@example.com")
    assert len(inbox()) == 5
    queue("address_known", "grace+1@example.com")
    assert len(inbox()) == 6


def test_links_are_sent_before_notices(user: Any, confirmed: Any, inbox: Inbox, clock: Any) -> None:
    """A user waits for a link, and everyone's links would wait for a flood of notices."""
    for number in range(30):
        queue("account_deleted", f"{number}@example.com", priority=Mail.Priority.NOTICE)
    notify("new_device", user)
    clock.shift(timedelta(seconds=1))
    password_reset.request_for_address("ada@example.com")
    sent = [message.subject.partition(": ")[2] for message in inbox()]
    assert sent[0] == "choose a new password"
    assert len(sent) == 32
    assert sent[-1] == "login on a new device"


def test_limit_per_address_does_not_apply_to_administrators(user: Any, inbox: Inbox) -> None:
    for _ in range(6):
        password_reset.request_by_administrator(user)
    assert len(inbox()) == 6


def test_link_from_an_administrator_does_not_name_the_user_as_its_cause(user: Any, inbox: Inbox) -> None:
    password_reset.request_by_administrator(user)
    (message,) = inbox()
    for text in (message.body, str(message.alternatives[0][0])):
        assert "An administrator of" in text
        assert "probably you" not in text


def test_email_change_to_a_victims_address_counts_against_the_limit(
    clock: Any, signed_in: BrowserClient, user: Any, inbox: Inbox, send: Send
) -> None:
    for _ in range(7):
        send(signed_in, "email/change/", email="victim@example.com")
    assert len([message for message in inbox() if message.to == ["victim@example.com"]]) == 5


def test_first_request_of_a_process_wakes_the_worker(
    user: Any, browser: BrowserClient, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[int] = []
    monkeypatch.setattr(receivers.worker, "wake", lambda: woken.append(1))
    request_started.connect(receivers.wake_worker_once, dispatch_uid="safejwt.accounts")
    settings.SAFEJWT_ACCOUNTS_SEND_IN_PROCESS = True
    for _ in range(3):
        browser.get("/users/csrf/")
    assert woken == [1]


def test_signal_is_sent_when_the_row_is_committed(
    user: Any, heard: Any, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    received = heard(mail_queued)
    with django_capture_on_commit_callbacks(execute=True):
        verification.request(user)
        assert received == []
    assert len(received) == 1


def test_delivery_purges_expired_registrations(user: Any, clock: Any) -> None:
    registration.request({"username": "g", user.get_email_field_name(): "g@example.com", "password": "md5$s$h"})
    clock.shift(timedelta(days=2, seconds=1))
    list(send_due())
    assert not PendingRegistration.objects.exists()
