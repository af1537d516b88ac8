"""The whole life of a session, faults included: no log record, error or report contains a secret."""

import logging
import re
import traceback
import warnings
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.core.cache.backends.locmem import LocMemCache
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import Client
from django.views.debug import ExceptionReporter
from safejwt import sessions
from safejwt.conf import conf
from safejwt.models import RefreshToken
from safejwt.sessions import rotation
from safejwt.signals import session_rotated
from safejwt.testing import BrowserClient

from tests.presenting import refresh_later

# With real transactions: a database error would break the transaction that wraps an ordinary test.
pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD, WRONG, EMAIL = "sentinel-password-0123456789", "sentinel-wrong-9876543210", "sentinel.mail@example.com"
# An issued token is a secret, and so is its signature alone.
TOKEN = re.compile(r"eyJ[\w-]+\.[\w-]+\.([\w-]{20,})")


class Secrets(BrowserClient):
    """A browser that remembers every secret it received or sent, and the body of every error."""

    def __init__(self, **defaults: Any) -> None:
        super().__init__(**defaults)
        self.known = {PASSWORD, WRONG, EMAIL}
        self.bodies: list[str] = []

    def generic(self, method: str, path: Any, *args: Any, **extra: Any) -> Any:
        self.learn()
        response = super().generic(method, path, *args, **extra)
        if response.status_code in {200, 201} and b"accessToken" in response.content:
            self.take(response)
        elif response.status_code >= 400:
            self.bodies.append(response.content.decode())
        self.learn()
        return response

    def learn(self) -> None:
        tokens = [self.access_token or "", *(morsel.value for morsel in self.cookies.values())]
        for token in filter(None, tokens):
            self.known |= {token, *TOKEN.findall(token)}

    def assert_unknown_to(self, text: str, where: str) -> None:
        leaked = [secret for secret in self.known if len(secret) > 8 and secret in text]
        assert not leaked, where


