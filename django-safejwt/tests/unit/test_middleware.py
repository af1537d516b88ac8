"""What Django's own views answer while as many passwords are being hashed as may be (security bar F11)."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from safejwt.middleware import ServiceUnavailableMiddleware
from safejwt.passwords import hashing

from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
LOGIN = "/admin/login/"


@pytest.fixture
def busy(settings: Any) -> Iterator[ExitStack]:
    """All places to hash and to wait for it are taken, until it is closed."""
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


def test_a_login_to_the_admin_is_told_to_come_again_in_a_moment(busy: ExitStack, credentials: dict[str, str]) -> None:
    client = Client()
    answer = client.post(LOGIN, credentials)
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "1", "no-store")
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    page = answer.content.decode()
    assert "The service is unavailable for a moment." in page
    assert "Go back and try again in 1 second." in page
    assert "<html lang=" in page
    assert PASSWORD not in page
    busy.close()
    assert client.post(LOGIN, credentials).status_code == 302


def test_a_known_name_and_an_unknown_one_are_told_the_same(busy: ExitStack, credentials: dict[str, str]) -> None:
    known, unknown = (
        Client().post(LOGIN, {**credentials, "username": name}) for name in (credentials["username"], "?")
    )
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)


def test_nobody_is_signed_out_by_it(busy: ExitStack, credentials: dict[str, str]) -> None:
    client = Client()
    client.force_login(get_user_model().objects.get())
    assert client.post(LOGIN, credentials).status_code == 503
    assert client.get("/admin/").status_code == 200


def test_who_takes_no_page_gets_the_error_in_the_one_shape(busy: ExitStack, credentials: dict[str, str]) -> None:
    answer = Client().post(LOGIN, credentials, headers={"accept": "application/json"})
    assert (answer.status_code, answer["Retry-After"]) == (503, "1")
    assert set(answer.json()) == {"detail", "code"}
    assert answer.json()["code"] == "service_unavailable"


def test_other_errors_are_left_alone(rf: RequestFactory) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    assert ServiceUnavailableMiddleware(view).process_exception(rf.get("/"), ValueError("a fault")) is None
