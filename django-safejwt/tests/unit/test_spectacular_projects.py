"""Documents of other people's projects, made without a warning and without any setup."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("drf_spectacular")

from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.urls import include, path, re_path
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import APIView
from safejwt.authentication import JWTAuthentication, SafeJWTAuthentication
from safejwt.contrib.spectacular import add_csrf_parameter
from safejwt.views import AnonymousView, CurrentUserView, LoginView

from .openapi_documents import AUTO_SCHEMA, document_of, schemes_of

ACCESS, CSRF = "safejwtAccessToken", "safejwtCSRFToken"
HOOKS = ["drf_spectacular.hooks.postprocess_schema_enums"]


def both(prefix: str) -> list[Any]:
    return [path(prefix, include("safejwt.urls")), path(prefix, include("safejwt.accounts.urls"))]


class ShopAuthentication(SafeJWTAuthentication):
    """Shares its schemes with its base."""


class NativeAuthentication(JWTAuthentication):
    """Without CSRF."""


class NameSerializer(serializers.Serializer):
    name = serializers.CharField()


class NameView(APIView):
    schema = AutoSchema()
    serializer_class = NameSerializer

    def get(self, request: Request) -> Response:
        return Response()


class ShopView(NameView):
    authentication_classes = (ShopAuthentication,)


class NativeView(NameView):
    authentication_classes = (NativeAuthentication, SessionAuthentication)


class ContactView(AnonymousView):
    serializer_class = NameSerializer

    def post(self, request: Request) -> Response:
        return Response()


# Names that the package uses too.
class _ChoiceSerializer(serializers.Serializer):
    code = serializers.ChoiceField(["red", "green"])
    event = serializers.ChoiceField(["open", "closed"])


class UserSerializer(_ChoiceSerializer): ...


class DeviceSerializer(_ChoiceSerializer): ...


class LoginSerializer(_ChoiceSerializer): ...


class SessionSerializer(_ChoiceSerializer): ...


class ErrorSerializer(_ChoiceSerializer): ...


CLASHING = (UserSerializer, DeviceSerializer, LoginSerializer, SessionSerializer, ErrorSerializer)


class NativeUserView(CurrentUserView):
    authentication_classes = (NativeAuthentication,)


class TaggingSchema(AutoSchema):
    """The schema of a project."""

    def get_operation_id(self) -> str:
        return f"shop_{super().get_operation_id()}"


@pytest.mark.parametrize(
    ("patterns", "place"),
    [
        (both(""), "/login/"),
        (both("api/v1/auth/"), "/api/v1/auth/login/"),
        (both("v1/users/") + both("v2/users/"), "/v2/users/login/"),
        (both("<version>/users/"), "/{version}/users/login/"),
        (both("<slug:tenant>/users/"), "/{tenant}/users/login/"),
        ([re_path(r"^(?P<tenant>[^/]+)/users/", include("safejwt.urls"))], "/{tenant}/users/login/"),
        ([path("users/", include(("safejwt.urls", "auth"), namespace="members"))], "/users/login/"),
    ],
)
@pytest.mark.parametrize("oas", ["3.0.3", "3.1.1"])
def test_paths(patterns: list[Any], place: str, oas: str) -> None:
    document = document_of(patterns, OAS_VERSION=oas, POSTPROCESSING_HOOKS=HOOKS)
    assert "requestBody" in document["paths"][place]["post"]


@pytest.mark.parametrize("scheme", ["URLPath", "Namespace", "AcceptHeader", "QueryParameter", "HostName"])
@pytest.mark.parametrize("default_version", [None, "v1"])
def test_versioning_of_the_project(
    monkeypatch: pytest.MonkeyPatch, settings: Any, scheme: str, default_version: str | None
) -> None:
    """These views are the same in every version."""
    settings.REST_FRAMEWORK = {
        **settings.REST_FRAMEWORK,
        "DEFAULT_VERSIONING_CLASS": f"rest_framework.versioning.{scheme}Versioning",
        "DEFAULT_VERSION": default_version,
        "ALLOWED_VERSIONS": ["v1"],
    }
    # The class read the settings when it was imported.
    monkeypatch.setattr(APIView, "versioning_class", api_settings.DEFAULT_VERSIONING_CLASS)
    namespaced = path("api/<version>/users/", include(("safejwt.urls", "auth"), namespace="members"))
    assert "/api/{version}/users/login/" in document_of([namespaced])["paths"]


@pytest.mark.parametrize(
    "spectacular",
    [{"COMPONENT_SPLIT_REQUEST": True}, {"CAMELIZE_NAMES": True}, {"OPERATION_ID_METHOD_POSITION": "PRE"}],
)
def test_settings_of_drf_spectacular(spectacular: dict[str, Any]) -> None:
    assert len(document_of(both("users/"), **spectacular)["paths"]) == 24


def test_names_of_the_projects_components_stay() -> None:
    views = [type(f"{each.__name__}View", (NameView,), {"serializer_class": each}) for each in CLASHING]
    own = [path(f"{view.__name__}/", view.as_view()) for view in views]
    alone = document_of(own, OAS_VERSION="3.0.3", POSTPROCESSING_HOOKS=HOOKS)["components"]["schemas"]
    beside = document_of([*own, *both("users/")], OAS_VERSION="3.0.3", POSTPROCESSING_HOOKS=HOOKS)
    found = beside["components"]["schemas"]
    assert {name: schema for name, schema in found.items() if "SafeJWT" not in name} == alone


@pytest.mark.parametrize("kind", ["without fields", "not a serializer of DRF", "empty", "with a context"])
def test_user_serializers(monkeypatch: pytest.MonkeyPatch, settings: Any, kind: str) -> None:
    class Contextual(serializers.ModelSerializer):
        class Meta:
            model = get_user_model()
            fields = ["pk"]

        def get_fields(self) -> Any:
            self.context["request"].build_absolute_uri(type(self.context["view"]).__name__)
            return super().get_fields()

    found: Any = {
        "without fields": type("Plain", (serializers.BaseSerializer,), {"to_representation": lambda self, user: {}}),
        "not a serializer of DRF": type("Other", (), {"to_representation": lambda self, user: {}}),
        "empty": type("EmptySerializer", (serializers.Serializer,), {}),
        "with a context": Contextual,
    }[kind]
    monkeypatch.setattr(sys.modules[__name__], "FoundSerializer", found, raising=False)
    settings.SAFEJWT_USER_SERIALIZER = f"{__name__}.FoundSerializer"
    document = document_of(both("users/"))
    schema = document["paths"]["/users/auth/"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    name = "Contextual" if kind == "with a context" else "SafeJWTUser"
    assert schema == {"$ref": f"#/components/schemas/{name}"}


def test_own_views_say_how_to_authenticate() -> None:
    document = document_of(
        [path("plain/", NameView.as_view()), path("shop/", ShopView.as_view()), path("native/", NativeView.as_view())]
    )
    assert schemes_of(document, "/plain/") == schemes_of(document, "/shop/") == [[ACCESS, CSRF]]
    assert schemes_of(document, "/native/") == [[ACCESS], ["cookieAuth"]]
    assert {ACCESS, CSRF} <= set(document["components"]["securitySchemes"])


def test_a_hook_names_the_csrf_header_of_own_views() -> None:
    patterns = [path("shop/", ShopView.as_view()), path("native/", NativeView.as_view()), *both("users/")]
    hook = f"{add_csrf_parameter.__module__}.{add_csrf_parameter.__name__}"
    document = document_of(patterns, POSTPROCESSING_HOOKS=[hook])
    names = {
        place: [each["name"] for each in document["paths"][place]["get"].get("parameters", [])]
        for place in ("/shop/", "/native/", "/users/auth/")
    }
    assert names == {"/shop/": ["X-CSRFToken"], "/native/": [], "/users/auth/": ["X-CSRFToken"]}


def test_views_on_the_base_views_need_the_csrf_token() -> None:
    document = document_of([path("contact/", ContactView.as_view()), path("me/", NativeUserView.as_view())])
    assert schemes_of(document, "/contact/", "post") == [[CSRF]]
    # Its authentication class does without.
    assert schemes_of(document, "/me/") == [[ACCESS]]
    assert "csrf_failed" not in str(document["paths"]["/me/"]["get"]["responses"])


def test_extend_schema_adds_to_the_description(settings: Any) -> None:
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_SCHEMA_CLASS": AUTO_SCHEMA}

    class OtpLoginView(LoginView):
        @extend_schema(request=NameSerializer, summary="Log in with a code.")
        def post(self, request: Request) -> Response:
            return super().post(request)

        @extend_schema(responses=NameSerializer)
        def get(self, request: Request) -> Response:
            return Response()

    @extend_schema(tags=["shop"])
    class ShopLoginView(LoginView): ...

    document = document_of([path("otp/", OtpLoginView.as_view()), path("shop/", ShopLoginView.as_view())])
    operation = document["paths"]["/otp/"]["post"]
    assert operation["summary"] == "Log in with a code."
    body = operation["requestBody"]["content"]["application/json"]["schema"]
    assert body == {"$ref": "#/components/schemas/Name"}
    assert "invalid_credentials" in operation["responses"]["401"]["$ref"]
    assert list(document["paths"]["/otp/"]["get"]["responses"]) == ["200"]
    assert document["paths"]["/shop/"]["post"]["tags"] == ["shop"]


def test_the_projects_schema_class_stays_in_force(settings: Any) -> None:
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_SCHEMA_CLASS": f"{__name__}.TaggingSchema"}
    document = document_of(both("users/"))
    assert document["paths"]["/users/login/"]["post"]["operationId"] == "shop_login"


COMMAND = """
import django
from django.conf import settings
from tests.project import settings as project
settings.configure(**{
    **{name: getattr(project, name) for name in dir(project) if name.isupper()},
    "INSTALLED_APPS": [*(app for app in project.INSTALLED_APPS if app not in LEFT_OUT), "drf_spectacular"],
    "AUTHENTICATION_BACKENDS": ["safejwt.backends.ModelBackend"],
    "ROOT_URLCONF": "tests.unit.openapi_urls",
    "REST_FRAMEWORK": {**project.REST_FRAMEWORK, "DEFAULT_SCHEMA_CLASS": AUTO_SCHEMA},
    "SPECTACULAR_SETTINGS": {},
})
django.setup()
from django.core.management import call_command
call_command("spectacular", validate=True, fail_on_warn=True)
"""


@pytest.mark.parametrize(
    ("model", "left_out"),
    [("project.PlainUser", ()), ("project.BareUser", ("safejwt.accounts",))],
)
def test_the_command_needs_no_setup(model: str, left_out: tuple[str, ...]) -> None:
    """An entry in INSTALLED_APPS is enough: the project imports nothing of contrib."""
    code = f"LEFT_OUT, AUTO_SCHEMA = {left_out!r}, {AUTO_SCHEMA!r}\n{COMMAND}"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=Path(__file__).resolve().parents[2],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "", "TEST_USER_MODEL": model},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert ("/users/login/" in done.stdout, "/users/email/" in done.stdout) == (True, not left_out)


def test_a_project_without_drf_spectacular_does_not_import_it() -> None:
    assert "drf_spectacular" not in django_settings.INSTALLED_APPS
    code = "import django; django.setup(); import sys; print('drf_spectacular' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).resolve().parents[2],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.project.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "False"
