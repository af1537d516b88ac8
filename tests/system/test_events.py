"""Events that the reference project logs, without secrets."""

import io
import logging
import time
from collections.abc import Iterator
from copy import deepcopy
from datetime import timedelta
from logging.config import DictConfigurator
from typing import Any, cast

import pytest
from django.conf import settings as project
from django.core.management import call_command
from safejwt.conf import conf
from safejwt.models import RefreshToken, SecurityEvent
from safejwt.testing import BrowserClient
from users.models import User

pytestmark = pytest.mark.django_db

PASSWORD, NEXT, EMAIL = "sentinel password one", "sentinel password two", "sentinel@example.com"


def test_registration_and_password_change_log_events_without_secrets(
    client: BrowserClient, caplog: pytest.LogCaptureFixture
) -> None:
    client.get("/users/csrf/")
    with caplog.at_level(logging.DEBUG):
        for name in ("ada", "grace"):  # the second email is already registered
            response = client.post("/users/", {"username": name, "email": EMAIL, "password": PASSWORD}, format="json")
            if response.status_code == 201:
                client.take(response)
        path = f"/users/{User.objects.get().pk}/"
        for current in ("wrong", PASSWORD):
            client.patch(path, {"password": NEXT, "current_password": current}, format="json")
        client.patch(path, {"username": "ada.lovelace"}, format="json")
    records = [record for record in caplog.records if record.name == "safejwt"]
    assert [record.getMessage() for record in records] == [
        "session_created",
        "user_created",
        "authn_password_change_fail",
        "authn_password_change",
        "user_updated",
    ]
    cookie = client.cookies[conf.refresh_cookie_name].value
    for record in caplog.records:
        for secret in (PASSWORD, NEXT, EMAIL, cookie, str(client.access_token)):
            assert secret not in f"{record.getMessage()}{vars(record)!r}"


def test_registration_can_start_an_unremembered_session(client: BrowserClient) -> None:
    client.get("/users/csrf/")
    body = {"username": "ada", "email": EMAIL, "password": PASSWORD, "remember": False}
    assert client.post("/users/", body, format="json").status_code == 201
    assert not RefreshToken.objects.get().remember


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_event_history_is_purged_after_ninety_days(client: BrowserClient, clock: Any) -> None:
    client.get("/users/csrf/")
    client.take(client.post("/users/", {"username": "ada", "email": EMAIL, "password": PASSWORD}, format="json"))
    client.patch(f"/users/{User.objects.get().pk}/", {"password": NEXT, "current_password": PASSWORD}, format="json")
    changed, created = client.get("/users/events/").json()
    assert (changed["event"], changed["current"], changed["ip"]) == ("authn_password_change", True, "127.0.0.1")
    assert (created["event"], created["current"]) == ("user_created", True)
    clock.shift(timedelta(days=89))
    call_command("safejwt_purge", verbosity=0)
    assert SecurityEvent.objects.count() == 2
    clock.shift(timedelta(days=1))
    call_command("safejwt_purge", verbosity=0)
    assert not SecurityEvent.objects.exists()


CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:149.0) Gecko/20100101 Firefox/149.0"


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("most", [None, 1])
def test_user_sees_a_session_that_is_used_in_two_places(
    user: User, settings: Any, clock: Any, most: int | None
) -> None:
    settings.SAFEJWT_TRUSTED_PROXIES, settings.SAFEJWT_MAX_RETRIES_ELSEWHERE = 1, most
    owner = BrowserClient(HTTP_X_FORWARDED_FOR="2001:db8::7", HTTP_USER_AGENT=CHROME)
    thief = BrowserClient(HTTP_X_FORWARDED_FOR="2001:db8::7, 2001:db8:1::66", HTTP_USER_AGENT=FIREFOX)
    owner.sign_in(user)
    thief.cookies[conf.refresh_cookie_name] = owner.cookies[conf.refresh_cookie_name].value
    thief.get("/users/csrf/")
    for _ in range(2):
        clock.shift(timedelta(minutes=5))
        for browser in (owner, thief):
            response = browser.post("/users/token/")
            if response.status_code == 200:
                browser.take(response)
                browser.get("/users/auth/")
    assert response.status_code == (200 if most is None else 401)
    if most is not None:
        owner.sign_in(user)
    events = [
        (event["event"], event["reason"], event["ip"], event["browser"]) for event in owner.get("/users/events/").json()
    ]
    there = ("2001:db8:1::66", "Firefox")
    seen = ("authn_token_retry_elsewhere", "both", *there)
    ended = [("authn_token_reuse", "", *there), ("authn_token_revoked", "reused", *there)]
    assert sorted(events) == ([seen, seen] if most is None else sorted([seen, *ended]))


def test_log_goes_to_the_console_alone() -> None:
    handlers: Any = project.LOGGING["handlers"]
    assert {handler["class"] for handler in handlers.values()} == {"logging.StreamHandler"}
    assert not project.ADMINS, "Django emails errors to them"


def line_formatter() -> logging.Formatter:
    """As logging makes it from the settings."""
    formatters: Any = project.LOGGING["formatters"]
    return cast("logging.Formatter", DictConfigurator({}).configure_formatter(deepcopy(formatters["line"])))


@pytest.fixture
def far_east(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Where `TIME_ZONE` is another one than UTC, Django sets that of the process."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "Asia/Tokyo")
        time.tzset()
        yield
    time.tzset()


def test_console_line_is_in_utc_whatever_the_time_zone_is(far_east: None) -> None:
    record = logging.makeLogRecord({"name": "safejwt", "levelname": "INFO", "msg": "user_created", "created": 0})
    assert line_formatter().format(record).startswith("1970-01-01T00:00:00Z INFO safejwt user_created ")


def test_console_line_names_event_user_and_ip() -> None:
    handler = logging.StreamHandler(out := io.StringIO())
    handler.setFormatter(line_formatter())
    facts = {"event": "authn_token_revoked", "sid": "1-2", "user_id": "7", "reason": "logout", "ip": "192.0.2.1"}
    facts["request_id"] = "b2"
    handler.handle(logging.makeLogRecord({"name": "safejwt", "levelname": "INFO", "msg": facts["event"], **facts}))
    handler.handle(logging.makeLogRecord({"name": "safejwt", "levelname": "ERROR", "msg": "cache_unavailable"}))
    lines = [line.partition(" ")[2] for line in out.getvalue().splitlines()]
    assert lines == [
        "INFO safejwt authn_token_revoked user=7 sid=1-2 reason=logout ip=192.0.2.1 request=b2",
        "ERROR safejwt cache_unavailable user=- sid=- reason=- ip=- request=-",
    ]
