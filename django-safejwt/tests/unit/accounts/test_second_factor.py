"""Users who have set up a second factor in django-allauth, beside the views of this app."""

from datetime import timedelta
from typing import Any

import pytest
from safejwt.accounts.flows import verification
from safejwt.models import RefreshToken
from safejwt.testing import BrowserClient

from tests.conftest import PASSWORD

from .conftest import Inbox, Send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_second_factor")]
NEW = "another long passphrase"


@pytest.fixture
def _second_factor(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ["passwords.second_factor", "accounts.flows.password_change"]:
        monkeypatch.setattr(f"safejwt.{module}.has_second_factor", lambda user: True)


def test_password_alone_does_not_reauthenticate(clock: Any, signed_in: BrowserClient, send: Send) -> None:
    clock.shift(timedelta(minutes=1))
    before = RefreshToken.objects.get().last_authenticated_at
    response = send(signed_in, "reauthenticate/", password=PASSWORD)
    assert response.status_code == 403
    assert response.json()["code"] == "mfa_required"
    assert RefreshToken.objects.get().last_authenticated_at == before


def test_password_change_does_not_reauthenticate(clock: Any, signed_in: BrowserClient, send: Send) -> None:
    clock.shift(timedelta(minutes=1))
    before = RefreshToken.objects.get().last_authenticated_at
    assert send(signed_in, "password/change/", current_password=PASSWORD, password=NEW).status_code == 204
    assert RefreshToken.objects.get().last_authenticated_at == before


def test_reset_link_is_no_way_around(visitor: BrowserClient, user: Any, inbox: Inbox, send: Send) -> None:
    """With the user's emails alone, an attacker sets a password, and has no session."""
    send(visitor, "password/reset/", email="ada@example.com")
    response = send(visitor, "password/reset/confirm/", token=inbox.token(), password=NEW)
    assert (response.status_code, "refreshtoken" in response.cookies) == (204, False)
    credentials = {user.USERNAME_FIELD: user.get_username(), "password": NEW}
    response = visitor.post("/users/login/", credentials, format="json")
    assert (response.status_code, response.json()["code"]) == (403, "mfa_required")


def test_link_that_verifies_an_address_is_no_way_around(
    visitor: BrowserClient, user: Any, inbox: Inbox, send: Send
) -> None:
    verification.request(user)
    response = send(visitor, "email/verify/", token=inbox.token(), password=PASSWORD)
    assert (response.status_code, "refreshtoken" in response.cookies) == (200, False)
    assert not RefreshToken.objects.exists()
