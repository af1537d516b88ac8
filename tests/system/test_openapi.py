"""protocol/openapi.json is a valid document, generated from the server and complete."""

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.validation import validate_schema
from main.openapi import document
from rest_framework.views import APIView

from . import openapi_document
from .browser import Response
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


def test_committed_document_matches_the_server() -> None:
    assert (PROTOCOL / "openapi.json").read_text() == document.text(), "run make openapi to update it"
    assert not GENERATOR_STATS, "drf-spectacular had to guess"


def test_document_is_valid() -> None:
    validate_schema(openapi_document.DOCUMENT)


def test_document_lists_exactly_the_served_operations() -> None:
    methods = ("get", "post", "put", "patch", "delete")
    served = {
        f"{method}{view.__name__.removesuffix('View')}"
        for view in views(get_resolver())
        for method in methods
        if hasattr(view, method) and method in view.http_method_names
    }
    operations = [each for operations in openapi_document.DOCUMENT["paths"].values() for each in operations.values()]
    assert sorted(each["operationId"] for each in operations) == sorted(served)


def test_document_lists_every_error_code() -> None:
    listed = {code for name in openapi_document.DOCUMENT["components"]["responses"] for code in name.split(".")}
    # Unsupported methods are not documented, and no view here requires a permission.
    assert set(json.loads((PROTOCOL / "errors.json").read_text())) - listed == {
        "method_not_allowed",
        "permission_denied",
    }


@pytest.mark.parametrize(
    ("component", "name"), [("Event", "sessionId"), ("Event", "ip"), ("Device", "ip"), ("UserDetail", "last_login")]
)
def test_nullable_columns_are_nullable_properties(component: str, name: str) -> None:
    assert "null" in openapi_document.DOCUMENT["components"]["schemas"][component]["properties"][name]["type"]


def test_key_set_matches_the_document(client: Client, settings: Any) -> None:
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    settings.ACCESS_TOKEN_SECRET = [pem.decode()]
    response = client.get("/.well-known/jwks.json")
    operation = openapi_document.find_operation("GET", "/.well-known/jwks.json")
    assert operation is not None
    assert [response["Content-Type"]] == list(operation["responses"]["200"]["content"])
    assert list(response.json()) == openapi_document.DOCUMENT["components"]["schemas"]["KeySet"]["required"]


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
def test_operations_list_their_credentials(method: str, path: str, schemes: list[list[str]]) -> None:
    operation = openapi_document.find_operation(method, path)
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
def test_undocumented_response_is_detected(status: int, body: dict[str, Any]) -> None:
    headers: Any = {"WWW-Authenticate": "Bearer", "Retry-After": "1"}
    with pytest.raises((AssertionError, openapi_document.ValidationError)):
        openapi_document.check(
            {"method": "POST", "path": "login/"}, Response(status, headers, json.dumps(body).encode())
        )
