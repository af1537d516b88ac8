"""What users change in their account. The app calls the same URLs."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.core import mail
from safejwt.testing import BrowserClient
from users.models import User

from .test_login import GRACE, post, sign_up

EMAIL = "/_allauth/app/v1/account/email"


def code() -> str:
    """The code of the newest email."""
    return next(line for line in str(mail.outbox[-1].body).splitlines() if line.isupper() and "-" in line)


@pytest.mark.django_db
def test_a_new_address_replaces_the_old_one_when_it_is_verified(browser: BrowserClient) -> None:
    sign_up(browser)
    assert browser.post(EMAIL, {"email": "hopper@example.com"}, format="json").status_code == 401
    post(browser, "reauthenticate", {"password": GRACE["password"]})
    assert browser.post(EMAIL, {"email": "hopper@example.com"}, format="json").status_code == 200
    assert browser.get("/users/auth/").json()["email"] == "grace@example.com"
    assert post(browser, "email/verify", {"key": code()}).status_code == 200
    assert browser.get("/users/auth/").json()["email"] == "hopper@example.com"
    assert [address.email for address in EmailAddress.objects.all()] == ["hopper@example.com"]
    # The old address learns of it.
    assert mail.outbox[-1].to == ["grace@example.com"]


@pytest.mark.django_db
def test_emails_are_in_the_language_of_the_app(browser: BrowserClient, settings: Any) -> None:
    browser.credentials(HTTP_ACCEPT_LANGUAGE="de")
    sign_up(browser)
    assert ("Hallo" in str(mail.outbox[-1].body)) == (len(settings.LANGUAGES) > 1)


@pytest.mark.django_db
def test_a_deleted_account_leaves_nothing(browser: BrowserClient) -> None:
    sign_up(browser)
    assert browser.delete("/users/account/").status_code == 204
    assert [model.objects.count() for model in (User, EmailAddress, Session)] == [0, 0, 0]
    assert browser.get("/users/auth/").status_code == 401
    browser.access_token = None
    assert post(browser, "login", GRACE).status_code == 400


@pytest.mark.django_db
def test_a_deletion_needs_a_recent_authentication(browser: BrowserClient, settings: Any) -> None:
    sign_up(browser)
    settings.SAFEJWT_REAUTHENTICATION_AGE = timedelta(seconds=-1)
    assert browser.delete("/users/account/").json()["code"] == "reauthentication_required"
    assert User.objects.exists()
