"""`links/check/`: whether a link still works."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from safejwt.accounts.flows import account_security, password_reset, verification
from safejwt.accounts.mail import alerts
from safejwt.models import SecurityEvent
from safejwt.testing import BrowserClient

from .conftest import Inbox, Send

pytestmark = pytest.mark.django_db


def make_tokens(user: Any) -> list[str]:
    """Return one token of each page that asks before it acts."""
    return [str(password_reset.make_token(user, requested_at=timezone.now())), str(alerts.make_token(user, user.email))]


def checked(browser: BrowserClient, tokens: list[str], send: Send) -> list[str]:
    responses = [send(browser, "links/check/", token=token) for token in tokens]
    return ["works" if response.status_code == 204 else response.json()["code"] for response in responses]


def test_check_uses_and_changes_nothing(visitor: BrowserClient, confirmed: Any, send: Send) -> None:
    tokens = make_tokens(confirmed)
    events = SecurityEvent.objects.count()
    for _ in range(2):
        assert checked(visitor, tokens, send) == ["works", "works"]
    assert SecurityEvent.objects.count() == events
    assert send(visitor, "account/secure/", token=tokens[1]).status_code == 204


def test_used_link_does_not_work(visitor: BrowserClient, confirmed: Any, send: Send) -> None:
    tokens = make_tokens(confirmed)
    account_security.secure(tokens[1])
    password_reset.reset(password_reset.presented_user(tokens[0]), "another long passphrase")
    assert checked(visitor, tokens, send) == ["link_invalid", "link_invalid"]


def test_expired_link_does_not_work(clock: Any, visitor: BrowserClient, confirmed: Any, send: Send) -> None:
    tokens = make_tokens(confirmed)
    clock.shift(timedelta(days=8))
    assert checked(visitor, tokens, send) == ["link_invalid", "link_invalid"]


def test_link_of_an_inactive_user_does_not_work(visitor: BrowserClient, confirmed: Any, send: Send) -> None:
    tokens = make_tokens(confirmed)
    confirmed.is_active = False
    confirmed.save()
    assert checked(visitor, tokens, send) == ["link_invalid", "link_invalid"]


def test_only_links_of_pages_that_ask_first_are_known(
    visitor: BrowserClient, user: Any, inbox: Inbox, send: Send
) -> None:
    verification.request(user)
    assert checked(visitor, [inbox.token(), "forged"], send) == ["link_invalid", "link_invalid"]


def test_checks_are_limited(visitor: BrowserClient, settings: Any, send: Send) -> None:
    settings.SAFEJWT_ACCOUNTS_LINK_RATE = "2/m"
    assert checked(visitor, ["forged"] * 3, send) == ["link_invalid", "link_invalid", "throttled"]
