"""Sessions: one for each device, ended by logout, reuse of a token, deactivation or deletion."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from safejwt.conf import conf
from safejwt.models import RefreshToken
from safejwt.testing import BrowserClient
from users.models import User

from .conftest import PASSWORD

pytestmark = pytest.mark.django_db

CREDENTIALS = {"username": "ada", "password": PASSWORD}


@pytest.mark.parametrize("body", [{"user": 1}, {"user": "1"}, {"user_id": 1}, [1], "1"])
def test_logout_ignores_user_ids_in_the_request(logged_in: BrowserClient, user: User, body: Any) -> None:
    visitor = BrowserClient()
    visitor.get("/users/csrf/")
    response = visitor.post(f"/users/logout/?user={user.pk}&sid={RefreshToken.objects.get().pk}", body, format="json")
    assert response.status_code == 204
    assert logged_in.get("/users/auth/").status_code == 200
    assert logged_in.post("/users/token/").status_code == 200


def test_second_device_does_not_end_the_first_session(clock: Any, user: User) -> None:
    laptop, phone = BrowserClient(), BrowserClient()
    for device in (laptop, phone):
        device.get("/users/csrf/")
        device.take(device.post("/users/login/", CREDENTIALS, format="json"))
    for device in (laptop, phone, laptop):
        device.take(device.post("/users/token/"))
        assert device.get("/users/auth/").status_code == 200
        clock.shift(timedelta(seconds=61))
    phone.post("/users/logout/")
    assert laptop.post("/users/token/").status_code == 200


def test_refresh_works_right_after_registration(client: BrowserClient) -> None:
    client.get("/users/csrf/")
    body = {"username": "ada", "email": "ada@example.com", "password": PASSWORD}
    client.take(client.post("/users/", body, format="json"))
    assert client.post("/users/token/").status_code == 200


@pytest.mark.postgresql
def test_refresh_changes_only_its_own_row(clock: Any, user: User) -> None:
    laptop, phone = BrowserClient(), BrowserClient()
    theirs, ours = laptop.sign_in(user), phone.sign_in(user)
    before = RefreshToken.objects.values().get(pk=theirs.sid)
    assert phone.get("/users/auth/").status_code == 200
    clock.shift(timedelta(seconds=61))
    phone.post("/users/token/")
    assert RefreshToken.objects.values().get(pk=theirs.sid) == before
    assert RefreshToken.objects.get(pk=ours.sid).generation == 2


@pytest.mark.postgresql
def test_reused_refresh_token_ends_the_session_and_raises_an_alarm(
    clock: Any, logged_in: BrowserClient, user: User, caplog: pytest.LogCaptureFixture
) -> None:
    logged_in.get("/users/auth/")
    other = BrowserClient()
    other.sign_in(user)
    stolen = logged_in.cookies[conf.refresh_cookie_name].value
    clock.shift(timedelta(seconds=61))
    logged_in.take(logged_in.post("/users/token/"))
    logged_in.get("/users/auth/")
    clock.shift(timedelta(seconds=61))
    attacker = BrowserClient()
    attacker.get("/users/csrf/")
    attacker.cookies[conf.refresh_cookie_name] = stolen
    # csrf/ gives the bound CSRF secret to any browser with that cookie.
    attacker.get("/users/csrf/")
    with caplog.at_level(logging.INFO, "safejwt"):
        assert attacker.post("/users/token/").json()["code"] == "refresh_token_reused"
    alarms = [record for record in caplog.records if record.levelno == logging.CRITICAL]
    assert len(alarms) == 1
    assert stolen not in caplog.text
    assert logged_in.get("/users/auth/").json()["code"] == "session_ended"
    assert logged_in.post("/users/token/").json()["code"] == "refresh_token_revoked"
    assert other.get("/users/auth/").status_code == 200, "other sessions of the owner continue"


def test_forged_refresh_tokens_end_no_session(logged_in: BrowserClient) -> None:
    own = logged_in.cookies[conf.refresh_cookie_name].value
    attacker = BrowserClient()
    attacker.get("/users/csrf/")
    for position in range(0, len(own), 7):
        attacker.cookies[conf.refresh_cookie_name] = own[:position] + "-" + own[position + 1 :]
        if attacker.cookies[conf.refresh_cookie_name].value != own:
            assert attacker.post("/users/token/").json()["code"] == "refresh_token_invalid"
    assert logged_in.post("/users/token/").status_code == 200


def test_deactivated_user_cannot_log_in_or_stay_logged_in(logged_in: BrowserClient, user: User) -> None:
    user.is_active = False
    user.save()
    assert logged_in.get("/users/auth/").json()["code"] == "session_ended"
    assert logged_in.post("/users/token/").json()["code"] == "refresh_token_revoked"
    fresh = BrowserClient()
    fresh.get("/users/csrf/")
    assert fresh.post("/users/login/", CREDENTIALS, format="json").json()["code"] == "invalid_credentials"


@pytest.mark.postgresql
def test_deletion_ends_every_session(logged_in: BrowserClient, user: User) -> None:
    user.delete()
    assert logged_in.get("/users/auth/").json()["code"] == "session_ended"
    assert logged_in.post("/users/token/").json()["code"] == "refresh_token_revoked"
