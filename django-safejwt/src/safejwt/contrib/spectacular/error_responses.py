"""Responses of errors: a schema for each code, and a response for each set of codes."""

from typing import Any, Final

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent

from .components import constant, json_object
from .errors import ERRORS

__all__ = ["error_responses"]

_SENTENCE: Final = {"type": "string", "description": "A message for the user, in their language."}
_REASONS: Final = {
    "type": "object",
    "additionalProperties": {"type": "array", "items": {"type": "string"}},
    "description": "The reasons by field. `non_field_errors` holds what concerns the whole body.",
}
_HEADERS: Final[dict[int, dict[str, Any]]] = {
    401: {
        "WWW-Authenticate": {
            "required": True,
            "schema": {"type": "string"},
            "description": "The challenge (RFC 6750 section 3).",
        }
    },
    429: {"Retry-After": {"required": True, "schema": {"type": "integer", "minimum": 0}, "description": "Seconds."}},
}
_HEADERS[503] = _HEADERS[429]


def error_responses(auto_schema: AutoSchema, codes: set[str]) -> dict[str, dict[str, Any]]:
    """Return a reference for each status. The responses and their schemas become components."""
    by_status: dict[int, list[str]] = {}
    for code in ERRORS:
        if code in codes:
            by_status.setdefault(ERRORS[code].status, []).append(code)
    return {str(status): _response(auto_schema, status, found) for status, found in sorted(by_status.items())}


def _response(auto_schema: AutoSchema, status: int, codes: list[str]) -> dict[str, Any]:
    schemas = [_schema(auto_schema, code) for code in codes]
    response = {
        "description": " ".join(ERRORS[code].meaning for code in codes),
        "content": {"application/json": {"schema": schemas[0] if len(schemas) == 1 else {"oneOf": schemas}}},
    }
    if headers := _HEADERS.get(status):
        response = {"description": response["description"], "headers": headers, "content": response["content"]}
    return _register(auto_schema, ResolvedComponent.RESPONSE, ".".join(codes), response)


def _schema(auto_schema: AutoSchema, code: str) -> dict[str, Any]:
    properties: dict[str, Any] = {"detail": _SENTENCE, "code": constant(code)}
    if code == "validation_error":
        properties["errors"] = _REASONS
    name = "SafeJWT" + "".join("CSRF" if word == "csrf" else word.capitalize() for word in code.split("_"))
    schema = json_object(ERRORS[code].meaning, **properties)
    return _register(auto_schema, ResolvedComponent.SCHEMA, name, schema)


def _register(auto_schema: AutoSchema, kind: str, name: str, content: dict[str, Any]) -> dict[str, Any]:
    component = ResolvedComponent(name, kind, content, object=ERRORS)
    auto_schema.registry.register_on_missing(component)
    reference: dict[str, Any] = component.ref
    return reference
