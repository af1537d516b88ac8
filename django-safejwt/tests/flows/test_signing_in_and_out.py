"""What a person does on an ordinary day."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from safejwt.conf import conf
from safejwt.models import RefreshToken
from safejwt.testing import BrowserClient

pytestmark = pytest.mark.django_db


def test_a_person_logs_in_reloads_works_and_logs_out(browser: BrowserClient, credentials: dict[str, str]) -> None:
    assert browser.get("/users/csrf/").status_code == 200
    session = browser.take(browser.post("/users/login/", credentials, format="json"))
    assert session["tokenType"] == "Bearer"
    assert session["expiresIn"] == 300

    browser.access_token = None  # the page is reloaded: memory is empty, cookies stay
    browser.take(browser.post("/users/token/"))
    assert browser.get("/users/auth/").json() == session["user"]

    assert browser.post("/users/logout/").status_code == 204
    assert not RefreshToken.objects.exists()
    assert browser.cookies[conf.refresh_cookie_name].value == ""
    assert browser.get("/users/auth/").json()["code"] == "session_ended"
    assert browser.post("/users/token/").json()["code"] == "refresh_token_missing"


def test_an_expired_access_token_is_said_to_be_expired_and_replaced(signed_in: BrowserClient, clock: Any) -> None:
    signed_in.sign_in(get_user_model().objects.get())
    clock.shift(timedelta(minutes=5))
    response = signed_in.get("/users/auth/")
    assert response.status_code == 401
    assert response.json() == {"detail": "Access token expired", "code": "access_token_expired"}
    assert response["WWW-Authenticate"] == ('Bearer error="invalid_token", error_description="Access token expired"')
    signed_in.take(signed_in.post("/users/token/"))
    assert signed_in.get("/users/auth/").status_code == 200


def test_two_devices_are_independent(user: Any) -> None:
    laptop, phone = BrowserClient(), BrowserClient()
    laptop.sign_in(user)
    phone.sign_in(user)
    laptop.post("/users/logout/")
    assert laptop.get("/users/auth/").status_code == 401
    assert phone.get("/users/auth/").status_code == 200
    assert phone.take(phone.post("/users/token/"))


def test_logging_in_again_in_the_same_browser_ends_its_former_session(
    signed_in: BrowserClient, credentials: dict[str, str]
) -> None:
    former = RefreshToken.objects.get()
    signed_in.take(signed_in.post("/users/login/", credentials, format="json"))
    assert RefreshToken.objects.get().pk != former.pk


def test_login_writes_last_login(browser: BrowserClient, credentials: dict[str, str], user: Any) -> None:
    browser.get("/users/csrf/")
    browser.post("/users/login/", credentials, format="json")
    user.refresh_from_db()
    assert user.last_login is not None


@pytest.mark.parametrize("method", ["get", "post"])
def test_token_and_logout_take_get_and_post(signed_in: BrowserClient, method: str) -> None:
    assert getattr(signed_in, method)("/users/token/").status_code == 200
    assert getattr(signed_in, method)("/users/logout/").status_code == 204


@pytest.mark.parametrize("header", ["Bearer garbage", "Bearer", "Basic YTpi", "Bogus x", ""])
def test_a_stale_or_broken_authorization_header_stops_nobody_from_signing_in_or_out(
    browser: BrowserClient, credentials: dict[str, str], header: str
) -> None:
    browser.get("/users/csrf/")
    extra = {"HTTP_AUTHORIZATION": header}
    assert browser.post("/users/login/", credentials, format="json", **extra).status_code == 200
    assert browser.post("/users/token/", **extra).status_code == 200
    assert browser.post("/users/logout/", **extra).status_code == 204


def test_the_list_of_devices_says_which_one_asks_and_ends_the_others(user: Any) -> None:
    laptop, phone = BrowserClient(), BrowserClient()
    tokens = laptop.sign_in(user)
    phone.sign_in(user)
    devices = laptop.get("/users/sessions/").json()
    assert [device["id"] for device in devices if device["current"]] == [str(tokens.sid)]
    assert len(devices) == 2
    assert laptop.delete("/users/sessions/").status_code == 204
    assert phone.get("/users/auth/").json()["code"] == "session_ended"
    assert laptop.get("/users/auth/").status_code == 200


def test_another_persons_device_is_as_unknown_as_one_that_never_was(signed_in: BrowserClient, make_user: Any) -> None:
    stranger = BrowserClient()
    theirs = stranger.sign_in(make_user("grace"))
    for sid in (theirs.sid, "00000000-0000-4000-8000-000000000000"):
        response = signed_in.delete(f"/users/sessions/{sid}/")
        assert (response.status_code, response.json()["code"]) == (404, "not_found")
    assert stranger.get("/users/auth/").status_code == 200
