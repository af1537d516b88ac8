"""Views of a project that start sessions have a limit."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response
from safejwt.errors import InvalidCredentials
from safejwt.testing import BrowserClient
from safejwt.views import AnonymousView, session_response

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


class CodeView(AnonymousView):
    def post(self, request: Request) -> Response:
        if request.data.get("code") != "123456":
            raise InvalidCredentials
        return session_response(request, get_user_model().objects.get())

    get = put = post


class OtherView(CodeView):
    pass


class UnlimitedView(CodeView):
    throttle_classes = ()


urlpatterns = [
    path("code/", CodeView.as_view()),
    path("code/<str:version>/", CodeView.as_view()),
    path("other/", OtherView.as_view()),
    path("unlimited/", UnlimitedView.as_view()),
]


def attempt(browser: BrowserClient, url: str = "/code/", code: str = "000000", **extra: Any) -> int:
    return int(browser.post(url, {"code": code}, format="json", **extra).status_code)


@pytest.fixture
def visitor(browser: BrowserClient, clock: Any) -> BrowserClient:
    browser.cookies["csrftoken"] = "a" * 32
    return browser


def test_guesses_are_limited(visitor: BrowserClient, user: Any) -> None:
    statuses = [attempt(visitor) for _ in range(200)]
    assert statuses == [401] * 60 + [429] * 140
    assert attempt(visitor, code="123456") == 429


def test_429_says_when_to_try_again(visitor: BrowserClient) -> None:
    for _ in range(60):
        attempt(visitor)
    response = visitor.post("/code/", {}, format="json")
    assert (response.json()["code"], response["Retry-After"]) == ("throttled", "61")


def test_every_method_counts(visitor: BrowserClient) -> None:
    statuses = [visitor.get("/code/").status_code for _ in range(30)]
    statuses += [visitor.put("/code/", {}, format="json").status_code for _ in range(31)]
    assert statuses == [401] * 60 + [429]


def test_each_view_has_its_own_limit(visitor: BrowserClient) -> None:
    for _ in range(61):
        attempt(visitor)
    assert attempt(visitor, "/other/") == 401


def test_each_client_network_has_its_own_limit(visitor: BrowserClient) -> None:
    for _ in range(61):
        attempt(visitor)
    assert attempt(visitor, REMOTE_ADDR="192.0.2.7") == 401


def test_successful_logins_do_not_count(visitor: BrowserClient, user: Any) -> None:
    for _ in range(100):
        assert attempt(visitor, code="123456") == 200


def test_rates_are_those_of_logins(visitor: BrowserClient, settings: Any) -> None:
    settings.SAFEJWT_LOGIN_ADDRESS_RATE = "3/h"
    assert [attempt(visitor) for _ in range(4)] == [401] * 3 + [429]
    settings.SAFEJWT_LOGIN_ADDRESS_RATE = None
    assert attempt(visitor) == 401


def test_view_may_replace_the_limit(visitor: BrowserClient) -> None:
    assert {attempt(visitor, "/unlimited/") for _ in range(100)} == {401}
