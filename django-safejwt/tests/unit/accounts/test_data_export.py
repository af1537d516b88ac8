"""Users who download the data of their account."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from safejwt import sessions
from safejwt.accounts.flows import data_export
from safejwt.accounts.mail.outbox import queue
from safejwt.accounts.models import ForgottenDevice
from safejwt.accounts.signals import account_exporting
from safejwt.accounts.throttling import ExportThrottle
from safejwt.conf import conf
from safejwt.models import RefreshToken, SecurityEvent
from safejwt.testing import BrowserClient

from tests.conftest import PASSWORD

from .conftest import Inbox, Send

pytestmark = pytest.mark.django_db


def export(browser: BrowserClient) -> Any:
    return browser.post("/users/account/export/")


@pytest.fixture
def _history(settings: Any) -> None:
    settings.SAFEJWT_EVENT_HISTORY = timedelta(days=30)


def test_file_is_an_attachment_that_no_cache_keeps(signed_in: BrowserClient) -> None:
    response = export(signed_in)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert response["Content-Disposition"] == 'attachment; filename="account-data.json"'
    assert response["Cache-Control"] == "no-store"


@pytest.mark.usefixtures("_history")
def test_file_holds_what_is_kept_about_the_user(signed_in: BrowserClient, confirmed: Any) -> None:
    SecurityEvent.objects.create(user=confirmed, event="email_verified", ip="192.0.2.7")
    ForgottenDevice.objects.create(user=confirmed, logged_in_at=timezone.now())
    queue("verify_email", confirmed.email, user=confirmed)
    data = export(signed_in).json()
    assert set(data) == {
        *("exportedAt", "user", "email", "sessions", "forgottenDevices", "events", "queuedEmails", "project")
    }
    assert data["user"]["id"] == json.loads(json.dumps(confirmed.pk, default=str))
    assert data["user"][confirmed.USERNAME_FIELD] == confirmed.get_username()
    assert data["user"]["username"] == confirmed.username
    assert data["email"]["address"] == data["email"]["confirmedAddress"] == confirmed.email
    assert [session["current"] for session in data["sessions"]] == [True]
    assert {event["event"] for event in data["events"]} >= {"email_verified"}
    assert len(data["forgottenDevices"]) == 1
    assert "verify_email" in {email["kind"] for email in data["queuedEmails"]}


def test_file_holds_no_secret(visitor: BrowserClient, user: Any, credentials: Any, send: Send) -> None:
    visitor.take(send(visitor, "login/", **credentials))
    content = export(visitor).content.decode()
    session = RefreshToken.objects.get()
    for secret in (
        *(user.password, PASSWORD, session.auth_hash, visitor.access_token),
        *(visitor.cookies[name].value for name in (conf.refresh_cookie_name, conf.device_cookie_name)),
    ):
        assert secret
        assert secret not in content
    assert "password" not in json.loads(content)["user"]


def test_file_holds_nothing_of_others(signed_in: BrowserClient, make_user: Any) -> None:
    grace = make_user("grace")
    sessions.start(grace, user_agent="Browser of Grace")
    SecurityEvent.objects.create(user=grace, event="email_verified")
    ForgottenDevice.objects.create(user=grace, logged_in_at=timezone.now())
    queue("verify_email", grace.email, user=grace)
    response = export(signed_in)
    data = response.json()
    assert "grace" not in response.content.decode().lower()
    assert len(data["sessions"]) == 1
    assert (data["events"], data["forgottenDevices"], data["queuedEmails"]) == ([], [], [])


def test_recent_authentication_is_required(clock: Any, signed_in: BrowserClient, send: Send) -> None:
    clock.shift(timedelta(minutes=11))
    signed_in.take(signed_in.post("/users/token/"))
    assert export(signed_in).json()["code"] == "reauthentication_required"
    assert send(signed_in, "reauthenticate/", password=PASSWORD).status_code == 204
    signed_in.take(signed_in.post("/users/token/"))
    assert export(signed_in).status_code == 200


def test_rate_is_limited_for_each_user(clock: Any, signed_in: BrowserClient, settings: Any) -> None:
    settings.SAFEJWT_ACCOUNTS_EXPORT_RATE = "2/h"
    responses = [export(signed_in) for _ in range(3)]
    assert [response.status_code for response in responses] == [200, 200, 429]
    assert int(responses[-1]["Retry-After"]) > 0


def test_owner_is_notified_and_it_is_recorded(
    signed_in: BrowserClient, confirmed: Any, inbox: Inbox, caplog: Any
) -> None:
    caplog.set_level("INFO", "safejwt")
    assert export(signed_in).status_code == 200
    assert inbox.subjects(confirmed.email) == ["app.example.com: your data was downloaded"]
    assert len(inbox.tokens("/secure-account")) == 1
    (record,) = [record for record in caplog.records if record.message == "account_exported"]
    assert record.user_id == str(confirmed.pk)


def test_unconfirmed_address_gets_no_email(signed_in: BrowserClient, inbox: Inbox) -> None:
    assert export(signed_in).status_code == 200
    assert inbox() == []


def test_receivers_add_data_of_the_project(signed_in: BrowserClient, user: Any) -> None:
    def orders(**arguments: Any) -> Any:
        assert arguments["user"] == user
        return {"orders": [{"number": 7, "at": timezone.now()}]}

    def nothing(**arguments: Any) -> None:
        pass

    for receiver in (orders, nothing):
        account_exporting.connect(receiver)
    try:
        data = export(signed_in).json()
    finally:
        for receiver in (orders, nothing):
            account_exporting.disconnect(receiver)
    assert [order["number"] for order in data["project"]["orders"]] == [7]


def test_exception_in_a_receiver_stops_the_export(signed_in: BrowserClient) -> None:
    def fail(**arguments: Any) -> None:
        raise RuntimeError("the archive is offline")

    account_exporting.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            export(signed_in)
    finally:
        account_exporting.disconnect(fail)


@pytest.mark.usefixtures("_history")
def test_rows_and_statements_are_bounded(signed_in: BrowserClient, user: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    signed_in.get("/users/auth/")
    with CaptureQueriesContext(connection) as few:
        export(signed_in)
    monkeypatch.setattr(data_export, "_MOST", 3)
    for number in range(5):
        sessions.start(user)
        SecurityEvent.objects.create(user=user, event="email_verified")
        ForgottenDevice.objects.create(user=user, logged_in_at=timezone.now() + timedelta(seconds=number))
        queue("verify_email", user.email, user=user)
    with CaptureQueriesContext(connection) as many:
        data = export(signed_in).json()
    assert {len(data[rows]) for rows in ("sessions", "events", "forgottenDevices", "queuedEmails")} == {3}
    assert len(many) == len(few)


def test_session_that_has_ended_meanwhile_gets_nothing(
    signed_in: BrowserClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A body can be sent as slowly as its client likes."""

    def end(*arguments: Any) -> bool:
        RefreshToken.objects.all().delete()
        return True

    monkeypatch.setattr(ExportThrottle, "allow_request", end)
    assert export(signed_in).json()["code"] == "session_ended"
