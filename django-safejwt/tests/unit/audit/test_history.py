"""The history of security events: off by default, no secrets, no writes on hot paths."""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO
from typing import Any
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from safejwt import sessions
from safejwt.audit import events, history
from safejwt.models import SecurityEvent
from safejwt.testing import BrowserClient

from tests.conftest import DAY, T0
from tests.presenting import refresh_later

SECOND = timedelta(seconds=1)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def kept(settings: Any) -> None:
    settings.SAFEJWT_EVENT_HISTORY = 90 * DAY


def names() -> list[str]:
    return list(SecurityEvent.objects.order_by("pk").values_list("event", flat=True))


FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:149.0) Gecko/20100101 Firefox/149.0"


def log_in(browser: BrowserClient, credentials: dict[str, str]) -> None:
    browser.get("/users/csrf/")
    browser.take(browser.post("/users/login/", credentials, format="json", HTTP_USER_AGENT=FIREFOX))


def test_no_history_without_the_setting(browser: BrowserClient, credentials: dict[str, str]) -> None:
    log_in(browser, credentials)
    assert names() == []
    assert browser.get("/users/events/").status_code == 404


@pytest.mark.usefixtures("kept")
def test_users_see_events_of_their_own_account_only(
    browser: BrowserClient, credentials: dict[str, str], user: Any, make_user: Callable[..., Any], clock: Any
) -> None:
    log_in(browser, credentials)
    clock.shift(timedelta(minutes=1))
    sid = sessions.start(user).sid
    browser.delete(f"/users/sessions/{sid}/")
    events.record("authn_password_change", user_id=make_user("eve").pk)
    revoked, signed_in = browser.get("/users/events/").json()
    assert signed_in == {
        "event": "authn_login_success",
        "occurredAt": signed_in["occurredAt"],
        "sessionId": signed_in["sessionId"],
        "reason": "",
        "userAgent": FIREFOX,
        "browser": "Firefox",
        "system": "Linux",
        "ip": "127.0.0.1",
        "device": None,
        "count": None,
        "current": True,
    }
    assert datetime.fromisoformat(signed_in["occurredAt"]) == T0
    assert (revoked["event"], revoked["reason"], revoked["sessionId"]) == ("authn_token_revoked", "revoked", str(sid))
    assert BrowserClient().get("/users/events/").status_code == 401


@pytest.mark.usefixtures("kept")
def test_current_marks_events_of_the_requesting_session(
    browser: BrowserClient, credentials: dict[str, str], user: Any
) -> None:
    log_in(browser, credentials)
    elsewhere = BrowserClient()
    log_in(elsewhere, credentials)
    events.record("mail_sent", user_id=user.pk)
    of_one, of_other = (
        [(event["event"], event["current"]) for event in each.get("/users/events/").json()]
        for each in (browser, elsewhere)
    )
    assert of_one == [("mail_sent", False), ("authn_login_success", False), ("authn_login_success", True)]
    assert of_other == [("mail_sent", False), ("authn_login_success", True), ("authn_login_success", False)]


@pytest.mark.usefixtures("kept")
def test_logout_and_login_are_recorded(browser: BrowserClient, credentials: dict[str, str]) -> None:
    log_in(browser, credentials)
    browser.take(browser.post("/users/login/", credentials, format="json"))
    browser.post("/users/logout/")
    browser.post("/users/logout/")
    came, left = "authn_login_success", "authn_token_revoked"
    received = list(SecurityEvent.objects.order_by("pk").values_list("event", "reason"))
    assert received == [(came, ""), (left, "replaced"), (came, ""), (left, "logout")]
    assert len(set(SecurityEvent.objects.values_list("sid", flat=True))) == 2


@pytest.mark.usefixtures("kept")
def test_token_reuse_is_recorded(clock: Any, user: Any, browser: BrowserClient) -> None:
    browser.sign_in(user)
    first = browser.cookies.copy()
    for _ in range(2):
        refresh_later(browser, clock)
    browser.cookies = first
    assert browser.post("/users/token/").json()["code"] == "refresh_token_reused"
    assert names() == ["authn_token_revoked", "authn_token_reuse"]


@pytest.mark.usefixtures("kept")
def test_refresh_and_protected_request_write_nothing(clock: Any, signed_in: BrowserClient) -> None:
    signed_in.get("/users/auth/")
    for path, method, statements in (
        ("/users/auth/", "get", 1),
        ("/users/token/", "post", 1),
        ("/users/token/", "post", 2),
    ):
        with CaptureQueriesContext(connection) as captured:
            assert getattr(signed_in, method)(path).status_code == 200
        assert len(captured) == statements
        clock.shift(timedelta(seconds=30))
    assert names() == []


