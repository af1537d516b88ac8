"""Errors of this package in views of a project whose exception handler has a shape of its own."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.urls import path
from rest_framework.exceptions import APIException, NotFound
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView, exception_handler
from safejwt.accounts.permissions import IsVerified
from safejwt.permissions import IsRecentlyAuthenticated
from safejwt.testing import BrowserClient

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@dataclass
class Error:
    code: str
    detail: str
    attr: str | None


def flatten(detail: Any, attr: str | None = None) -> Iterator[Error]:
    if isinstance(detail, dict):
        for key, value in detail.items():
            yield from flatten(value, key)
    elif isinstance(detail, list):
        for value in detail:
            yield from flatten(value, attr)
    else:
        yield Error(detail.code, str(detail), attr)


def standardized(exc: Exception, context: dict[str, Any]) -> Response | None:
    """As drf-standardized-errors does it."""
    if not isinstance(exc, APIException):
        return None
    errors = [asdict(error) for error in flatten(exc.detail)]
    headers = {"WWW-Authenticate": exc.auth_header} if hasattr(exc, "auth_header") else {}
    return Response({"type": "client_error", "errors": errors}, status=exc.status_code, headers=headers)


def nested(exc: Exception, context: dict[str, Any]) -> Response | None:
    response = exception_handler(exc, context)
    if response is not None:
        response.data = {"success": False, "error": response.data}
    return response


def as_list(exc: Exception, context: dict[str, Any]) -> Response | None:
    response = exception_handler(exc, context)
    if response is not None:
        response.data = ["something went wrong"]
    return response


class View(APIView):
    permission_classes: Any = [IsAuthenticated]
    handler: Any = None

    def get_exception_handler(self) -> Any:
        return type(self).handler

    def get(self, request: Request) -> Response:
        if "missing" in request.query_params:
            raise NotFound
        return Response("fine")


class Recent(View):
    permission_classes = [IsAuthenticated, IsRecentlyAuthenticated]


class Verified(View):
    permission_classes = [IsAuthenticated, IsVerified]


urlpatterns = [
    path("mine/", View.as_view()),
    path("recent/", Recent.as_view()),
    path("verified/", Verified.as_view()),
]


@pytest.fixture(params=[standardized, nested, exception_handler])
def handler(request: Any, monkeypatch: Any) -> Any:
    monkeypatch.setattr(View, "handler", staticmethod(request.param))
    return request.param


@pytest.mark.parametrize(
    ("url", "headers", "status", "code"),
    [
        ("/mine/", {settings.CSRF_HEADER_NAME: "x" * 32}, 403, "csrf_failed"),
        ("/mine/", {"HTTP_AUTHORIZATION": "Bearer x.y.z"}, 401, "invalid_token"),
        ("/mine/", {"HTTP_AUTHORIZATION": "Bearer"}, 401, "invalid_token"),
        ("/recent/", {}, 403, "reauthentication_required"),
        ("/verified/", {}, 403, "email_not_verified"),
    ],
)
def test_code_is_in_the_body_of_any_shape(
    signed_in: BrowserClient, settings: Any, handler: Any, url: str, headers: Any, status: int, code: str
) -> None:
    settings.SAFEJWT_REAUTHENTICATION_AGE = timedelta(seconds=-1)
    settings.SAFEJWT_ACCOUNTS_REQUIRE_VERIFIED = True
    response = signed_in.get(url, **headers)
    body = response.json()
    assert (response.status_code, body["code"]) == (status, code)
    if handler is standardized:
        assert body["type"] == "client_error"
        assert body["errors"][0]["code"] == code
        assert body["errors"][0]["detail"]
    if status == 401:
        assert response["WWW-Authenticate"].startswith("Bearer")


def test_errors_of_the_project_keep_their_shape(signed_in: BrowserClient, handler: Any) -> None:
    body = signed_in.get("/mine/?missing").json()
    assert "code" not in body


def test_body_that_is_no_object_is_left_as_it_is(signed_in: BrowserClient, monkeypatch: Any) -> None:
    monkeypatch.setattr(View, "handler", staticmethod(as_list))
    response = signed_in.get("/mine/", **{settings.CSRF_HEADER_NAME: "x" * 32})
    assert (response.status_code, response.json()) == (403, ["something went wrong"])
