"""Registering by mail: the account is made when the link is followed (security bar E3, E9)."""

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

from .conftest import Post, Send

pytestmark = pytest.mark.django_db


def ask(name: str = "grace", address: str = "grace@example.com") -> None:
    field = get_user_model().get_email_field_name()
    registration.request({"username": name, field: address, "password": make_password(PASSWORD)})


def test_the_account_is_there_and_confirmed_when_the_link_was_followed(
    visitor: BrowserClient, db: None, post: Post, send: Send
) -> None:
    ask()
    token = post.token()
    assert not get_user_model().objects.exists()
    answer = send(visitor, "email/verify/", token=token, password=PASSWORD)
    assert (answer.status_code, answer.json()) == (200, {"email": "grace@example.com"})
    person = get_user_model().objects.get()
    assert person.check_password(PASSWORD)
    assert is_verified(person)
    assert not PendingRegistration.objects.exists()
    assert "refreshtoken" not in str(answer.cookies), "nobody is signed in by a link"


def test_a_link_works_once_and_for_a_day(visitor: BrowserClient, db: None, post: Post, send: Send, clock: Any) -> None:
    ask()
    token = post.token()
    assert send(visitor, "email/verify/", token=token, password=PASSWORD).status_code == 200
    assert send(visitor, "email/verify/", token=token, password=PASSWORD).json()["code"] == "link_invalid"
    ask("lin", "lin@example.com")
    token = post.token()
    clock.shift(timedelta(hours=25))
    assert send(visitor, "email/verify/", token=token, password=PASSWORD).json()["code"] == "link_invalid"


def test_the_owner_of_a_known_address_is_told_and_nobody_gets_a_link(user: Any, post: Post) -> None:
    ask("mallory", "ADA@example.com")
    (message,) = post()
    assert message.to == ["ada@example.com"]
    assert "you have an account already" in message.subject
    assert post.tokens() == []


def test_of_two_who_asked_for_one_address_the_first_to_follow_his_link_has_it(
    visitor: BrowserClient, db: None, post: Post, send: Send
) -> None:
    ask("grace")
    ask("mallory")
    first, second = post.tokens()
    assert send(visitor, "email/verify/", token=second, password=PASSWORD).status_code == 200
    assert send(visitor, "email/verify/", token=first, password=PASSWORD).json()["code"] == "link_invalid"
    assert get_user_model().objects.get().username == "mallory"


def test_the_link_of_a_registration_that_waits_is_sent_again(
    visitor: BrowserClient, db: None, post: Post, send: Send, clock: Any
) -> None:
    ask("mallory")
    clock.shift(timedelta(minutes=1))
    ask("grace")
    post()
    clock.shift(timedelta(hours=25))
    assert send(visitor, "email/verify/", token=post.token(), password=PASSWORD).json()["code"] == "link_invalid"
    answer = send(visitor, "email/verify/resend/", email=" Grace@example.com")
    assert answer.status_code == 202
    assert len(post.tokens()) == 3
    assert post()[-1].to == ["grace@example.com"], "the one that was typed at registration"
    assert send(visitor, "email/verify/", token=post.token(), password=PASSWORD).status_code == 200
    assert get_user_model().objects.get().username == "grace", "the last of several"


def test_it_is_not_sent_to_somebody_who_has_an_account_by_now(
    visitor: BrowserClient, make_user: Any, post: Post, send: Send
) -> None:
    ask("mallory")
    post()
    make_user("grace", is_active=False)
    send(visitor, "email/verify/resend/", email="grace@example.com")
    assert len(post.tokens()) == 1


@pytest.mark.skipif(
    get_user_model().USERNAME_FIELD != "username" and not get_user_model()._meta.get_field("username").unique,
    reason="names are free to all",
)
def test_a_name_that_was_taken_meanwhile_is_said_and_not_a_fault(
    visitor: BrowserClient, make_user: Any, post: Post, send: Send
) -> None:
    ask("grace", "other@example.com")
    token = post.token()
    make_user("grace")
    answer = send(visitor, "email/verify/", token=token, password=PASSWORD)
    assert (answer.status_code, answer.json()["code"]) == (400, "link_invalid")
    assert "Register again" in answer.json()["detail"]


def purge(**options: Any) -> str:
    said = StringIO()
    call_command("safejwt_purge", stdout=said, **options)
    return said.getvalue()


@pytest.fixture
def one_old_and_one_new(db: None, clock: Any) -> str:
    """Two registrations that wait, one for longer than anybody can follow its link; the address of the other."""
    ask()
    clock.shift(timedelta(hours=49))
    ask("lin", "lin@example.com")
    return "lin@example.com"


def test_a_registration_that_nobody_confirmed_is_purged_on_a_site_that_sends_nothing(one_old_and_one_new: str) -> None:
    assert "1 registrations that nobody confirmed would be deleted." in purge(dry_run=True)
    assert PendingRegistration.objects.count() == 2
    assert "1 registrations that nobody confirmed deleted." in purge(batch_size=1)
    assert PendingRegistration.objects.get().address == one_old_and_one_new
    assert "registrations" not in purge()


def test_it_goes_with_the_next_mails_too(one_old_and_one_new: str) -> None:
    list(send_due())
    assert PendingRegistration.objects.get().address == one_old_and_one_new
