"""Responses of the package's views are never stored, and negotiated as by Django REST Framework."""

from typing import Any

import pytest
from django.http import Http404
from django.test import RequestFactory
from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import FormParser, JSONParser
from rest_framework.renderers import BrowsableAPIRenderer, JSONRenderer
from rest_framework.request import Request
from safejwt.testing import BrowserClient
from safejwt.views.base import _Negotiation

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["csrf/", "auth/", "sessions/", "token/", "login/"])
def test_no_response_is_stored(signed_in: BrowserClient, path: str) -> None:
    assert signed_in.get(f"/users/{path}")["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "accept",
    [
        None,
        "*/*",
        "application/json",
        "application/json, */*",
        "application/json, text/plain, */*",
        "application/json; indent=4",
        "application/*, */*;q=0.1",
        "text/html",
        "",
    ],
)
@pytest.mark.parametrize("query", ["", "?format=json", "?format=html", "?a=1"])
@pytest.mark.parametrize("kind", [JSONRenderer, BrowsableAPIRenderer])
def test_usual_headers_are_negotiated_as_by_django_rest_framework(accept: str | None, query: str, kind: Any) -> None:
    class Default(_Negotiation):
        select_renderer = DefaultContentNegotiation.select_renderer
        select_parser = DefaultContentNegotiation.select_parser

    def selected(negotiation: DefaultContentNegotiation) -> Any:
        headers = {} if accept is None else {"HTTP_ACCEPT": accept}
        request = Request(RequestFactory().post(f"/{query}", {}, content_type="application/json", **headers))
        try:
            renderer, media_type = negotiation.select_renderer(request, [kind()])
        except (NotAcceptable, Http404) as error:
            return type(error)
        return type(renderer), media_type

    assert selected(_Negotiation()) == selected(Default())


@pytest.mark.parametrize(
    "content_type", ["application/json", "application/json; charset=utf-8", "text/plain", "", "*/*"]
)
@pytest.mark.parametrize("kind", [JSONParser, FormParser])
def test_parser_is_the_one_of_django_rest_framework(content_type: str, kind: Any) -> None:
    request, parsers = Request(RequestFactory().post("/", b"{}", content_type=content_type)), [kind()]
    assert _Negotiation().select_parser(request, parsers) == DefaultContentNegotiation().select_parser(request, parsers)
