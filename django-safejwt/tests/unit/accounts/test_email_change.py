"""Email change."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from safejwt import sessions
from safejwt.accounts.flows import email_change
from safejwt.accounts.models import AccountEmail
from safejwt.accounts.signals import email_changed
from safejwt.testing import BrowserClient

from tests.conftest import PASSWORD

from .conftest import Inbox, Send

pytestmark = pytest.mark.django_db
OLD, NEW = "ada@example.com", "new@example.com"


def change(browser: BrowserClient, inbox: Inbox, send: Send, email: str = NEW) -> str:
    assert send(browser, "email/change/", email=email).status_code == 202
    return inbox.token()


def test_address_changes_when_the_link_is_followed(
    signed_in: BrowserClient, visitor: BrowserClient, user: Any, inbox: Inbox, send: Send, heard: Any
) -> None:
    received = heard(email_changed)
    token = change(signed_in, inbox, send)
    assert signed_in.get("/users/email/").json() == {"email": OLD, "verified": False, "pending": NEW}
    assert send(visitor, "email/change/confirm/", token=token, password=PASSWORD).json() == {"email": NEW}
    user.refresh_from_db()
    assert user.email == NEW
    assert signed_in.get("/users/email/").json() == {"email": NEW, "verified": True, "pending": None}
    assert [(facts["old"], facts["email"]) for facts in received] == [(OLD, NEW)]


def test_old_address_is_notified_before_and_after_without_the_link_of_the_change(
    signed_in: BrowserClient, confirmed: Any, inbox: Inbox, send: Send
) -> None:
    token = change(signed_in, inbox, send)
    send(signed_in, "email/change/confirm/", token=token)
    assert inbox.subjects(OLD) == [
        "app.example.com: your email address is about to change",
        "app.example.com: your email address was changed",
    ]
    assert not [message for message in inbox() if message.to == [OLD] and "/confirm-email" in message.body]


def test_notice_says_that_its_link_ends_with_the_change(
    signed_in: BrowserClient, visitor: BrowserClient, confirmed: Any, inbox: Inbox, send: Send
) -> None:
    token = change(signed_in, inbox, send)
    (notice,) = [message for message in inbox() if message.to == [OLD]]
    for text in (notice.body, notice.alternatives[0].content):
        assert "before the new address is confirmed" in text
        assert "Afterwards, “This was not me” no longer works." in text
    send(signed_in, "email/change/confirm/", token=token)
    (alert,) = inbox.tokens("/secure-account")[:1]
    assert send(visitor, "account/secure/", token=alert).json()["code"] == "link_invalid"


def test_change_elsewhere_notifies_the_old_address_and_cancels_a_pending_change(
    signed_in: BrowserClient, confirmed: Any, inbox: Inbox, send: Send, heard: Any
) -> None:
    received, elsewhere = heard(email_changed), "other@example.com"
    change(signed_in, inbox, send)
    confirmed.email = elsewhere
    confirmed.save()
    email_change.announce(confirmed, OLD)
    assert inbox.subjects(OLD)[1:] == ["app.example.com: your email address was changed"]
    assert [(facts["old"], facts["email"]) for facts in received] == [(OLD, elsewhere)]
    # Its link would be invalid.
    assert signed_in.get("/users/email/").json()["pending"] is None


def test_email_change_requires_recent_authentication(
    clock: Any, signed_in: BrowserClient, user: Any, inbox: Inbox, send: Send
) -> None:
    clock.shift(timedelta(minutes=11))
    signed_in.take(signed_in.post("/users/token/"))
    assert send(signed_in, "email/change/", email=NEW).json()["code"] == "reauthentication_required"
    assert not AccountEmail.objects.exists()
    assert inbox() == []
    assert send(signed_in, "reauthenticate/", password=PASSWORD).status_code == 204
    signed_in.take(signed_in.post("/users/token/"))
    assert send(signed_in, "email/change/", email=NEW).status_code == 202


def test_link_works_once_and_only_for_the_latest_address(
    signed_in: BrowserClient, user: Any, inbox: Inbox, send: Send
) -> None:
    first = change(signed_in, inbox, send, "first@example.com")
    second = change(signed_in, inbox, send, "second@example.com")
    assert send(signed_in, "email/change/confirm/", token=first).json()["code"] == "link_invalid"
    assert send(signed_in, "email/change/confirm/", token=second).json() == {"email": "second@example.com"}
    assert send(signed_in, "email/change/confirm/", token=second).json()["code"] == "link_invalid"


def test_password_set_before_confirmation_invalidates_the_link(
    signed_in: BrowserClient, user: Any, inbox: Inbox, send: Send
) -> None:
    token = change(signed_in, inbox, send)
    user.set_password("what the owner chose after the notice")
    user.save()
    assert send(signed_in, "email/change/confirm/", token=token).status_code in (400, 403)
    other = BrowserClient()
    other.get("/users/csrf/")
    assert send(other, "email/change/confirm/", token=token).json()["code"] == "link_invalid"


def test_taken_address_gets_the_same_response_and_no_link(
    signed_in: BrowserClient, make_user: Any, user: Any, inbox: Inbox, send: Send
) -> None:
    make_user("grace")
    free = send(signed_in, "email/change/", email=NEW)
    inbox()
    taken = send(signed_in, "email/change/", email="Grace@example.com")
    assert (taken.status_code, taken.content) == (202, free.content)
    assert len(inbox.tokens()) == 1
    assert inbox.subjects("Grace@example.com") == []


def test_address_taken_meanwhile_is_refused(
    signed_in: BrowserClient, make_user: Any, user: Any, inbox: Inbox, send: Send
) -> None:
    token = change(signed_in, inbox, send, "grace@example.com")
    make_user("grace")
    assert send(signed_in, "email/change/confirm/", token=token).json()["code"] == "link_invalid"
    user.refresh_from_db()
    assert user.email == OLD
    assert AccountEmail.objects.get().pending_address == "grace@example.com", "nothing was written"


def test_pending_change_ends_when_its_link_expires(
    clock: Any, signed_in: BrowserClient, visitor: BrowserClient, user: Any, inbox: Inbox, send: Send
) -> None:
    token = change(signed_in, inbox, send)
    clock.shift(timedelta(days=1))
    signed_in.take(signed_in.post("/users/token/"))
    assert signed_in.get("/users/email/").json()["pending"] == NEW
    clock.shift(timedelta(seconds=1))
    assert signed_in.get("/users/email/").json()["pending"] is None
    assert send(visitor, "email/change/confirm/", token=token, password=PASSWORD).json()["code"] == "link_invalid"


def test_password_change_cancels_the_pending_email_change(
    signed_in: BrowserClient, user: Any, inbox: Inbox, send: Send
) -> None:
    change(signed_in, inbox, send)
    response = send(signed_in, "password/change/", current_password=PASSWORD, password="another long passphrase")
    assert response.status_code == 204
    signed_in.take(signed_in.post("/users/token/"))
    assert signed_in.get("/users/email/").json()["pending"] is None
    assert not AccountEmail.objects.exclude(pending_address="").exists()


def test_user_cancels_the_pending_change(
    clock: Any, signed_in: BrowserClient, visitor: BrowserClient, user: Any, inbox: Inbox, send: Send, caplog: Any
) -> None:
    caplog.set_level("INFO", "safejwt")
    token = change(signed_in, inbox, send)
    clock.shift(timedelta(minutes=11))
    signed_in.take(signed_in.post("/users/token/"))
    for _ in range(2):
        response = signed_in.delete("/users/email/change/")
        assert (response.status_code, response.content) == (204, b"")
    assert [record.message for record in caplog.records].count("email_change_withdrawn") == 1
    assert signed_in.get("/users/email/").json()["pending"] is None
    assert send(visitor, "email/change/confirm/", token=token, password=PASSWORD).json()["code"] == "link_invalid"


def test_cancelling_requires_the_users_session_and_csrf_token(
    signed_in: BrowserClient, visitor: BrowserClient, inbox: Inbox, send: Send
) -> None:
    change(signed_in, inbox, send)
    assert visitor.delete("/users/email/change/").json()["code"] == "not_authenticated"
    assert signed_in.delete("/users/email/change/", HTTP_X_CSRFTOKEN="").json()["code"] == "csrf_failed"
    assert signed_in.get("/users/email/").json()["pending"] == NEW


@pytest.mark.parametrize("email", [OLD, "ada@EXAMPLE.com", OLD.upper()])
def test_current_address_is_refused(signed_in: BrowserClient, user: Any, inbox: Inbox, send: Send, email: str) -> None:
    response = send(signed_in, "email/change/", email=email)
    assert (response.status_code, response.json()["errors"]) == (400, {"email": ["This is your address already."]})
    assert inbox() == []


def test_sessions_continue_after_the_change(signed_in: BrowserClient, user: Any, inbox: Inbox, send: Send) -> None:
    other = sessions.start(user)
    send(signed_in, "email/change/confirm/", token=change(signed_in, inbox, send))
    assert sessions.active_sessions(user).filter(pk=other.sid).exists()
    assert signed_in.get("/users/auth/").status_code == 200


@pytest.mark.parametrize("email", ["", "x", "a@b", "a@b.c\n", "x" * 250 + "@example.com", None, 7, ["a@example.com"]])
def test_invalid_address_is_refused(signed_in: BrowserClient, user: Any, send: Send, email: Any) -> None:
    response = send(signed_in, "email/change/", email=email)
    assert (response.status_code, list(response.json()["errors"])) == (400, ["email"])


@pytest.mark.parametrize("address", ["new@example.com", "eve@example.com"])
def test_user_learns_when_no_link_is_sent_whether_or_not_the_address_is_taken(
    clock: Any,
    signed_in: BrowserClient,
    user: Any,
    make_user: Callable[..., Any],
    inbox: Inbox,
    send: Send,
    address: str,
) -> None:
    make_user("eve")
    codes = [send(signed_in, "email/change/", email=address).status_code for _ in range(5)]
    signed_in.delete("/users/email/change/")
    refused = send(signed_in, "email/change/", email=address)
    assert (codes, refused.status_code, refused["Retry-After"]) == ([202] * 5, 429, "3600")
    assert signed_in.get("/users/email/").json()["pending"] is None, "nothing changes"
