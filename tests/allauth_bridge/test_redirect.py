"""A login at a provider to which the browser is sent, and which sends it back."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.socialaccount import models
from django.contrib.sessions.models import Session
from safejwt.models import RefreshToken

from .app import PASSWORD, App, expect, pending, totp
from .test_end_of_sessions import WAYS
from .test_flows import provider_connect

# Without the types of Django's plugin.
SocialAccount: Any = models.SocialAccount


@pytest.fixture
def app(db: None) -> App:
    return App("browser")


def visit_provider(app: App, uid: str) -> Any:
    """Leave the page by a form, log in at the provider, and come back."""
    form = {
        "provider": "dummy",
        "callback_url": "http://testserver/app/callback",
        "process": "login",
        "csrfmiddlewaretoken": app.browser.cookies["csrftoken"].value,
    }
    response = expect(app.browser.post("/_allauth/browser/v1/auth/provider/redirect", form, format="multipart"), 302)
    answer = {"id": uid, "email": "ann@example.com", "email_verified": "on"}
    return expect(app.browser.post(response["location"], answer), 302)


def test_return_is_adopted(app: App) -> None:
    assert visit_provider(app, "9")["location"] == "http://testserver/app/callback"
    assert "refreshtoken" not in app.cookies
    # The client asks for the state first.
    assert expect(app.get("auth/session"), 200).json()["meta"]["is_authenticated"] is True
    assert "refreshtoken" not in app.cookies
    assert app.cookies >= {"sessionid"}
    app.browser.take(expect(app.browser.post("/users/adopt/"), 200))
    assert app.things()["user"] == "ann@example.com"
    assert app.reload()
    assert not app.django_user()
    assert not Session.objects.exists()


def test_nothing_but_adopt_takes_the_return(app: App) -> None:
    visit_provider(app, "9")
    for path in ["account/email", "account/providers", "account/authenticators"]:
        expect(app.get(path), 401)


def test_return_that_needs_a_second_factor(app: App, user: Any, other: App, clock: Any) -> None:
    expect(other.log_in(), 200)
    provider_connect(other, "another")
    secret = other.enable_totp()
    clock.shift(60)
    visit_provider(app, "7")
    assert pending(app.get("auth/session")) == ["mfa_authenticate"]
    expect(app.browser.post("/users/adopt/"), 401)
    expect(app.post("auth/2fa/authenticate", {"code": totp(secret)}), 200)
    assert app.amr() == {"otp"}
    assert app.reload()


def leave_to_connect(app: App) -> str:
    """The signed-in page asks where to go. Only the access token says who it is."""
    body = {"provider": "dummy", "callback_url": "http://testserver/app/account", "process": "connect"}
    response = expect(app.browser.post("/_allauth/browser/v1/auth/provider/redirect", body, format="json"), 200)
    return str(response.json()["data"]["location"])


def come_back(app: App, location: str) -> str:
    """The provider sends the browser back, with its cookies and without an access token."""
    app.browser.access_token = None
    answer = {"id": "9", "email": "ann@example.org", "email_verified": "on"}
    return str(expect(app.browser.post(location, answer), 302)["location"])


def test_provider_is_added(app: App, user: Any) -> None:
    expect(app.log_in(), 200)
    expect(app.post("auth/reauthenticate", {"password": PASSWORD}), 200)
    location = leave_to_connect(app)
    assert come_back(app, location) == "http://testserver/app/account"
    assert [each.user for each in SocialAccount.objects.all()] == [user]
    assert app.reload()
    assert app.things()["user"] == user.email
    assert RefreshToken.objects.count() == 1
    assert not app.django_user()
    # Once: the Django session connects nothing more, whatever else it has begun.
    assert "_safejwt_connects_to" not in app.browser.session


def test_provider_is_added_only_after_reauthentication(app: App, user: Any) -> None:
    expect(app.log_in(), 200)
    assert "error=reauthentication_required" in come_back(app, leave_to_connect(app))
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("end", WAYS, ids=lambda way: way.__name__)
def test_session_that_ends_meanwhile_adds_no_provider(app: App, user: Any, end: Callable[[App, Any], None]) -> None:
    expect(app.log_in(), 200)
    expect(app.post("auth/reauthenticate", {"password": PASSWORD}), 200)
    location = leave_to_connect(app)
    end(app, user)
    assert "error=permission_denied" in come_back(app, location)
    assert not SocialAccount.objects.exists()


def test_cookie_of_a_user_who_has_left_is_no_credential(app: App, user: Any) -> None:
    user.is_staff = user.is_superuser = True
    user.save()
    expect(app.log_in(), 200)
    expect(app.post("auth/reauthenticate", {"password": PASSWORD}), 200)
    leave_to_connect(app)
    assert "sessionid" in app.cookies
    assert not app.django_user()
    thief = App("browser")
    thief.browser.cookies["sessionid"] = app.browser.cookies["sessionid"].value
    for path in ["account/email", "account/authenticators", "account/providers"]:
        expect(thief.get(path), 401)
    expect(thief.browser.post("/users/adopt/"), 401)
    expect(thief.get("account/email", HTTP_X_SESSION_TOKEN=thief.browser.cookies["sessionid"].value), 401)


def test_only_a_provider_to_add(app: App, user: Any) -> None:
    expect(app.log_in(), 200)
    url = "/_allauth/browser/v1/auth/provider/redirect"
    for body in [{}, {"process": "login", "provider": "dummy"}, {"process": "connect"}]:
        assert app.browser.post(url, body, format="json").status_code in {200, 400}
