"""Each flow ends in a session, by both kinds of clients. The routes are those of the client `safejwt-js/allauth`."""

import json
import re
from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.core import mail
from safejwt.models import RefreshToken

from .app import PASSWORD, App, expect, mailed_code, pending, totp

NEW = "another horse battery staple"


def test_signup_with_a_password(app: App) -> None:
    answer = app.post("auth/signup", {"email": "bob@example.com", "password": PASSWORD})
    assert pending(answer) == ["verify_email"]
    assert not RefreshToken.objects.exists()
    expect(app.post("auth/email/verify", {"key": mailed_code()}), 200)
    assert app.things()["user"] == "bob@example.com"
    assert app.reload()


def test_recovery_code(app: App, user: Any, other: App) -> None:
    expect(other.log_in(), 200)
    other.enable_totp()
    codes = expect(other.get("account/authenticators/recovery-codes"), 200).json()["data"]["unused_codes"]
    assert pending(app.log_in()) == ["mfa_authenticate"]
    expect(app.post("auth/2fa/authenticate", {"code": codes[0]}), 200)
    assert app.amr() == {"pwd", "otp", "mfa"}
    visitor = App("app")
    visitor.log_in()
    expect(visitor.post("auth/2fa/authenticate", {"code": codes[0]}), 400)


def test_mailed_code(app: App, user: Any) -> None:
    assert pending(app.post("auth/code/request", {"email": user.email})) == ["login_by_code"]
    expect(app.post("auth/code/confirm", {"code": "AAAA-AAAA"}), 400)
    expect(app.post("auth/code/confirm", {"code": mailed_code()}), 200)
    assert app.amr() == set()
    assert app.reload()


def test_mailed_code_is_no_second_factor(app: App, user: Any, other: App, clock: Any) -> None:
    expect(other.log_in(), 200)
    secret = other.enable_totp()
    clock.shift(timedelta(minutes=1))
    app.post("auth/code/request", {"email": user.email})
    assert pending(app.post("auth/code/confirm", {"code": mailed_code()})) == ["mfa_authenticate"]
    assert "refreshtoken" not in app.cookies
    expect(app.post("auth/2fa/authenticate", {"code": totp(secret)}), 200)
    assert app.amr() == {"otp"}


def test_password_reset(app: App, user: Any, other: App) -> None:
    expect(other.log_in(), 200)
    expect(app.post("auth/password/request", {"email": user.email}), 200)
    found = re.search(r"/reset-password/(\S+)", str(mail.outbox[-1].body))
    assert found
    expect(app.get("auth/password/reset", HTTP_X_PASSWORD_RESET_KEY=found[1]), 200)
    expect(app.post("auth/password/reset", {"key": found[1], "password": NEW}), 401)
    assert "refreshtoken" not in app.cookies
    other.things(401)
    expect(other.browser.post("/users/token/"), 401)
    expect(app.log_in(NEW), 200)
    assert app.things()


def test_another_email_address(app: App, user: Any) -> None:
    expect(app.log_in(), 200)
    expect(app.post("account/email", {"email": "ada@example.org"}), 401)
    expect(app.post("auth/reauthenticate", {"password": PASSWORD}), 200)
    expect(app.post("account/email", {"email": "ada@example.org"}), 200)
    expect(app.post("auth/email/verify", {"key": mailed_code()}), 200)
    assert app.things()
    addresses = expect(app.get("account/email"), 200).json()["data"]
    assert {each["email"]: each["verified"] for each in addresses}["ada@example.org"]


def provider_connect(app: App, name: str) -> None:
    """Add the provider to the account of the user, who is signed in."""
    expect(provider_token(app, name, "connect"), 401)
    expect(app.post("auth/reauthenticate", {"password": PASSWORD}), 200)
    expect(provider_token(app, name, "connect"), 200)


def provider_token(app: App, name: str = "ann", process: str = "login") -> Any:
    claims = {"id": 7, "email": f"{name}@example.com", "email_verified": True}
    token = {"client_id": "x", "id_token": json.dumps(claims)}
    return app.post("auth/provider/token", {"provider": "dummy", "process": process, "token": token})


def test_social_login_by_token(app: App) -> None:
    expect(provider_token(app), 200)
    assert app.things()["user"] == "ann@example.com"
    assert app.amr() == set()
    assert app.reload()


def test_provider_is_added_to_an_account(app: App, user: Any) -> None:
    expect(app.log_in(), 200)
    provider_connect(app, "another")
    accounts = expect(app.get("account/providers"), 200).json()["data"]
    assert [account["uid"] for account in accounts] == ["7"]
    assert app.things()["user"] == user.email
    assert RefreshToken.objects.count() == 1


def test_second_factor_after_a_social_login(app: App, user: Any, other: App, clock: Any) -> None:
    expect(other.log_in(), 200)
    provider_connect(other, "another")
    secret = other.enable_totp()
    clock.shift(timedelta(minutes=1))
    assert pending(provider_token(app, "another")) == ["mfa_authenticate"]
    expect(app.post("auth/2fa/authenticate", {"code": totp(secret)}), 200)
    assert app.amr() == {"otp"}


def test_password_change_keeps_this_session_and_ends_the_others(app: App, user: Any, other: App) -> None:
    expect(app.log_in(), 200)
    expect(other.log_in(), 200)
    body = {"current_password": PASSWORD, "new_password": NEW}
    expect(app.post("account/password/change", body), 200)
    assert app.things()
    assert app.refresh()
    assert expect(app.get("auth/session"), 200).json()["meta"]["is_authenticated"]
    other.things(401)
    expect(other.browser.post("/users/token/"), 401)


def test_first_password_of_a_social_user(app: App) -> None:
    expect(provider_token(app), 200)
    expect(app.post("account/password/change", {"new_password": NEW}), 401)
    expect(app.post("auth/reauthenticate/code/request", {"email": "ann@example.com"}), 200)
    expect(app.post("auth/reauthenticate/code/confirm", {"code": mailed_code()}), 200)
    expect(app.post("account/password/change", {"new_password": NEW}), 200)
    assert app.things()
    assert app.refresh()


def test_authenticator_app_is_removed(app: App, user: Any) -> None:
    expect(app.log_in(), 200)
    app.enable_totp()
    expect(app.call("delete", "account/authenticators/totp"), 200)
    assert not Authenticator.objects.exists()
    assert app.things()


def test_reauthentication_is_in_the_next_token(app: App, user: Any, clock: Any) -> None:
    expect(app.log_in(), 200)
    clock.shift(timedelta(hours=2))
    app.refresh()
    expect(app.browser.get("/sensitive/"), 403)
    expect(app.post("auth/reauthenticate", {"password": "wrong"}), 400)
    expect(app.post("auth/reauthenticate", {"password": PASSWORD}), 200)
    app.refresh()
    expect(app.browser.get("/sensitive/"), 200)


def test_second_factor_is_added_to_a_session(app: App, user: Any, other: App, clock: Any) -> None:
    expect(app.log_in(), 200)
    secret = app.enable_totp()
    expect(app.browser.get("/payouts/"), 403)
    clock.shift(timedelta(minutes=1))
    expect(app.post("auth/2fa/reauthenticate", {"code": totp(secret)}), 200)
    app.refresh()
    assert app.amr() == {"pwd", "otp", "mfa"}
    expect(app.browser.get("/payouts/"), 200)


def test_login_replaces_the_session_of_the_browser(app: App, user: Any) -> None:
    expect(app.log_in(), 200)
    app.browser.access_token = None
    expect(app.log_in(), 200)
    assert RefreshToken.objects.count() == 1
