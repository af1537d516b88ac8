"""A person's account: he alone reads and changes it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from safejwt.accounts.flows.verification import mark_verified
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
def test_main_trap_15_another_persons_account_is_as_unknown_as_one_that_never_was(
    signed_in: BrowserClient, make_user: Callable[..., User], method: str
) -> None:
    stranger = make_user("grace")
    answers = [
        getattr(signed_in, method)(f"/users/{pk}/", {"username": "x"}, format="json") for pk in (stranger.pk, 987654)
    ]
    assert {(answer.status_code, answer.content) for answer in answers} == {(404, answers[0].content)}
    stranger.refresh_from_db()
    assert stranger.username == "grace"


def test_trap_12_a_new_password_takes_the_current_one(signed_in: BrowserClient, user: User) -> None:
    for current in ({}, {"current_password": "wrong"}, {"current_password": ""}, {"current_password": None}):
        answer = change(signed_in, user, password=NEW, **current)
        assert (answer.status_code, list(answer.json()["errors"])) == (400, ["current_password"])
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert change(signed_in, user, password=NEW, current_password=PASSWORD).status_code == 200
    user.refresh_from_db()
    assert user.check_password(NEW)


def test_trap_12_a_new_password_ends_every_other_session_and_keeps_this_one(
    signed_in: BrowserClient, user: User
) -> None:
    phone = BrowserClient()
    phone.sign_in(user)
    assert change(signed_in, user, password=NEW, current_password=PASSWORD).status_code == 200
    assert phone.get("/users/auth/").json()["code"] == "session_ended"
    assert phone.post("/users/token/").json()["code"] == "refresh_token_revoked"
    assert signed_in.get("/users/auth/").status_code == 200
    signed_in.take(signed_in.post("/users/token/"))
    assert signed_in.get("/users/auth/").status_code == 200
    devices = signed_in.get("/users/sessions/").json()
    assert [device["current"] for device in devices] == [True]


def test_a_password_changed_elsewhere_ends_every_session(signed_in: BrowserClient, user: User) -> None:
    user.set_password(NEW)
    user.save()
    assert signed_in.get("/users/auth/").json()["code"] == "session_ended"
    assert signed_in.post("/users/token/").json()["code"] == "refresh_token_revoked"


@pytest.mark.parametrize(("password", "fault"), BAD_PASSWORDS)
def test_main_trap_11_a_change_refuses_a_bad_password(
    signed_in: BrowserClient, user: User, password: str, fault: str
) -> None:
    user.email, user.username = "grace.hopper@example.com", "grace"
    user.save()
    answer = change(signed_in, user, password=password, current_password=PASSWORD)
    assert (answer.status_code, answer.json()["code"]) == (400, "validation_error")
    assert fault in " ".join(answer.json()["errors"]["password"])


def test_main_trap_11_a_password_is_compared_with_the_name_that_comes_with_it(
    signed_in: BrowserClient, user: User
) -> None:
    fields = {"username": "constantinople", "password": "constantinople1", "current_password": PASSWORD}
    assert "password" in change(signed_in, user, **fields).json()["errors"]


@pytest.mark.parametrize("method", ["patch", "put", "post"])
def test_trap_13_another_email_address_takes_the_link_of_a_mail(
    signed_in: BrowserClient, user: User, method: str
) -> None:
    for address in ("ada@example.org", "ADA@example.com"):
        answer = change(signed_in, user, method, username="ada", email=address, current_password=PASSWORD)
        assert (answer.status_code, answer.json()["code"]) == (400, "validation_error")
        assert "email/change/" in answer.json()["errors"]["email"][0]
    user.refresh_from_db()
    assert user.email == "ada@example.com"


@pytest.mark.parametrize("password", [{}, {"current_password": "wrong"}, {"current_password": PASSWORD}])
def test_changing_an_account_tells_nobody_whether_an_address_is_known(
    signed_in: BrowserClient, user: User, make_user: Callable[..., User], password: dict[str, str]
) -> None:
    make_user("grace")
    signed_in.get("/users/auth/")  # the first request notes that the session's token has come back
    seen = set()
    for address in ("grace@example.com", "GRACE@example.com", "nobody@example.com"):
        with CaptureQueriesContext(connection) as captured:
            answer = change(signed_in, user, email=address, **password)
        statements = tuple(query["sql"].split("WHERE")[0] for query in captured)
        seen.add((answer.status_code, answer.content, tuple(answer.headers.items()), statements))
    assert len(seen) == 1


def test_trap_14_ones_own_name_and_address_can_be_sent_back(signed_in: BrowserClient, user: User) -> None:
    assert change(signed_in, user, "put", username="ada", email="ada@example.com").status_code == 200
    assert change(signed_in, user, "put", username="ada", email="ADA@example.com").status_code == 400
    assert change(signed_in, user, "put", username="Ada", email="ada@example.com").json()["username"] == "Ada"
    assert change(signed_in, user, "put", username="ada").json()["errors"] == {"email": ["This field is required."]}


@pytest.mark.parametrize("method", ["patch", "put", "post"])
def test_nobody_changes_more_than_name_address_and_password(signed_in: BrowserClient, user: User, method: str) -> None:
    before = User.objects.values().get()
    wishes = {
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
    assert change(signed_in, user, method, username="ada", email="ada@example.com", **wishes).status_code == 200
    assert User.objects.values().get() == before


def test_a_change_writes_nothing_but_what_was_asked_for(
    signed_in: BrowserClient, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between reading the person and writing him, somebody else's change of password or rights must survive."""
    save = User.save

    def save_late(self: User, *words: Any, **named: Any) -> None:
        User.objects.filter(pk=user.pk).update(is_staff=False, is_active=False, password="set by an administrator")
        save(self, *words, **named)

    User.objects.filter(pk=user.pk).update(is_staff=True)
    monkeypatch.setattr(User, "save", save_late)
    change(signed_in, user, username="countess")
    user.refresh_from_db()
    assert (user.username, user.is_staff, user.is_active) == ("countess", False, False)
    assert user.password == "set by an administrator"


