"""A user's account, which only that user can read and change."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from safejwt.accounts.flows.verification import mark_verified
from safejwt.accounts.mail.delivery import send_due
from safejwt.models import RefreshToken, SecurityEvent
from safejwt.testing import BrowserClient
from users.models import User

from .conftest import PASSWORD
from .test_registration import BAD_PASSWORDS

pytestmark = pytest.mark.django_db

NEW = "another long passphrase"


def change(client: BrowserClient, user: User, method: str = "patch", **fields: Any) -> Any:
    return getattr(client, method)(f"/users/{user.pk}/", fields, format="json")


@pytest.mark.parametrize("method", ["get", "patch", "put", "post", "delete", "head"])
def test_another_users_account_responds_like_an_unknown_one(
    logged_in: BrowserClient, create_user: Callable[..., User], method: str
) -> None:
    other = create_user("grace")
    responses = [
        getattr(logged_in, method)(f"/users/{pk}/", {"username": "x"}, format="json") for pk in (other.pk, 987654)
    ]
    assert {(response.status_code, response.content) for response in responses} == {(404, responses[0].content)}
    other.refresh_from_db()
    assert other.username == "grace"


def test_attempt_at_another_users_account_is_recorded(
    logged_in: BrowserClient, user: User, caplog: pytest.LogCaptureFixture
) -> None:
    """Whether the other one exists or not, so the log is no difference either."""
    for pk in (user.pk, user.pk + 987654):
        logged_in.get(f"/users/{pk}/")
    (record,) = [record for record in caplog.records if record.getMessage() == "authz_fail"]
    assert (record.user_id, record.resource) == (str(user.pk), "UserView")  # type: ignore[attr-defined]


def test_new_password_requires_the_current_one(logged_in: BrowserClient, user: User) -> None:
    for current in ({}, {"current_password": "wrong"}, {"current_password": ""}, {"current_password": None}):
        response = change(logged_in, user, password=NEW, **current)
        assert (response.status_code, list(response.json()["errors"])) == (400, ["current_password"])
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert change(logged_in, user, password=NEW, current_password=PASSWORD).status_code == 200
    user.refresh_from_db()
    assert user.check_password(NEW)


def test_new_password_ends_all_other_sessions(clock: Any, logged_in: BrowserClient, user: User) -> None:
    phone = BrowserClient()
    phone.sign_in(user)
    assert change(logged_in, user, password=NEW, current_password=PASSWORD).status_code == 200
    assert phone.get("/users/auth/").json()["code"] == "session_ended"
    assert phone.post("/users/token/").json()["code"] == "refresh_token_revoked"
    assert logged_in.get("/users/auth/").status_code == 200
    for _ in range(2):
        logged_in.take(logged_in.post("/users/token/"))
        assert logged_in.get("/users/auth/").status_code == 200
        clock.shift(timedelta(seconds=61))
    devices = logged_in.get("/users/sessions/").json()
    assert [device["current"] for device in devices] == [True]


def test_password_changed_elsewhere_ends_every_session(logged_in: BrowserClient, user: User) -> None:
    user.set_password(NEW)
    user.save()
    assert logged_in.get("/users/auth/").json()["code"] == "session_ended"
    assert logged_in.post("/users/token/").json()["code"] == "refresh_token_revoked"


@pytest.mark.parametrize(("password", "fault"), BAD_PASSWORDS)
def test_password_change_rejects_bad_passwords(logged_in: BrowserClient, user: User, password: str, fault: str) -> None:
    user.email, user.username = "grace.hopper@example.com", "grace"
    user.save()
    response = change(logged_in, user, password=password, current_password=PASSWORD)
    assert (response.status_code, response.json()["code"]) == (400, "validation_error")
    assert fault in " ".join(response.json()["errors"]["password"])


def test_password_is_compared_with_the_new_username(logged_in: BrowserClient, user: User) -> None:
    fields = {"username": "constantinople", "password": "constantinople1", "current_password": PASSWORD}
    assert "password" in change(logged_in, user, **fields).json()["errors"]


@pytest.mark.parametrize("method", ["patch", "put", "post"])
def test_email_change_requires_the_emailed_link(logged_in: BrowserClient, user: User, method: str) -> None:
    for address in ("ada@example.org", "ADA@example.com"):
        response = change(logged_in, user, method, username="ada", email=address, current_password=PASSWORD)
        assert (response.status_code, response.json()["code"]) == (400, "validation_error")
        assert "email/change/" in response.json()["errors"]["email"][0]
    user.refresh_from_db()
    assert user.email == "ada@example.com"


@pytest.mark.postgresql
@pytest.mark.parametrize("password", [{}, {"current_password": "wrong"}, {"current_password": PASSWORD}])
def test_changing_an_account_does_not_reveal_registered_emails(
    logged_in: BrowserClient, user: User, create_user: Callable[..., User], password: dict[str, str]
) -> None:
    create_user("grace")
    logged_in.get("/users/auth/")  # the first request marks the generation as seen
    seen = set()
    for address in ("grace@example.com", "GRACE@example.com", "unknown@example.com"):
        with CaptureQueriesContext(connection) as captured:
            response = change(logged_in, user, email=address, **password)
        statements = tuple(query["sql"].split("WHERE")[0] for query in captured)
        seen.add((response.status_code, response.content, tuple(response.headers.items()), statements))
    assert len(seen) == 1


@pytest.mark.postgresql
def test_own_username_and_email_can_be_sent_back(logged_in: BrowserClient, user: User) -> None:
    assert change(logged_in, user, "put", username="ada", email="ada@example.com").status_code == 200
    assert change(logged_in, user, "put", username="ada", email="ADA@example.com").status_code == 400
    assert change(logged_in, user, "put", username="Ada", email="ada@example.com").json()["username"] == "Ada"
    assert change(logged_in, user, "put", username="ada").json()["errors"] == {"email": ["This field is required."]}


@pytest.mark.parametrize("method", ["patch", "put", "post"])
def test_only_username_and_password_can_be_changed(logged_in: BrowserClient, user: User, method: str) -> None:
    before = User.objects.values().get()
    fields = {
        "id": 77,
        "is_staff": True,
        "is_superuser": True,
        "is_active": False,
        "last_login": None,
        "date_joined": "2000-01-01T00:00:00Z",
        "groups": [1],
        "user_permissions": [1],
        "first_name": "Eve",
    }
    assert change(logged_in, user, method, username="ada", email="ada@example.com", **fields).status_code == 200
    assert User.objects.values().get() == before


def test_update_writes_only_the_changed_columns(
    logged_in: BrowserClient, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A concurrent change of the password or of permissions must survive."""
    save = User.save

    def save_late(self: User, *args: Any, **kwargs: Any) -> None:
        User.objects.filter(pk=user.pk).update(is_staff=False, is_active=False, password="set by an administrator")
        save(self, *args, **kwargs)

    User.objects.filter(pk=user.pk).update(is_staff=True)
    monkeypatch.setattr(User, "save", save_late)
    change(logged_in, user, username="countess")
    user.refresh_from_db()
    assert (user.username, user.is_staff, user.is_active) == ("countess", False, False)
    assert user.password == "set by an administrator"


