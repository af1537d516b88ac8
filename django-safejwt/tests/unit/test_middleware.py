"""Responses of Django's own views while the maximum number of passwords is being hashed."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from safejwt.middleware import ErrorMiddleware
from safejwt.passwords import hashing

from tests.conftest import PASSWORD

LOGIN = "/admin/login/"
# As browsers send it when they open a page or send a form.
BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.fixture
def busy(settings: Any) -> Iterator[ExitStack]:
    """All slots for hashing, and for waiting, are in use until the stack is closed."""
    settings.SAFEJWT_PARALLEL_HASHES = 1
    settings.AUTHENTICATION_BACKENDS = ["safejwt.accounts.backends.AccountBackend"]
    hashing._room.cache_clear()
    with ExitStack() as taken:
        for _ in range(2):
            taken.enter_context(hashing._room(1).queue)
        yield taken


@pytest.fixture
def credentials(make_user: Any) -> dict[str, str]:
    root = make_user("root", is_staff=True, is_superuser=True)
    return {"username": root.get_username(), "password": PASSWORD}


@pytest.mark.django_db
def test_admin_login_is_503_with_retry_after_while_hashing_is_saturated(
    busy: ExitStack, credentials: dict[str, str]
) -> None:
    client = Client(headers=BROWSER)
    response = client.post(LOGIN, credentials)
    assert (response.status_code, response["Retry-After"], response["Cache-Control"]) == (503, "1", "no-store")
    assert response["Content-Type"] == "text/html; charset=utf-8"
    page = response.content.decode()
    assert "The service is temporarily unavailable." in page
    assert "Go back and try again in 1 second." in page
    assert "<html lang=" in page
    assert PASSWORD not in page
    busy.close()
    assert client.post(LOGIN, credentials).status_code == 302


@pytest.mark.django_db
def test_known_and_unknown_usernames_get_same_response(busy: ExitStack, credentials: dict[str, str]) -> None:
    known, unknown = (
        Client(headers=BROWSER).post(LOGIN, {**credentials, "username": name})
        for name in (credentials["username"], "?")
    )
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)


@pytest.mark.django_db
def test_503_does_not_sign_out(busy: ExitStack, credentials: dict[str, str]) -> None:
    client = Client()
    client.force_login(get_user_model().objects.get())
    assert client.post(LOGIN, credentials).status_code == 503
    assert client.get("/admin/").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("accepted", ["application/json", "*/*", "application/json, text/plain, */*"])
def test_client_that_does_not_prefer_html_gets_error_shape(
    busy: ExitStack, credentials: dict[str, str], accepted: str
) -> None:
    response = Client().post(LOGIN, credentials, headers={"accept": accepted})
    assert (response.status_code, response["Retry-After"]) == (503, "1")
    assert set(response.json()) == {"detail", "code"}
    assert response.json()["code"] == "service_unavailable"


def test_other_exceptions_are_not_handled(rf: RequestFactory) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    assert ErrorMiddleware(view).process_exception(rf.get("/"), ValueError("unrelated")) is None