@pytest.mark.usefixtures("kept")
def test_history_does_not_depend_on_the_log_level(user: Any) -> None:
    with patch.object(events.logger, "isEnabledFor", return_value=False):
        events.record("authn_password_change", user_id=user.pk)
    assert names() == ["authn_password_change"]


@pytest.mark.usefixtures("kept")
def test_failed_write_breaks_nothing(
    browser: BrowserClient, credentials: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    with patch.object(SecurityEvent, "save", side_effect=DatabaseError("full")):
        log_in(browser, credentials)
    assert browser.get("/users/auth/").status_code == 200
    assert names() == []


def _record_and_fail(user: Any) -> None:
    events.record("authn_password_change", user_id=user.pk)
    raise RuntimeError


@pytest.mark.usefixtures("kept")
def test_rolled_back_events_are_not_stored(user: Any) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        _record_and_fail(user)
    assert names() == []


@pytest.mark.usefixtures("kept")
def test_old_events_are_hidden_and_purged(signed_in: BrowserClient, user: Any, clock: Any, settings: Any) -> None:
    for _ in range(5):
        events.record("authn_password_change", user_id=user.pk)
    clock.shift(60 * DAY)
    events.record("authn_login_success", user_id=user.pk)
    clock.shift(31 * DAY)
    assert [event.event for event in history.events_of(user)] == ["authn_login_success"]
    said = StringIO()
    call_command("safejwt_purge", "--dry-run", stdout=said)
    assert "5 old events would be deleted." in said.getvalue()
    call_command("safejwt_purge", "--batch-size", "2", stdout=said)
    assert "5 old events deleted." in said.getvalue()
    assert names() == ["authn_login_success"]
    settings.SAFEJWT_EVENT_HISTORY = None
    call_command("safejwt_purge", verbosity=0)
    assert names() == [], "and all of them if none are to be kept"


@pytest.mark.usefixtures("kept")
def test_administrators_origin_is_hidden_from_the_user(
    signed_in: BrowserClient, user: Any, make_user: Callable[..., Any], caplog: pytest.LogCaptureFixture
) -> None:
    root = make_user("root", is_staff=True, is_superuser=True)
    others = [sessions.start(user).sid, sessions.start(root).sid]
    admin = Client(REMOTE_ADDR="203.0.113.9", HTTP_USER_AGENT=FIREFOX)
    admin.force_login(root)
    with caplog.at_level("INFO", "safejwt"):
        for sid in others:
            admin.post(f"/admin/safejwt/refreshtoken/{sid}/delete/", {"post": "yes"})
    (event,) = signed_in.get("/users/events/").json()
    assert (event["event"], event["sessionId"]) == ("authn_token_revoked", str(others[0]))
    assert (event["ip"], event["userAgent"], event["browser"]) == (None, "", None)
    assert SecurityEvent.objects.get(user=root).ip == "203.0.113.9", "their own actions keep the address"
    received = [record for record in caplog.records if record.message == "authn_token_revoked"]
    assert {(record.ip, record.by_user_id) for record in received} == {("203.0.113.9", str(root.pk))}  # type: ignore[attr-defined]


@pytest.mark.usefixtures("kept")
def test_events_are_deleted_with_the_user(user: Any) -> None:
    events.record("authn_password_change", user_id=user.pk)
    user.delete()
    assert names() == []


@pytest.mark.usefixtures("kept")
def test_user_agent_is_stored_in_one_line(browser: BrowserClient, credentials: dict[str, str]) -> None:
    browser.get("/users/csrf/")
    browser.post("/users/login/", credentials, format="json", HTTP_USER_AGENT="a\x1b[2Jb" + "x" * 900)
    (event,) = SecurityEvent.objects.all()
    assert event.user_agent.startswith("a?[2Jb")
    assert len(event.user_agent) == 256


@pytest.mark.usefixtures("kept")
def test_history_of_one_user_is_bounded(user: Any, make_user: Callable[..., Any], clock: Any) -> None:
    """One account must not make the table grow without limit."""
    other = make_user("eve")
    events.record("authn_password_change", user_id=other.pk)
    times = [T0 - number * SECOND for number in range(1500)]
    rows = [SecurityEvent(user=user, event="user_updated", occurred_at=time) for time in times]
    SecurityEvent.objects.bulk_create(rows)
    for _ in range(100):
        clock.shift(SECOND)
        events.record("email_change_request", user_id=user.pk)
    kept = SecurityEvent.objects.filter(user=user)
    assert kept.count() == 1000
    assert kept.filter(event="email_change_request").count() == 100, "the oldest go"
    assert SecurityEvent.objects.filter(user=other).count() == 1


@pytest.mark.usefixtures("kept")
def test_events_are_stored_and_bounded_without_the_cache(user: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **options: Any) -> None:
        raise ConnectionError

    monkeypatch.setattr(history.cache, "add", fail)
    monkeypatch.setattr(history, "_MOST", 5)
    for _ in range(9):
        events.record("email_change_request", user_id=user.pk)
    assert SecurityEvent.objects.count() == 5


IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0"
    " Mobile/15E148 Safari/604.1"
)


