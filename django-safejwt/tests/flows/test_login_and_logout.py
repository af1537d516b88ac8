"""What users do every day: log in, reload, work, log out, manage devices."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model, user_logged_in
from django.db import OperationalError
from django.urls import include, path
from rest_framework.request import Request
from rest_framework.response import Response
from safejwt.conf import conf
from safejwt.db import compiled
from safejwt.models import RefreshToken
from safejwt.sessions import revocation
from safejwt.testing import BrowserClient
from safejwt.views import AnonymousView, session_response

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("seconds", [1, 60], ids=["within the interval", "after it"])
def test_user_logs_in_reloads_works_and_logs_out(
    clock: Any, browser: BrowserClient, credentials: dict[str, str], seconds: int
) -> None:
    assert browser.get("/users/csrf/").status_code == 200
    session = browser.take(browser.post("/users/login/", credentials, format="json"))
    assert session["tokenType"] == "Bearer"
    assert session["expiresIn"] == 300

    browser.access_token = None  # the page is reloaded: memory is lost, cookies stay
    clock.shift(timedelta(seconds=seconds))
    browser.take(browser.post("/users/token/"))
    assert browser.get("/users/auth/").json() == session["user"]

    assert browser.post("/users/logout/").status_code == 204
    assert not RefreshToken.objects.exists()
    assert browser.cookies[conf.refresh_cookie_name].value == ""
    assert browser.get("/users/auth/").json()["code"] == "session_ended"
    assert browser.post("/users/token/").json()["code"] == "refresh_token_missing"


def test_expired_access_token_is_reported_and_replaced(signed_in: BrowserClient, clock: Any) -> None:
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


def test_login_in_the_same_browser_ends_its_former_session(
    signed_in: BrowserClient, credentials: dict[str, str]
) -> None:
    former = RefreshToken.objects.get()
    signed_in.take(signed_in.post("/users/login/", credentials, format="json"))
    assert RefreshToken.objects.get().pk != former.pk


@pytest.mark.parametrize("failing", ["last_login", "the new session", "the end of the old one"])
def test_failing_login_keeps_the_former_session(
    signed_in: BrowserClient, credentials: dict[str, str], monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    former = RefreshToken.objects.get()

    def fail(*args: Any, **kwargs: Any) -> Any:
        raise OperationalError("unavailable")

    with monkeypatch.context() as patch:
        match failing:
            case "last_login":
                patch.setattr(user_logged_in, "send", fail)
            case "the new session":
                patch.setattr(compiled, "insert", fail)
            case "the end of the old one":
                patch.setattr(revocation, "end", fail)
        assert signed_in.post("/users/login/", credentials, format="json").status_code == 503
    assert RefreshToken.objects.get() == former, "no unused session is left behind"
    assert signed_in.get("/users/auth/").status_code == 200


def delete_users(**facts: Any) -> None:
    """Delete the account at this moment."""
    get_user_model().objects.all().delete()


@pytest.mark.parametrize("moment", ["before last_login is written", "after last_login is written"])
@pytest.mark.parametrize("url", ["/users/login/", "/in/"])
@pytest.mark.urls(__name__)
@pytest.mark.django_db(transaction=True)
def test_user_deleted_during_login_gets_invalid_credentials(
    browser: BrowserClient, credentials: dict[str, str], moment: str, url: str
) -> None:
    user_logged_in.connect(delete_users)
    if moment == "before last_login is written":
        user_logged_in.receivers.insert(0, user_logged_in.receivers.pop())
    browser.get("/users/csrf/")
    try:
        response = browser.post(url, credentials, format="json")
    finally:
        user_logged_in.disconnect(delete_users)
    assert (response.status_code, response.json()["code"]) == (401, "invalid_credentials")


def test_login_writes_last_login(browser: BrowserClient, credentials: dict[str, str], user: Any) -> None:
    browser.get("/users/csrf/")
    browser.post("/users/login/", credentials, format="json")
    user.refresh_from_db()
    assert user.last_login is not None


@pytest.mark.parametrize("method", ["get", "post"])
def test_token_and_logout_accept_get_and_post(signed_in: BrowserClient, method: str) -> None:
    assert getattr(signed_in, method)("/users/token/").status_code == 200
    assert getattr(signed_in, method)("/users/logout/").status_code == 204


@pytest.mark.parametrize("header", ["Bearer garbage", "Bearer", "Basic YTpi", "Bogus x", ""])
def test_invalid_authorization_header_does_not_prevent_login_or_logout(
    browser: BrowserClient, credentials: dict[str, str], header: str
) -> None:
    browser.get("/users/csrf/")
    extra = {"HTTP_AUTHORIZATION": header}
    assert browser.post("/users/login/", credentials, format="json", **extra).status_code == 200
    assert browser.post("/users/token/", **extra).status_code == 200
    assert browser.post("/users/logout/", **extra).status_code == 204


def test_device_list_marks_the_current_one_and_ends_the_others(user: Any) -> None:
    laptop, phone = BrowserClient(), BrowserClient()
    tokens = laptop.sign_in(user)
    phone.sign_in(user)
    devices = laptop.get("/users/sessions/").json()
    assert [device["id"] for device in devices if device["current"]] == [str(tokens.sid)]
    assert len(devices) == 2
    assert laptop.delete("/users/sessions/").status_code == 204
    assert phone.get("/users/auth/").json()["code"] == "session_ended"
    assert laptop.get("/users/auth/").status_code == 200


def test_device_of_another_user_is_404_like_an_unknown_one(signed_in: BrowserClient, make_user: Any) -> None:
    stranger = BrowserClient()
    theirs = stranger.sign_in(make_user("grace"))
    for sid in (theirs.sid, "00000000-0000-4000-8000-000000000000"):
        response = signed_in.delete(f"/users/sessions/{sid}/")
        assert (response.status_code, response.json()["code"]) == (404, "not_found")
    assert stranger.get("/users/auth/").status_code == 200


def test_logout_everywhere_ends_every_session_and_clears_this_browser(user: Any, make_user: Any) -> None:
    laptop, phone, stranger = BrowserClient(), BrowserClient(), BrowserClient()
    for browser, account in ((laptop, user), (phone, user), (stranger, make_user("grace"))):
        browser.sign_in(account)
    response = laptop.post("/users/logout/everywhere/")
    assert response.status_code == 204
    assert laptop.cookies[conf.refresh_cookie_name].value == ""
    assert [browser.get("/users/auth/").status_code for browser in (laptop, phone, stranger)] == [401, 401, 200]
    assert phone.post("/users/token/").json()["code"] == "refresh_token_revoked"
    assert not RefreshToken.objects.filter(user=user).exists()


def test_logout_everywhere_requires_access_token_csrf_token_and_post(signed_in: BrowserClient) -> None:
    assert signed_in.get("/users/logout/everywhere/").status_code == 405
    token, signed_in.access_token = signed_in.access_token, None
    assert signed_in.post("/users/logout/everywhere/").status_code == 401
    signed_in.access_token = token
    signed_in.cookies[settings.CSRF_COOKIE_NAME] = "x" * 32
    assert signed_in.post("/users/logout/everywhere/").json()["code"] == "csrf_failed"
    assert RefreshToken.objects.exists()


class ExternalLoginView(AnonymousView):
    """A view of a project that identifies users by other means."""

    def post(self, request: Request) -> Response:
        return session_response(request, get_user_model().objects.get())


urlpatterns = [path("users/", include("safejwt.urls")), path("in/", ExternalLoginView.as_view())]


@pytest.mark.parametrize(("kinds", "expected"), [((), None), (("cache", "storage"), '"cache", "storage"')])
def test_logout_asks_the_browser_to_clear_only_what_the_setting_says(
    signed_in: BrowserClient, settings: Any, kinds: tuple[str, ...], expected: str | None
) -> None:
    if kinds:
        settings.SAFEJWT_CLEAR_SITE_DATA = kinds
    for endpoint in ("/users/logout/", "/users/logout/everywhere/"):
        browser = BrowserClient()
        browser.sign_in(get_user_model().objects.get())
        assert browser.post(endpoint).headers.get("Clear-Site-Data") == expected