@pytest.fixture
def everything(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Every log record of every logger, from DEBUG on."""
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("safejwt").setLevel(logging.DEBUG)
        yield caplog
    logging.getLogger("safejwt").setLevel(logging.NOTSET)


@pytest.fixture
def owner(db: None) -> Any:
    return get_user_model().objects.create_user(username="ada", email=EMAIL, password=PASSWORD)


def text_of(record: logging.LogRecord) -> str:
    """Message, arguments, attributes and traceback."""
    trace = "".join(traceback.format_exception(*record.exc_info)) if record.exc_info else ""
    return f"{record.getMessage()}\n{record.args!r}\n{vars(record)!r}\n{trace}"


def no_database(*args: Any) -> Any:
    raise OperationalError("the server closed the connection unexpectedly")


def no_cache(*args: Any, **kwargs: Any) -> Any:
    raise ConnectionError("cache unavailable")


def live_through_a_session(browser: Secrets, owner: Any, monkeypatch: Any, clock: Any) -> None:
    """Login, refresh, reuse, and everything that can fail in between."""
    name = {owner.USERNAME_FIELD: owner.get_username()}
    browser.get("/users/csrf/")
    for body in (
        {**name, "password": WRONG},
        {owner.USERNAME_FIELD: PASSWORD, "password": WRONG},
        {"password": PASSWORD},
    ):
        browser.post("/users/login/", body, format="json")
    browser.generic("POST", "/users/login/", f'{{"password": "{PASSWORD}"', content_type="application/json")
    browser.generic("POST", "/users/login/", f"password={PASSWORD}", content_type="text/plain")
    assert browser.post("/users/login/", {**name, "password": PASSWORD}, format="json").status_code == 200
    stolen = browser.cookies[conf.refresh_cookie_name].value

    browser.get("/users/auth/", {"token": browser.access_token})
    browser.get("/users/sessions/")
    browser.get("/nowhere/")
    browser.get("/users/auth/", HTTP_X_CSRFTOKEN="x" * 32)
    browser.get("/users/auth/", HTTP_REFERER=f"https://evil.example/{PASSWORD}", secure=True)
    browser.get("/users/auth/", HTTP_AUTHORIZATION=f"Bearer {browser.access_token}x")
    browser.get("/users/auth/", HTTP_AUTHORIZATION=f"Basic {PASSWORD}")
    with connection.execute_wrapper(no_database):
        for path in ("token/", "logout/"):
            assert browser.post(f"/users/{path}").status_code == 503
        browser.get("/users/auth/")
        browser.post("/users/login/", {**name, "password": PASSWORD}, format="json")

    def fail(**facts: Any) -> None:
        raise RuntimeError("a receiver of the project fails")

    session_rotated.connect(fail)
    for _ in range(3):
        assert refresh_later(browser, clock).status_code == 200
        assert browser.post("/users/token/").status_code == 200
    session_rotated.disconnect(fail)
    with monkeypatch.context() as patched:
        for verb in ("get", "set", "add", "get_many"):
            patched.setattr(LocMemCache, verb, no_cache)
        browser.get("/users/auth/")
        browser.delete("/users/sessions/")

    attacker = Secrets()
    attacker.cookies[conf.refresh_cookie_name] = stolen
    attacker.get("/users/csrf/")
    assert attacker.post("/users/token/").json()["code"] == "refresh_token_reused"
    browser.known |= attacker.known
    browser.post("/users/token/")
    clock.shift(timedelta(days=8))
    browser.post("/users/token/")
    browser.post("/users/logout/")


def test_log_records_and_errors_contain_no_secret(
    clock: Any, everything: pytest.LogCaptureFixture, owner: Any, settings: Any, monkeypatch: Any
) -> None:
    settings.SAFEJWT_LOGIN_RATE = "5/m"
    browser = Secrets()
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        live_through_a_session(browser, owner, monkeypatch, clock)
        call_command("safejwt_purge", verbosity=0)
    seen = {record.message for record in everything.records if record.name == "safejwt"}
    assert {
        "authn_login_fail",
        "authn_token_reuse",
        "malicious_csrf",
        "database_unavailable",
        "session_renewed",
    } <= seen
    assert any(record.name == "django.dispatch" for record in everything.records)
    assert len(browser.bodies) > 10
    assert sum("." in secret for secret in browser.known) > 5
    for record in everything.records:
        browser.assert_unknown_to(text_of(record), f"{record.name}: {record.getMessage()}")
    for body in browser.bodies:
        browser.assert_unknown_to(body, body)
    for warning in warned:
        browser.assert_unknown_to(str(warning.message), "a warning")


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize("path", ["/users/login/", "/users/token/", "/users/auth/"])
def test_django_error_report_contains_no_secret(
    owner: Any, settings: Any, monkeypatch: Any, path: str, debug: bool
) -> None:
    """One reporter makes the debug page and the email to administrators, with local variables."""
    settings.DEBUG = debug
    settings.SAFEJWT_COOKIE_SECURE = True
    browser = Secrets()
    browser.sign_in(owner)
    browser.learn()

    def fail(*args: Any, **kwargs: Any) -> Any:
        raise RuntimeError("an unexpected error")

    monkeypatch.setattr(ModelBackend, "user_can_authenticate", fail)
    monkeypatch.setattr(rotation, "find_session", fail)
    body = {owner.USERNAME_FIELD: owner.get_username(), "password": PASSWORD}
    method = "get" if path == "/users/auth/" else "post"
    with pytest.raises(RuntimeError) as raised:
        getattr(browser, method)(path, *([body] if "login" in path else []), format="json")
    request = next(
        frame.f_locals["request"]
        for frame, _ in traceback.walk_tb(raised.tb)
        if hasattr(frame.f_locals.get("request"), "exception_reporter_filter")
    )
    reporter = ExceptionReporter(request, raised.type, raised.value, raised.tb)
    for report in (reporter.get_traceback_html(), reporter.get_traceback_text()):
        assert "an unexpected error" in report
        browser.known.discard(EMAIL)  # shown as the username of a user model that logs in by email
        browser.assert_unknown_to(report, path)


def test_admin_pages_contain_no_secret(owner: Any, make_user: Any) -> None:
    browser = Secrets()
    browser.sign_in(owner)
    browser.learn()
    browser.known.discard(EMAIL)
    session = RefreshToken.objects.get()
    browser.known |= {session.auth_hash, owner.password}
    admin = Client()
    admin.force_login(make_user("root", is_staff=True, is_superuser=True))
    pages = ["", f"{session.pk}/change/", f"{session.pk}/delete/", f"{session.pk}/history/", f"?q={session.pk}"]
    for page in pages:
        response = admin.get(f"/admin/safejwt/refreshtoken/{page}", follow=True)
        assert response.status_code == 200
        browser.assert_unknown_to(response.content.decode(), page)
    confirmation = admin.post(
        "/admin/safejwt/refreshtoken/", {"action": "end_sessions", "_selected_action": [session.pk]}
    )
    browser.assert_unknown_to(confirmation.content.decode(), "the confirmation page")


def test_repr_of_tokens_contains_no_token(owner: Any) -> None:
    tokens = sessions.start(owner)
    assert tokens.access_token not in repr(tokens)
    assert tokens.refresh_token not in repr(tokens)
