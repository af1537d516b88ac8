"""RegisterView: POST /users/."""

from typing import Any

import pytest
from safejwt.testing import BrowserClient
from users.models import EMAIL_TAKEN, User

from .conftest import PASSWORD

GRACE = {"username": "grace", "email": "grace@example.com", "password": PASSWORD}


@pytest.mark.django_db
def test_registration_creates_a_user_and_starts_a_session(browser: BrowserClient) -> None:
    response = browser.post("/users/", GRACE, format="json")
    assert response.status_code == 201
    browser.take(response)
    assert browser.get("/users/auth/").json()["username"] == "grace"
    assert User.objects.get().check_password(PASSWORD)


@pytest.mark.parametrize(
    ("field", "value"), [("username", ""), ("email", "not an email"), ("password", "short"), ("password", None)]
)
def test_invalid_fields_are_reported(browser: BrowserClient, db: None, field: str, value: Any) -> None:
    response = browser.post("/users/", {**GRACE, field: value}, format="json")
    assert response.status_code == 400
    assert list(response.json()["errors"]) == [field]
    assert not User.objects.exists()


def test_emails_are_unique(browser: BrowserClient, user: User) -> None:
    response = browser.post("/users/", {**GRACE, "email": "ADA@example.com"}, format="json")
    assert response.json()["errors"] == {"email": [EMAIL_TAKEN]}


def test_a_name_that_differs_in_case_is_taken_and_logs_in(browser: BrowserClient, user: User) -> None:
    response = browser.post("/users/", {**GRACE, "username": "ADA"}, format="json")
    assert list(response.json()["errors"]) == ["username"]
    browser.take(browser.post("/users/login/", {"username": "Ada", "password": PASSWORD}, format="json"))
    assert browser.get("/users/auth/").json()["username"] == "ada"


def test_registration_by_email_creates_no_user_yet(browser: BrowserClient, db: None, settings: Any) -> None:
    settings.SAFEJWT_ACCOUNTS_REGISTRATION = "mail"
    assert browser.post("/users/", GRACE, format="json").status_code == 202
    assert not User.objects.exists()
