"""Password reset by an emailed link."""

from datetime import timedelta
from typing import Any

import pytest
from safejwt import sessions
from safejwt.accounts.flows.verification import mark_verified
from safejwt.accounts.models import Mail
from safejwt.testing import BrowserClient

from tests.conftest import PASSWORD

from .conftest import Inbox, Send

pytestmark = pytest.mark.django_db
NEW = "another long passphrase"


def login(browser: BrowserClient, user: Any, password: str) -> int:
    credentials = {user.USERNAME_FIELD: user.get_username(), "password": password}
    return int(browser.post("/users/login/", credentials, format="json").status_code)


def test_emailed_link_sets_a_new_password(visitor: BrowserClient, user: Any, inbox: Inbox, send: Send) -> None:
    response = send(visitor, "password/reset/", email="Ada@Example.com")
    assert (response.status_code, list(response.json())) == (202, ["detail"])
    response = send(visitor, "password/reset/confirm/", token=inbox.token(), password=NEW)
    assert (response.status_code, response.content) == (204, b"")
    assert "refreshtoken" not in str(response.cookies)
    assert (login(visitor, user, PASSWORD), login(visitor, user, NEW)) == (401, 200)


def test_link_works_once(visitor: BrowserClient, user: Any, inbox: Inbox, send: Send) -> None:
    send(visitor, "password/reset/", email="ada@example.com")
    token = inbox.token()
    assert send(visitor, "password/reset/confirm/", token=token, password=NEW).status_code == 204
    response = send(visitor, "password/reset/confirm/", token=token, password="yet another passphrase")
    assert (response.status_code, response.json()["code"]) == (400, "link_invalid")


def test_all_sessions_end_and_the_owner_is_notified(
    visitor: BrowserClient, signed_in: BrowserClient, user: Any, inbox: Inbox, send: Send
) -> None:
    send(visitor, "password/reset/", email="ada@example.com")
    send(visitor, "password/reset/confirm/", token=inbox.token(), password=NEW)
    assert not sessions.active_sessions(user).exists()
    assert signed_in.get("/users/auth/").json()["code"] == "session_ended"
    assert inbox.subjects("ada@example.com")[-1] == "app.example.com: you have a new password"


def test_next_login_invalidates_the_link(visitor: BrowserClient, user: Any, inbox: Inbox, send: Send) -> None:
    mark_verified(user)
    send(visitor, "password/reset/", email="ada@example.com")
    token = inbox.token()
    assert login(visitor, user, PASSWORD) == 200
    response = send(visitor, "password/reset/confirm/", token=token, password=NEW)
    assert response.json()["code"] == "link_invalid"


def test_email_still_queued_after_the_next_login_is_not_sent(
    clock: Any, visitor: BrowserClient, user: Any, inbox: Inbox, send: Send
) -> None:
    mark_verified(user)
    send(visitor, "password/reset/", email="ada@example.com")
    clock.shift(timedelta(seconds=1))
    assert login(visitor, user, PASSWORD) == 200
    assert inbox.tokens() == []
    assert not Mail.objects.exists()


@pytest.mark.parametrize(("minutes", "status"), [(60, 204), (61, 400)])
def test_link_is_valid_for_an_hour(
    clock: Any, visitor: BrowserClient, user: Any, inbox: Inbox, send: Send, minutes: int, status: int
) -> None:
    send(visitor, "password/reset/", email="ada@example.com")
    token = inbox.token()
    clock.shift(timedelta(minutes=minutes))
    assert send(visitor, "password/reset/confirm/", token=token, password=NEW).status_code == status


def test_email_names_a_time_of_less_than_an_hour(
    visitor: BrowserClient, user: Any, inbox: Inbox, send: Send, settings: Any
) -> None:
    settings.SAFEJWT_ACCOUNTS_RESET_LIFETIME = timedelta(minutes=20)
    send(visitor, "password/reset/", email="ada@example.com")
    (message,) = inbox()
    for text in (message.body, message.alternatives[0].content):
        assert "The link is valid for 20 minutes and works once." in text


