"""The views keep their contract, whatever the settings and the URLs of the project around them are."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from django.conf.urls.i18n import i18n_patterns
from django.contrib.auth import get_user_model
from django.test import RequestFactory, override_settings
from django.urls import include, path, re_path, set_script_prefix
from rest_framework.authentication import BasicAuthentication
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import FormParser
from rest_framework.permissions import IsAdminUser
from rest_framework.renderers import StaticHTMLRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.versioning import (
    AcceptHeaderVersioning,
    BaseVersioning,
    QueryParameterVersioning,
    URLPathVersioning,
)
from rest_framework.views import APIView
from safejwt.accounts.permissions import IsVerified
from safejwt.accounts.views import RegisterView
from safejwt.testing import BrowserClient
from safejwt.views import JWKSView

from tests.conftest import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

API = [
    path("", include("safejwt.urls")),
    path("", include("safejwt.accounts.urls")),
    path("", RegisterView.as_view()),
    path("keys/", JWKSView.as_view()),
]
urlpatterns: list[Any] = [
    path("users/", include(API)),
    path("<str:version>/named/", include(API)),
    path("<slug:tenant>/<str:format>/two/", include(API)),
    path("spaced/", include((API, "ours"), namespace="v1")),
    re_path(r"^(de|en)/unnamed/", include(API)),
    *i18n_patterns(path("translated/", include(API))),
]
PREFIXES = ["users", "v1/named", "acme/html/two", "spaced", "de/unnamed", "en-us/translated"]

NEW = {"username": "grace", "email": "grace@example.com", "name": "grace", "password": PASSWORD}
UNKNOWN = UUID(int=7)
ENDPOINTS: list[tuple[str, str, dict[str, Any] | None, int]] = [
    ("get", "csrf/", None, 200),
    ("post", "", NEW, 201),
    ("post", "login/", {"password": PASSWORD}, 200),
    ("get", "auth/", None, 200),
    ("get", "sessions/", None, 200),
    ("delete", "sessions/", None, 204),
    ("delete", f"sessions/{UNKNOWN}/", None, 404),
    ("get", "events/", None, 404),
    ("post", "token/", None, 200),
    ("get", "token/", None, 200),
    ("post", "logout/", None, 204),
    ("get", "logout/", None, 204),
    ("post", "logout/everywhere/", None, 204),
    ("get", "keys/", None, 404),
    ("get", "email/", None, 200),
    ("post", "email/verify/", {"token": "x"}, 400),
    ("post", "email/verify/resend/", {}, 202),
    ("post", "email/change/", {"email": "next@example.com"}, 202),
    ("delete", "email/change/", None, 204),
    ("post", "email/change/confirm/", {"token": "x"}, 400),
    ("post", "password/change/", {}, 400),
    ("post", "password/reset/", {"email": "ada@example.com"}, 202),
    ("post", "password/reset/confirm/", {"token": "x"}, 400),
    ("post", "reauthenticate/", {"password": PASSWORD}, 204),
    ("delete", "account/", None, 204),
]
IDS = [f"{method} {path}" for method, path, _, _ in ENDPOINTS]


def request(browser: BrowserClient, method: str, url: str, body: dict[str, Any] | None, **headers: Any) -> Any:
    if "login/" in url and body is not None:
        user = get_user_model().objects.get()
        body = {user.USERNAME_FIELD: user.get_username(), **body}
    return getattr(browser, method)(url, body, format=None if body is None else "json", **headers)


class Refuse(BaseThrottle):
    def allow_request(self, request: Any, view: Any) -> bool:
        return False


class Confused(BaseContentNegotiation):
    def select_parser(self, request: Any, parsers: Any) -> Any:
        return None

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        raise NotImplementedError


def failing_handler(exc: Exception, context: Any) -> Response:
    raise NotImplementedError


HOSTILE = {
    "authentication_classes": [BasicAuthentication],
    "content_negotiation_class": Confused,
    "metadata_class": Confused,
    "parser_classes": [FormParser],
    "permission_classes": [IsAdminUser],
    "renderer_classes": [StaticHTMLRenderer],
    "throttle_classes": [Refuse],
}
REST_FRAMEWORK = {
    "ALLOWED_VERSIONS": ["v7"],
    "COERCE_DECIMAL_TO_STRING": False,
    "DATETIME_FORMAT": "%d.%m.%Y",
    "DATETIME_INPUT_FORMATS": [],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "EXCEPTION_HANDLER": f"{__name__}.failing_handler",
    "FORMAT_SUFFIX_KWARG": "version",
    "NON_FIELD_ERRORS_KEY": "__all__",
    "PAGE_SIZE": 1,
    "UNAUTHENTICATED_TOKEN": None,
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": "output",
}


@pytest.fixture
def hostile(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A project whose defaults fit none of the views. Views read these when they are imported."""
    for name, value in HOSTILE.items():
        monkeypatch.setattr(APIView, name, value)
    monkeypatch.setattr(BaseVersioning, "allowed_versions", ["v7"])
    with override_settings(REST_FRAMEWORK=REST_FRAMEWORK):
        yield


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize(("method", "url", "body", "status"), ENDPOINTS, ids=IDS)
def test_path_arguments_of_the_project_are_ignored(
    signed_in: BrowserClient, prefix: str, method: str, url: str, body: Any, status: int
) -> None:
    assert request(signed_in, method, f"/{prefix}/{url}", body).status_code == status


