"""Emails to the owner of an account about what they did not request."""

from typing import Any

import pytest
from safejwt.accounts.email_addresses import mark_verified
from safejwt.audit.field_labels import field_label
from safejwt.models import RefreshToken
from safejwt.signals import password_reset_wanted, refresh_token_reused, username_changed
from safejwt.testing import BrowserClient

from tests.conftest import PASSWORD

from .conftest import Inbox, Send

pytestmark = pytest.mark.django_db


def subjects(inbox: Inbox, user: Any) -> list[str]:
    return [subject.partition(": ")[2] for subject in inbox.subjects(user.email)]


def test_only_a_login_with_a_new_browser_sends_an_email(
    user: Any, confirmed: Any, credentials: dict[str, str], visitor: BrowserClient, inbox: Inbox, send: Send
) -> None:
    assert send(visitor, "login/", **credentials).status_code == 200
    assert subjects(inbox, user) == [], "the first login is not from a new device"
    assert send(visitor, "login/", **credentials).status_code == 200
    assert subjects(inbox, user) == []
    other = BrowserClient(
        headers={"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0"}
    )
    other.get("/users/csrf/")
    assert send(other, "login/", **credentials).status_code == 200
    assert subjects(inbox, user) == ["login on a new device"]
    (alert,) = [message for message in inbox() if message.to == [user.email]]
    assert "Firefox on Linux · 127.0.0.1" in alert.body
    assert "Firefox" in alert.alternatives[0].content


def test_password_reset_by_an_administrator_sends_the_link(user: Any, inbox: Inbox) -> None:
    assert password_reset_wanted.has_listeners()
    password_reset_wanted.send(type(user), user=user, request=None)
    assert subjects(inbox, user) == ["choose a new password"]
    assert inbox.token()


@pytest.mark.parametrize("is_confirmed", [True, False])
def test_only_a_confirmed_address_gets_notices(
    is_confirmed: bool, user: Any, credentials: dict[str, str], inbox: Inbox, send: Send
) -> None:
    """Anyone can register an address of someone else, and then log in again and again."""
    if is_confirmed:
        mark_verified(user)
    for _ in range(3):
        browser = BrowserClient()
        browser.get("/users/csrf/")
        browser.take(send(browser, "login/", **credentials))
    refresh_token_reused.send(RefreshToken, user=user)
    send(browser, "email/change/", email="new@example.com")
    send(browser, "password/change/", current_password=PASSWORD, password="another long passphrase")
    username_changed.send(type(user), user=user)
    browser.delete("/users/account/")
    kinds = {mail.subject.partition(": ")[2] for mail in inbox() if mail.to == ["ada@example.com"]}
    assert kinds == (
        {
            "login on a new device",
            "a device was logged out for your safety",
            "your email address is about to change",
            "your password was changed",
            f"your {field_label(user.USERNAME_FIELD)} was changed",
            "your account was deleted",
        }
        if is_confirmed
        else set()
    )


def test_change_of_the_username_by_an_administrator_tells_the_owner(user: Any, confirmed: Any, inbox: Inbox) -> None:
    username_changed.send(type(user), user=user)
    (notice,) = inbox()
    label = field_label(user.USERNAME_FIELD)
    assert "An administrator of " in notice.body
    assert f" changed the {label} of your account." in notice.body
    assert "someone else may know your password" not in notice.body + notice.alternatives[0].content
    named = user.get_username() != user.email
    assert (f"You now log in as {user.get_username()}." in notice.body) == named


def test_unconfirmed_address_gets_a_link_only_if_it_is_the_changed_username(user: Any, inbox: Inbox) -> None:
    username_changed.send(type(user), user=user)
    is_address = user.get_username() == user.email
    assert subjects(inbox, user) == (["confirm your email address"] if is_address else [])