@pytest.mark.postgresql
def test_username_change_is_in_the_event_history(logged_in: BrowserClient, user: User, transactional_db: None) -> None:
    for name in ("countess", "countess"):
        assert change(logged_in, user, username=name).status_code == 200
    assert SecurityEvent.objects.filter(user=user).values_list("event", "reason").get() == ("user_updated", "renamed")


def test_username_change_keeps_every_session(logged_in: BrowserClient, user: User) -> None:
    phone = BrowserClient()
    phone.sign_in(user)
    assert change(logged_in, user, username="countess").status_code == 200
    assert phone.get("/users/auth/").json()["username"] == "countess"
    assert RefreshToken.objects.count() == 2


def test_only_current_password_attempts_are_limited(
    logged_in: BrowserClient, user: User, settings: Any, caplog: Any
) -> None:
    """A stolen access token must not help to find the password."""
    settings.SAFEJWT_LOGIN_RATE = "3/m"
    caplog.set_level("INFO", "safejwt")
    statuses = [change(logged_in, user, password=NEW, current_password=f"wrong {n}").status_code for n in range(5)]
    assert statuses == [400, 400, 400, 429, 429]
    assert change(logged_in, user, password=NEW, current_password=PASSWORD).status_code == 429
    assert change(logged_in, user, username="countess").status_code == 200
    (excess,) = [record for record in caplog.records if record.message == "excess_rate_limit_exceeded"]
    assert (excess.scope, excess.user_id) == ("password", str(user.pk))


@pytest.mark.parametrize("path", ["sessions/", "sessions/{sid}/"])
def test_ending_a_session_requires_recent_authentication(
    clock: Any, logged_in: BrowserClient, user: User, path: str
) -> None:
    sid = BrowserClient().sign_in(user).sid
    clock.shift(timedelta(minutes=11))
    logged_in.take(logged_in.post("/users/token/"))
    response = logged_in.delete("/users/" + path.format(sid=sid))
    assert (response.status_code, response.json()["code"]) == (403, "reauthentication_required")
    assert logged_in.post("/users/reauthenticate/", {"password": PASSWORD}, format="json").status_code == 204
    logged_in.take(logged_in.post("/users/token/"))
    assert logged_in.delete("/users/" + path.format(sid=sid)).status_code == 204


