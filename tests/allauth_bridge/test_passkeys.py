"""Passkeys: login, second factor, enrolment and sign-up, with an authenticator in software."""

from typing import Any

import pytest
from safejwt.models import RefreshToken

from .app import PASSWORD, App, expect, mailed_code, pending
from .passkey import UV, Passkey


@pytest.fixture
def passkey() -> Passkey:
    return Passkey()


def enrol(app: App, passkey: Passkey) -> Any:
    """Add a passkey to the account of the user, who is signed in."""
    expect(app.post("auth/reauthenticate", {"password": PASSWORD}), 200)
    options = expect(app.get("account/authenticators/webauthn?passwordless"), 200).json()["data"]["creation_options"]
    return app.post("account/authenticators/webauthn", {"name": "Laptop", "credential": passkey.create(options)})


def log_in(app: App, passkey: Passkey) -> Any:
    options = expect(app.get("auth/webauthn/login"), 200).json()["data"]["request_options"]
    return app.post("auth/webauthn/login", {"credential": passkey.get(options)})


@pytest.mark.parametrize("is_synced", [False, True])
def test_login(app: App, user: Any, other: App, is_synced: bool) -> None:
    passkey = Passkey(is_synced=is_synced)
    expect(other.log_in(), 200)
    expect(enrol(other, passkey), 200)
    expect(log_in(app, passkey), 200)
    assert app.amr() == {"swk" if is_synced else "hwk", "mfa"}
    assert app.reload()
    expect(app.browser.get("/payouts/"), 200)


def test_passkey_that_does_not_verify_its_user_is_no_login(app: App, user: Any, other: App, passkey: Passkey) -> None:
    """So a login by a passkey is always two factors."""
    expect(other.log_in(), 200)
    expect(enrol(other, passkey), 200)
    passkey.flags &= ~UV
    expect(log_in(app, passkey), 400)
    assert "refreshtoken" not in app.cookies


def test_passkey_as_second_factor(app: App, user: Any, other: App, passkey: Passkey) -> None:
    expect(other.log_in(), 200)
    expect(enrol(other, passkey), 200)
    assert pending(app.log_in()) == ["mfa_authenticate"]
    options = expect(app.get("auth/webauthn/authenticate"), 200).json()["data"]["request_options"]
    expect(app.post("auth/webauthn/authenticate", {"credential": passkey.get(options)}), 200)
    assert app.amr() == {"pwd", "hwk", "mfa"}


def test_reauthentication(app: App, user: Any, passkey: Passkey) -> None:
    expect(app.log_in(), 200)
    expect(enrol(app, passkey), 200)
    options = expect(app.get("auth/webauthn/reauthenticate"), 200).json()["data"]["request_options"]
    expect(app.post("auth/webauthn/reauthenticate", {"credential": passkey.get(options)}), 200)
    app.refresh()
    assert app.amr() == {"pwd", "hwk", "mfa"}


def test_signup(app: App, passkey: Passkey) -> None:
    assert pending(app.post("auth/webauthn/signup", {"email": "bob@example.com"})) == ["verify_email"]
    assert pending(app.post("auth/email/verify", {"key": mailed_code()})) == ["mfa_signup_webauthn"]
    assert not RefreshToken.objects.exists()
    options = expect(app.get("auth/webauthn/signup"), 200).json()["data"]["creation_options"]
    body = {"name": "Phone", "credential": passkey.create(options)}
    expect(app.call("put", "auth/webauthn/signup", body), 200)
    assert app.things()["user"] == "bob@example.com"
    assert app.reload()
    expect(log_in(App("app"), passkey), 200)


def test_credential_of_another_site_is_refused(app: App, user: Any, passkey: Passkey) -> None:
    expect(app.log_in(), 200)
    passkey.origin = "https://evil.example"
    expect(enrol(app, passkey), 400)
