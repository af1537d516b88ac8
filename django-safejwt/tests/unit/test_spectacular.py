"""safejwt.contrib.spectacular documents the views of the package."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("drf_spectacular")

from django.urls import URLPattern, URLResolver, include, path
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from safejwt.contrib.spectacular import USER, Operation, describe
from safejwt.contrib.spectacular.errors import ERRORS
from safejwt.views import JWKSView, LoginView, ProtectedView

from .openapi_documents import document_of, schemes_of

REPOSITORY = Path(__file__).resolve().parents[3]
ACCESS, CSRF = "safejwtAccessToken", "safejwtCSRFToken"


class ProfileView(ProtectedView):
    def get(self, request: Request) -> Response:
        return Response()

    def post(self, request: Request) -> Response:
        return Response()


class OtpSerializer(serializers.Serializer):
    code = serializers.CharField()
    nick = serializers.CharField(required=False, allow_blank=True)
    trust = serializers.BooleanField(default=False)
    word = serializers.RegexField(r"^\w+$")
    hexadecimal = serializers.RegexField(r"\A[0-9a-f]+\Z")


class OtpLoginView(LoginView):
    """A project's own login: its base describes it, except the body."""

    serializer_class = OtpSerializer


PROFILE = Operation("Read the profile.", ("access",), {200: USER})
describe(
    ProfileView, {"GET": PROFILE, "POST": Operation("Send a code.", ("access",), {204: None}, lambda: OtpSerializer)}
)

PATTERNS = [
    path("accounts/", include("safejwt.urls")),
    path("accounts/", include("safejwt.accounts.urls")),
    path("keys/", JWKSView.as_view()),
    path("otp/", OtpLoginView.as_view()),
    path("profile/", ProfileView.as_view()),
]


@pytest.fixture(params=["3.0.3", "3.1.1"], scope="module")
def document(request: pytest.FixtureRequest) -> dict[str, Any]:
    return document_of(PATTERNS, OAS_VERSION=request.param)


def served(patterns: list[URLPattern | URLResolver], prefix: str = "/") -> Iterator[tuple[str, str]]:
    """The paths and methods of all views."""
    for pattern in patterns:
        location = f"{prefix}{pattern.pattern}".replace("<uuid:", "{").replace(">", "}")
        if isinstance(pattern, URLResolver):
            yield from served(pattern.url_patterns, location)
        else:
            view: Any = pattern.callback
            for method in ("get", "post", "put", "patch", "delete"):
                if hasattr(view.cls, method) and method in view.cls.http_method_names:
                    yield location, method


def test_every_view_of_the_package_is_documented(document: dict[str, Any]) -> None:
    operations = {(place, method): each for place, found in document["paths"].items() for method, each in found.items()}
    assert set(operations) == set(served(PATTERNS))
    assert all(each["summary"] and each["description"] and each["tags"] for each in operations.values())
    assert len({each["operationId"] for each in operations.values()}) == len(operations)


def test_login_is_documented(document: dict[str, Any]) -> None:
    login = document["paths"]["/accounts/login/"]["post"]
    assert (login["operationId"], login["summary"]) == ("accounts_login", "Check the credentials and start a session.")
    assert "another value of the CSRF cookie" in login["description"]
    assert schemes_of(document, "/accounts/login/", "post") == [[CSRF]]
    assert login["responses"]["401"] == {"$ref": "#/components/responses/invalid_credentials"}
    assert "429" in login["responses"]


def test_the_csrf_header_is_a_parameter_too(document: dict[str, Any]) -> None:
    """Postman reads one scheme of a requirement only."""
    for operations in document["paths"].values():
        for operation in operations.values():
            parameters = [each["name"] for each in operation.get("parameters", [])]
            needs_it = any(CSRF in requirement for requirement in operation["security"])
            assert parameters.count("X-CSRFToken") == needs_it


@pytest.mark.parametrize("place", ["token", "logout"])
def test_the_refresh_cookie_is_named_in_words(document: dict[str, Any], place: str) -> None:
    """A client keeps its cookies by itself. With a parameter some would send it twice."""
    for operation in document["paths"][f"/accounts/{place}/"].values():
        assert "`__Host-Http-refreshtoken`" in operation["description"]
        assert not [each for each in operation["parameters"] if each["in"] == "cookie"]


