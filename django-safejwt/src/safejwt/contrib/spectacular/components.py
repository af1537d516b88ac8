"""Schemas that no serializer describes: sessions, errors, and the credentials of a request."""

from typing import Any, Final, Literal

from .errors import ERRORS

__all__ = ["SCHEMAS", "SECURITY_SCHEMES", "Credential", "error_schema", "security_requirements"]

Credential = Literal["nothing", "csrf", "access", "refresh"]

_TEXT: Final = {"type": "string"}


def _object(properties: dict[str, Any], *, optional: tuple[str, ...] = ()) -> dict[str, Any]:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


SCHEMAS: Final[dict[str, dict[str, Any]]] = {
    "Session": {
        **_object(
            {
                "accessToken": _TEXT,
                "expiresIn": {"type": "integer", "minimum": 1, "description": "Seconds."},
                "tokenType": {"const": "Bearer"},
                # The reference to the project's user serializer is added by the schema.
                "user": {},
            }
        ),
        "description": "A session. Its refresh token is only in the cookie of the response.",
    },
    "Accepted": {
        **_object({"detail": _TEXT}),
        "description": "Accepted. The response is the same for known and unknown emails.",
    },
    "EmailState": _object(
        {
            "email": {"type": "string"},
            "verified": {"type": "boolean"},
            "pending": {"type": ["string", "null"], "description": "The new email, until it is verified."},
        }
    ),
    "ConfirmedAddress": _object({"email": _TEXT}),
    "KeySet": _object({"keys": {"type": "array", "items": {"type": "object"}}}),
    "Error": {
        **_object(
            {
                "detail": {"type": "string", "description": "A message for the user, in their language."},
                "code": {"enum": list(ERRORS), "description": "The machine-readable code, see errors.json."},
                "errors": {
                    "type": "object",
                    "additionalProperties": {"type": "array", "items": _TEXT},
                    "description": "The reasons by field, for a validation_error.",
                },
            },
            optional=("errors",),
        ),
        "description": "The format of every error.",
    },
}

# Names of production. Over plain http in development they are refreshtoken and csrftoken.
SECURITY_SCHEMES: Final[dict[str, dict[str, Any]]] = {
    "accessToken": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
    "csrfHeader": {
        "type": "apiKey",
        "in": "header",
        "name": "X-CSRFToken",
        "description": "The value of the CSRF cookie, on every request, whatever its method.",
    },
    "csrfCookie": {
        "type": "apiKey",
        "in": "cookie",
        "name": "__Host-csrftoken",
        "description": "Readable by scripts. Set by csrf/. Called csrftoken in development.",
    },
    "refreshCookie": {
        "type": "apiKey",
        "in": "cookie",
        "name": "__Host-Http-refreshtoken",
        "description": "HttpOnly, SameSite=Strict. Set by login and registration. Called refreshtoken in development.",
    },
}
_CSRF: Final[dict[str, list[str]]] = {"csrfHeader": [], "csrfCookie": []}
_REQUIREMENTS: Final[dict[str, dict[str, list[str]]]] = {
    "nothing": {},
    "csrf": _CSRF,
    "access": {"accessToken": [], **_CSRF},
    "refresh": {"refreshCookie": [], **_CSRF},
}


def security_requirements(credentials: tuple[Credential, ...]) -> list[dict[str, list[str]]]:
    """Return one security requirement for each alternative."""
    if credentials[0] == "nothing":
        # csrf/ accepts the refresh cookie without the CSRF pair that it is about to set.
        return [{} if name == "nothing" else {"refreshCookie": []} for name in credentials]
    return [_REQUIREMENTS[name] for name in credentials]


def error_schema(codes: list[str]) -> dict[str, Any]:
    """Return the schema of an error with one of these codes."""
    return {"allOf": [{"$ref": "#/components/schemas/Error"}, {"properties": {"code": {"enum": codes}}}]}
