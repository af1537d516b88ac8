"""`csrf_protect` for plain Django views: the rule of the API, and its errors."""

import asyncio
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.test import AsyncClient, Client
from django.urls import include, path
from django.utils.decorators import method_decorator
from django.views import View
from rest_framework.exceptions import Throttled
from safejwt.errors import InvalidCredentials
from safejwt.testing import BrowserClient
from safejwt.views import csrf_protect

DJANGOS = "django.middleware.csrf.CsrfViewMiddleware"


@csrf_protect
def plain(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"done": request.method})


@csrf_protect
async def asynchronous(request: HttpRequest) -> HttpResponse:
    if request.GET:
        raise InvalidCredentials
    return JsonResponse({"done": request.method})


@method_decorator(csrf_protect, name="dispatch")
class ByClass(View):
    def get(self, request: HttpRequest) -> HttpResponse:
        return plain(request)

    post = put = get


@csrf_protect
def refusing(request: HttpRequest) -> HttpResponse:
    get_user_model().objects.all().delete()
    raise {"ours": InvalidCredentials(), "drf": Throttled(7), "django": Http404(), "other": ZeroDivisionError()}[
        request.GET["with"]
    ]


urlpatterns = [
    path("users/", include("safejwt.urls")),
    path("plain/", plain),
    path("async/", asynchronous),
    path("class/", ByClass.as_view()),
    path("refusing/", refusing),
]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
URLS = ["/plain/", "/async/", "/class/"]


@pytest.fixture(params=[[], [DJANGOS]], ids=["alone", "with Django's middleware"])
def visitor(request: pytest.FixtureRequest, browser: BrowserClient, settings: Any) -> BrowserClient:
    settings.MIDDLEWARE = request.param
    browser.get("/users/csrf/")
    return browser


@pytest.mark.parametrize("method", ["get", "post", "put"])
@pytest.mark.parametrize("url", URLS)
def test_pair_of_cookie_and_header_passes(visitor: BrowserClient, url: str, method: str) -> None:
    assert getattr(visitor, method)(url).json() == {"done": method.upper()}


@pytest.mark.parametrize("method", ["get", "post", "put"])
@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize(
    "headers",
    [
        {"x-csrftoken": ""},
        {"x-csrftoken": "a" * 32},
        {"origin": "https://evil.example"},
        {"sec-fetch-site": "cross-site"},
    ],
    ids=str,
)
def test_refusal_has_the_shape_of_the_api(
    visitor: BrowserClient, url: str, method: str, headers: dict[str, str], caplog: Any
) -> None:
    response = getattr(visitor, method)(
        url, headers=headers, **{"HTTP_X_CSRFTOKEN": headers.get("x-csrftoken")} if "x-csrftoken" in headers else {}
    )
    assert (response.status_code, response.json()["code"]) == (403, "csrf_failed")
    assert response["Cache-Control"] == "no-store"
    assert [each.message for each in caplog.records if each.name == "safejwt"] == ["malicious_csrf"]


def test_form_without_the_header_is_refused() -> None:
    """Django accepts the token as a field of the form; an app sends the header."""
    client = Client(enforce_csrf_checks=True)
    token = client.get("/users/csrf/").json()["csrfToken"]
    assert client.post("/plain/", {"csrfmiddlewaretoken": token}).status_code == 403


@pytest.mark.parametrize(("error", "status", "code"), [("ours", 401, "invalid_credentials"), ("drf", 429, "throttled")])
def test_error_of_the_view_has_the_shape_of_the_api(visitor: BrowserClient, error: str, status: int, code: str) -> None:
    response = visitor.post(f"/refusing/?with={error}")
    assert (response.status_code, response.json()["code"]) == (status, code)


def test_error_of_an_asynchronous_view_too() -> None:
    pair = "a" * 32
    client = AsyncClient(enforce_csrf_checks=True)
    client.cookies["csrftoken"] = pair
    response = asyncio.run(client.get("/async/?fail=1", headers={"x-csrftoken": pair}))
    assert (response.status_code, response.json()["code"]) == (401, "invalid_credentials")
    assert asyncio.run(client.get("/async/", headers={"x-csrftoken": pair})).status_code == 200
    assert asyncio.run(client.get("/async/")).json()["code"] == "csrf_failed"


def test_other_errors_are_djangos(visitor: BrowserClient) -> None:
    assert visitor.post("/refusing/?with=django").status_code == 404
    with pytest.raises(ZeroDivisionError):
        visitor.post("/refusing/?with=other")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("error", ["ours", "drf"])
def test_error_rolls_back_an_atomic_request(browser: BrowserClient, user: Any, settings: Any, error: str) -> None:
    browser.get("/users/csrf/")
    before = connection.settings_dict["ATOMIC_REQUESTS"]
    connection.settings_dict["ATOMIC_REQUESTS"] = True
    try:
        browser.post(f"/refusing/?with={error}")
    finally:
        connection.settings_dict["ATOMIC_REQUESTS"] = before
    assert get_user_model().objects.filter(pk=user.pk).exists()
