"""Schemas that no serializer describes, in OpenAPI 3.0 and 3.1."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from drf_spectacular.settings import spectacular_settings

__all__ = ["SCHEMAS", "USER", "Component", "constant", "json_object"]


@dataclass(frozen=True)
class Component:
    """A schema of `SCHEMAS`, or the user as SAFEJWT_USER_SERIALIZER returns it (`USER`)."""

    name: str


USER: Final = Component("User")
"""The user as `SAFEJWT_USER_SERIALIZER` returns it."""

_TEXT: Final = {"type": "string"}


def json_object(description: str, /, **properties: Any) -> dict[str, Any]:
    """An object with all of these properties. Clients have to accept further ones."""
    return {"type": "object", "description": description, "properties": properties, "required": list(properties)}


def constant(value: str) -> dict[str, Any]:
    """A string with one value."""
    if _is_3_0():
        # drf-spectacular collects the enumerations of all properties by name, but not those in here.
        return {"allOf": [{"type": "string", "enum": [value]}]}
    return {"type": "string", "const": value}


def _nullable(schema: dict[str, Any]) -> dict[str, Any]:
    return {**schema, "nullable": True} if _is_3_0() else {**schema, "type": [schema["type"], "null"]}


def _is_3_0() -> bool:
    return str(spectacular_settings.OAS_VERSION).startswith("3.0")


def _session() -> dict[str, Any]:
    return json_object(
        "A session. Its refresh token is only in the cookie of the response.",
        accessToken={**_TEXT, "description": "The access token, for `Authorization: Bearer`. Keep it in memory."},
        expiresIn={"type": "integer", "minimum": 1, "description": "Seconds until the access token expires."},
        tokenType=constant("Bearer"),
        # The operation adds the reference to the user.
        user={},
    )


def _email_state() -> dict[str, Any]:
    return json_object(
        "The email of the user.",
        email=_TEXT,
        verified={"type": "boolean"},
        pending=_nullable({**_TEXT, "description": "The new email, until it is verified."}),
    )


def _account_data() -> dict[str, Any]:
    rows = {"type": "array", "items": {"type": "object", "additionalProperties": True}}
    fields = {"type": "object", "additionalProperties": True}
    return json_object(
        "What is kept about a user. The properties of its objects may change.",
        exportedAt={"type": "string", "format": "date-time"},
        user=fields,
        email=fields,
        sessions=rows,
        forgottenDevices={"type": "array", "items": {"type": "string", "format": "date-time"}},
        events=rows,
        queuedEmails=rows,
        project={**fields, "description": "What the receivers of `account_exporting` add."},
    )


SCHEMAS: Final[dict[str, Callable[[], dict[str, Any]]]] = {
    "Session": _session,
    "AccountData": _account_data,
    "Accepted": lambda: json_object("The response is the same for known and unknown emails.", detail=_TEXT),
    "CSRFToken": lambda: json_object("The value of the CSRF cookie.", csrfToken=_TEXT),
    "EmailState": _email_state,
    "ConfirmedEmail": lambda: json_object("The email that is verified now.", email=_TEXT),
    "KeySet": lambda: json_object(
        "A JWK set (RFC 7517).", keys={"type": "array", "items": {"type": "object", "additionalProperties": True}}
    ),
    # Of a user serializer without fields.
    "User": lambda: {"type": "object", "description": "The user.", "additionalProperties": True},
}