@pytest.mark.usefixtures("kept")
def test_end_of_a_session_names_its_device_and_the_browser_that_ended_it(
    browser: BrowserClient, credentials: dict[str, str], user: Any
) -> None:
    log_in(browser, credentials)
    sid = sessions.start(user, user_agent=IPHONE).sid
    browser.delete(f"/users/sessions/{sid}/", HTTP_USER_AGENT=FIREFOX)
    ended = browser.get("/users/events/").json()[0]
    assert ended["device"] == {"userAgent": IPHONE, "browser": "Safari", "system": "iPhone"}
    assert (ended["browser"], ended["system"], ended["count"]) == ("Firefox", "Linux", None)


@pytest.mark.usefixtures("kept")
def test_logout_names_its_own_device(browser: BrowserClient, credentials: dict[str, str]) -> None:
    log_in(browser, credentials)
    browser.post("/users/logout/", HTTP_USER_AGENT=FIREFOX)
    assert SecurityEvent.objects.latest("pk").ended_user_agent == FIREFOX


@pytest.mark.usefixtures("kept")
def test_sessions_that_end_together_are_one_event(
    browser: BrowserClient, credentials: dict[str, str], user: Any, caplog: pytest.LogCaptureFixture
) -> None:
    log_in(browser, credentials)
    for _ in range(4):
        sessions.start(user, user_agent=IPHONE)
    with caplog.at_level("INFO", "safejwt"):
        browser.delete("/users/sessions/")
    ended = browser.get("/users/events/").json()[0]
    assert (ended["event"], ended["reason"], ended["count"]) == ("authn_token_revoked", "revoked", 4)
    assert (ended["sessionId"], ended["device"]) == (None, None)
    assert names().count("authn_token_revoked") == 1
    assert [record.message for record in caplog.records].count("authn_token_revoked") == 1


def test_other_events_have_no_count_of_sessions(user: Any, kept: None) -> None:
    events.record("authn_token_retry_elsewhere", user_id=user.pk, count=3)
    assert SecurityEvent.objects.get().count is None


@pytest.mark.parametrize(("days", "statements"), [(None, 0), (90, 1)])
def test_only_the_history_costs_a_statement(
    days: int | None, statements: int, signed_in: BrowserClient, user: Any, settings: Any
) -> None:
    """The device is read before its row is deleted."""
    settings.SAFEJWT_EVENT_HISTORY = days and days * DAY
    sid = sessions.start(user, user_agent=IPHONE).sid
    with CaptureQueriesContext(connection) as captured:
        signed_in.delete(f"/users/sessions/{sid}/")
    table = SecurityEvent.sid.field.model._meta.db_table
    # MariaDB has other quotation marks.
    sent = [query["sql"].replace("`", '"') for query in captured]
    assert sum(sql.startswith("SELECT") and '"user_agent" FROM' in sql for sql in sent) == statements
    assert sum(sql.startswith(f'INSERT INTO "{table}"') for sql in sent) == statements


@pytest.mark.parametrize(("event", "gathered"), [("session_renewed", False), ("authn_password_change", True)])
def test_facts_are_gathered_for_events_that_somebody_wants(
    settings: Any, user: Any, event: str, gathered: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SAFEJWT_EVENT_HISTORY = 90 * DAY
    asked: list[Any] = []
    monkeypatch.setattr(events, "_origin_of", lambda request: asked.append(request) or {})
    monkeypatch.setattr(events.logger, "isEnabledFor", lambda level: False)
    events.record(event, user_id=user.pk)
    assert bool(asked) is gathered
    settings.SAFEJWT_EVENT_HISTORY = None
    events.record(event, user_id=user.pk)
    assert len(asked) == gathered
    with patch.object(events.event_recorded, "has_listeners", lambda: True):
        events.record(event, user_id=user.pk)
    assert len(asked) == 1 + gathered
