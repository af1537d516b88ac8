"""Emails to the owner of an account about what they did not request."""

from typing import Any

import pytest
from safejwt.signals import password_reset_wanted
from safejwt.testing import BrowserClient

from .conftest import Inbox, Send

pytestmark = pytest.mark.django_db


def subjects(inbox: Inbox, user: Any) -> list[str]:
    return [subject.partition(": ")[2] for subject in inbox.subjects(user.email)]


def test_only_a_login_with_a_new_browser_sends_an_email(
    user: Any, credentials: dict[str, str], visitor: BrowserClient, inbox: Inbox, send: Send
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
    assert "127.0.0.1 (Firefox, Linux)" in alert.body
    assert "Firefox" in alert.alternatives[0].content


def test_password_reset_by_an_administrator_sends_the_link(user: Any, inbox: Inbox) -> None:
    assert password_reset_wanted.has_listeners()
    password_reset_wanted.send(type(user), user=user, request=None)
    assert subjects(inbox, user) == ["choose a new password"]
    assert inbox.token()
