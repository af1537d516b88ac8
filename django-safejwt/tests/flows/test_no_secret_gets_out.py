"""A whole life of a session, faults included, with everything that is logged listened to: no secret is in any of it (K2)."""

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

# With real transactions: an error inside the wrapping one of an ordinary test would be the test's own.
pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD, WRONG, MAIL = "sentinel-password-0123456789", "sentinel-wrong-9876543210", "sentinel.mail@example.com"
# A token that was given out is a secret; so is its signature alone.
TOKEN = re.compile(r"eyJ[\w-]+\.[\w-]+\.([\w-]{20,})")


class Secrets(BrowserClient):
    """A browser that remembers every secret that it was given or has sent, and every answer's body."""

    def __init__(self, **defaults: Any) -> None:
        super().__init__(**defaults)
        self.known = {PASSWORD, WRONG, MAIL}
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
    """All that is logged anywhere, from DEBUG on."""
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("safejwt").setLevel(logging.DEBUG)
        yield caplog
    logging.getLogger("safejwt").setLevel(logging.NOTSET)


@pytest.fixture
def person(db: None) -> Any:
    return get_user_model().objects.create_user(username="ada", email=MAIL, password=PASSWORD)


def text_of(record: logging.LogRecord) -> str:
    """Message, arguments, attributes and traceback."""
    trace = "".join(traceback.format_exception(*record.exc_info)) if record.exc_info else ""
    return f"{record.getMessage()}\n{record.args!r}\n{vars(record)!r}\n{trace}"


def no_database(*args: Any) -> Any:
    raise OperationalError("the server closed the connection unexpectedly")


def no_cache(*args: Any, **kwargs: Any) -> Any:
    raise ConnectionError("cache away")


def live(browser: Secrets, person: Any, monkeypatch: Any, clock: Any) -> None:
    """Login, refresh, reuse, and what can go wrong on the way."""
    name = {person.USERNAME_FIELD: person.get_username()}
    browser.get("/users/csrf/")
    for body in (
        {**name, "password": WRONG},
        {person.USERNAME_FIELD: PASSWORD, "password": WRONG},
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

    def complain(**facts: Any) -> None:
        raise RuntimeError("a receiver of the project's fails")

    session_rotated.connect(complain)
    for _ in range(3):
        assert browser.post("/users/token/").status_code == 200
    session_rotated.disconnect(complain)
    with monkeypatch.context() as patched:
        for verb in ("get", "set", "add", "get_many"):
            patched.setattr(LocMemCache, verb, no_cache)
        browser.get("/users/auth/")
        browser.delete("/users/sessions/")

    thief = Secrets()
    thief.cookies[conf.refresh_cookie_name] = stolen
    thief.get("/users/csrf/")
    assert thief.post("/users/token/").json()["code"] == "refresh_token_reused"
    browser.known |= thief.known
    browser.post("/users/token/")
    clock.shift(timedelta(days=8))
    browser.post("/users/token/")
    browser.post("/users/logout/")


def test_nothing_that_is_logged_and_no_error_holds_a_secret(
    everything: pytest.LogCaptureFixture, person: Any, settings: Any, monkeypatch: Any, clock: Any
) -> None:
    settings.SAFEJWT_LOGIN_RATE = "5/m"
    browser = Secrets()
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        live(browser, person, monkeypatch, clock)
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
def test_djangos_report_of_an_unforeseen_fault_holds_no_secret(
    person: Any, settings: Any, monkeypatch: Any, path: str, debug: bool
) -> None:
    """The page under DEBUG and the mail to the administrators come of one reporter; it shows local variables."""
    settings.DEBUG = debug
    settings.SAFEJWT_COOKIE_SECURE = True
    browser = Secrets()
    browser.sign_in(person)
    browser.learn()

    def fault(*args: Any, **kwargs: Any) -> Any:
        raise RuntimeError("a fault that nobody foresaw")

    monkeypatch.setattr(ModelBackend, "user_can_authenticate", fault)
    monkeypatch.setattr(rotation, "find_session", fault)
    body = {person.USERNAME_FIELD: person.get_username(), "password": PASSWORD}
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
        assert "nobody foresaw" in report
        browser.known.discard(MAIL)  # shown as the user's name where that is what he logs in with
        browser.assert_unknown_to(report, path)


def test_no_page_of_the_admin_holds_a_secret(person: Any, make_user: Any) -> None:
    browser = Secrets()
    browser.sign_in(person)
    browser.learn()
    browser.known.discard(MAIL)
    session = RefreshToken.objects.get()
    browser.known |= {session.auth_hash, person.password}
    admin = Client()
    admin.force_login(make_user("root", is_staff=True, is_superuser=True))
    pages = ["", f"{session.pk}/change/", f"{session.pk}/delete/", f"{session.pk}/history/", f"?q={session.pk}"]
    for page in pages:
        answer = admin.get(f"/admin/safejwt/refreshtoken/{page}", follow=True)
        assert answer.status_code == 200
        browser.assert_unknown_to(answer.content.decode(), page)
    asked = admin.post("/admin/safejwt/refreshtoken/", {"action": "end_sessions", "_selected_action": [session.pk]})
    browser.assert_unknown_to(asked.content.decode(), "the question")


def test_what_holds_tokens_shows_none(person: Any) -> None:
    tokens = sessions.start(person)
    assert tokens.access_token not in repr(tokens)
    assert tokens.refresh_token not in repr(tokens)
