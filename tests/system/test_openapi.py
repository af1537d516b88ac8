"""protocol/openapi.json is a valid document, generated from the server and complete."""

import json
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.views import APIView
from safejwt.testing import BrowserClient

from . import openapi_document
from .browser import Response
from .exchanges import PROTOCOL
from .openapi_document import DOCUMENT
from .project_settings import BACKEND, without_project_variables

OPERATIONS = [
    (method, path, operation)
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
]
VARIABLES = [("/users/{id}/", "get"), ("/users/sessions/{sid}/", "delete")]
SECRETS = ("DJANGO_SECRET_KEY_DEVELOPMENT", "DJANGO_ACCESS_TOKEN_SECRET", "DJANGO_REFRESH_TOKEN_SECRET")


def served(resolver: URLResolver, prefix: str = "/") -> list[tuple[str, str]]:
    """The methods and paths of all API views."""
    found = []
    for pattern in resolver.url_patterns:
        path = f"{prefix}{pattern.pattern}".replace("<uuid:", "{").replace("<int:pk", "{id").replace(">", "}")
        view = getattr(pattern, "callback", None) and getattr(pattern.callback, "view_class", None)
        if isinstance(pattern, URLResolver):
            found += served(pattern, path)
        elif isinstance(pattern, URLPattern) and isinstance(view, type) and issubclass(view, APIView):
            methods = ("get", "post", "put", "patch", "delete")
            found += [(name, path) for name in methods if hasattr(view, name) and name in view.http_method_names]
    return found


def test_committed_document_matches_the_server(tmp_path: Path) -> None:
    """Validated, and without a warning: drf-spectacular had to guess nothing."""
    written = tmp_path / "openapi.json"
    command = [sys.executable, "manage.py", "spectacular", "--settings=main.openapi", "--format=openapi-json"]
    environment = {**without_project_variables(), "DJANGO_DEBUG": "True", "CACHE_URL": "locmem://"}
    subprocess.run(
        [*command, "--validate", "--fail-on-warn", f"--file={written}"],
        cwd=BACKEND,
        env={**environment, **{name: secrets.token_urlsafe(48) for name in SECRETS}},
        check=True,
    )
    assert (PROTOCOL / "openapi.json").read_text() == written.read_text(), "run make openapi to update it"


def test_document_lists_exactly_the_served_operations() -> None:
    assert sorted((method, path) for method, path, _ in OPERATIONS) == sorted(served(get_resolver()))


def test_variables_of_paths_have_their_types() -> None:
    paths = DOCUMENT["paths"]
    types = [paths[path][method]["parameters"][0]["schema"] for path, method in VARIABLES]
    assert types == [{"type": "integer"}, {"type": "string", "format": "uuid"}]


def test_operation_ids_are_unique() -> None:
    ids = [operation["operationId"] for _, _, operation in OPERATIONS]
    assert len(set(ids)) == len(ids)


def test_every_operation_has_texts_and_a_defined_tag() -> None:
    defined = {tag["name"] for tag in DOCUMENT["tags"]}
    for _, _, operation in OPERATIONS:
        assert operation["summary"]
        assert operation["description"] != operation["summary"]
        assert set(operation["tags"]) <= defined


def test_document_lists_every_error_code() -> None:
    listed = {code for name in DOCUMENT["components"]["responses"] for code in name.split(".")}
    # Unsupported methods are not documented, and no view here requires a permission or a second factor.
    assert set(json.loads((PROTOCOL / "errors.json").read_text())) - listed == {
        "method_not_allowed",
        "mfa_required",
        "permission_denied",
    }


def test_errors_are_named_schemas() -> None:
    """Code generators write a class for each schema that has no name."""
    for response in DOCUMENT["components"]["responses"].values():
        schema = response["content"]["application/json"]["schema"]
        assert all(set(each) == {"$ref"} for each in schema.get("oneOf", [schema]))


@pytest.mark.parametrize(
    ("component", "name"),
    [
        ("SafeJWTEvent", "sessionId"),
        ("SafeJWTEvent", "ip"),
        ("SafeJWTDevice", "ip"),
        ("UserDetail", "last_login"),
        ("SafeJWTEmailState", "pending"),
    ],
)
def test_nullable_columns_are_nullable_properties(component: str, name: str) -> None:
    assert "null" in DOCUMENT["components"]["schemas"][component]["properties"][name]["type"]


