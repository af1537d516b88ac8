"""The account flows in the project: registering either way, and changes by the person's own page."""

from typing import Any

import pytest
from django.core import mail
from safejwt.accounts.models import Mail, PendingRegistration
from safejwt.testing import BrowserClient
from users.models import User

from .conftest import PASSWORD
from .post import last_token, send_all, tokens
from .test_registration import register

pytestmark = pytest.mark.django_db


def test_registering_starts_a_session_and_sends_the_link(client: BrowserClient) -> None:
    client.take(register(client))
    assert client.get("/users/email/").json() == {
        "email": "grace.hopper@example.com",
        "verified": False,
        "pending": None,
    }
    client.post("/users/email/verify/", {"token": last_token()}, format="json")
    assert client.get("/users/email/").json()["verified"]


def test_a_refused_registration_sends_nothing(client: BrowserClient, user: User) -> None:
    assert register(client, email="ada@example.com").status_code == 400
    assert send_all() == 0


def test_trap_16_registering_by_mail_tells_nobody_whether_an_address_is_known(
    client: BrowserClient, user: User, settings: Any, django_assert_num_queries: Any
) -> None:
    settings.SAFEJWT_ACCOUNTS_REGISTRATION = "mail"
    answers = []
    for name, email in (("grace", "new@example.com"), ("mallory", "ADA@example.com")):
        client.get("/users/csrf/")
        with django_assert_num_queries(6):  # is the name free, twice; a transaction, the registration, the mail
            answers.append(register(client, username=name, email=email))
    assert {(answer.status_code, answer.content) for answer in answers} == {(202, answers[0].content)}
    assert not any(answer.cookies.keys() & {"refreshtoken"} for answer in answers)
    assert list(User.objects.all()) == [user]
    assert len(tokens()) == 1
    assert {message.to[0] for message in mail.outbox} == {"new@example.com", "ada@example.com"}


def test_registering_by_mail_checks_the_rest_at_once(client: BrowserClient, user: User, settings: Any) -> None:
    settings.SAFEJWT_ACCOUNTS_REGISTRATION = "mail"
    for fields in (
        {"username": "ada"},
        {"username": ""},
        {"email": "x"},
        {"password": "1"},
        {"password": "password123"},
    ):
        answer = register(client, **fields)
        assert (answer.status_code, answer.json()["code"]) == (400, "validation_error"), fields
    assert not PendingRegistration.objects.exists()


def test_a_waiting_registration_holds_no_password_that_can_be_read(client: BrowserClient, settings: Any) -> None:
    settings.SAFEJWT_ACCOUNTS_REGISTRATION = "mail"
    register(client)
    fields = PendingRegistration.objects.get().fields
    assert set(fields) == {"username", "email", "password"}
    assert PASSWORD not in str(fields)
    assert PASSWORD not in str(list(Mail.objects.values()))


def test_nobody_registers_by_mail_with_more_than_name_address_and_password(
    client: BrowserClient, settings: Any
) -> None:
    settings.SAFEJWT_ACCOUNTS_REGISTRATION = "mail"
    register(client, is_staff=True, is_superuser=True, id=77, is_active=False)
    client.post("/users/email/verify/", {"token": last_token(), "password": PASSWORD}, format="json")
    person = User.objects.get()
    assert (person.is_staff, person.is_superuser, person.is_active) == (False, False, True)
    assert person.pk != 77


def test_the_owner_is_told_of_another_password(signed_in: BrowserClient, user: User) -> None:
    body = {"password": "another long passphrase", "current_password": PASSWORD}
    assert signed_in.patch(f"/users/{user.pk}/", body, format="json").status_code == 200
    assert send_all() == 1
    assert "password was changed" in mail.outbox[-1].subject


@pytest.mark.parametrize("password", ["1", "password123", "ada@example.com", "x" * 1025])
def test_main_trap_11_a_bad_password_is_refused_by_change_and_reset(
    signed_in: BrowserClient, user: User, password: str
) -> None:
    body = {"current_password": PASSWORD, "password": password}
    assert signed_in.post("/users/password/change/", body, format="json").status_code == 400
    signed_in.post("/users/password/reset/", {"email": "ada@example.com"}, format="json")
    body = {"token": last_token(), "password": password}
    assert signed_in.post("/users/password/reset/confirm/", body, format="json").status_code == 400
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
