"""protocol/openapi.json is what the server is: made from it, of every endpoint, and a valid document."""

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.validation import validate_schema
from main.openapi import components, document
from rest_framework.views import APIView

from . import documented
from .browser import Answer
from .exchanges import PROTOCOL


def views(resolver: URLResolver) -> list[type[APIView]]:
    found = []
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            found += views(pattern)
        elif isinstance(pattern, URLPattern) and hasattr(pattern.callback, "view_class"):
            view = pattern.callback.view_class
            found += [view] if issubclass(view, APIView) else []
    return found


def test_the_committed_document_is_that_of_the_server() -> None:
    assert (PROTOCOL / "openapi.json").read_text() == document.text(), "make openapi writes it again"
    assert not GENERATOR_STATS, "drf-spectacular guessed"


def test_it_is_a_valid_document() -> None:
    validate_schema(documented.DOCUMENT)


def test_every_view_and_method_of_the_address_map_is_in_it_and_no_other() -> None:
    methods = ("get", "post", "put", "patch", "delete")
    served = {
        f"{method}{view.__name__.removesuffix('View')}"
        for view in views(get_resolver())
        for method in methods
        if hasattr(view, method) and method in view.http_method_names
    }
    operations = [each for operations in documented.DOCUMENT["paths"].values() for each in operations.values()]
    assert sorted(each["operationId"] for each in operations) == sorted(served)


def test_every_code_of_the_protocol_that_an_endpoint_can_answer_is_in_it() -> None:
    said = {code for name in documented.DOCUMENT["components"]["responses"] for code in name.split(".")}
    # A method or an address that is not there is not documented, and these two are for projects with more views.
    assert set(components.ERRORS) - said == {"method_not_allowed", "permission_denied"}


@pytest.mark.parametrize(
    ("component", "name"), [("Event", "sessionId"), ("Event", "ip"), ("Device", "ip"), ("UserDetail", "last_login")]
)
def test_what_the_database_may_leave_empty_may_be_null(component: str, name: str) -> None:
    assert "null" in documented.DOCUMENT["components"]["schemas"][component]["properties"][name]["type"]


def test_the_key_set_is_answered_as_it_says(client: Client, settings: Any) -> None:
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    settings.ACCESS_TOKEN_SECRET = [pem.decode()]
    answer = client.get("/.well-known/jwks.json")
    operation = documented.operation("GET", "/.well-known/jwks.json")
    assert operation is not None
    assert [answer["Content-Type"]] == list(operation["responses"]["200"]["content"])
    assert list(answer.json()) == documented.DOCUMENT["components"]["schemas"]["KeySet"]["required"]


@pytest.mark.parametrize(
    ("method", "path", "schemes"),
    [
        ("GET", "/users/csrf/", [[], ["refreshCookie"]]),
        ("POST", "/users/login/", [["csrfCookie", "csrfHeader"]]),
        ("GET", "/users/auth/", [["accessToken", "csrfCookie", "csrfHeader"]]),
        ("POST", "/users/token/", [["csrfCookie", "csrfHeader", "refreshCookie"]]),
        ("POST", "/users/logout/", [["csrfCookie", "csrfHeader", "refreshCookie"], ["csrfCookie", "csrfHeader"]]),
        ("GET", "/.well-known/jwks.json", [[]]),
    ],
)
def test_it_says_what_a_request_is_authenticated_by(method: str, path: str, schemes: list[list[str]]) -> None:
    operation = documented.operation(method, path)
    assert operation is not None
    assert [sorted(requirement) for requirement in operation["security"]] == schemes


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (418, {"detail": "No.", "code": "throttled"}),
        (401, {"detail": "No.", "code": "throttled"}),
        (401, {"detail": "No."}),
        (200, {"accessToken": "a.b.c"}),
    ],
)
def test_an_answer_that_is_not_in_it_is_noticed(status: int, body: dict[str, Any]) -> None:
    headers: Any = {"WWW-Authenticate": "Bearer", "Retry-After": "1"}
    with pytest.raises((AssertionError, documented.ValidationError)):
        documented.check({"method": "POST", "path": "login/"}, Answer(status, headers, json.dumps(body).encode()))
