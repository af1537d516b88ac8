"""Security events in the log: their names, their attributes, and what is never logged."""

import logging
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import RequestFactory
from rest_framework.exceptions import PermissionDenied
from safejwt import sessions
from safejwt.audit import events
from safejwt.conf import conf
from safejwt.handlers import exception_handler
from safejwt.testing import BrowserClient

from tests.presenting import refresh_later

pytestmark = pytest.mark.django_db

MANUAL = (Path(__file__).resolve().parents[4] / "docs/reference/events.md").read_text()
# All that logging itself puts into a record.
OWN = {*vars(logging.makeLogRecord({})), "message", "asctime"}


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Any:
    """`log()` returns the names of the events since its last call, `log(name)` the attributes of one event."""
    caplog.set_level(logging.DEBUG, "safejwt")

    def read(name: str | None = None) -> Any:
        records = [record for record in caplog.records if record.name == "safejwt"]
        found = {
            record.message: {key: value for key, value in vars(record).items() if key not in OWN} for record in records
        }
        names = [record.message for record in records]
        caplog.clear()
        return names if name is None else found[name]

    return read


@pytest.fixture
def at_login(browser: BrowserClient) -> BrowserClient:
    browser.defaults["HTTP_USER_AGENT"] = "Browser/1\x1b[31m"
    browser.get("/users/csrf/")
    return browser


def test_events_of_a_typical_day(
    clock: Any, at_login: BrowserClient, user: Any, credentials: dict[str, str], log: Any
) -> None:
    at_login.post("/users/login/", {**credentials, "password": "wrong"}, format="json")
    assert log() == ["authn_login_fail"]
    at_login.take(at_login.post("/users/login/", credentials, format="json"))
    assert log() == ["session_created", "authn_login_success"]
    at_login.get("/users/auth/")
    assert log() == []
    at_login.take(at_login.post("/users/token/"))
    assert log("session_renewed")["generation"] == 1
    refresh_later(at_login, clock)
    assert log("session_renewed")["generation"] == 2
    at_login.take(at_login.post("/users/login/", credentials, format="json"))
    assert log() == ["authn_token_revoked", "session_created", "authn_login_success"]
    at_login.post("/users/logout/")
    assert log("authn_token_revoked")["reason"] == "logout"


def test_event_names_user_action_and_origin(
    at_login: BrowserClient, user: Any, credentials: dict[str, str], log: Any
) -> None:
    at_login.post("/users/login/", credentials, format="json")
    facts = log("session_created")
    sid = facts.pop("sid")
    assert re.fullmatch(r"[0-9a-f]{32}", facts.pop("request_id"))
    assert facts == {
        "event": "session_created",
        "user_id": str(user.pk),
        "ip": "127.0.0.1",
        "user_agent": "Browser/1?[31m",
        "remember": True,
        "amr": "pwd",
    }
    at_login.post("/users/token/")
    facts = log("session_renewed")
    assert (facts["sid"], facts["ip"], facts["user_agent"]) == (sid, "127.0.0.1", "Browser/1?[31m")


def test_token_reuse_is_critical_and_names_its_origin(
    clock: Any, at_login: BrowserClient, user: Any, log: Any, caplog: Any
) -> None:
    at_login.sign_in(user)
    stolen = at_login.cookies[conf.refresh_cookie_name].value
    for _ in range(2):
        refresh_later(at_login, clock)
    thief = BrowserClient(REMOTE_ADDR="203.0.113.66")
    thief.cookies[conf.refresh_cookie_name] = stolen
    thief.get("/users/csrf/")
    log()
    assert thief.post("/users/token/").json()["code"] == "refresh_token_reused"
    levels = {record.message: record.levelname for record in caplog.records}
    assert levels["authn_token_reuse"] == "CRITICAL"
    facts = log("authn_token_reuse")
    assert (facts["ip"], facts["generation"], facts["user_id"]) == ("203.0.113.66", 1, str(user.pk))


@pytest.mark.parametrize(
    ("token", "event"),
    [("garbage", "authn_token_invalid"), ("forged", "authn_token_invalid"), ("ended", "session_use_after_expire")],
)
def test_refused_token_is_recorded(signed_in: BrowserClient, user: Any, log: Any, token: str, event: str) -> None:
    match token:
        case "garbage":
            signed_in.access_token = "garbage"
            signed_in.cookies[conf.refresh_cookie_name] = "garbage"
        case "forged":
            signed_in.access_token = f"{signed_in.access_token}"[:-4] + "AAAA"
            signed_in.cookies[conf.refresh_cookie_name] = (
                signed_in.cookies[conf.refresh_cookie_name].value[:-4] + "AAAA"
            )
        case "ended":
            sessions.end_all(user)
    log()
    assert signed_in.get("/users/auth/").status_code == 401
    assert log() == [event]
    assert signed_in.post("/users/token/").status_code == 401
    assert log() == [event]


def test_expired_access_token_records_no_event(signed_in: BrowserClient, user: Any, log: Any, clock: Any) -> None:
    signed_in.sign_in(user)
    clock.shift(timedelta(minutes=5))
    log()
    assert signed_in.get("/users/auth/").json()["code"] == "access_token_expired"
    assert log() == []


def test_expired_session_is_recorded(signed_in: BrowserClient, user: Any, log: Any, clock: Any) -> None:
    signed_in.sign_in(user)
    clock.shift(conf.idle_lifetime)
    log()
    assert signed_in.post("/users/token/").json()["code"] == "refresh_token_expired"
    assert log() == ["session_use_after_expire"]


