"""Registration by email: the link creates the account."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from safejwt.accounts.email_addresses import is_verified
from safejwt.accounts.flows import registration
from safejwt.accounts.mail.delivery import send_due
from safejwt.accounts.models import PendingRegistration
from safejwt.testing import BrowserClient

from tests.conftest import PASSWORD

from .conftest import Inbox, Send

pytestmark = pytest.mark.django_db


def register(name: str = "grace", address: str = "grace@example.com") -> None:
    field = get_user_model().get_email_field_name()
    registration.request({"username": name, field: address, "password": make_password(PASSWORD)})


def test_link_creates_a_verified_account(visitor: BrowserClient, db: None, inbox: Inbox, send: Send) -> None:
    register()
    token = inbox.token()
    assert not get_user_model().objects.exists()
    response = send(visitor, "email/verify/", token=token, password=PASSWORD)
    assert (response.status_code, response.json()) == (200, {"email": "grace@example.com"})
    user = get_user_model().objects.get()
    assert user.check_password(PASSWORD)
    assert is_verified(user)
    assert not PendingRegistration.objects.exists()
    assert "refreshtoken" not in str(response.cookies), "a link starts no session"


def test_link_works_once_and_for_a_day(visitor: BrowserClient, db: None, inbox: Inbox, send: Send, clock: Any) -> None:
    register()
    token = inbox.token()
    assert send(visitor, "email/verify/", token=token, password=PASSWORD).status_code == 200
    assert send(visitor, "email/verify/", token=token, password=PASSWORD).json()["code"] == "link_invalid"
    register("lin", "lin@example.com")
    token = inbox.token()
    clock.shift(timedelta(hours=25))
    assert send(visitor, "email/verify/", token=token, password=PASSWORD).json()["code"] == "link_invalid"


def test_owner_of_a_known_address_is_notified_without_a_link(user: Any, inbox: Inbox) -> None:
    register("mallory", "ADA@example.com")
    (message,) = inbox()
    assert message.to == ["ada@example.com"]
    assert "you already have an account" in message.subject
    assert inbox.tokens() == []


def test_first_followed_link_gets_the_address(visitor: BrowserClient, db: None, inbox: Inbox, send: Send) -> None:
    register("grace")
    register("mallory")
    first, second = inbox.tokens()
    assert send(visitor, "email/verify/", token=second, password=PASSWORD).status_code == 200
    assert send(visitor, "email/verify/", token=first, password=PASSWORD).json()["code"] == "link_invalid"
    assert get_user_model().objects.get().username == "mallory"


def test_link_of_a_pending_registration_is_sent_again(
    visitor: BrowserClient, db: None, inbox: Inbox, send: Send, clock: Any
) -> None:
    register("mallory")
    clock.shift(timedelta(minutes=1))
    register("grace")
    inbox()
    clock.shift(timedelta(hours=25))
    assert send(visitor, "email/verify/", token=inbox.token(), password=PASSWORD).json()["code"] == "link_invalid"
    response = send(visitor, "email/verify/resend/", email=" Grace@example.com")
    assert response.status_code == 202
    assert len(inbox.tokens()) == 3
    assert inbox()[-1].to == ["grace@example.com"], "the address typed at registration"
    assert send(visitor, "email/verify/", token=inbox.token(), password=PASSWORD).status_code == 200
    assert get_user_model().objects.get().username == "grace", "the latest registration"


def test_link_is_not_sent_again_once_the_address_has_an_account(
    visitor: BrowserClient, make_user: Any, inbox: Inbox, send: Send
) -> None:
    register("mallory")
    inbox()
    make_user("grace", is_active=False)
    send(visitor, "email/verify/resend/", email="grace@example.com")
    assert len(inbox.tokens()) == 1


@pytest.mark.skipif(
    get_user_model().USERNAME_FIELD != "username" and not get_user_model()._meta.get_field("username").unique,
    reason="usernames are not unique in this model",
)
def test_username_taken_meanwhile_is_no_fault_of_the_link(
    visitor: BrowserClient, make_user: Any, inbox: Inbox, send: Send
) -> None:
    register("grace", "other@example.com")
    token = inbox.token()
    make_user("grace")
    response = send(visitor, "email/verify/", token=token, password=PASSWORD)
    assert (response.status_code, response.json()["code"]) == (400, "validation_error")
    assert "Register again" in response.json()["errors"]["non_field_errors"][0]


def purge(**options: Any) -> str:
    output = StringIO()
    call_command("safejwt_purge", stdout=output, **options)
    return output.getvalue()


@pytest.fixture
def one_expired_registration(db: None, clock: Any) -> str:
    """An expired registration and a pending one; the address of the pending one."""
    register()
    clock.shift(timedelta(hours=49))
    register("lin", "lin@example.com")
    return "lin@example.com"


def test_purge_command_deletes_expired_registrations(one_expired_registration: str) -> None:
    assert "1 unconfirmed registrations would be deleted." in purge(dry_run=True)
    assert PendingRegistration.objects.count() == 2
    assert "1 unconfirmed registrations deleted." in purge(batch_size=1)
    assert PendingRegistration.objects.get().address == one_expired_registration
    assert "registrations" not in purge()


def test_sending_emails_purges_expired_registrations(one_expired_registration: str) -> None:
    list(send_due())
    assert PendingRegistration.objects.get().address == one_expired_registration
