"""No endpoint begins or strengthens a session with the password alone of a user who has a second factor."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import path
from rest_framework.test import APIClient
from safejwt.models import RefreshToken
from safejwt.testing import BrowserClient
from safejwt.views import LoginView

from . import urls
from .app import PASSWORD, App, expect, mailed_code, pending, totp

urlpatterns = [*urls.urlpatterns, path("users/login/", LoginView.as_view())]
NEW = "another horse battery staple"


@pytest.fixture
def secret(user: Any, other: App, clock: Any) -> str:
    """Of the authenticator app that the user has added, in a session that goes on."""
    expect(other.log_in(), 200)
    secret = other.enable_totp()
    clock.shift(timedelta(minutes=1))
    return secret


@pytest.fixture
def _django_backend(settings: Any) -> None:
    settings.AUTHENTICATION_BACKENDS = ["safejwt.backends.ModelBackend", *settings.AUTHENTICATION_BACKENDS]


def visitor() -> BrowserClient:
    browser = BrowserClient()
    expect(browser.get("/users/csrf/"), 200)
    return browser


@pytest.mark.usefixtures("_django_backend")
@pytest.mark.urls("allauth_bridge.test_second_factor")
def test_login(user: Any, secret: str) -> None:
    credentials = {user.USERNAME_FIELD: user.get_username(), "password": PASSWORD}
    response = expect(visitor().post("/users/login/", credentials, format="json"), 403)
    assert response.json()["code"] == "mfa_required"
    assert RefreshToken.objects.count() == 1


@pytest.mark.usefixtures("_django_backend")
@pytest.mark.urls("allauth_bridge.test_second_factor")
def test_login_without_a_second_factor(user: Any) -> None:
    credentials = {user.USERNAME_FIELD: user.get_username(), "password": PASSWORD}
    expect(visitor().post("/users/login/", credentials, format="json"), 200)


def test_adopt(user: Any, secret: str) -> None:
    """A login to Django by any other view, such as a form of the project."""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    browser = visitor()
    browser.cookies["sessionid"] = client.cookies["sessionid"].value
    before = RefreshToken.objects.count()
    assert expect(browser.post("/users/adopt/"), 403).json()["code"] == "mfa_required"
    assert RefreshToken.objects.count() == before


@pytest.mark.usefixtures("_django_backend")
def test_admin(user: Any, secret: str) -> None:
    user.is_staff = user.is_superuser = True
    user.save()
    client = Client()
    expect(client.post("/admin/login/", {"username": user.get_username(), "password": PASSWORD}), 200)
    expect(client.get("/admin/"), 302)


def test_allauth(app: App, user: Any, secret: str) -> None:
    assert pending(app.log_in()) == ["mfa_authenticate"]
    for route in ["account/email", "account/authenticators"]:
        expect(app.get(route), 401)
    expect(app.post("auth/reauthenticate", {"password": PASSWORD}), 401)
    body = {"current_password": PASSWORD, "new_password": NEW}
    expect(app.post("account/password/change", body), 401)
    browser = app.browser
    expect(browser.post("/users/adopt/"), 401)
    expect(browser.post("/users/token/"), 401)
    assert RefreshToken.objects.count() == 1


def test_reauthentication_by_password_does_not_strengthen(other: App, secret: str, clock: Any) -> None:
    clock.shift(timedelta(hours=2))
    other.refresh()
    response = expect(other.post("auth/reauthenticate", {"password": PASSWORD}), 403)
    assert response.json()["code"] == "mfa_required"
    expect(other.post("auth/reauthenticate/code/request", {"email": "ada@example.com"}), 403)
    expect(other.post("auth/reauthenticate/code/confirm", {"code": "AAAA-AAAA"}), 403)
    other.refresh()
    expect(other.browser.get("/sensitive/"), 403)
    expect(other.call("delete", "account/authenticators/totp"), 401)
    expect(other.post("auth/2fa/reauthenticate", {"code": totp(secret)}), 200)
    other.refresh()
    expect(other.browser.get("/sensitive/"), 200)


def test_used_code_is_refused(app: App, user: Any, secret: str) -> None:
    code = totp(secret)
    app.log_in()
    expect(app.post("auth/2fa/authenticate", {"code": code}), 200)
    again = App("app")
    again.log_in()
    expect(again.post("auth/2fa/authenticate", {"code": code}), 400)


def test_password_reset_asks_for_the_factor(app: App, user: Any, secret: str, settings: Any) -> None:
    settings.ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
    settings.ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
    app.post("auth/password/request", {"email": user.email})
    answer = app.post("auth/password/reset", {"key": mailed_code(), "password": NEW})
    assert "mfa_authenticate" in pending(answer)
    assert "refreshtoken" not in app.cookies


def test_no_cookie_of_a_pending_login_is_a_credential(app: App, user: Any, secret: str) -> None:
    app.log_in()
    client = APIClient()
    client.cookies = app.browser.cookies
    assert client.get("/things/").status_code in {401, 403}
    assert not app.django_user()
