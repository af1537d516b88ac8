"""Pages for errors, for clients that prefer HTML."""

import re
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import translation
from rest_framework.exceptions import NotAuthenticated, Throttled
from safejwt import handlers
from safejwt.errors import ServiceUnavailable
from safejwt.middleware import ErrorMiddleware

BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


def raised(error: Exception) -> Callable[[HttpRequest], HttpResponse | None]:
    middleware = ErrorMiddleware(lambda request: HttpResponse())
    return lambda request: middleware.process_exception(request, error)


VIEWS: dict[str, tuple[int, Callable[[HttpRequest], Any]]] = {
    "This request could not be read": (400, handlers.bad_request),
    "You cannot open this page": (403, handlers.permission_denied),
    "This form is out of date": (403, handlers.csrf_failure),
    "This page does not exist": (404, handlers.not_found),
    "Something went wrong": (500, handlers.server_error),
    "Too many attempts": (429, raised(Throttled(30))),
    "Temporarily unavailable": (503, raised(ServiceUnavailable())),
}


@pytest.mark.parametrize("heading", VIEWS)
def test_browser_gets_a_page(rf: RequestFactory, heading: str) -> None:
    status, view = VIEWS[heading]
    response = view(rf.get("/nope.txt", headers=BROWSER))
    page = response.content.decode()
    assert (response.status_code, response["Content-Type"]) == (status, "text/html; charset=utf-8")
    assert f"<h1>{heading}</h1>" in page
    assert '<html lang="en' in page
    assert '<a class="back" href="/">Go to the home page</a>' in page
    assert response["Cache-Control"] == "no-store"
    assert ("Retry-After" in response) == (status in {429, 503})


@pytest.mark.parametrize("accepted", ["*/*", "application/json", "application/json, text/html;q=0.5", "", "x"])
@pytest.mark.parametrize("heading", VIEWS)
def test_client_gets_json(rf: RequestFactory, heading: str, accepted: str) -> None:
    status, view = VIEWS[heading]
    response = view(rf.get("/nope.txt", headers={"accept": accepted}))
    assert (response.status_code, response["Content-Type"]) == (status, "application/json")
    assert response.headers.get("Content-Security-Policy") is None


def test_pages_are_translated(rf: RequestFactory) -> None:
    with translation.override("de"):
        texts = [view(rf.get("/", headers=BROWSER)).content.decode() for _, view in VIEWS.values()]
    for text in texts:
        assert '<html lang="de"' in text
        assert ">Zur Startseite<" in text
        assert not [heading for heading in VIEWS if heading in text]


def test_policy_allows_the_styles_of_the_page_only(rf: RequestFactory) -> None:
    response = handlers.not_found(rf.get("/", headers=BROWSER))
    [style] = re.findall("<style>(.*?)</style>", response.content.decode(), re.S)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}';" in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "script" not in response["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/admin/users/", "/admin/users/"),
        ("http://testserver/nope.txt", "/"),
        ("http://testserver//evil.example/x", "/"),
        ("http://testserver/\\evil.example/x", "/"),
        ("https://evil.example/login", "/"),
        ("javascript:alert(1)", "/"),
        ('http://testserver/"><script>', "/&quot;&gt;&lt;script&gt;"),
    ],
)
def test_back_leads_to_the_page_before_on_this_site(rf: RequestFactory, referer: str, back: str) -> None:
    response = handlers.not_found(rf.get("/nope.txt", headers={**BROWSER, "referer": referer}))
    assert f'class="back" href="{back}"' in response.content.decode()


def test_back_leads_to_the_form_again(rf: RequestFactory) -> None:
    headers = {**BROWSER, "referer": "http://testserver/admin/login/"}
    response = handlers.csrf_failure(rf.post("/admin/login/", headers=headers), "CSRF cookie not set.")
    assert 'class="back" href="/admin/login/"' in response.content.decode()


def test_request_of_an_unknown_host_gets_a_page(rf: RequestFactory) -> None:
    headers = {**BROWSER, "host": "evil.example", "referer": "http://evil.example/"}
    response = handlers.bad_request(rf.get("/", headers=headers))
    assert response.status_code == 400
    assert 'class="back"' not in response.content.decode(), "each page of that host is the same error"


def test_reason_of_a_csrf_failure_is_for_clients(rf: RequestFactory) -> None:
    text = handlers.csrf_failure(rf.post("/", headers={"accept": "*/*"}), "CSRF cookie not set.").content.decode()
    assert "CSRF check failed: CSRF cookie not set." in text
    page = handlers.csrf_failure(rf.post("/", headers=BROWSER), "CSRF cookie not set.").content.decode()
    assert "CSRF" not in page


def test_challenge_of_a_401_is_kept(rf: RequestFactory) -> None:
    error = NotAuthenticated()
    error.auth_header = 'Bearer realm="api"'  # type: ignore[attr-defined]  # as Django REST Framework sets it
    response = raised(error)(rf.get("/", headers=BROWSER))
    assert response is not None
    assert response["WWW-Authenticate"] == 'Bearer realm="api"'
