"""The user of an access token in views outside of Django REST Framework, with WSGI and ASGI."""

from typing import Any

import pytest
from asgiref.sync import async_to_sync, iscoroutinefunction
from django.contrib.auth.decorators import login_required
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.test import AsyncClient, Client, RequestFactory
from django.urls import include, path
from django.views import View
from django.views.decorators.csrf import ensure_csrf_cookie
from rest_framework.decorators import api_view
from rest_framework.exceptions import NotAcceptable
from rest_framework.request import Request
from rest_framework.response import Response
from safejwt import sessions
from safejwt.authentication import (
    JWTAuthentication,
    SafeJWTAuthentication,
    aauthenticate,
    authenticate,
    authenticate_token,
)
from safejwt.errors import AccessTokenExpired, CSRFFailed, InvalidToken, ServiceUnavailable, SessionEnded
from safejwt.middleware import AuthenticationMiddleware
from safejwt.testing import BrowserClient

from tests.conftest import MINUTE

OURS = "safejwt.middleware.AuthenticationMiddleware"
CSRF = "django.middleware.csrf.CsrfViewMiddleware"
SESSION = "django.contrib.sessions.middleware.SessionMiddleware"
DJANGOS = "django.contrib.auth.middleware.AuthenticationMiddleware"
STACKS = [[OURS], [SESSION, DJANGOS, OURS], [SESSION, OURS, DJANGOS], [OURS, SESSION, DJANGOS]]


def who(request: HttpRequest) -> HttpResponse:
    sid = request.auth.sid if request.auth else None  # type: ignore[attr-defined]
    return JsonResponse({"user": request.user.pk, "sid": sid})


async def awho(request: HttpRequest) -> HttpResponse:
    user = await request.auser()
    return JsonResponse({"user": user.pk, "sid": request.auth.sid if request.auth else None})  # type: ignore[attr-defined]


class ClassView(View):
    def get(self, request: HttpRequest) -> HttpResponse:
        return who(request)


@api_view(["GET"])
def api(request: Request) -> Response:
    return Response({"user": request.user.pk})


def form(request: HttpRequest) -> HttpResponse:
    return HttpResponse(get_token(request))


urlpatterns = [
    path("form/", form),
    path("ensured/", ensure_csrf_cookie(who)),
    path("who/", who),
    path("awho/", awho),
    path("class/", ClassView.as_view()),
    path("private/", login_required(who)),
    path("api/", api),
    path("users/", include("safejwt.urls")),
]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls(__name__)]


@pytest.fixture(params=STACKS, ids=lambda stack: "+".join(name.split(".")[0] for name in stack))
def stack(request: pytest.FixtureRequest, settings: Any) -> list[str]:
    settings.MIDDLEWARE = request.param
    return list(request.param)


@pytest.mark.parametrize("url", ["/who/", "/awho/", "/class/", "/private/"])
def test_views_know_the_user(signed_in: BrowserClient, user: Any, stack: list[str], url: str) -> None:
    body = signed_in.get(url).json()
    assert body["user"] == (str(user.pk) if "-" in str(user.pk) else user.pk)
    assert body["sid"] is not None


@pytest.mark.parametrize("url", ["/who/", "/awho/", "/private/"])
def test_views_under_asgi_know_the_user(signed_in: BrowserClient, user: Any, stack: list[str], url: str) -> None:
    client = AsyncClient(enforce_csrf_checks=True)
    client.cookies = signed_in.cookies
    headers = {"authorization": f"Bearer {signed_in.access_token}", "x-csrftoken": signed_in.cookies["csrftoken"].value}
    response = async_to_sync(client.get)(url, headers=headers)
    assert response.json()["sid"] is not None
    headers["authorization"] += "x"
    assert async_to_sync(client.get)(url, headers=headers).status_code == 401


@pytest.mark.parametrize("url", ["/who/", "/awho/", "/class/"])
def test_visitors_are_anonymous(browser: BrowserClient, stack: list[str], url: str) -> None:
    assert browser.get(url).json() == {"user": None, "sid": None}


def test_visitors_are_sent_to_the_login_page(browser: BrowserClient, stack: list[str]) -> None:
    assert browser.get("/private/").status_code == 302


@pytest.mark.parametrize("stack", STACKS[1:], indirect=True, ids=str)
def test_users_of_a_django_session_stay_signed_in(user: Any, stack: list[str]) -> None:
    client = Client()
    client.force_login(user)
    assert client.get("/private/").json()["sid"] is None
    # The scheme is not ours.
    assert client.get("/private/", headers={"authorization": "Basic YTpi"}).status_code == 200


