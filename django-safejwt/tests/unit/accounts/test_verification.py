"""Confirming an e-mail address (security bar E9)."""

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

from .conftest import Post, Send

pytestmark = pytest.mark.django_db


def test_an_address_is_confirmed_by_the_link_in_any_browser(
    visitor: BrowserClient, user: Any, post: Post, send: Send, heard: Any
) -> None:
    told = heard(email_verified)
    verification.request(user)
    assert not email_addresses.is_verified(user)
    answer = send(visitor, "email/verify/", token=post.token(), password=PASSWORD)
    assert (answer.status_code, answer.json()) == (200, {"email": "ada@example.com"})
    assert email_addresses.is_verified(user)
    assert [(facts["user"], facts["email"]) for facts in told] == [(user, "ada@example.com")]


def test_a_link_works_once_also_when_the_address_is_given_up_and_taken_again(
    visitor: BrowserClient, user: Any, post: Post, send: Send
) -> None:
    verification.request(user)
    token = post.token()
    send(visitor, "email/verify/", token=token, password=PASSWORD)
    assert send(visitor, "email/verify/", token=token, password=PASSWORD).json()["code"] == "link_invalid"
    AccountEmail.objects.update(address="other@example.com", verified_at=timezone.now())
    assert send(visitor, "email/verify/", token=token, password=PASSWORD).json()["code"] == "link_invalid"


@pytest.mark.parametrize(("hours", "status"), [(24, 200), (25, 400)])
def test_a_link_is_good_for_a_day(
    clock: Any, visitor: BrowserClient, user: Any, post: Post, send: Send, hours: int, status: int
) -> None:
    verification.request(user)
    token = post.token()
    clock.shift(timedelta(hours=hours))
    assert send(visitor, "email/verify/", token=token, password=PASSWORD).status_code == status


@pytest.mark.parametrize("change", ["address", "inactive", "gone"])
def test_a_link_is_for_one_person_with_one_address(
    visitor: BrowserClient, user: Any, post: Post, send: Send, change: str
) -> None:
    verification.request(user)
    token = post.token()
    if change == "address":
        email_addresses.set_email(user, "other@example.com")
    elif change == "inactive":
        user.is_active = False
        user.save()
    else:
        user.delete()
    assert send(visitor, "email/verify/", token=token, password=PASSWORD).json()["code"] == "link_invalid"
    assert not AccountEmail.objects.exclude(address="").exists()


def test_an_address_that_is_changed_by_any_way_has_to_be_confirmed_again(user: Any) -> None:
    verification.mark_verified(user)
    email_addresses.set_email(user, "other@example.com")
    assert not email_addresses.is_verified(user)


def test_another_link_for_an_address_or_for_whoever_is_signed_in(
    visitor: BrowserClient, signed_in: BrowserClient, user: Any, post: Post, send: Send
) -> None:
    assert send(signed_in, "email/verify/resend/").status_code == 202
    assert len(post.tokens()) == 1
    assert send(visitor, "email/verify/resend/", email="ADA@example.com").status_code == 202
    assert len(post.tokens()) == 2
    answer = send(visitor, "email/verify/resend/")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["email"])


def test_what_is_confirmed_gets_no_link_and_the_same_answer(
    visitor: BrowserClient, user: Any, post: Post, send: Send
) -> None:
    open_ = send(visitor, "email/verify/resend/", email="ada@example.com")
    send(visitor, "email/verify/", token=post.token(), password=PASSWORD)
    answers = [
        send(visitor, "email/verify/resend/", email=email) for email in ("ada@example.com", "nobody@example.com")
    ]
    assert {(answer.status_code, answer.content) for answer in answers} == {(202, open_.content)}
    assert len(post.tokens()) == 1


def test_the_person_is_told_what_his_address_is_and_whether_it_is_confirmed(
    signed_in: BrowserClient, user: Any, post: Post, send: Send
) -> None:
    assert signed_in.get("/users/email/").json() == {"email": "ada@example.com", "verified": False, "pending": None}
    verification.request(user)
    send(signed_in, "email/verify/", token=post.token())
    assert signed_in.get("/users/email/").json() == {"email": "ada@example.com", "verified": True, "pending": None}


class Valuable(APIView):
    authentication_classes = (JWTAuthentication,)
    permission_classes = (IsAuthenticated, IsVerified)

    def get(self, request: Request) -> Response:
        return Response("gold")


@pytest.mark.parametrize(
    ("required", "verified", "expected"),
    [(False, False, 200), (True, False, 403), (True, True, 200), ("login", False, 403)],
)
def test_nothing_of_value_before_the_address_is_confirmed_where_the_setting_says_so(
    user: Any, settings: Any, required: Any, verified: bool, expected: int
) -> None:
    settings.SAFEJWT_ACCOUNTS_REQUIRE_VERIFIED = required
    if verified:
        verification.mark_verified(user)
    token = sessions.start(user).access_token
    answer = Valuable.as_view()(APIRequestFactory().get("/", HTTP_AUTHORIZATION=f"Bearer {token}"))
    assert answer.status_code == expected
    if expected == 403:
        assert answer.data["code"] == "email_not_verified"


def test_a_person_without_an_address_is_not_verified(user: Any) -> None:
    user.email = ""
    assert not email_addresses.is_verified(user)
    assert verification.make_token(user) is None
