"""Cross-site requests that use the refresh cookie, and forms."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from safejwt.models import RefreshToken
from safejwt.testing import BrowserClient
from users.models import User

from .conftest import PASSWORD

pytestmark = pytest.mark.django_db

CREDENTIALS = {"username": "ada", "password": PASSWORD}


def row() -> dict[str, Any]:
    return dict(RefreshToken.objects.values().get())


FORM = "username=ada&password=correct+horse+battery+staple&email=ada@example.com"


@pytest.mark.parametrize("path_", ["/users/token/", "/users/logout/"])
@pytest.mark.parametrize("method", ["get", "post", "head", "options"])
def test_link_or_image_can_neither_rotate_nor_log_out(
    clock: Any, logged_in: BrowserClient, path_: str, method: str
) -> None:
    clock.shift(timedelta(seconds=61))
    before = row()
    response = getattr(logged_in, method)(path_, HTTP_X_CSRFTOKEN="")
    assert response.status_code == 403
    assert (row(), len(response.cookies)) == (before, 0)


@pytest.mark.parametrize("path_", ["/users/token/", "/users/logout/"])
@pytest.mark.parametrize("destination", ["document", "iframe", "image", "script", "empty, document", ""])
def test_get_of_a_page_or_an_image_is_refused_even_with_the_csrf_header(
    clock: Any, logged_in: BrowserClient, path_: str, destination: str
) -> None:
    clock.shift(timedelta(seconds=61))
    before = row()
    response = logged_in.get(path_, headers={"sec-fetch-site": "same-origin", "sec-fetch-dest": destination})
    assert (response.status_code, response.json()["code"]) == (403, "csrf_failed")
    assert (row(), len(response.cookies)) == (before, 0)
    script = logged_in.get(path_, headers={"sec-fetch-site": "same-origin", "sec-fetch-dest": "empty"})
    assert script.status_code in (200, 204)


@pytest.mark.parametrize("path_", ["/users/token/", "/users/logout/"])
@pytest.mark.parametrize("method", ["head", "options", "put", "patch", "delete"])
def test_only_get_and_post_use_the_refresh_cookie(
    clock: Any, logged_in: BrowserClient, path_: str, method: str
) -> None:
    clock.shift(timedelta(seconds=61))
    before = row()
    assert getattr(logged_in, method)(path_).status_code == 405
    assert row() == before


@pytest.mark.parametrize("path_", ["/users/", "/users/login/", "/users/token/", "/users/logout/"])
@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "text/plain", "application/json"])
def test_cross_site_form_has_no_effect(logged_in: BrowserClient, path_: str, content_type: str) -> None:
    before = row()
    # A browser sends cookies with such a form, but none of our headers.
    victim = Client(enforce_csrf_checks=True)
    victim.cookies = logged_in.cookies
    for headers in ({"origin": "https://evil.example", "sec-fetch-site": "cross-site"}, {"origin": "null"}, {}):
        response = victim.post(path_, FORM, content_type=content_type, headers=headers)
        assert (response.status_code, response.json()["code"]) == (403, "csrf_failed")
        assert not response.cookies
    assert row() == before


@pytest.mark.parametrize("path_", ["/users/", "/users/login/"])
@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data"])
def test_form_content_types_are_415(client: BrowserClient, user: User, path_: str, content_type: str) -> None:
    client.get("/users/csrf/")
    response = client.generic("POST", path_, FORM, content_type=content_type)
    assert (response.status_code, response.json()["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize("path_", ["/users/token/", "/users/logout/"])
def test_cookie_only_requests_are_checked_for_csrf(logged_in: BrowserClient, path_: str) -> None:
    before = row()
    logged_in.access_token = None
    pair = "a" * 32
    assert logged_in.post(path_, HTTP_X_CSRFTOKEN="").status_code == 403
    logged_in.cookies[settings.CSRF_COOKIE_NAME] = pair
    assert logged_in.post(path_, HTTP_X_CSRFTOKEN=pair).status_code == 403, "any pair that agrees is not enough"
    assert row() == before


def test_test_client_enforces_csrf_checks(client: BrowserClient, user: User) -> None:
    assert client.post("/users/login/", CREDENTIALS, format="json").status_code == 403
    assert client.handler.enforce_csrf_checks