@pytest.mark.parametrize("url", ["/who/", "/awho/", "/private/"])
@pytest.mark.parametrize(
    ("token", "code"),
    [("garbage", "invalid_token"), ("", "invalid_token"), ("é", "invalid_token"), ("x" * 5000, "invalid_token")],
)
def test_bad_token_is_401(signed_in: BrowserClient, stack: list[str], url: str, token: str, code: str) -> None:
    response = signed_in.get(url, HTTP_AUTHORIZATION=f"Bearer {token}")
    assert (response.status_code, response.json()["code"]) == (401, code)
    assert response["WWW-Authenticate"].startswith("Bearer ")
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("url", ["/who/", "/awho/", "/private/"])
def test_expired_token_and_ended_session_are_told_apart(
    signed_in: BrowserClient, user: Any, settings: Any, clock: Any, url: str
) -> None:
    settings.MIDDLEWARE = [OURS]
    signed_in.sign_in(user)
    clock.shift(6 * MINUTE)
    assert signed_in.get(url).json()["code"] == "access_token_expired"
    signed_in.sign_in(user)
    sessions.end_all(user)
    assert signed_in.get(url).json()["code"] == "session_ended"


@pytest.mark.parametrize("url", ["/who/", "/awho/", "/private/"])
def test_csrf_token_is_required(signed_in: BrowserClient, stack: list[str], url: str) -> None:
    response = signed_in.get(url, HTTP_X_CSRFTOKEN="x" * 32)
    assert (response.status_code, response.json()["code"]) == (403, "csrf_failed")
    assert signed_in.get(url, HTTP_SEC_FETCH_SITE="cross-site").status_code == 403


def test_outage_is_503(signed_in: BrowserClient, stack: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **kwargs: Any) -> Any:
        raise OperationalError("connection refused")

    monkeypatch.setattr(sessions, "check", fail)
    response = signed_in.get("/who/")
    assert (response.status_code, response["Retry-After"]) == (503, "5")


def test_api_views_authenticate_once(
    signed_in: BrowserClient, stack: list[str], django_assert_num_queries: Any
) -> None:
    signed_in.get("/api/")
    with django_assert_num_queries(1):
        assert signed_in.get("/api/").status_code == 200
    with django_assert_num_queries(1):
        signed_in.get("/who/")


def test_stale_token_does_not_break_login(
    browser: BrowserClient, stack: list[str], credentials: dict[str, str]
) -> None:
    browser.access_token = "stale"
    assert browser.get("/users/csrf/").status_code == 200
    assert browser.post("/users/login/", credentials, format="json").status_code == 200
    assert browser.post("/users/token/").status_code == 200
    assert browser.post("/users/logout/").status_code == 204


def test_middleware_that_requires_a_login_gets_the_user(signed_in: BrowserClient, settings: Any) -> None:
    settings.MIDDLEWARE = [SESSION, DJANGOS, OURS, "django.contrib.auth.middleware.LoginRequiredMiddleware"]
    assert signed_in.get("/who/").status_code == 200
    signed_in.access_token = "stale"
    assert signed_in.get("/who/").status_code == 401


class ForeignToken(SafeJWTAuthentication):
    """Leaves tokens of other issuers to other code."""

    def get_token(self, request: Request) -> str | None:
        token = super().get_token(request)
        return token if token and token.count(".") == 2 else None

    def check_request(self, request: Request, claims: Any) -> None:
        raise NotAcceptable


class ForeignMiddleware(AuthenticationMiddleware):
    authentication_class = ForeignToken


def test_authentication_class_is_a_choice(signed_in: BrowserClient, settings: Any) -> None:
    settings.MIDDLEWARE = [f"{__name__}.ForeignMiddleware"]
    assert signed_in.get("/who/", HTTP_AUTHORIZATION="Bearer opaque").json()["user"] is None
    assert signed_in.get("/who/").status_code == 406


def http_request(browser: BrowserClient, **headers: str) -> HttpRequest:
    request = RequestFactory().get("/", headers={"authorization": f"Bearer {browser.access_token}", **headers})
    request.META["HTTP_COOKIE"] = "; ".join(f"{name}={morsel.value}" for name, morsel in browser.cookies.items())
    return request


