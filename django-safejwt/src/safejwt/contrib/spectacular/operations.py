"""Operations of an API, and the drf-spectacular schema that documents them."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from types import FunctionType
from typing import Any, Final

from django.utils.module_loading import import_string
from drf_spectacular.extensions import OpenApiViewExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from ...authentication import SafeJWTAuthentication
from ...conf import conf
from .components import SCHEMAS, SECURITY_SCHEMES, Credential, error_schema, security_requirements
from .errors import ERRORS

__all__ = ["USER", "Component", "Operation", "describe"]


@dataclass(frozen=True)
class Component:
    """A schema of `components.SCHEMAS`, or the user as SAFEJWT_USER_SERIALIZER returns it (`USER`)."""

    name: str


USER: Final = Component("user")

Body = type[BaseSerializer[Any]] | BaseSerializer[Any] | Component | dict[str, Any] | None


@dataclass(frozen=True)
class Operation:
    """One method of a view.

    credentials: alternatives of what a request carries. responses: the body for each status.
    request: the serializer of the body, or a function that returns it. errors: codes that do not follow from the other fields.
    reads_body: whether a body is parsed although none is needed. negotiates: whether a request may
    get a 406.
    """

    summary: str
    credentials: tuple[Credential, ...]
    responses: dict[int, Body]
    request: Any = None
    errors: tuple[str, ...] = ()
    media_type: str = "application/json"
    reads_body: bool = False
    negotiates: bool = True


def describe(view: type[APIView], operations: Mapping[str, Operation]) -> None:
    """Document `view` and its subclasses; `operations` has an operation for each HTTP method."""
    schema = type("OperationSchema", (_OperationSchema,), {"operations": operations})

    def view_replacement(self: OpenApiViewExtension) -> type[APIView]:
        return type(self.target.__name__, (self.target,), {"schema": schema()})

    attributes = {
        "target_class": view,
        "match_subclasses": True,
        # A view that extends another described one has its own description.
        "priority": len(view.__mro__),
        "view_replacement": view_replacement,
    }
    type(f"{view.__name__}Extension", (OpenApiViewExtension,), attributes)


_EVERYWHERE: Final = ("bad_request", "server_error", "service_unavailable")
_OF_ACCESS_TOKENS: Final = ("not_authenticated", "access_token_expired", "invalid_token", "session_ended")
_OF_BODIES: Final = ("parse_error", "body_too_large", "unsupported_media_type")
_SECONDS: Final = {"type": "integer", "minimum": 0, "description": "Seconds."}
_RETRY_AFTER: Final = OpenApiParameter(
    "Retry-After", _SECONDS, OpenApiParameter.HEADER, required=True, response=[429, 503]
)
_CHALLENGE: Final = OpenApiParameter("WWW-Authenticate", str, OpenApiParameter.HEADER, required=True, response=[401])


class _OperationSchema(AutoSchema):
    """Documents what an operation says, and the errors that follow from it and its view."""

    operations: Mapping[str, Operation] = {}

    @property
    def _operation(self) -> Operation:
        return self.operations[self.method]

    def get_operation_id(self) -> str:
        return f"{self.method.lower()}{type(self.view).__name__.removesuffix('View')}"

    def get_summary(self) -> str:
        return self._operation.summary

    def get_description(self) -> str:  # type: ignore[override] # as drf-spectacular overrides it
        return ""

    def get_tags(self) -> list[str]:
        return []

    def get_auth(self) -> list[dict[str, list[str]]]:
        requirements = security_requirements(self._operation.credentials)
        for name in {name for requirement in requirements for name in requirement}:
            self._register(ResolvedComponent.SECURITY_SCHEMA, name, SECURITY_SCHEMES[name], SafeJWTAuthentication)
        return requirements

    def get_request_serializer(self) -> Any:
        request = self._operation.request
        return request() if isinstance(request, FunctionType) else request

    def get_override_parameters(self) -> list[Any]:
        return [_RETRY_AFTER, _CHALLENGE]

    def get_response_serializers(self) -> Any:
        operation = self._operation
        responses: dict[Any, Any] = {
            (status, operation.media_type): OpenApiResponse(self._body(body), description=HTTPStatus(status).phrase)
            for status, body in operation.responses.items()
        }
        self._register(ResolvedComponent.SCHEMA, "Error", SCHEMAS["Error"])
        for status, codes in sorted(self._codes_by_status().items()):
            meanings = " ".join(ERRORS[code].meaning for code in codes)
            responses[status] = OpenApiResponse(error_schema(codes), description=meanings)
        return responses

    def _codes_by_status(self) -> dict[int, list[str]]:
        by_status: dict[int, list[str]] = {}
        codes = self._codes()
        for code in ERRORS:
            if code in codes:
                by_status.setdefault(ERRORS[code].status, []).append(code)
        return by_status

    def _codes(self) -> set[str]:
        operation = self._operation
        takes_body = operation.request is not None
        return {
            *_EVERYWHERE,
            *operation.errors,
            *(("csrf_failed",) if operation.credentials[0] != "nothing" else ()),
            *(_OF_ACCESS_TOKENS if "access" in operation.credentials else ()),
            *(_OF_BODIES if takes_body or operation.reads_body else ()),
            *(("validation_error",) if takes_body else ()),
            *(("throttled",) if self.view.throttle_classes else ()),
            *(("not_acceptable",) if operation.negotiates else ()),
        }

    def _body(self, body: Body) -> Any:
        if not isinstance(body, Component):
            return body
        if body == USER:
            return import_string(conf.user_serializer)
        schema = SCHEMAS[body.name]
        if body.name == "Session":
            user = self.resolve_serializer(import_string(conf.user_serializer), "response")
            schema = {**schema, "properties": {**schema["properties"], "user": user.ref}}
        return self._register(ResolvedComponent.SCHEMA, body.name, schema)

    def _register(self, kind: Any, name: str, schema: dict[str, Any], origin: Any = None) -> dict[str, Any]:
        # drf-spectacular reports components of one name and different origins.
        component = ResolvedComponent(name, kind, schema=schema, object=origin or Component)
        self.registry.register_on_missing(component)
        return component.ref
