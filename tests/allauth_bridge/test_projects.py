"""Other settings of a project: where sessions are stored, how tokens are checked, how many sessions a user may have."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import connection
from safejwt.contrib.allauth.permissions import IsVerified
from safejwt.models import RefreshToken

from .app import PASSWORD, App, expect, mailed_code, pending, totp
from .passkey import Passkey

NEW = "another horse battery staple"
ENGINES = ["cache", "cached_db", "db", "file"]


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, settings: Any, tmp_path: Any) -> str:
    settings.SESSION_ENGINE = f"django.contrib.sessions.backends.{request.param}"
    settings.SESSION_FILE_PATH = str(tmp_path)
    return str(request.param)


def test_session_engines(app: App, user: Any, engine: str, clock: Any) -> None:
    expect(app.log_in(), 200)
    secret = app.enable_totp()
    clock.shift(timedelta(minutes=1))
    app.refresh()
    token = app.browser.access_token
    expect(app.browser.post("/users/logout/"), 204)
    app.browser.access_token = token
    expect(app.get("account/authenticators"), 401)
    app.browser.access_token = None
    assert pending(app.log_in()) == ["mfa_authenticate"]
    expect(app.post("auth/2fa/authenticate", {"code": totp(secret)}), 200)
    expect(app.get("account/authenticators"), 200)
    expect(app.post("account/password/change", {"current_password": PASSWORD, "new_password": NEW}), 200)
    assert app.things()


def test_tokens_that_are_trusted_without_a_query(app: App, user: Any, settings: Any, clock: Any) -> None:
    settings.SAFEJWT_SESSION_CHECK = "none"
    expect(app.log_in(), 200)
    app.enable_totp()
    RefreshToken.objects.all().delete()
    # Until it expires, the token reads. What it would write is refused.
    expect(app.post("account/password/change", {"current_password": PASSWORD, "new_password": NEW}), 401)
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_login_evicts_one_session_at_most(app: App, user: Any, other: App, settings: Any) -> None:
    settings.SAFEJWT_MAX_SESSIONS_PER_USER = 2
    expect(other.log_in(), 200)
    expect(app.log_in(), 200)
    assert other.things()
    assert app.things()


def test_too_many_sessions(app: App, user: Any, other: App, settings: Any) -> None:
    settings.SAFEJWT_SESSION_RATE = "1/h"
    expect(other.log_in(), 200)
    response = expect(app.log_in(), 429)
    assert response.json()["code"] == "throttled"
    assert "refreshtoken" not in app.cookies
    assert not app.django_user()
    assert RefreshToken.objects.count() == 1


def test_logout_after_a_password_change(app: App, user: Any, settings: Any) -> None:
    settings.ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
    expect(app.log_in(), 200)
    expect(app.post("account/password/change", {"current_password": PASSWORD, "new_password": NEW}), 401)
    assert "refreshtoken" not in app.cookies
    assert not RefreshToken.objects.exists()


def test_atomic_requests(app: App, user: Any, settings: Any) -> None:
    connection.settings_dict["ATOMIC_REQUESTS"] = True
    try:
        expect(app.log_in("wrong"), 400)
        expect(app.log_in(), 200)
        app.enable_totp()
        assert app.things()
    finally:
        connection.settings_dict["ATOMIC_REQUESTS"] = False


def test_secret_key_rotation(app: App, user: Any, settings: Any) -> None:
    expect(app.log_in(), 200)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret of the server, which is as long as the one before"
    app.refresh()
    expect(app.get("account/authenticators"), 200)
    assert app.things()


def test_verified_address_is_required(rf: Any, user: Any) -> None:
    request = rf.get("/")
    request.user, request.auth = user, None
    request.parser_context = {}
    assert IsVerified().has_permission(request, None)
    EmailAddress.objects.update(verified=False)
    with pytest.raises(Exception, match="Confirm your email address") as caught:
        IsVerified().has_permission(request, None)
    assert caught.value.status_code == 403  # type: ignore[attr-defined]


def test_view_of_the_guide_requires_a_verified_address(app: App, user: Any) -> None:
    expect(app.log_in(), 200)
    # It has no method.
    expect(app.browser.get("/orders/"), 405)
    EmailAddress.objects.update(verified=False)
    assert expect(app.browser.get("/orders/"), 403).json()["code"] == "email_not_verified"
    app.browser.access_token = None
    expect(app.browser.get("/orders/"), 401)


def test_webauthn_only_user_reauthenticates_by_the_passkey_alone(app: App, settings: Any) -> None:
    passkey = Passkey()
    app.post("auth/webauthn/signup", {"email": "bob@example.com"})
    app.post("auth/email/verify", {"key": mailed_code()})
    options = expect(app.get("auth/webauthn/signup"), 200).json()["data"]["creation_options"]
    expect(app.call("put", "auth/webauthn/signup", {"name": "Phone", "credential": passkey.create(options)}), 200)
    # A mailed code neither logs in nor re-authenticates a user whose passkey is the second factor.
    expect(app.post("auth/reauthenticate/code/request", {"email": "bob@example.com"}), 403)
    visitor = App(app.kind)
    visitor.post("auth/code/request", {"email": "bob@example.com"})
    assert pending(visitor.post("auth/code/confirm", {"code": mailed_code()})) == ["mfa_authenticate"]
    expect(app.post("account/password/change", {"new_password": NEW}), 401)
    options = expect(app.get("auth/webauthn/reauthenticate"), 200).json()["data"]["request_options"]
    expect(app.post("auth/webauthn/reauthenticate", {"credential": passkey.get(options)}), 200)
    expect(app.post("account/password/change", {"new_password": NEW}), 200)
    # The first password is no way around the passkey.
    assert pending(visitor.log_in(NEW, "bob@example.com")) == ["mfa_authenticate"]


@pytest.mark.parametrize("check", ["database", "none"])
def test_session_that_another_device_ends_during_a_flow(
    app: App, user: Any, other: App, settings: Any, check: str
) -> None:
    """The flow of a signed-in user: an authenticator app that is being added, and an address."""
    settings.SAFEJWT_SESSION_CHECK = check
    expect(app.log_in(), 200)
    expect(other.log_in(), 200)
    expect(app.post("auth/reauthenticate", {"password": PASSWORD}), 200)
    secret = expect(app.get("account/authenticators/totp"), 404).json()["meta"]["secret"]
    expect(app.post("account/email", {"email": "ada@example.org"}), 200)
    code = mailed_code()
    expect(other.browser.delete(f"/users/sessions/{app.things()['sid']}/"), 204)
    expect(app.post("account/authenticators/totp", {"code": totp(secret)}), 401)
    expect(app.post("auth/email/verify", {"key": code}), 401)
    assert not Authenticator.objects.exists()
    assert not EmailAddress.objects.filter(email="ada@example.org", verified=True).exists()
