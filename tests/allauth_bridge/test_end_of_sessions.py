"""The end of a session ends all that hangs on it, wherever it is ended."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from safejwt import sessions
from safejwt.models import RefreshToken

from .app import PASSWORD, App, expect


def by_our_logout(app: App, user: Any) -> None:
    expect(app.browser.post("/users/logout/"), 204)


def by_allauth(app: App, user: Any) -> None:
    expect(app.call("delete", "auth/session"), 401)


def by_list_of_devices(app: App, user: Any) -> None:
    expect(app.browser.delete(f"/users/sessions/{app.things()['sid']}/"), 204)


def by_logout_everywhere(app: App, user: Any) -> None:
    expect(app.browser.post("/users/logout/everywhere/"), 204)


def by_command(app: App, user: Any) -> None:
    call_command("safejwt_revoke_sessions", user=user.get_username(), interactive=False, verbosity=0)


def by_password_of_admin(app: App, user: Any) -> None:
    user.set_password("set by an administrator")
    user.save()


def by_deactivation(app: App, user: Any) -> None:
    user.is_active = False
    user.save()


WAYS = [
    by_our_logout,
    by_allauth,
    by_list_of_devices,
    by_logout_everywhere,
    by_command,
    by_password_of_admin,
    by_deactivation,
]


@pytest.mark.parametrize("end", WAYS, ids=lambda way: way.__name__)
def test_both_ends(app: App, user: Any, end: Callable[[App, Any], None]) -> None:
    expect(app.log_in(), 200)
    expect(app.post("auth/reauthenticate", {"password": PASSWORD}), 200)
    token, cookies = app.browser.access_token, app.browser.cookies
    end(app, user)
    app.browser.access_token = token
    app.things(401)
    # Of allauth too: with the token and without it.
    expect(app.get("account/authenticators"), 401)
    app.browser.access_token = None
    assert expect(app.get("auth/session"), 401).json()["meta"]["is_authenticated"] is False
    app.browser.cookies = cookies
    expect(app.browser.post("/users/token/"), 401)
    assert not app.django_user()


@pytest.mark.parametrize("end", WAYS[:5], ids=lambda way: way.__name__)
def test_nothing_is_left_in_the_database(app: App, user: Any, end: Callable[[App, Any], None]) -> None:
    expect(app.log_in(), 200)
    expect(app.post("auth/reauthenticate", {"password": PASSWORD}), 200)
    assert Session.objects.exists()
    end(app, user)
    assert not Session.objects.exists()
    assert not RefreshToken.objects.exists()


def test_logout_by_allauth_deletes_our_cookies(app: App, user: Any) -> None:
    expect(app.log_in(), 200)
    by_allauth(app, user)
    assert "refreshtoken" not in app.cookies


def test_another_session_continues(app: App, user: Any, other: App) -> None:
    expect(app.log_in(), 200)
    expect(other.log_in(), 200)
    by_allauth(other, user)
    assert app.things()


def test_session_that_ends_during_a_request_writes_nothing(
    app: App, user: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A client sends the end of a body as late as it likes. The session is looked at after that."""
    expect(app.log_in(), 200)
    expect(app.post("auth/reauthenticate", {"password": PASSWORD}), 200)

    def parse(*args: Any, **kwargs: Any) -> None:
        sessions.end_all(user)

    monkeypatch.setattr("safejwt.contrib.allauth.middleware.BoundedJSONParser.parse", parse)
    body = {"current_password": PASSWORD, "new_password": "another horse battery staple"}
    expect(app.post("account/password/change", body), 401)
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