@pytest.mark.parametrize("password", ["", "x" * 1025])
def test_weak_password_is_refused_and_the_link_stays_valid(
    visitor: BrowserClient, user: Any, inbox: Inbox, send: Send, password: str, settings: Any
) -> None:
    send(visitor, "password/reset/", email="ada@example.com")
    token = inbox.token()
    assert send(visitor, "password/reset/confirm/", token=token, password=password).json()["code"] == "validation_error"
    settings.AUTH_PASSWORD_VALIDATORS = [
        {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"}
    ]
    response = send(visitor, "password/reset/confirm/", token=token, password="ada@example.com")
    assert "too similar" in response.json()["errors"]["password"][0]
    assert send(visitor, "password/reset/confirm/", token=token, password=NEW).status_code == 204


@pytest.mark.parametrize("hasher", ["MD5PasswordHasher", "PBKDF2PasswordHasher"])
def test_present_password_is_refused_and_the_link_stays_valid(
    visitor: BrowserClient, user: Any, inbox: Inbox, send: Send, settings: Any, hasher: str
) -> None:
    send(visitor, "password/reset/", email="ada@example.com")
    token = inbox.token()
    # Also where a login would upgrade its hash.
    settings.PASSWORD_HASHERS = [f"django.contrib.auth.hashers.{hasher}", *settings.PASSWORD_HASHERS]
    response = send(visitor, "password/reset/confirm/", token=token, password=PASSWORD.replace(" ", "\u00a0"))
    assert response.json()["errors"] == {"password": ["This is your password already. Choose another one."]}
    assert send(visitor, "password/reset/confirm/", token=token, password=NEW).status_code == 204


def test_hash_that_cannot_be_read_is_replaced(visitor: BrowserClient, user: Any, inbox: Inbox, send: Send) -> None:
    type(user).objects.update(password="unreadable$hash")
    send(visitor, "password/reset/", email="ada@example.com")
    assert send(visitor, "password/reset/confirm/", token=inbox.token(), password=NEW).status_code == 204


@pytest.mark.parametrize("state", ["inactive", "without a password", "unknown"])
def test_other_users_get_the_same_response_and_no_link(
    visitor: BrowserClient, user: Any, inbox: Inbox, send: Send, state: str
) -> None:
    known = send(visitor, "password/reset/", email="ada@example.com")
    assert len(inbox.tokens()) == 1
    match state:
        case "inactive":
            user.is_active = False
        case "without a password":
            user.set_unusable_password()
        case _:
            user.email = "other@example.com"
    user.save()
    other = send(visitor, "password/reset/", email="ada@example.com")
    assert (other.status_code, other.content, other.headers.items()) == (202, known.content, known.headers.items())
    assert len(inbox.tokens()) == 1


def test_email_goes_to_the_stored_address(visitor: BrowserClient, user: Any, inbox: Inbox, send: Send) -> None:
    """A database may equate letters that a mail server does not, so the typed one may differ."""
    send(visitor, "password/reset/", email="ADA@example.com")
    assert [message.to for message in inbox()] == [["ada@example.com"]]


def test_link_uses_the_configured_host(visitor: BrowserClient, user: Any, inbox: Inbox, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    hostile = {"HTTP_HOST": "evil.example", "HTTP_X_FORWARDED_HOST": "evil.example"}
    assert (
        visitor.post("/users/password/reset/", {"email": "ada@example.com"}, format="json", **hostile).status_code
        == 202
    )
    (message,) = inbox()
    html = message.alternatives[0][0]
    assert "evil.example" not in message.body + html
    assert "https://app.example.com/reset-password#token=" in message.body
    assert "https://app.example.com/reset-password#token=" in html


@pytest.mark.parametrize(("name", "is_named"), [("ada", True), ("ada@example.com", False)])
def test_email_names_the_username_unless_it_is_the_address(
    visitor: BrowserClient, user: Any, inbox: Inbox, name: str, is_named: bool
) -> None:
    type(user).objects.update(username=name)
    is_named = is_named and type(user).USERNAME_FIELD == "username"
    visitor.post("/users/password/reset/", {"email": "ada@example.com"}, format="json")
    (message,) = inbox()
    for text in (message.body, message.alternatives[0][0]):
        assert ("You log in as ada." in text) == is_named


def test_repeated_password_has_to_be_the_same(browser: BrowserClient) -> None:
    browser.get("/users/csrf/")
    body = {"token": "x", "password": "another long passphrase", "confirmPassword": "another"}
    response = browser.post("/users/password/reset/confirm/", body, format="json")
    assert (response.status_code, list(response.json()["errors"])) == (400, ["confirmPassword"])
