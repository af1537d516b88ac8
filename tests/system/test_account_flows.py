"""Account flows in the project: both kinds of registration, and changes to the own account."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from safejwt.accounts.email_addresses import mark_verified
from safejwt.accounts.models import Mail, PendingRegistration
from safejwt.testing import BrowserClient
from users.models import User

from .conftest import PASSWORD
from .mailbox import last_token, send_all, tokens
from .test_registration import register

pytestmark = pytest.mark.django_db


def test_registration_starts_a_session_and_sends_the_link(client: BrowserClient) -> None:
    client.take(register(client))
    assert client.get("/users/email/").json() == {
        "email": "grace.hopper@example.com",
        "verified": False,
        "pending": None,
    }
    client.post("/users/email/verify/", {"token": last_token()}, format="json")
    assert client.get("/users/email/").json()["verified"]


def test_rejected_registration_sends_no_email(client: BrowserClient, user: User) -> None:
    assert register(client, email="ada@example.com").status_code == 400
    assert send_all() == 0


@pytest.mark.postgresql
def test_registration_by_email_does_not_reveal_registered_emails(
    client: BrowserClient, user: User, settings: Any, django_assert_num_queries: Any
) -> None:
    settings.SAFEJWT_ACCOUNTS_REGISTRATION = "mail"
    responses = []
    for name, email in (("grace", "new@example.com"), ("mallory", "ADA@example.com")):
        client.get("/users/csrf/")
        with django_assert_num_queries(5):  # a username check, a transaction, the registration, the email
            responses.append(register(client, username=name, email=email))
    assert {(response.status_code, response.content) for response in responses} == {(202, responses[0].content)}
    assert not any(response.cookies.keys() & {"refreshtoken"} for response in responses)
    assert list(User.objects.all()) == [user]
    assert len(tokens()) == 1
    assert {message.to[0] for message in mail.outbox} == {"new@example.com", "ada@example.com"}


def test_registration_by_email_validates_other_fields_at_once(client: BrowserClient, user: User, settings: Any) -> None:
    settings.SAFEJWT_ACCOUNTS_REGISTRATION = "mail"
    for fields in (
        {"username": "ada"},
        {"username": ""},
        {"email": "x"},
        {"password": "1"},
        {"password": "password123"},
    ):
        response = register(client, **fields)
        assert (response.status_code, response.json()["code"]) == (400, "validation_error"), fields
    assert not PendingRegistration.objects.exists()


def test_pending_registration_stores_no_readable_password(client: BrowserClient, settings: Any) -> None:
    settings.SAFEJWT_ACCOUNTS_REGISTRATION = "mail"
    register(client)
    fields = PendingRegistration.objects.get().fields
    assert set(fields) == {"username", "email", "password"}
    assert PASSWORD not in str(fields)
    assert PASSWORD not in str(list(Mail.objects.values()))


def test_registration_by_email_ignores_privileged_fields(client: BrowserClient, settings: Any) -> None:
    settings.SAFEJWT_ACCOUNTS_REGISTRATION = "mail"
    register(client, is_staff=True, is_superuser=True, id=77, is_active=False)
    client.post("/users/email/verify/", {"token": last_token(), "password": PASSWORD}, format="json")
    user = User.objects.get()
    assert (user.is_staff, user.is_superuser, user.is_active) == (False, False, True)
    assert user.pk != 77


@pytest.mark.postgresql
@pytest.mark.parametrize(
    ("taken", "code"),
    [
        ({"username": "GRACE"}, "validation_error"),
        ({"username": "grace"}, "validation_error"),
        ({"username": "g", "email": "GRACE.hopper@example.com"}, "link_invalid"),
    ],
)
def test_link_of_a_registration_is_refused_once_the_name_or_address_is_taken_in_any_case(
    client: BrowserClient, create_user: Callable[..., User], settings: Any, taken: dict[str, str], code: str
) -> None:
    settings.SAFEJWT_ACCOUNTS_REGISTRATION = "mail"
    register(client)
    body = {"token": last_token(), "password": PASSWORD}
    first = create_user(**taken)
    for _ in range(2):
        response = client.post("/users/email/verify/", body, format="json")
        assert (response.status_code, response.json()["code"]) == (400, code)
    assert User.objects.get() == first


def test_password_change_notifies_the_owner(logged_in: BrowserClient, user: User) -> None:
    mark_verified(user)
    body = {"password": "another long passphrase", "current_password": PASSWORD}
    assert logged_in.patch(f"/users/{user.pk}/", body, format="json").status_code == 200
    assert send_all() == 1
    assert "password was changed" in mail.outbox[-1].subject


@pytest.mark.parametrize("password", ["1", "password123", "ada@example.com", "x" * 1025])
def test_change_and_reset_reject_bad_passwords(logged_in: BrowserClient, user: User, password: str) -> None:
    body = {"current_password": PASSWORD, "password": password}
    assert logged_in.post("/users/password/change/", body, format="json").status_code == 400
    logged_in.post("/users/password/reset/", {"email": "ada@example.com"}, format="json")
    body = {"token": last_token(), "password": password}
    assert logged_in.post("/users/password/reset/confirm/", body, format="json").status_code == 400
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
