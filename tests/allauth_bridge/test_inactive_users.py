"""A deactivated user starts no session, in whichever step of whichever flow they are deactivated."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core import mail
from safejwt.models import RefreshToken

from .app import PASSWORD, App, mailed_code, totp
from .passkey import Passkey
from .test_flows import provider_connect, provider_token
from .test_passkeys import enrol
from .test_redirect import visit_provider

NEW = "another horse battery staple"
Last = Callable[[], Any]


def by_password(app: App, other: App) -> Last:
    return app.log_in


def by_mailed_code(app: App, other: App) -> Last:
    app.post("auth/code/request", {"email": "ada@example.com"})
    code = mailed_code()
    return lambda: app.post("auth/code/confirm", {"code": code})


def by_totp(app: App, other: App) -> Last:
    secret = other.enable_totp()
    app.log_in()
    return lambda: app.post("auth/2fa/authenticate", {"code": totp(secret)})


def by_recovery_code(app: App, other: App) -> Last:
    other.enable_totp()
    codes = other.get("account/authenticators/recovery-codes").json()["data"]["unused_codes"]
    app.log_in()
    return lambda: app.post("auth/2fa/authenticate", {"code": codes[0]})


def by_passkey(app: App, other: App) -> Last:
    passkey = Passkey()
    enrol(other, passkey)
    options = app.get("auth/webauthn/login").json()["data"]["request_options"]
    return lambda: app.post("auth/webauthn/login", {"credential": passkey.get(options)})


def by_passkey_as_second_factor(app: App, other: App) -> Last:
    passkey = Passkey()
    enrol(other, passkey)
    app.log_in()
    options = app.get("auth/webauthn/authenticate").json()["data"]["request_options"]
    return lambda: app.post("auth/webauthn/authenticate", {"credential": passkey.get(options)})


def by_provider(app: App, other: App) -> Last:
    provider_connect(other, "another")
    return lambda: provider_token(app, "another")


def by_reset(app: App, other: App) -> Last:
    app.post("auth/password/request", {"email": "ada@example.com"})
    found = re.search(r"/reset-password/(\S+)", str(mail.outbox[-1].body))
    assert found
    return lambda: app.post("auth/password/reset", {"key": found[1], "password": NEW})


FLOWS = [
    by_password,
    by_mailed_code,
    by_totp,
    by_recovery_code,
    by_passkey,
    by_passkey_as_second_factor,
    by_provider,
    by_reset,
]


@pytest.fixture(params=FLOWS, ids=lambda flow: flow.__name__)
def last(request: pytest.FixtureRequest, app: App, user: Any, other: App, clock: Any, settings: Any) -> Last:
    """The last request of a flow. All before it were sent while the user was active."""
    settings.ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
    other.log_in()
    clock.shift(timedelta(minutes=1))
    call: Last = request.param(app, other)
    clock.shift(timedelta(minutes=1))
    return call


def test_flow_of_an_active_user_ends_in_a_session(last: Last) -> None:
    before = RefreshToken.objects.count()
    assert "accessToken" in last().json()["meta"]
    assert RefreshToken.objects.count() == before + 1


def test_deactivated_during_a_flow(last: Last, app: App) -> None:
    get_user_model().objects.update(is_active=False)
    before = RefreshToken.objects.count()
    assert last().status_code in {400, 401, 403, 409, 410}
    # A password reset ends those that there are.
    assert RefreshToken.objects.count() <= before
    assert "refreshtoken" not in app.cookies
    assert not app.django_user()
    assert not any("_auth_user_id" in session.get_decoded() for session in Session.objects.all())


def test_signup(app: App) -> None:
    app.post("auth/signup", {"email": "bob@example.com", "password": PASSWORD})
    get_user_model().objects.update(is_active=False)
    assert app.post("auth/email/verify", {"key": mailed_code()}).status_code in {400, 401, 403, 409}
    assert not RefreshToken.objects.exists()


def test_signed_in(app: App, user: Any) -> None:
    app.log_in()
    get_user_model().objects.update(is_active=False)
    assert app.get("account/email").status_code == 401
    assert app.post("auth/reauthenticate", {"password": PASSWORD}).status_code == 401


def test_redirect(db: None) -> None:
    app = App("browser")
    visit_provider(app, "9")
    app.browser.post("/users/adopt/")
    again = App("browser")
    get_user_model().objects.update(is_active=False)
    visit_provider(again, "9")
    assert again.browser.post("/users/adopt/").status_code == 401
    assert not again.django_user()
