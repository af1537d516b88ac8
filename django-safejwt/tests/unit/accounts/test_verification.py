"""Email verification."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView
from safejwt import sessions
from safejwt.accounts import email_addresses
from safejwt.accounts.flows import verification
from safejwt.accounts.models import AccountEmail
from safejwt.accounts.permissions import IsVerified
from safejwt.accounts.signals import email_verified
from safejwt.authentication import JWTAuthentication
from safejwt.testing import BrowserClient

from tests.conftest import PASSWORD

from .conftest import Inbox, Send

pytestmark = pytest.mark.django_db


def test_link_verifies_the_address_in_any_browser(
    visitor: BrowserClient, user: Any, inbox: Inbox, send: Send, heard: Any
) -> None:
    received = heard(email_verified)
    verification.request(user)
    assert not email_addresses.is_verified(user)
    response = send(visitor, "email/verify/", token=inbox.token(), password=PASSWORD)
    assert (response.status_code, response.json()) == (200, {"email": "ada@example.com"})
    assert email_addresses.is_verified(user)
    assert [(facts["user"], facts["email"]) for facts in received] == [(user, "ada@example.com")]


def test_used_link_stays_used_after_the_address_changes_back(
    visitor: BrowserClient, user: Any, inbox: Inbox, send: Send
) -> None:
    verification.request(user)
    token = inbox.token()
    send(visitor, "email/verify/", token=token, password=PASSWORD)
    assert send(visitor, "email/verify/", token=token, password=PASSWORD).json()["code"] == "link_invalid"
    AccountEmail.objects.update(address="other@example.com", verified_at=timezone.now())
    assert send(visitor, "email/verify/", token=token, password=PASSWORD).json()["code"] == "link_invalid"


@pytest.mark.parametrize(("hours", "status"), [(24, 200), (25, 400)])
def test_link_is_valid_for_a_day(
    clock: Any, visitor: BrowserClient, user: Any, inbox: Inbox, send: Send, hours: int, status: int
) -> None:
    verification.request(user)
    token = inbox.token()
    clock.shift(timedelta(hours=hours))
    assert send(visitor, "email/verify/", token=token, password=PASSWORD).status_code == status


@pytest.mark.parametrize("change", ["address", "inactive", "gone"])
def test_link_is_bound_to_the_user_and_the_address(
    visitor: BrowserClient, user: Any, inbox: Inbox, send: Send, change: str
) -> None:
    verification.request(user)
    token = inbox.token()
    if change == "address":
        email_addresses.set_email(user, "other@example.com")
    elif change == "inactive":
        user.is_active = False
        user.save()
    else:
        user.delete()
    assert send(visitor, "email/verify/", token=token, password=PASSWORD).json()["code"] == "link_invalid"
    assert not AccountEmail.objects.exclude(address="").exists()


def test_email_to_a_former_address_is_not_sent(user: Any, inbox: Inbox) -> None:
    verification.request(user)
    email_addresses.set_email(user, "other@example.com")
    assert inbox() == []


def test_changed_address_is_unverified(user: Any) -> None:
    verification.mark_verified(user)
    email_addresses.set_email(user, "other@example.com")
    assert not email_addresses.is_verified(user)


def test_another_link_is_sent_for_an_address_or_the_logged_in_user(
    visitor: BrowserClient, signed_in: BrowserClient, user: Any, inbox: Inbox, send: Send
) -> None:
    assert send(signed_in, "email/verify/resend/").status_code == 202
    assert len(inbox.tokens()) == 1
    assert send(visitor, "email/verify/resend/", email="ADA@example.com").status_code == 202
    assert len(inbox.tokens()) == 2
    response = send(visitor, "email/verify/resend/")
    assert (response.status_code, list(response.json()["errors"])) == (400, ["email"])


def test_verified_address_gets_the_same_response_and_no_link(
    visitor: BrowserClient, user: Any, inbox: Inbox, send: Send
) -> None:
    unverified = send(visitor, "email/verify/resend/", email="ada@example.com")
    send(visitor, "email/verify/", token=inbox.token(), password=PASSWORD)
    responses = [
        send(visitor, "email/verify/resend/", email=email) for email in ("ada@example.com", "unknown@example.com")
    ]
    assert {(response.status_code, response.content) for response in responses} == {(202, unverified.content)}
    assert len(inbox.tokens()) == 1


def test_email_endpoint_returns_the_address_and_its_state(
    signed_in: BrowserClient, user: Any, inbox: Inbox, send: Send
) -> None:
    assert signed_in.get("/users/email/").json() == {"email": "ada@example.com", "verified": False, "pending": None}
    verification.request(user)
    send(signed_in, "email/verify/", token=inbox.token())
    assert signed_in.get("/users/email/").json() == {"email": "ada@example.com", "verified": True, "pending": None}


class VerifiedOnlyView(APIView):
    authentication_classes = (JWTAuthentication,)
    permission_classes = (IsAuthenticated, IsVerified)

    def get(self, request: Request) -> Response:
        return Response("secret")


@pytest.mark.parametrize(
    ("required", "verified", "expected"),
    [(False, False, 200), (True, False, 403), (True, True, 200), ("login", False, 403)],
)
def test_permission_refuses_unverified_users_as_the_setting_says(
    user: Any, settings: Any, required: Any, verified: bool, expected: int
) -> None:
    settings.SAFEJWT_ACCOUNTS_REQUIRE_VERIFIED = required
    if verified:
        verification.mark_verified(user)
    token = sessions.start(user).access_token
    response = VerifiedOnlyView.as_view()(APIRequestFactory().get("/", HTTP_AUTHORIZATION=f"Bearer {token}"))
    assert response.status_code == expected
    if expected == 403:
        assert response.data["code"] == "email_not_verified"


def test_user_without_an_address_is_not_verified(user: Any) -> None:
    user.email = ""
    assert not email_addresses.is_verified(user)
    assert verification.make_token(user) is None


def test_owner_learns_when_nothing_is_sent(
    clock: Any, signed_in: BrowserClient, visitor: BrowserClient, user: Any, inbox: Inbox, send: Send
) -> None:
    """The limit per address. A visitor must not learn from it whether an address has an account."""
    assert [send(signed_in, "email/verify/resend/").status_code for _ in range(5)] == [202] * 5
    clock.shift(timedelta(minutes=4))
    refused = send(signed_in, "email/verify/resend/")
    assert (refused.status_code, refused.json()["code"], refused["Retry-After"]) == (429, "throttled", "3360")
    assert len(inbox()) == 5
    assert send(visitor, "email/verify/resend/", email="ada@example.com").status_code == 202
    assert send(signed_in, "email/verify/resend/", email="ada@example.com").status_code == 202
    assert len(inbox()) == 5
    clock.shift(timedelta(minutes=57))
    signed_in.sign_in(user)
    assert send(signed_in, "email/verify/resend/").status_code == 202
    assert len(inbox()) == 6


def test_email_that_was_counted_when_requested_does_not_count_again(user: Any, inbox: Inbox) -> None:
    for _ in range(3):
        verification.request_again(user)
    assert len(inbox()) == 3
    for _ in range(3):
        verification.request(user)
    assert len(inbox()) == 5
