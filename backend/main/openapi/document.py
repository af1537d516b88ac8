"""The document, made by drf-spectacular from the addresses and the table of operations."""

import json
from http import HTTPStatus
from typing import Any

from django.utils import translation
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.settings import spectacular_settings
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from .components import ERRORS, SCHEMAS, SECURITY, error, security
from .operations import OPERATIONS, Operation

__all__ = ["text"]

_SETTINGS = {
    "TITLE": "safejwt",
    "DESCRIPTION": "The API of the reference project. Every answer carries Cache-Control: no-store.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SCHEMA_PATH_PREFIX": "/users",
    # It would give each list of codes a name.
    "POSTPROCESSING_HOOKS": [],
    "APPEND_COMPONENTS": {"schemas": SCHEMAS, "securitySchemes": SECURITY},
}
_EVERYWHERE = ("bad_request", "server_error", "service_unavailable")
_OF_ACCESS_TOKENS = ("not_authenticated", "access_token_expired", "invalid_token", "session_ended")
_OF_BODIES = ("parse_error", "body_too_large", "unsupported_media_type")
_SECONDS = {"type": "integer", "minimum": 0, "description": "Seconds."}
_RETRY_AFTER = OpenApiParameter("Retry-After", _SECONDS, OpenApiParameter.HEADER, required=True, response=[429, 503])
_CHALLENGE = OpenApiParameter("WWW-Authenticate", str, OpenApiParameter.HEADER, required=True, response=[401])


class _Schema(AutoSchema):
    """What the table says of an operation, and what follows from its view."""

    @property
    def _operation(self) -> Operation:
        name = (type(self.view).__name__, self.method)
        if name not in OPERATIONS:
            raise LookupError(f"{name} is not in backend/main/openapi/operations.py.")
        return OPERATIONS[name]

    def get_operation_id(self) -> str:
        name = type(self.view).__name__.removesuffix("View")
        return f"{self.method.lower()}{name}"

    def get_summary(self) -> str:
        return self._operation.summary

    def get_description(self) -> str:  # type: ignore[override] # as drf-spectacular overrides it
        return ""

    def get_tags(self) -> list[str]:
        return []

    def get_auth(self) -> list[dict[str, list[str]]]:
        return security(self._operation.credentials)

    def get_request_serializer(self) -> Any:
        return self._operation.takes

    def get_override_parameters(self) -> list[Any]:
        return [_RETRY_AFTER, _CHALLENGE]

    def get_response_serializers(self) -> Any:
        answers: dict[Any, Any] = {
            (status, self._operation.media_type): OpenApiResponse(answer, description=HTTPStatus(status).phrase)
            for status, answer in self._operation.answers.items()
        }
        by_status: dict[int, list[str]] = {}
        for code in ERRORS:
            if code in self._codes():
                by_status.setdefault(ERRORS[code]["status"], []).append(code)
        for status, codes in sorted(by_status.items()):
            meanings = " ".join(ERRORS[code]["meaning"] for code in codes)
            answers[status] = OpenApiResponse(error(codes), description=meanings)
        return answers

    def _codes(self) -> set[str]:
        operation = self._operation
        takes_body = operation.takes is not None
        return {
            *_EVERYWHERE,
            *operation.errors,
            *(("csrf_failed",) if operation.credentials[0] != "nothing" else ()),
            *(_OF_ACCESS_TOKENS if "access" in operation.credentials else ()),
            *(_OF_BODIES if takes_body or operation.reads_body else ()),
            *(("validation_error",) if takes_body else ()),
            *(("throttled",) if self.view.throttle_classes else ()),
            *(("not_acceptable",) if type(self.view).__name__ != "JWKSView" else ()),
        }


class _Generator(SchemaGenerator):
    # The views name no schema of their own: what serves does not know of this.
    def create_view(self, *args: Any, **kwargs: Any) -> Any:
        view = super().create_view(*args, **kwargs)  # type: ignore[no-untyped-call] # drf-spectacular has few types
        view.schema = _Schema()
        return view


def _with_named_errors(document: dict[str, Any]) -> dict[str, Any]:
    """The same with each answer that is an error written once, under the names of its codes."""
    named: dict[str, Any] = {}
    for operations in document["paths"].values():
        for operation in operations.values():
            for status, answer in operation["responses"].items():
                if int(status) >= 400:
                    codes = answer["content"]["application/json"]["schema"]["allOf"][1]["properties"]["code"]["enum"]
                    name = ".".join(codes)
                    named[name] = answer
                    operation["responses"][status] = {"$ref": f"#/components/responses/{name}"}
    return {**document, "components": {**document["components"], "responses": dict(sorted(named.items()))}}


def text() -> str:
    """The document as it is committed in protocol/openapi.json."""
    spectacular_settings.apply_patches(_SETTINGS)
    try:
        with translation.override("en"):
            made = _Generator().get_schema(public=True)  # type: ignore[no-untyped-call] # drf-spectacular has few types
    finally:
        spectacular_settings.clear_patches()
    return json.dumps(_with_named_errors(made), indent=2, ensure_ascii=False) + "\n"