def test_function_returns_user_and_claims(signed_in: BrowserClient, user: Any) -> None:
    request = http_request(signed_in, **{"x-csrftoken": signed_in.cookies["csrftoken"].value})
    found = authenticate(request)
    assert found is not None
    assert (found[0], found[1].user_id) == (user, str(user.pk))
    assert async_to_sync(aauthenticate)(request) == found
    assert authenticate(RequestFactory().get("/")) is None
    with pytest.raises(CSRFFailed):
        authenticate(http_request(signed_in))
    assert authenticate(http_request(signed_in), JWTAuthentication) == found


def test_function_raises_errors_of_the_package(signed_in: BrowserClient, clock: Any, user: Any) -> None:
    with pytest.raises(InvalidToken):
        authenticate(RequestFactory().get("/", headers={"authorization": "Bearer"}))
    with pytest.raises(InvalidToken):
        authenticate(RequestFactory().get("/", headers={"authorization": "Bearer x"}), JWTAuthentication)
    signed_in.sign_in(user)
    clock.shift(6 * MINUTE)
    with pytest.raises(AccessTokenExpired):
        authenticate(http_request(signed_in))


def test_token_that_came_by_another_way(signed_in: BrowserClient, user: Any, clock: Any) -> None:
    """The first message of a WebSocket, or what another package has read."""
    tokens = signed_in.sign_in(user)
    found, claims = authenticate_token(tokens.access_token)
    assert (found, claims.sid) == (user, tokens.sid)
    for other in ("", "x", tokens.refresh_token, tokens.access_token + "x", "é"):
        with pytest.raises(InvalidToken):
            authenticate_token(other)
    clock.shift(6 * MINUTE)
    with pytest.raises(AccessTokenExpired):
        authenticate_token(tokens.access_token)
    clock.shift(-6 * MINUTE)
    sessions.end_all(user)
    with pytest.raises(SessionEnded):
        authenticate_token(tokens.access_token)


def test_outage_is_no_refusal_of_the_token(user: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **kwargs: Any) -> Any:
        raise OperationalError("connection refused")

    token = sessions.start(user).access_token
    monkeypatch.setattr(sessions, "check", fail)
    with pytest.raises(ServiceUnavailable):
        authenticate_token(token)


def test_without_a_session_check_no_query_is_made(
    signed_in: BrowserClient, settings: Any, django_assert_num_queries: Any
) -> None:
    settings.SAFEJWT_SESSION_CHECK, settings.MIDDLEWARE = "none", [OURS]
    request = http_request(signed_in, **{"x-csrftoken": signed_in.cookies["csrftoken"].value})
    with django_assert_num_queries(0):
        authenticate(request)
    assert signed_in.get("/who/").json()["sid"] is not None


def test_middleware_is_asynchronous_where_its_inner_one_is() -> None:
    async def inner(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    assert iscoroutinefunction(AuthenticationMiddleware(inner))
    assert not iscoroutinefunction(AuthenticationMiddleware(lambda request: HttpResponse()))


@pytest.mark.parametrize("url", ["/form/", "/ensured/"])
@pytest.mark.parametrize("order", [[CSRF, OURS], [OURS, CSRF]], ids=["inside", "outside"])
def test_views_that_use_djangos_token_keep_the_cookie_of_the_session(
    browser: BrowserClient, credentials: dict[str, str], settings: Any, order: list[str], url: str
) -> None:
    settings.MIDDLEWARE = order
    browser.get("/users/csrf/")
    browser.take(browser.post("/users/login/", credentials, format="json"))
    before = browser.cookies["csrftoken"].value
    assert browser.get(url).status_code == 200
    assert browser.cookies["csrftoken"].value == before
    assert browser.post("/users/token/").status_code == 200


def test_views_under_asgi_keep_the_cookie_of_the_session(
    browser: BrowserClient, credentials: dict[str, str], settings: Any
) -> None:
    settings.MIDDLEWARE = [OURS, CSRF]
    browser.get("/users/csrf/")
    browser.take(browser.post("/users/login/", credentials, format="json"))
    client = AsyncClient(enforce_csrf_checks=True)
    client.cookies = browser.cookies.copy()
    headers = {"authorization": f"Bearer {browser.access_token}", "x-csrftoken": browser.cookies["csrftoken"].value}
    assert "csrftoken" not in async_to_sync(client.get)("/form/", headers=headers).cookies


def test_view_for_visitors_sets_djangos_cookie(browser: BrowserClient, settings: Any, db: None) -> None:
    settings.MIDDLEWARE = [CSRF, OURS]
    assert "csrftoken" in browser.get("/form/").cookies
