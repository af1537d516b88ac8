"""A login at a provider to which the browser is sent, and which sends it back."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session

from .app import App, expect, pending, totp
from .test_flows import provider_connect


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
