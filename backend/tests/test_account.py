"""UserView: /users/<id>/, and ConfirmedView: /users/confirmed/."""

from typing import Any

from safejwt.testing import BrowserClient
from users.models import User

from .conftest import PASSWORD

NEW_PASSWORD = "another long passphrase"


def test_users_read_their_own_account(logged_in: BrowserClient, user: User) -> None:
    account = logged_in.get(f"/users/{user.pk}/").json()
    assert (account["username"], account["email"]) == ("ada", "ada@example.com")
    assert "password" not in account


def test_accounts_of_other_users_are_not_found(logged_in: BrowserClient) -> None:
    other = User.objects.create_user("grace", "grace@example.com", PASSWORD)
    assert logged_in.get(f"/users/{other.pk}/").status_code == 404
    assert logged_in.patch(f"/users/{other.pk}/", {"username": "x"}, format="json").status_code == 404


def test_anonymous_visitors_are_refused(browser: BrowserClient, user: User) -> None:
    assert browser.get(f"/users/{user.pk}/").json()["code"] == "not_authenticated"


def test_users_change_their_username(logged_in: BrowserClient, user: User) -> None:
    response = logged_in.patch(f"/users/{user.pk}/", {"username": "countess"}, format="json")
    assert response.json()["username"] == "countess"


def test_a_new_password_requires_the_current_one(logged_in: BrowserClient, user: User) -> None:
    change = {"password": NEW_PASSWORD}
    assert logged_in.patch(f"/users/{user.pk}/", change, format="json").status_code == 400
    change["current_password"] = PASSWORD
    assert logged_in.patch(f"/users/{user.pk}/", change, format="json").status_code == 200
    user.refresh_from_db()
    assert user.check_password(NEW_PASSWORD)


def test_the_current_password_is_no_new_one(logged_in: BrowserClient, user: User) -> None:
    same = {"password": PASSWORD, "current_password": PASSWORD}
    response = logged_in.patch(f"/users/{user.pk}/", same, format="json")
    assert list(response.json()["errors"]) == ["password"]


def test_confirmed_view_requires_a_verified_email(logged_in: BrowserClient, settings: Any) -> None:
    assert logged_in.get("/users/confirmed/").status_code == 200
    settings.SAFEJWT_ACCOUNTS_REQUIRE_VERIFIED = True
    assert logged_in.get("/users/confirmed/").json()["code"] == "email_not_verified"