@pytest.mark.parametrize("component", ["SafeJWTLogin", "SafeJWTRegister"])
def test_fields_with_a_default_are_optional_for_code_generators(component: str) -> None:
    schema = DOCUMENT["components"]["schemas"][component]
    assert "remember" not in schema["required"]
    # openapi-typescript takes a property with a default for one that is always there.
    assert "default" not in schema["properties"]["remember"]
    assert "`true`" in schema["properties"]["remember"]["description"]


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("login/", "username"),
        ("login/", "password"),
        ("", "username"),
        ("", "email"),
        ("password/reset/", "email"),
        ("email/verify/", "token"),
    ],
)
def test_fields_that_refuse_blank_text_have_a_minimum_length(
    client: BrowserClient, db: None, path: str, field: str
) -> None:
    client.get("/users/csrf/")
    refused = client.post(f"/users/{path}", {field: ""}, format="json")
    assert field in refused.json()["errors"]
    operation = openapi_document.find_operation("POST", f"/users/{path}")
    assert operation is not None
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    fields = DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]]["properties"]
    assert fields[field]["minLength"] == 1


def test_usernames_with_umlauts_match_the_document() -> None:
    """The pattern of Django's validator would mean ASCII letters to a client."""
    for component in ("SafeJWTRegister", "UserUpdate", "PatchedUserUpdate"):
        assert "pattern" not in DOCUMENT["components"]["schemas"][component]["properties"]["username"]


def test_key_set_matches_the_document(client: Client, settings: Any) -> None:
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    settings.ACCESS_TOKEN_SECRET = [pem.decode()]
    response = client.get("/.well-known/jwks.json")
    operation = openapi_document.find_operation("GET", "/.well-known/jwks.json")
    assert operation is not None
    assert [response["Content-Type"]] == list(operation["responses"]["200"]["content"])
    assert list(response.json()) == DOCUMENT["components"]["schemas"]["SafeJWTKeySet"]["required"]


ACCESS, CSRF = "safejwtAccessToken", "safejwtCSRFToken"


@pytest.mark.parametrize(
    ("method", "path", "schemes", "parameters"),
    [
        ("GET", "/users/csrf/", [[]], []),
        ("POST", "/users/login/", [[CSRF]], ["X-CSRFToken"]),
        ("POST", "/users/", [[CSRF]], ["X-CSRFToken"]),
        # Postman keeps the first scheme. The parameter names the other one.
        ("GET", "/users/auth/", [[ACCESS, CSRF]], ["X-CSRFToken"]),
        ("POST", "/users/token/", [[CSRF]], ["X-CSRFToken"]),
        ("POST", "/users/logout/", [[CSRF]], ["X-CSRFToken"]),
        ("POST", "/users/email/verify/", [[CSRF], [ACCESS, CSRF]], ["X-CSRFToken"]),
        ("GET", "/.well-known/jwks.json", [[]], []),
    ],
)
def test_operations_list_their_credentials(
    method: str, path: str, schemes: list[list[str]], parameters: list[str]
) -> None:
    operation = openapi_document.find_operation(method, path)
    assert operation is not None
    assert [list(requirement) for requirement in operation["security"]] == schemes
    assert [each["name"] for each in operation.get("parameters", [])] == parameters


def test_security_schemes_name_no_cookie() -> None:
    """Postman would send it as a header, and Insomnia with a value of its own."""
    assert "cookie" not in [each.get("in") for each in DOCUMENT["components"]["securitySchemes"].values()]
    token = openapi_document.find_operation("POST", "/users/token/")
    assert token is not None
    assert "`refreshtoken`" in token["description"]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (418, {"detail": "No.", "code": "throttled"}),
        (401, {"detail": "No.", "code": "throttled"}),
        (401, {"detail": "No."}),
        (400, {"detail": "No.", "code": "validation_error"}),
        (400, {"detail": "No.", "code": "parse_error", "errors": {}}),
        (200, {"accessToken": "a.b.c"}),
    ],
)
def test_undocumented_response_is_detected(status: int, body: dict[str, Any]) -> None:
    headers: Any = {"WWW-Authenticate": "Bearer", "Retry-After": "1"}
    with pytest.raises((AssertionError, openapi_document.ValidationError)):
        openapi_document.check(
            {"method": "POST", "path": "login/"}, Response(status, headers, json.dumps(body).encode())
        )