@pytest.mark.parametrize("path", ["/users/auth/", "/users/token/", "/echo/"])
def test_csrf_failure_is_recorded_without_request_data(signed_in: BrowserClient, log: Any, path: str) -> None:
    signed_in.get(path, HTTP_X_CSRFTOKEN="")
    assert log("malicious_csrf")["code"] == "csrf_failed"
    secret = "https://evil.example/reset?token=sentinel"
    response = signed_in.get(path, HTTP_REFERER=secret, secure=True)
    assert response.status_code == 403
    assert "sentinel" not in str(log("malicious_csrf")) + response.content.decode()


def test_rate_limit_is_recorded_once_per_window(
    at_login: BrowserClient, credentials: dict[str, str], settings: Any, log: Any, clock: Any
) -> None:
    settings.SAFEJWT_LOGIN_RATE = "2/m"
    wrong = {**credentials, "password": "wrong"}
    for _ in range(6):
        at_login.post("/users/login/", wrong, format="json")
    assert log() == ["authn_login_fail"] * 2 + ["excess_rate_limit_exceeded"]
    clock.shift(timedelta(minutes=1))
    for _ in range(6):
        at_login.post("/users/login/", wrong, format="json")
    facts = log("excess_rate_limit_exceeded")
    assert (facts["scope"], facts["limit"], facts["ip"]) == ("login", 2, "127.0.0.1")


def test_permission_denied_is_recorded(user: Any, log: Any) -> None:
    exception_handler(PermissionDenied(), {"request": None, "view": object()})
    assert log() == ["authz_fail"]


@pytest.mark.parametrize("path", ["/users/auth/", "/users/token/"])
def test_outage_is_recorded_with_its_cause(signed_in: BrowserClient, log: Any, caplog: Any, path: str) -> None:
    def refuse(*args: Any) -> Any:
        raise OperationalError("the server closed the connection unexpectedly")

    with connection.execute_wrapper(refuse):
        assert signed_in.get(path).status_code == 503
    assert [record.exc_info[0] for record in caplog.records if record.name == "safejwt"] == [OperationalError]
    assert log() == ["database_unavailable"]


class TestNames:
    NAME = "hunter2@example.com\r\n2026-11-23 CRITICAL forged\x1b[2J"

    def test_typed_username_is_recorded_as_a_pseudonym(
        self, at_login: BrowserClient, user: Any, credentials: dict[str, str], log: Any
    ) -> None:
        def try_as(name: str) -> Any:
            at_login.post("/users/login/", {user.USERNAME_FIELD: name, "password": "x"}, format="json")
            return log("authn_login_fail")["account"]

        assert try_as(self.NAME) == try_as(self.NAME.upper()) != try_as("another")
        mine = try_as(user.get_username())
        at_login.post("/users/login/", credentials, format="json")
        assert log("authn_login_success")["account"] == mine, "so failures can be attributed to a known account"

    def test_pseudonym_depends_on_the_secret_key(self, settings: Any) -> None:
        before = events.account_pseudonym("ada")
        assert re.fullmatch(r"[0-9a-f]{16}", before)
        settings.SECRET_KEY = "another-secret-key-for-tests-that-signs-no-token-of-ours"
        assert events.account_pseudonym("ada") != before

    def test_username_with_a_lone_surrogate_has_a_pseudonym(self) -> None:
        assert events.account_pseudonym("\ud800")


def test_attributes_cannot_inject_log_lines(log: Any) -> None:
    request = RequestFactory(REMOTE_ADDR="1.2.3.4\n", HTTP_USER_AGENT="a\r\nb\x00\x9b\u2028" + "x" * 999).get("/")
    events.record("authz_fail", request=request, resource="View\n")
    facts = log("authz_fail")
    assert all(str(value).isprintable() and len(str(value)) <= 256 for value in facts.values())


def test_unknown_event_is_refused() -> None:
    with pytest.raises(KeyError):
        events.record("something_else")


def test_disabled_level_costs_no_formatting(caplog: Any) -> None:
    class Costly:
        def __str__(self) -> str:
            raise AssertionError("it was made into text")

    with caplog.at_level(logging.ERROR, "safejwt"):
        events.record("session_renewed", sid=Costly())


def test_documentation_lists_every_event_with_its_level() -> None:
    table = MANUAL.partition("## Events")[2].partition("\n## ")[0]
    rows: list[tuple[str, str]] = re.findall(r"^\| `(\w+)` \| ([A-Z]+) \|", table, re.M)
    assert dict(rows) == {name: logging.getLevelName(level) for name, level in events.LEVELS.items()}


def test_request_context_ends_with_the_request(signed_in: BrowserClient, user: Any, log: Any) -> None:
    signed_in.post("/users/token/")
    log()
    sessions.end_all(user)
    assert "ip" not in log("authn_token_revoked")


def test_spellings_of_a_username_share_one_pseudonym() -> None:
    """As the limits compare usernames. Otherwise attempts at one account would look like attempts at several."""
    spellings = ["ada", "ADA", " ada\t", "\uff21\uff24\uff21"]
    assert len({events.account_pseudonym(name) for name in spellings}) == 1
    assert events.account_pseudonym("ada2") != events.account_pseudonym("ada")
