"""safejwt.contrib.spectacular documents the views of the package in any project."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("drf_spectacular")

from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.settings import spectacular_settings
from drf_spectacular.validation import validate_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from safejwt.contrib.spectacular import USER, Operation, describe
from safejwt.contrib.spectacular.errors import ERRORS
from safejwt.views import JWKSView, LoginView, ProtectedView

REPOSITORY = Path(__file__).resolve().parents[3]
HOOK = "safejwt.contrib.spectacular.share_error_responses"


class PlainSerializer(serializers.Serializer):
    name = serializers.CharField()


class PlainView(APIView):
    """A view of a project that drf-spectacular documents by itself."""

    schema = AutoSchema()
    serializer_class = PlainSerializer

    def get(self, request: Request) -> Response:
        return Response()


class OtpLoginView(LoginView):
    """A project's own login, described as its base."""


class ProfileView(ProtectedView):
    def get(self, request: Request) -> Response:
        return Response()


describe(ProfileView, {"GET": Operation("Read the profile.", ("access",), {200: USER})})

PATTERNS = [
    path("accounts/", include("safejwt.urls")),
    path("accounts/", include("safejwt.accounts.urls")),
    path("keys/", JWKSView.as_view()),
    path("plain/", PlainView.as_view()),
    path("otp/", OtpLoginView.as_view()),
    path("profile/", ProfileView.as_view()),
]


@pytest.fixture
def document() -> Iterator[dict[str, Any]]:
    spectacular_settings.apply_patches({"OAS_VERSION": "3.1.1", "POSTPROCESSING_HOOKS": [HOOK]})
    try:
        yield SchemaGenerator(patterns=PATTERNS).get_schema(public=True)
    finally:
        spectacular_settings.clear_patches()


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
    assert not GENERATOR_STATS, "drf-spectacular had to guess"
    documented = {(location, method) for location, methods in document["paths"].items() for method in methods}
    assert documented == set(served(PATTERNS))
    validate_schema(document)


def test_described_operations_have_no_generated_texts(document: dict[str, Any]) -> None:
    login = document["paths"]["/accounts/login/"]["post"]
    assert (login["operationId"], login["summary"]) == ("postLogin", "Check the credentials and start a session.")
    assert login["security"] == [{"csrfHeader": [], "csrfCookie": []}]
    assert login["responses"]["401"] == {"$ref": "#/components/responses/invalid_credentials"}
    assert "429" in login["responses"]


def test_a_session_refers_to_the_projects_user_serializer(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    user = schemas["Session"]["properties"]["user"]
    current = document["paths"]["/accounts/auth/"]["get"]["responses"]["200"]["content"]["application/json"]
    assert user == current["schema"]
    assert user["$ref"].rpartition("/")[2] in schemas


def test_plain_views_require_an_access_token_and_the_csrf_pair(document: dict[str, Any]) -> None:
    required = {"accessToken": [], "csrfHeader": [], "csrfCookie": []}
    assert document["paths"]["/plain/"]["get"]["security"] == [required]
    assert set(required) <= set(document["components"]["securitySchemes"])


def test_subclasses_are_described_as_their_base(document: dict[str, Any]) -> None:
    operation = document["paths"]["/otp/"]["post"]
    assert operation["operationId"] == "postOtpLogin"
    assert "invalid_credentials" in operation["responses"]["401"]["$ref"]


def test_projects_describe_their_own_views(document: dict[str, Any]) -> None:
    operation = document["paths"]["/profile/"]["get"]
    assert operation["summary"] == "Read the profile."
    codes = operation["responses"]["401"]["$ref"].rpartition("/")[2].split(".")
    assert codes == ["not_authenticated", "access_token_expired", "invalid_token", "session_ended"]


def test_errors_are_those_of_the_protocol() -> None:
    protocol = json.loads((REPOSITORY / "protocol/errors.json").read_text())
    assert [(code, entry["status"], entry["meaning"]) for code, entry in protocol.items()] == [
        (code, *error) for code, error in ERRORS.items()
    ]


WITHOUT_ACCOUNTS = """
import django
from django.conf import settings
from tests.project import settings as project
settings.configure(**{
    **{name: getattr(project, name) for name in dir(project) if name.isupper()},
    "INSTALLED_APPS": [app for app in project.INSTALLED_APPS if app != "safejwt.accounts"],
    "AUTHENTICATION_BACKENDS": ["safejwt.backends.ModelBackend"],
})
django.setup()
import safejwt.contrib.spectacular
"""


def test_it_works_without_the_accounts_app() -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": ""}
    folder = REPOSITORY / "django-safejwt"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", WITHOUT_ACCOUNTS],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
