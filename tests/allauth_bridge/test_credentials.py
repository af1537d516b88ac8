"""What is no credential of django-allauth's API, and none of ours."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.test import Client
from safejwt.contrib.allauth.session import inner_session, stored
from safejwt.models import RefreshToken

from .app import PASSWORD, App, expect

ACCOUNT = ["account/authenticators", "account/email", "account/providers"]


def staff_session(user: Any) -> str:
    """The key of a Django session in which the user is logged in, as after a login at the admin."""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.cookies["sessionid"].value


def test_session_cookie_alone_is_refused(app: App, user: Any) -> None:
    app.browser.cookies["sessionid"] = staff_session(user)
    for path in ACCOUNT:
        expect(app.get(path), 401)
    expect(app.post("auth/reauthenticate", {"password": PASSWORD}), 401)
    body = {"current_password": PASSWORD, "new_password": "another horse battery staple"}
    expect(app.post("account/password/change", body), 401)
    app.things(401)
    # It stays a login to Django.
    assert app.cookies >= {"sessionid"}


def test_key_of_a_signed_in_django_session_is_no_session_token(user: Any, other: App) -> None:
    expect(other.get("account/email", HTTP_X_SESSION_TOKEN=staff_session(user)), 410)


@pytest.mark.parametrize("engine", ["db", "cache"])
def test_copy_of_the_stored_sessions_grants_no_access(
    app: App, user: Any, other: App, settings: Any, engine: str
) -> None:
    settings.SESSION_ENGINE = f"django.contrib.sessions.backends.{engine}"
    user.is_staff = user.is_superuser = True
    user.save()
    expect(app.log_in(), 200)
    app.enable_totp()
    key = inner_session(user, RefreshToken.objects.get().pk).session_key
    assert key
    assert stored(key)
    expect(other.get("account/email", HTTP_X_SESSION_TOKEN=key), 401)
    thief = Client()
    thief.cookies["sessionid"] = key
    expect(thief.get("/admin/"), 302)
    browser = App("browser")
    browser.browser.cookies["sessionid"] = key
    expect(browser.get("account/email"), 401)
    expect(browser.browser.post("/users/adopt/"), 401)


def test_no_response_names_the_inner_session(app: App, user: Any) -> None:
    expect(app.log_in(), 200)
    response = app.post("auth/reauthenticate", {"password": PASSWORD})
    for session in Session.objects.all():
        assert session.session_key not in str(response.cookies)
        assert session.session_key not in response.content.decode()


def test_refresh_token_is_no_access_token(app: App, user: Any) -> None:
    expect(app.log_in(), 200)
    app.browser.access_token = app.browser.cookies["refreshtoken"].value
    expect(app.get("account/email"), 401)


def test_expired_access_token_is_told_apart(app: App, user: Any, clock: Any) -> None:
    expect(app.log_in(), 200)
    clock.shift(600)
    assert expect(app.get("account/email"), 401).json()["code"] == "access_token_expired"


def test_inactive_user_is_refused(app: App, user: Any) -> None:
    get_user_model().objects.update(is_active=False)
    assert app.log_in().status_code in {400, 401}
    assert "refreshtoken" not in app.cookies
