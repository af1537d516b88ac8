"""Users who have a known device forgotten, one by one."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from safejwt.accounts.models import ForgottenDevice
from safejwt.browser import device_cookie
from safejwt.conf import conf
from safejwt.models import RefreshToken, SecurityEvent
from safejwt.signals import session_ended
from safejwt.testing import BrowserClient

from tests.conftest import PASSWORD

from .conftest import Inbox, Send

pytestmark = pytest.mark.django_db

ALERT = "app.example.com: login on a new device"


@pytest.fixture
def log_in(clock: Any, confirmed: Any, credentials: Any, send: Send) -> Callable[[BrowserClient], None]:
    """Log in with a browser, a minute later than the last one. Its device cookie stays."""

    def log_in(browser: BrowserClient) -> None:
        clock.shift(timedelta(minutes=1))
        browser.access_token = None
        browser.get("/users/csrf/")
        response = send(browser, "login/", **credentials)
        assert response.status_code == 200
        browser.take(response)

    return log_in


@pytest.fixture
def phone(log_in: Callable[[BrowserClient], None]) -> BrowserClient:
    browser = BrowserClient()
    log_in(browser)
    return browser


@pytest.fixture
def laptop(log_in: Callable[[BrowserClient], None]) -> BrowserClient:
    browser = BrowserClient()
    log_in(browser)
    return browser


def session_of(browser: BrowserClient) -> str:
    devices = browser.get("/users/sessions/").json()
    return str(next(device["id"] for device in devices if device["current"]))


def forget(browser: BrowserClient, sid: str) -> Any:
    return browser.post(f"/users/sessions/{sid}/forget/")


def with_cookie(cookies: Any) -> HttpRequest:
    """A request that carries the device cookie of these."""
    name = conf.device_cookie_name
    return RequestFactory(HTTP_COOKIE=f"{name}={cookies[name].value}").get("/")


def alerts(inbox: Inbox, user: Any) -> int:
    return inbox.subjects(user.email).count(ALERT)


def test_next_login_with_a_forgotten_device_sends_an_email(
    phone: BrowserClient, laptop: BrowserClient, log_in: Any, inbox: Inbox, confirmed: Any
) -> None:
    before = alerts(inbox, confirmed)
    response = forget(laptop, session_of(phone))
    assert (response.status_code, response.content, response.cookies) == (204, b"", {})
    assert phone.get("/users/auth/").json()["code"] == "session_ended"
    log_in(phone)
    assert alerts(inbox, confirmed) == before + 1
    phone.post("/users/logout/")
    log_in(phone)
    assert alerts(inbox, confirmed) == before + 1, "it is known again"


def test_other_devices_stay_known(
    phone: BrowserClient, laptop: BrowserClient, log_in: Any, inbox: Inbox, confirmed: Any
) -> None:
    before = alerts(inbox, confirmed)
    forget(laptop, session_of(phone))
    laptop.post("/users/logout/")
    log_in(laptop)
    assert alerts(inbox, confirmed) == before


def test_plain_end_of_a_session_forgets_nothing(
    phone: BrowserClient, laptop: BrowserClient, log_in: Any, inbox: Inbox, confirmed: Any
) -> None:
    before = alerts(inbox, confirmed)
    laptop.delete(f"/users/sessions/{session_of(phone)}/")
    log_in(phone)
    assert alerts(inbox, confirmed) == before


def test_this_browser_is_logged_out_and_forgotten(
    phone: BrowserClient, log_in: Any, inbox: Inbox, confirmed: Any
) -> None:
    stolen = phone.cookies[conf.device_cookie_name].value
    response = forget(phone, session_of(phone))
    assert response.status_code == 204
    assert response.cookies[conf.refresh_cookie_name]["max-age"] == 0
    assert response.cookies[conf.device_cookie_name]["max-age"] == 0
    assert not RefreshToken.objects.exists()
    before = alerts(inbox, confirmed)
    phone.cookies[conf.device_cookie_name] = stolen
    log_in(phone)
    assert alerts(inbox, confirmed) == before + 1, "a copy of its cookie is not known either"


def test_login_in_the_admin_does_not_hide_the_session_by_which_a_device_is_forgotten(
    phone: BrowserClient, laptop: BrowserClient, clock: Any, confirmed: Any
) -> None:
    clock.shift(timedelta(minutes=1))
    response = HttpResponse()
    device_cookie.remember(with_cookie(phone.cookies), response, confirmed)
    forget(laptop, session_of(phone))
    assert device_cookie.known_device(with_cookie(response.cookies), confirmed) is None


def test_session_of_another_user_is_404(
    phone: BrowserClient, make_user: Callable[..., Any], send: Send, visitor: BrowserClient
) -> None:
    grace = make_user("grace")
    response = send(visitor, "login/", **{type(grace).USERNAME_FIELD: grace.get_username(), "password": PASSWORD})
    visitor.take(response)
    response = forget(visitor, session_of(phone))
    assert (response.status_code, response.json()["code"]) == (404, "not_found")
    assert phone.get("/users/auth/").status_code == 200
    assert not ForgottenDevice.objects.exists()


def test_recent_authentication_is_required_if_the_project_says_so(
    phone: BrowserClient, clock: Any, settings: Any
) -> None:
    settings.SAFEJWT_REAUTHENTICATE_TO_END_SESSIONS = True
    sid = session_of(phone)
    clock.shift(timedelta(minutes=11))
    phone.take(phone.post("/users/token/"))
    assert forget(phone, sid).json()["code"] == "reauthentication_required"


def test_it_is_recorded_and_announced(
    phone: BrowserClient,
    laptop: BrowserClient,
    settings: Any,
    heard: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    settings.SAFEJWT_EVENT_HISTORY = timedelta(days=1)
    received = heard(session_ended)
    sid = session_of(phone)
    with django_capture_on_commit_callbacks(execute=True):
        forget(laptop, sid)
    event = SecurityEvent.objects.get(event="authn_token_revoked")
    assert (str(event.sid), event.reason) == (sid, "forgotten")
    assert [str(each["sid"]) for each in received] == [sid]
    assert [each["reason"] for each in received] == ["forgotten"]


def test_device_is_known_for_the_device_lifetime_only(
    phone: BrowserClient, laptop: BrowserClient, clock: Any, confirmed: Any, make_user: Callable[..., Any]
) -> None:
    """Another user of the browser renews its cookie, while the row that forgets it is deleted."""
    forget(laptop, session_of(phone))
    clock.shift(conf.device_lifetime - timedelta(minutes=5))
    call_command("safejwt_purge")
    assert ForgottenDevice.objects.count() == 1
    response, grace = HttpResponse(), make_user("grace")
    device_cookie.remember(with_cookie(phone.cookies), response, grace)
    clock.shift(timedelta(minutes=10))
    call_command("safejwt_purge")
    assert not ForgottenDevice.objects.exists()
    assert device_cookie.known_device(with_cookie(response.cookies), grace) is not None
    assert device_cookie.known_device(with_cookie(response.cookies), confirmed) is None
