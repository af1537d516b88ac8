"""What breaks on the server's side signs nobody out, and is told in the one shape."""

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

# With real transactions: an error inside the wrapping one of an ordinary test would be the test's own.
pytestmark = pytest.mark.django_db(transaction=True)


class StaffView(ProtectedView):
    def get_permissions(self) -> list[IsAdminUser]:
        return [IsAdminUser()]

    def get(self, request: Request) -> Response:
        return Response()


class FaultyView(ProtectedView):
    def get(self, request: Request) -> Response:
        raise RuntimeError("a fault that nobody foresaw")


urlpatterns = [
    path("staff/", StaffView.as_view()),
    path("faulty/", FaultyView.as_view()),
    path("users/", include("users.urls")),
]
handler500 = handlers.server_error


@contextmanager
def no_database(error: type[Exception] = OperationalError) -> Iterator[None]:
    """The database refuses every statement, as it does when it cannot be reached."""

    def refuse(*arguments: Any) -> Any:
        raise error("the server closed the connection unexpectedly")

    with connection.execute_wrapper(refuse):
        yield


SIGNED_IN = [("get", "auth/"), ("get", "sessions/"), ("delete", "sessions/"), ("post", "token/"), ("post", "logout/")]


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
@pytest.mark.parametrize(("method", "name"), SIGNED_IN)
def test_without_a_database_the_answer_is_503_and_the_session_lives_on(
    signed_in: BrowserClient, method: str, name: str, error: type[Exception]
) -> None:
    cookies = signed_in.cookies.output()
    with no_database(error):
        answer = getattr(signed_in, method)(f"/users/{name}")
    assert (answer.status_code, answer.json()["code"]) == (503, "service_unavailable")
    assert int(answer["Retry-After"]) >= 1
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies, "no cookie is deleted"
    assert signed_in.cookies.output() == cookies
    assert signed_in.post("/users/token/").status_code == 200


@pytest.mark.parametrize("path_", ["/users/login/", "/users/"])
def test_without_a_database_nobody_is_told_that_his_password_is_wrong(
    client: BrowserClient, path_: str, user: Any
) -> None:
    client.get("/users/csrf/")
    body = {"username": "grace", "email": "grace@example.com", "password": "correct horse battery staple"}
    with no_database():
        answer = client.post(path_, body, format="json")
    assert (answer.status_code, answer.json()["code"]) == (503, "service_unavailable")


@pytest.mark.urls(__name__)
def test_being_signed_in_is_not_being_allowed(signed_in: BrowserClient) -> None:
    answer = signed_in.get("/staff/")
    assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")


@pytest.mark.urls(__name__)
def test_a_fault_of_the_server_is_json_and_says_nothing_of_itself(signed_in: BrowserClient) -> None:
    signed_in.raise_request_exception = False
    answer = signed_in.get("/faulty/")
    assert (answer.status_code, answer.json()["code"]) == (500, "server_error")
    assert "nobody foresaw" not in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
