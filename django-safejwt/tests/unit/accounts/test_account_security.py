"""The link "This was not me" of an alert."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from safejwt.accounts.flows import account_security, email_change, password_change
from safejwt.accounts.mail import alerts
from safejwt.accounts.models import Mail
from safejwt.browser import device_cookie
from safejwt.errors import LinkInvalid
from safejwt.models import RefreshToken, SecurityEvent
from safejwt.signals import refresh_token_reused
from safejwt.testing import BrowserClient

from tests.conftest import PASSWORD

from .conftest import Inbox, Send

pytestmark = pytest.mark.django_db

PAGE = "/secure-account"
NEW = "another long passphrase"


@pytest.fixture
def token(confirmed: Any) -> str:
    return str(alerts.make_token(confirmed, confirmed.email))


def alert_token(user: Any, inbox: Inbox) -> str:
    refresh_token_reused.send(RefreshToken, user=user)
    return inbox.tokens(PAGE)[-1]


def test_link_ends_all_sessions_and_starts_none(
    signed_in: BrowserClient, visitor: BrowserClient, confirmed: Any, inbox: Inbox, send: Send
) -> None:
    response = send(visitor, "account/secure/", token=alert_token(confirmed, inbox))
    assert response.status_code == 204
    assert response.content == b""
    assert not response.cookies
    assert signed_in.get("/users/auth/").json()["code"] == "session_ended"
    assert signed_in.post("/users/token/").json()["code"] == "refresh_token_revoked"
    assert not RefreshToken.objects.exists()


def test_get_does_nothing(signed_in: BrowserClient, visitor: BrowserClient, confirmed: Any) -> None:
    """Mail programs and their scanners open links."""
    assert visitor.get("/users/account/secure/").status_code == 405
    assert signed_in.get("/users/auth/").status_code == 200
    assert alerts.secured_at(confirmed) is None


def test_link_needs_a_csrf_token(signed_in: BrowserClient, token: str) -> None:
    browser = BrowserClient()
    response = browser.post("/users/account/secure/", {"token": token}, format="json")
    assert response.json()["code"] == "csrf_failed"
    assert signed_in.get("/users/auth/").status_code == 200


def test_link_works_once(visitor: BrowserClient, token: str, send: Send) -> None:
    assert send(visitor, "account/secure/", token=token).status_code == 204
    assert send(visitor, "account/secure/", token=token).json()["code"] == "link_invalid"


def test_all_links_sent_before_are_used_up_together(
    visitor: BrowserClient, confirmed: Any, token: str, inbox: Inbox, send: Send
) -> None:
    other = alert_token(confirmed, inbox)
    assert send(visitor, "account/secure/", token=other).status_code == 204
    assert send(visitor, "account/secure/", token=token).json()["code"] == "link_invalid"
    assert alert_token(confirmed, inbox) != other, "a later alert has a link again"
    assert send(visitor, "account/secure/", token=inbox.tokens(PAGE)[-1]).status_code == 204


def test_of_concurrent_requests_one_succeeds(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    last = alerts.secured_at
    monkeypatch.setattr(alerts, "secured_at", lambda user: None)
    account_security.secure(token)
    with pytest.raises(LinkInvalid):
        account_security.secure(token)
    monkeypatch.setattr(alerts, "secured_at", last)


def test_link_expires(clock: Any, visitor: BrowserClient, confirmed: Any, send: Send) -> None:
    token = str(alerts.make_token(confirmed, confirmed.email))
    clock.shift(timedelta(days=7, seconds=1))
    assert send(visitor, "account/secure/", token=token).json()["code"] == "link_invalid"


@pytest.mark.parametrize("forged", ["", "x", "a:b:c", "x" * 2000])
def test_forged_link_and_unknown_user_get_the_same_response(
    visitor: BrowserClient, confirmed: Any, token: str, send: Send, forged: str
) -> None:
    type(confirmed)._base_manager.filter(pk=confirmed.pk).delete()
    unknown = send(visitor, "account/secure/", token=token)
    answer = send(visitor, "account/secure/", token=forged or token + "x")
    assert unknown.json()["code"] == "link_invalid"
    assert (answer.status_code, answer.json()) == (unknown.status_code, unknown.json())


def test_link_is_invalid_for_inactive_users_and_for_another_address(
    visitor: BrowserClient, confirmed: Any, token: str, send: Send
) -> None:
    users = type(confirmed)._base_manager.filter(pk=confirmed.pk)
    users.update(email="new@example.com")
    assert send(visitor, "account/secure/", token=token).json()["code"] == "link_invalid"
    users.update(email="ada@example.com", is_active=False)
    assert send(visitor, "account/secure/", token=token).json()["code"] == "link_invalid"
    users.update(is_active=True)
    assert send(visitor, "account/secure/", token=token).status_code == 204


def test_attacker_who_changes_the_password_again_does_not_invalidate_the_link(
    visitor: BrowserClient, confirmed: Any, inbox: Inbox, send: Send
) -> None:
    for _ in range(7):
        password_change.announce(confirmed)
    confirmed.set_password(NEW)
    confirmed.save()
    assert len(inbox.tokens(PAGE)) == 5, "an address gets five emails of a kind in an hour"
    assert send(visitor, "account/secure/", token=inbox.tokens(PAGE)[0]).status_code == 204


def test_a_link_to_set_a_password_follows(
    visitor: BrowserClient, confirmed: Any, token: str, inbox: Inbox, send: Send
) -> None:
    send(visitor, "account/secure/", token=token)
    assert send(visitor, "password/reset/confirm/", token=inbox.token(), password=NEW).status_code == 204
    confirmed.refresh_from_db()
    assert confirmed.check_password(NEW)


def test_attacker_who_logs_in_again_does_not_invalidate_that_link(
    clock: Any, visitor: BrowserClient, confirmed: Any, token: str, inbox: Inbox, send: Send, credentials: Any
) -> None:
    send(visitor, "account/secure/", token=token)
    for delay in (0, 60):
        clock.shift(timedelta(seconds=delay))
        attacker = BrowserClient()
        attacker.get("/users/csrf/")
        assert send(attacker, "login/", **credentials).status_code == 200
        if not delay:
            reset = inbox.token()
    assert send(visitor, "password/reset/confirm/", token=reset, password=NEW).status_code == 204


def test_requests_of_strangers_do_not_use_up_that_link(
    visitor: BrowserClient, confirmed: Any, token: str, inbox: Inbox, send: Send
) -> None:
    for _ in range(8):
        send(visitor, "password/reset/", email=confirmed.email)
    before = len(inbox.tokens())
    send(visitor, "account/secure/", token=token)
    assert len(inbox.tokens()) == before + 1


def test_user_without_a_password_gets_no_link_to_set_one(
    visitor: BrowserClient, confirmed: Any, inbox: Inbox, send: Send
) -> None:
    confirmed.set_unusable_password()
    confirmed.save()
    token = alert_token(confirmed, inbox)
    assert "and, if you log in with a password, sends you a link" in inbox()[0].body
    assert send(visitor, "account/secure/", token=token).status_code == 204
    assert inbox.tokens() == []


@pytest.mark.parametrize(("hours", "words"), [(12, "for less than a day."), (36, "for 1 day."), (72, "for 3 days.")])
def test_email_promises_no_more_time_than_there_is(
    confirmed: Any, inbox: Inbox, settings: Any, hours: int, words: str
) -> None:
    settings.SAFEJWT_ACCOUNTS_SECURE_LIFETIME = timedelta(hours=hours)
    alert_token(confirmed, inbox)
    for text in (inbox()[0].body, inbox()[0].alternatives[0].content):
        assert f"“This was not me” works once, {words}" in text


def test_known_devices_are_forgotten(
    clock: Any, visitor: BrowserClient, confirmed: Any, token: str, inbox: Inbox, send: Send, credentials: Any
) -> None:
    owner = BrowserClient()
    owner.get("/users/csrf/")
    clock.shift(timedelta(minutes=1))
    assert send(owner, "login/", **credentials).status_code == 200
    clock.shift(timedelta(minutes=1))
    send(visitor, "account/secure/", token=token)
    clock.shift(timedelta(minutes=1))
    owner.access_token = None
    owner.get("/users/csrf/")
    assert send(owner, "login/", **credentials).status_code == 200
    assert inbox.subjects(confirmed.email)[-1] == "app.example.com: login on a new device"
    count = len(inbox())
    owner.post("/users/logout/")
    assert send(owner, "login/", **credentials).status_code == 200
    assert len(inbox()) == count, "this browser is known again"


def test_forgotten_device_of_one_user_stays_known_to_another(
    clock: Any, confirmed: Any, make_user: Callable[..., Any], token: str, rf: Any
) -> None:
    response, grace = HttpResponse(), make_user("grace")
    for user in (confirmed, grace):
        device_cookie.remember(rf.get("/"), response, user)
        rf.cookies.update(response.cookies)
    clock.shift(timedelta(seconds=1))
    account_security.secure(token)
    assert device_cookie.known_device(rf.get("/"), confirmed) is None
    assert device_cookie.known_device(rf.get("/"), grace) is not None


def test_pending_email_change_is_cancelled(
    visitor: BrowserClient, confirmed: Any, token: str, send: Send, inbox: Inbox
) -> None:
    email_change.request(confirmed, "attacker@example.com")
    send(visitor, "account/secure/", token=token)
    assert email_change.pending(confirmed) is None


def test_it_is_recorded(
    visitor: BrowserClient,
    confirmed: Any,
    token: str,
    send: Send,
    django_capture_on_commit_callbacks: Any,
    settings: Any,
) -> None:
    settings.SAFEJWT_EVENT_HISTORY = timedelta(days=1)
    with django_capture_on_commit_callbacks(execute=True):
        send(visitor, "account/secure/", token=token)
    assert SecurityEvent.objects.filter(user=confirmed, event="account_secured").count() == 1


def test_attempts_are_limited(clock: Any, visitor: BrowserClient, db: None, send: Send, settings: Any) -> None:
    settings.SAFEJWT_ACCOUNTS_LINK_RATE = "2/m"
    statuses = [send(visitor, "account/secure/", token="x").status_code for _ in range(3)]
    assert statuses == [400, 400, 429]


def test_unconfirmed_address_gets_no_such_link(user: Any) -> None:
    assert alerts.make_token(user, user.email) is None
    assert not Mail.objects.exists()


def test_old_address_gets_no_such_link(confirmed: Any, inbox: Inbox) -> None:
    Mail.objects.create(kind="password_changed", address="old@example.com", user=confirmed)
    inbox()
    assert inbox.tokens(PAGE) == []


def test_password_still_logs_in(visitor: BrowserClient, confirmed: Any, token: str, send: Send) -> None:
    """The owner is not locked out if the email with the next link is late."""
    send(visitor, "account/secure/", token=token)
    confirmed.refresh_from_db()
    assert confirmed.check_password(PASSWORD)
