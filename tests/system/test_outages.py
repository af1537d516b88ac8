"""Outages and server errors end no session and are reported in the common error format."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.urls import include, path
from rest_framework.permissions import IsAdminUser
from rest_framework.request import Request
from rest_framework.response import Response
from safejwt import handlers
from safejwt.testing import BrowserClient
from safejwt.views import ProtectedView

# With real transactions: an error would break the one around an ordinary test.
pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


class StaffView(ProtectedView):
    def get_permissions(self) -> list[IsAdminUser]:
        return [IsAdminUser()]

    def get(self, request: Request) -> Response:
        return Response()


class FaultyView(ProtectedView):
    def get(self, request: Request) -> Response:
        raise RuntimeError("an unexpected error")


urlpatterns = [
    path("staff/", StaffView.as_view()),
    path("faulty/", FaultyView.as_view()),
    path("users/", include("users.urls")),
]
handler500 = handlers.server_error


@contextmanager
def no_database(error: type[Exception] = OperationalError) -> Iterator[None]:
    """Make every statement fail, as when the database cannot be reached."""

    def refuse(*arguments: Any) -> Any:
        raise error("the server closed the connection unexpectedly")

    with connection.execute_wrapper(refuse):
        yield


SIGNED_IN = [("get", "auth/"), ("get", "sessions/"), ("delete", "sessions/"), ("post", "token/"), ("post", "logout/")]


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
@pytest.mark.parametrize(("method", "name"), SIGNED_IN)
def test_database_outage_is_503_and_keeps_the_session(
    logged_in: BrowserClient, method: str, name: str, error: type[Exception]
) -> None:
    cookies = logged_in.cookies.output()
    with no_database(error):
        response = getattr(logged_in, method)(f"/users/{name}")
    assert (response.status_code, response.json()["code"]) == (503, "service_unavailable")
    assert int(response["Retry-After"]) >= 1
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies, "no cookie is deleted"
    assert logged_in.cookies.output() == cookies
    assert logged_in.post("/users/token/").status_code == 200


@pytest.mark.parametrize("path_", ["/users/login/", "/users/"])
def test_database_outage_does_not_report_a_wrong_password(client: BrowserClient, path_: str, user: Any) -> None:
    client.get("/users/csrf/")
    body = {"username": "grace", "email": "grace@example.com", "password": "correct horse battery staple"}
    with no_database():
        response = client.post(path_, body, format="json")
    assert (response.status_code, response.json()["code"]) == (503, "service_unavailable")


@pytest.mark.urls(__name__)
def test_missing_permission_is_403(logged_in: BrowserClient) -> None:
    response = logged_in.get("/staff/")
    assert (response.status_code, response.json()["code"]) == (403, "permission_denied")


@pytest.mark.urls(__name__)
def test_server_error_is_json_without_details(logged_in: BrowserClient) -> None:
    logged_in.raise_request_exception = False
    response = logged_in.get("/faulty/")
    assert (response.status_code, response.json()["code"]) == (500, "server_error")
    assert "unexpected" not in response.content.decode()
    assert response["Cache-Control"] == "no-store"