def test_a_changed_name_is_in_the_history(signed_in: BrowserClient, user: User, transactional_db: None) -> None:
    for name in ("countess", "countess"):
        assert change(signed_in, user, username=name).status_code == 200
    assert SecurityEvent.objects.filter(user=user).values_list("event", "reason").get() == ("user_updated", "renamed")


def test_a_changed_name_keeps_every_session(signed_in: BrowserClient, user: User) -> None:
    phone = BrowserClient()
    phone.sign_in(user)
    assert change(signed_in, user, username="countess").status_code == 200
    assert phone.get("/users/auth/").json()["username"] == "countess"
    assert RefreshToken.objects.count() == 2


def test_tries_at_the_current_password_are_limited_and_other_changes_are_not(
    signed_in: BrowserClient, user: User, settings: Any, caplog: Any
) -> None:
    """A stolen access token is no way to guess the password."""
    settings.SAFEJWT_LOGIN_RATE = "3/m"
    caplog.set_level("INFO", "safejwt")
    tries = [change(signed_in, user, password=NEW, current_password=f"guess {n}").status_code for n in range(5)]
    assert tries == [400, 400, 400, 429, 429]
    assert change(signed_in, user, password=NEW, current_password=PASSWORD).status_code == 429
    assert change(signed_in, user, username="countess").status_code == 200
    (excess,) = [record for record in caplog.records if record.message == "excess_rate_limit_exceeded"]
    assert (excess.scope, excess.user_id) == ("password", str(user.pk))


@pytest.mark.parametrize("path", ["sessions/", "sessions/{sid}/"])
def test_ending_a_device_takes_a_recent_login(clock: Any, signed_in: BrowserClient, user: User, path: str) -> None:
    sid = BrowserClient().sign_in(user).sid
    clock.shift(timedelta(minutes=11))
    signed_in.take(signed_in.post("/users/token/"))
    answer = signed_in.delete("/users/" + path.format(sid=sid))
    assert (answer.status_code, answer.json()["code"]) == (403, "reauthentication_required")
    assert signed_in.post("/users/reauthenticate/", {"password": PASSWORD}, format="json").status_code == 204
    signed_in.take(signed_in.post("/users/token/"))
    assert signed_in.delete("/users/" + path.format(sid=sid)).status_code == 204


def test_what_is_kept_for_confirmed_addresses_waits_for_the_link(
    signed_in: BrowserClient, user: User, settings: Any
) -> None:
    assert signed_in.get("/users/confirmed/").status_code == 200, "not where the project does not ask for it"
    settings.SAFEJWT_ACCOUNTS_REQUIRE_VERIFIED = True
    answer = signed_in.get("/users/confirmed/")
    assert (answer.status_code, answer.json()["code"]) == (403, "email_not_verified")
    mark_verified(user)
    assert signed_in.get("/users/confirmed/").json() == {"email": "ada@example.com"}
