"""Sessions that plain Django views start and end, without Django REST Framework."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.contrib.auth import get_user_model, login
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db import OperationalError
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    StreamingHttpResponse,
)
from django.test import AsyncClient, Client, RequestFactory
from django.urls import include, path
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory
from safejwt import sessions
from safejwt.browser.csrf_token import is_bound
from safejwt.conf import conf
from safejwt.errors import InvalidCredentials
from safejwt.models import RefreshToken
from safejwt.signals import new_device_signed_in, session_ended
from safejwt.testing import BrowserClient
from safejwt.tokens import read_access_token
from safejwt.views import clear_session_cookies, log_out, session_response, start_session

from tests.conftest import MINUTE, T0

ERRORS = "safejwt.middleware.ErrorMiddleware"
BACKEND = "django.contrib.auth.backends.ModelBackend"


def only_user() -> Any:
    return get_user_model()._base_manager.get()


def sign_in(request: HttpRequest) -> HttpResponse:
    session = start_session(request, only_user(), amr=["pwd", "otp"])
    response = JsonResponse(session.body)
    session.set_cookies(response)
    return response


def sign_in_after_django(request: HttpRequest) -> HttpResponse:
    """What a SAML, LDAP or OpenID package does, and then the project."""
    user = only_user()
    login(request, user, backend=BACKEND)
    session = start_session(request, user, announce=False)
    response = HttpResponseRedirect("/app/")
    session.set_cookies(response)
    return response


def stream(request: HttpRequest) -> StreamingHttpResponse:
    response = StreamingHttpResponse(["a"])
    start_session(request, only_user()).set_cookies(response)
    return response


def download(request: HttpRequest) -> FileResponse:
    response = FileResponse(BytesIO(b"a"))
    start_session(request, only_user()).set_cookies(response)
    return response


def leave(request: HttpRequest) -> HttpResponse:
    response = HttpResponseRedirect("/")
    log_out(request, response)
    return response


def forget(request: HttpRequest) -> HttpResponse:
    response = HttpResponse()
    clear_session_cookies(request, response)
    return response


async def asign_in(request: HttpRequest) -> HttpResponse:
    return await sync_to_async(sign_in)(request)


urlpatterns = [
    path("users/", include("safejwt.urls")),
    path("in/", sign_in),
    path("in/async/", asign_in),
    path("in/django/", sign_in_after_django),
    path("in/stream/", stream),
    path("in/file/", download),
    path("out/", leave),
    path("forget/", forget),
]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture
def visitor(browser: BrowserClient, user: Any) -> BrowserClient:
    return browser


def test_plain_view_starts_a_session(visitor: BrowserClient, user: Any) -> None:
    body = visitor.take(visitor.get("/in/"))
    assert set(body) == {"accessToken", "expiresIn", "tokenType", "user"}
    assert body["user"]["id"] == visitor.get("/users/auth/").json()["id"]
    assert visitor.take(visitor.post("/users/token/"))["user"] == body["user"]
    assert visitor.get("/users/auth/").status_code == 200


def test_body_and_cookies_are_those_of_the_api(clock: Any, user: Any) -> None:
    plain = start_session(RequestFactory().post("/"), user)
    response = HttpResponse()
    plain.set_cookies(response)
    of_api = session_response(Request(APIRequestFactory().post("/")), user)
    assert set(plain.body) == set(of_api.data)
    assert plain.body["user"] == of_api.data["user"]
    for name, cookie in of_api.cookies.items():
        assert cookie.items() == response.cookies[name].items()
    assert set(response.cookies) == set(of_api.cookies)


@pytest.mark.parametrize("url", ["/in/django/", "/in/stream/", "/in/file/"])
def test_any_response_can_have_the_cookies(visitor: BrowserClient, url: str) -> None:
    visitor.get(url)
    assert visitor.post("/users/token/").status_code == 200


@pytest.mark.parametrize("where", [0, -1], ids=["outside", "inside"])
def test_csrf_token_is_that_of_the_session_although_django_has_changed_it(
    visitor: BrowserClient, settings: Any, where: int
) -> None:
    """`login()` rotates Django's secret, and Django's middleware sends it with the response."""
    settings.MIDDLEWARE = list(settings.MIDDLEWARE)
    settings.MIDDLEWARE.insert(where, "django.middleware.csrf.CsrfViewMiddleware")
    visitor.get("/in/django/")
    csrf_token = visitor.cookies["csrftoken"].value
    body = visitor.take(visitor.post("/users/token/"))
    assert is_bound(csrf_token, read(body["accessToken"]).sid)


@pytest.mark.django_db(transaction=True)
def test_asynchronous_view_starts_a_session(user: Any) -> None:
    # Not asyncio.run: the view would leave a connection in its thread.
    response = async_to_sync(AsyncClient().get)("/in/async/")
    assert response.status_code == 200
    assert conf.refresh_cookie_name in response.cookies


def test_login_is_announced_once(visitor: BrowserClient, heard: Any) -> None:
    announced = heard(user_logged_in)
    visitor.get("/in/")
    assert len(announced) == 1
    visitor.get("/in/django/")
    assert len(announced) == 2
    assert isinstance(announced[0]["request"], HttpRequest)


def test_request_of_django_rest_framework_will_do_too(user: Any, heard: Any) -> None:
    announced = heard(user_logged_in)
    session = start_session(Request(APIRequestFactory().post("/")), user)
    assert not isinstance(announced[0]["request"], Request)
    session.set_cookies(HttpResponse())


def test_former_session_of_the_browser_ends(visitor: BrowserClient, heard: Any) -> None:
    ended = heard(session_ended)
    visitor.get("/in/")
    visitor.get("/in/")
    assert [facts["reason"] for facts in ended] == ["replaced"]
    assert RefreshToken.objects.count() == 1


def test_methods_and_time_are_on_the_row_and_in_the_token(visitor: BrowserClient, clock: Any) -> None:
    visitor.take(visitor.get("/in/"))
    row = RefreshToken.objects.get()
    assert row.methods == ["pwd", "otp", "mfa"]
    assert row.authenticated_at == T0
    assert visitor.get("/users/sessions/").json()[0]["amr"] == ["pwd", "otp", "mfa"]
    clock.shift(2 * MINUTE)
    body = visitor.take(visitor.post("/users/token/"))
    claims = read(body["accessToken"])
    assert (claims.amr, claims["amr"]) == (("pwd", "otp", "mfa"), ["pwd", "otp", "mfa"])
    assert claims.authenticated_at == T0.timestamp()


def test_earlier_authentication_is_not_recent(user: Any, clock: Any) -> None:
    earlier = datetime(2026, 11, 1, tzinfo=UTC)
    session = start_session(RequestFactory().post("/"), user, authenticated_at=earlier)
    assert read(session.tokens.access_token).authenticated_at == earlier.timestamp()


def read(token: str) -> Any:
    return read_access_token(token, now=datetime.now(UTC))


def test_inactive_user_is_refused_in_one_shape(visitor: BrowserClient, user: Any, settings: Any, heard: Any) -> None:
    announced = heard(user_logged_in)
    settings.MIDDLEWARE = [ERRORS]
    type(user).objects.filter(pk=user.pk).update(is_active=False)
    response = visitor.get("/in/")
    assert (response.status_code, response.json()["code"]) == (401, "invalid_credentials")
    assert response["WWW-Authenticate"]
    assert not response.cookies
    assert not announced
    assert not RefreshToken.objects.exists()


def test_refusal_keeps_the_session_of_the_browser(visitor: BrowserClient, user: Any, make_user: Any) -> None:
    visitor.get("/in/")
    inactive = make_user("eve", is_active=False)
    request = RequestFactory().post("/", headers={"cookie": f"{conf.refresh_cookie_name}=x"})
    with pytest.raises(InvalidCredentials):
        start_session(request, inactive)
    assert visitor.post("/users/token/").status_code == 200


def test_rule_of_the_project_holds(visitor: BrowserClient, user: Any, settings: Any) -> None:
    settings.MIDDLEWARE = [ERRORS]
    settings.SAFEJWT_USER_AUTHENTICATION_RULE = f"{__name__}.nobody"
    assert visitor.get("/in/").json()["code"] == "invalid_credentials"


def nobody(user: Any) -> bool:
    return False


@pytest.mark.django_db(transaction=True)
def test_user_who_is_deleted_meanwhile_is_refused(visitor: BrowserClient, user: Any, settings: Any) -> None:
    settings.MIDDLEWARE = [ERRORS]

    def delete(user: Any, **kwargs: Any) -> None:
        type(user).objects.all().delete()

    user_logged_in.connect(delete)
    try:
        response = visitor.get("/in/")
    finally:
        user_logged_in.disconnect(delete)
    assert (response.status_code, response.json()["code"]) == (401, "invalid_credentials")


def test_sessions_of_one_user_are_limited(clock: Any, visitor: BrowserClient, user: Any, settings: Any) -> None:
    settings.MIDDLEWARE, settings.SAFEJWT_SESSION_RATE = [ERRORS], "1/h"
    assert visitor.get("/in/").status_code == 200
    response = visitor.get("/in/")
    assert (response.status_code, response.json()["code"]) == (429, "throttled")
    assert int(response["Retry-After"]) > 0


def test_outage_is_503(visitor: BrowserClient, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MIDDLEWARE = [ERRORS]

    def fail(*args: Any, **kwargs: Any) -> None:
        raise OperationalError

    monkeypatch.setattr(sessions, "start", fail)
    response = visitor.get("/in/", headers={"accept": "application/json"})
    assert (response.status_code, response.json()["code"], response["Retry-After"]) == (503, "service_unavailable", "5")


def test_other_errors_stay_what_they_are(
    visitor: BrowserClient, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MIDDLEWARE = [ERRORS]
    monkeypatch.setattr(sessions, "start", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        visitor.get("/in/")


@pytest.mark.parametrize("words", ["pwd", ["p w"], [""], ["x" * 300], ["pwd\n"]])
def test_method_that_is_no_word_starts_nothing(user: Any, words: Any) -> None:
    with pytest.raises(ValueError, match="authentication methods"):
        start_session(RequestFactory().post("/"), user, amr=words)
    assert not RefreshToken.objects.exists()


class Curious(serializers.Serializer[Any]):
    """Reads the user of the request, as serializers of projects do."""

    def to_representation(self, user: Any) -> dict[str, Any]:
        return {"id": user.pk, "is_own": self.context["request"].user == user, "view": self.context["view"]}


def test_serializer_sees_the_new_user_and_changes_nothing(user: Any, settings: Any) -> None:
    settings.SAFEJWT_USER_SERIALIZER = f"{__name__}.Curious"
    request = RequestFactory().post("/")
    request.user = other = get_user_model()()
    assert start_session(request, user).user == {"id": user.pk, "is_own": True, "view": None}
    assert request.user is other


class TestNewDevice:
    """A notice of a login with a new browser, also where `login()` has written `last_login` before."""

    @pytest.fixture
    def notices(self, heard: Any) -> list[Any]:
        return heard(new_device_signed_in)  # type: ignore[no-any-return]

    def test_first_login_sends_none(self, visitor: BrowserClient, user: Any, notices: list[Any]) -> None:
        if not hasattr(user, "date_joined"):
            pytest.skip("Nothing says when the user has joined.")
        visitor.get("/in/django/")
        assert not notices

    def test_later_login_sends_one(self, clock: Any, visitor: BrowserClient, notices: list[Any]) -> None:
        visitor.get("/in/django/")
        notices.clear()
        clock.shift(timedelta(days=1))
        Client().get("/in/django/")
        assert len(notices) == 1

    def test_user_of_the_future_is_not_new(self, user: Any) -> None:
        """A row that was imported may say anything."""
        assert not sessions.has_just_joined(user, now=timezone.now() - timedelta(days=1))

    def test_known_browser_sends_none(self, clock: Any, visitor: BrowserClient, notices: list[Any]) -> None:
        visitor.get("/in/django/")
        notices.clear()
        clock.shift(timedelta(days=1))
        visitor.get("/in/django/")
        assert not notices

    def test_caller_can_turn_it_off(self, clock: Any, user: Any, notices: list[Any]) -> None:
        clock.shift(timedelta(days=1))
        start_session(RequestFactory().post("/"), user, announce=False, notify=False)
        assert not notices


def test_events_name_their_origin(visitor: BrowserClient, caplog: Any) -> None:
    caplog.set_level("INFO", "safejwt")
    visitor.get("/in/", headers={"user-agent": "Plain"})
    (record,) = [each for each in caplog.records if each.message == "session_created"]
    assert (record.ip, record.user_agent, bool(record.request_id)) == ("127.0.0.1", "Plain", True)


def test_plain_view_logs_out(visitor: BrowserClient, heard: Any) -> None:
    announced = heard(user_logged_out)
    visitor.take(visitor.get("/in/"))
    response = visitor.get("/out/")
    assert response.cookies[conf.refresh_cookie_name]["max-age"] == 0
    assert len(announced) == 1
    assert visitor.get("/users/auth/").status_code == 401
    assert not RefreshToken.objects.exists()
    # Without a session nothing happens.
    assert visitor.get("/out/").status_code == 302
    assert len(announced) == 1


def test_cookies_can_be_deleted_alone(visitor: BrowserClient) -> None:
    visitor.take(visitor.get("/in/"))
    assert visitor.get("/forget/").cookies[conf.refresh_cookie_name]["max-age"] == 0
    assert RefreshToken.objects.exists()