@pytest.mark.parametrize(
    ("versioning", "prefix", "query"),
    [
        (URLPathVersioning, "v1/named", ""),
        (AcceptHeaderVersioning, "acme/html/two", ""),
        (QueryParameterVersioning, "users", "?output=html&version=v1"),
    ],
)
@pytest.mark.parametrize(("method", "url", "body", "status"), ENDPOINTS, ids=IDS)
def test_defaults_of_the_project_do_not_apply(
    signed_in: BrowserClient,
    hostile: None,
    monkeypatch: pytest.MonkeyPatch,
    versioning: Any,
    prefix: str,
    query: str,
    method: str,
    url: str,
    body: Any,
    status: int,
) -> None:
    monkeypatch.setattr(APIView, "versioning_class", versioning)
    response = request(signed_in, method, f"/{prefix}/{url}{query}", body)
    assert response.status_code == status
    assert response.headers.get("Content-Type", "application/json") == "application/json"


@pytest.mark.parametrize(("method", "url", "body", "status"), ENDPOINTS, ids=IDS)
def test_a_sub_path_changes_nothing(signed_in: BrowserClient, method: str, url: str, body: Any, status: int) -> None:
    try:
        response = request(signed_in, method, f"/users/{url}", body, SCRIPT_NAME="/shop")
    finally:
        set_script_prefix("/")
    assert response.status_code == status
    assert all(cookie["path"] == "/" for cookie in response.cookies.values())


@pytest.mark.parametrize(("method", "url", "body", "status"), ENDPOINTS, ids=IDS)
def test_no_other_middleware_is_needed(
    signed_in: BrowserClient, settings: Any, method: str, url: str, body: Any, status: int
) -> None:
    settings.MIDDLEWARE = []
    assert request(signed_in, method, f"/users/{url}", body).status_code == status


@pytest.mark.parametrize(("method", "url", "body", "status"), ENDPOINTS, ids=IDS)
def test_a_middleware_that_requires_a_login_lets_the_views_decide(
    signed_in: BrowserClient, settings: Any, method: str, url: str, body: Any, status: int
) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "django.contrib.auth.middleware.LoginRequiredMiddleware"]
    assert request(signed_in, method, f"/users/{url}", body).status_code == status


def test_times_are_iso_8601_whatever_the_project_writes(signed_in: BrowserClient, hostile: None) -> None:
    (device,) = signed_in.get("/users/sessions/").json()
    for name in ("createdAt", "lastUsedAt", "expiresAt"):
        assert datetime.fromisoformat(device[name]).tzinfo is not None


def test_errors_have_their_shape_whatever_the_project_writes(browser: BrowserClient, hostile: None) -> None:
    assert browser.get("/users/auth/").json()["code"] == "not_authenticated"
    browser.get("/users/csrf/")
    answer = browser.post("/users/login/", [1], format="json")
    assert (answer.status_code, answer.json()["code"]) == (400, "validation_error")
    assert browser.post("/users/login/", {"a": 1}).json()["code"] == "unsupported_media_type"
    assert browser.get("/users/csrf/", headers={"accept": "text/html"}).json()["code"] == "not_acceptable"


def test_visitors_are_none_in_a_project_that_says_so(hostile: None, settings: Any) -> None:
    settings.SAFEJWT_ACCOUNTS_REQUIRE_VERIFIED = True
    visitor = Request(RequestFactory().get("/"))
    assert visitor.user is None
    assert IsVerified().has_permission(visitor, None)


def test_refreshes_and_logouts_have_no_limit(signed_in: BrowserClient, clock: Any) -> None:
    assert {signed_in.post("/users/token/").status_code for _ in range(70)} == {200}
    assert {signed_in.post("/users/logout/").status_code for _ in range(70)} == {204}
    assert {signed_in.get("/users/csrf/").status_code for _ in range(70)} == {200}
