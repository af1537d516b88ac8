"""A login by password, with and without a second factor."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.models import Session
from safejwt.models import RefreshToken

from .app import App, copy_of, expect, mailed_code, pending, totp


def test_password_ends_in_a_session(app: App, user: Any) -> None:
    meta = expect(app.log_in(), 200).json()["meta"]
    assert meta["is_authenticated"] is True
    assert meta.keys() >= {"accessToken", "expiresIn", "tokenType", "user"}
    assert "session_token" not in meta
    assert str(meta["user"]["id"]) == str(user.pk)
    assert app.things()["user"] == user.email
    assert app.amr() == {"pwd"}
    assert app.cookies >= {"refreshtoken", "csrftoken"}
    assert app.reload()["user"]["id"] == meta["user"]["id"]
    assert RefreshToken.objects.count() == 1


def test_totp_is_the_second_step(app: App, user: Any, other: App, clock: Any) -> None:
    expect(other.log_in(), 200)
    secret = other.enable_totp()
    clock.shift(timedelta(minutes=1))
    assert pending(app.log_in()) == ["mfa_authenticate"]
    assert RefreshToken.objects.count() == 1
    token = app.session_token
    expect(app.post("auth/2fa/authenticate", {"code": "000000"}), 400)
    expect(app.post("auth/2fa/authenticate", {"code": totp(secret)}), 200)
    assert app.amr() == {"pwd", "otp", "mfa"}
    assert app.reload()
    expect(app.browser.get("/payouts/"), 200)
    if token:
        visitor = App("app")
        expect(visitor.get("auth/session", HTTP_X_SESSION_TOKEN=token), 410)


def test_flow_that_another_request_has_ended(app: App, user: Any) -> None:
    """The other request of the same browser is faster, and this one has already been accepted by django-allauth."""
    app.post("auth/code/request", {"email": user.email})
    first, body, statuses = copy_of(app), {"code": mailed_code()}, []

    def overtake(**_: Any) -> None:
        user_logged_in.disconnect(overtake)
        statuses.append(first.post("auth/code/confirm", body).status_code)

    user_logged_in.connect(overtake)
    response = expect(app.post("auth/code/confirm", body), 401)
    assert response.json()["code"] == "session_ended"
    assert statuses == [200]
    assert RefreshToken.objects.count() == 1
    assert "refreshtoken" not in app.cookies
    assert first.things()


def test_password_that_changes_during_a_flow(app: App, user: Any, other: App, clock: Any) -> None:
    """Its first factor counts no longer."""
    expect(other.log_in(), 200)
    secret = other.enable_totp()
    clock.shift(timedelta(minutes=1))
    app.log_in()
    user.set_password("another horse battery staple")
    user.save()
    response = expect(app.post("auth/2fa/authenticate", {"code": totp(secret)}), 401)
    assert response.json()["code"] == "session_ended"
    assert "refreshtoken" not in app.cookies
    clock.shift(timedelta(minutes=1))
    app.session_token = None
    app.log_in("another horse battery staple")
    expect(app.post("auth/2fa/authenticate", {"code": totp(secret)}), 200)


def test_wrong_password_starts_nothing(app: App, user: Any) -> None:
    expect(app.log_in("wrong"), 400)
    assert not RefreshToken.objects.exists()
    assert "refreshtoken" not in app.cookies


def test_no_login_of_django_is_left(app: App, user: Any) -> None:
    user.is_staff = user.is_superuser = True
    user.save()
    expect(app.log_in(), 200)
    assert not any("_auth_user_id" in session.get_decoded() for session in Session.objects.all())
    assert "sessionid" not in app.cookies
    assert not app.django_user()