def test_view_for_verified_emails_requires_verification(logged_in: BrowserClient, user: User, settings: Any) -> None:
    assert logged_in.get("/users/confirmed/").status_code == 200, "the project requires no verification by default"
    settings.SAFEJWT_ACCOUNTS_REQUIRE_VERIFIED = True
    response = logged_in.get("/users/confirmed/")
    assert (response.status_code, response.json()["code"]) == (403, "email_not_verified")
    mark_verified(user)
    assert logged_in.get("/users/confirmed/").json() == {"email": "ada@example.com"}


@pytest.mark.parametrize("method", ["patch", "put", "post"])
def test_another_username_requires_recent_authentication(
    clock: Any, logged_in: BrowserClient, user: User, method: str
) -> None:
    """Otherwise an attacker at an unattended computer could lock the owner out by name."""
    clock.shift(timedelta(minutes=11))
    logged_in.take(logged_in.post("/users/token/"))
    fields = {"username": "countess", "email": user.email, "password": NEW, "current_password": PASSWORD}
    response = change(logged_in, user, method, **fields)
    assert (response.status_code, response.json()["code"]) == (403, "reauthentication_required")
    user.refresh_from_db()
    assert (user.username, user.check_password(PASSWORD)) == ("ada", True)
    assert change(logged_in, user, method, **{**fields, "username": "ada"}).status_code == 200, "the same name"
    user.refresh_from_db()
    assert logged_in.post("/users/reauthenticate/", {"password": NEW}, format="json").status_code == 204
    logged_in.take(logged_in.post("/users/token/"))
    assert change(logged_in, user, username="countess").status_code == 200


def test_owner_is_told_of_another_username(logged_in: BrowserClient, user: User, caplog: Any) -> None:
    mark_verified(user)
    assert change(logged_in, user, username="countess").status_code == 200
    list(send_due())
    (notice,) = mail.outbox
    assert notice.to == [user.email]
    assert "You now log in as countess." in notice.body
    assert "127.0.0.1" in notice.body
    (record,) = [record for record in caplog.records if record.message == "user_updated"]
    assert record.reason == "renamed"


def test_unconfirmed_address_gets_no_email_after_a_change_of_the_username(logged_in: BrowserClient, user: User) -> None:
    assert change(logged_in, user, username="countess").status_code == 200
    list(send_due())
    assert mail.outbox == []


@pytest.mark.parametrize("method", ["patch", "put", "post"])
def test_asking_for_taken_usernames_is_limited_like_a_registration(
    logged_in: BrowserClient, user: User, create_user: Any, client: BrowserClient, method: str, settings: Any
) -> None:
    settings.SAFEJWT_RENAME_RATE = None
    settings.SAFEJWT_REGISTER_RATE = "4/h"
    create_user("grace")
    fields = {"username": "grace", "email": user.email, "password": NEW, "current_password": PASSWORD}
    statuses = [change(logged_in, user, method, **fields).status_code for _ in range(5)]
    assert statuses == [400] * 4 + [429]
    client.get("/users/csrf/")
    assert client.post("/users/", {"username": "grace"}, format="json").status_code == 429


def test_usernames_that_one_user_asks_for_are_limited(logged_in: BrowserClient, user: User, settings: Any) -> None:
    settings.SAFEJWT_REGISTER_RATE = None
    results = [change(logged_in, user, username=f"name{number}").status_code for number in range(12)]
    assert results == [200] * 10 + [429] * 2


def test_long_username_is_refused_before_it_is_looked_up(
    logged_in: BrowserClient, client: BrowserClient, user: User
) -> None:
    logged_in.get("/users/auth/")
    with CaptureQueriesContext(connection) as captured:
        response = change(logged_in, user, username="x" * 151)
    assert list(response.json()["errors"]) == ["username"]
    assert len(captured) == 1, "the session"
    client.get("/users/csrf/")
    with CaptureQueriesContext(connection) as captured:
        response = client.post(
            "/users/", {"username": "x" * 151, "email": "x" * 250 + "@e.de", "password": "x" * 1025}, format="json"
        )
    assert {code for errors in response.json()["errors"].values() for code in errors}
    assert set(response.json()["errors"]) == {"username", "email", "password"}
    assert not captured.captured_queries


def test_all_fields_are_reported_at_once(
    logged_in: BrowserClient, user: User, create_user: Callable[..., User]
) -> None:
    create_user("grace")
    response = change(logged_in, user, username="grace", current_password="wrong", password="short")
    assert set(response.json()["errors"]) == {"username", "current_password", "password"}
    response = change(logged_in, user, username="gra ce", current_password="wrong", password="short")
    assert set(response.json()["errors"]) == {"username", "current_password", "password"}