def test_a_document_is_the_same_in_development_and_in_tests(settings: Any) -> None:
    documents = []
    for settings.DEBUG in (True, False):
        documents.append(document_of(PATTERNS))
    assert documents[0] == documents[1]


def test_names_of_cookies_and_headers_are_those_of_the_settings(settings: Any) -> None:
    settings.SAFEJWT_REFRESH_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "shop-refresh", "shop-csrf"
    settings.CSRF_HEADER_NAME, settings.SAFEJWT_AUTH_HEADER_TYPES = "HTTP_X_SHOP_TOKEN", ("Token",)
    document = document_of(PATTERNS)
    operation = document["paths"]["/accounts/token/"]["post"]
    assert [each["name"] for each in operation["parameters"]] == ["X-Shop-Token"]
    assert "`shop-refresh`" in operation["description"]
    schemes = document["components"]["securitySchemes"]
    assert schemes[CSRF]["name"] == "X-Shop-Token"
    assert "`shop-csrf`" in schemes[CSRF]["description"]
    assert (schemes[ACCESS]["type"], schemes[ACCESS]["name"]) == ("apiKey", "Authorization")


def test_a_session_refers_to_the_projects_user_serializer(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    user = schemas["SafeJWTSession"]["properties"]["user"]
    current = document["paths"]["/accounts/auth/"]["get"]["responses"]["200"]["content"]["application/json"]
    assert user == current["schema"]
    assert schemas[user["$ref"].rpartition("/")[2]]["description"] == "The user."


def test_every_error_has_a_named_schema_and_its_code(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    for name, response in document["components"]["responses"].items():
        schema = response["content"]["application/json"]["schema"]
        references = [each["$ref"] for each in schema.get("oneOf", [schema])]
        codes = [schemas[each.rpartition("/")[2]]["properties"]["code"] for each in references]
        found = [each.get("const") or each["allOf"][0]["enum"][0] for each in codes]
        assert found == name.split(".")


def test_responses_require_all_of_their_fields(document: dict[str, Any]) -> None:
    device = document["components"]["schemas"]["SafeJWTDevice"]
    assert sorted(device["properties"]) == device["required"]
    assert "minLength" not in device["properties"]["userAgent"]


def test_request_fields_say_what_the_server_refuses(document: dict[str, Any]) -> None:
    fields = document["components"]["schemas"]["Otp"]["properties"]
    assert fields["code"]["minLength"] == 1
    assert "minLength" not in fields["nick"]
    assert fields["trust"] == {"type": "boolean", "description": "The default is `false`."}


def test_patterns_mean_the_same_in_ecma_262(document: dict[str, Any]) -> None:
    fields = document["components"]["schemas"]["Otp"]["properties"]
    assert "pattern" not in fields["word"]
    assert fields["hexadecimal"]["pattern"] == "^[0-9a-f]+$"


def test_subclasses_are_described_as_their_base(document: dict[str, Any]) -> None:
    operation = document["paths"]["/otp/"]["post"]
    assert operation["operationId"] == "otp"
    assert "invalid_credentials" in operation["responses"]["401"]["$ref"]
    body = operation["requestBody"]["content"]["application/json"]["schema"]
    assert body == {"$ref": "#/components/schemas/Otp"}


def test_projects_describe_their_own_views(document: dict[str, Any]) -> None:
    operation = document["paths"]["/profile/"]["get"]
    assert (operation["operationId"], operation["summary"]) == ("profile_retrieve", "Read the profile.")
    body = document["paths"]["/profile/"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert body == {"$ref": "#/components/schemas/Otp"}
    codes = operation["responses"]["401"]["$ref"].rpartition("/")[2].split(".")
    assert codes == ["not_authenticated", "access_token_expired", "invalid_token", "session_ended"]


def test_errors_are_those_of_the_protocol() -> None:
    protocol = json.loads((REPOSITORY / "protocol/errors.json").read_text())
    assert [(code, entry["status"], entry["meaning"]) for code, entry in protocol.items()] == [
        (code, *error) for code, error in ERRORS.items()
    ]
