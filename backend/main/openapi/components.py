"""The parts of the document that no serializer knows: sessions, errors, and what a request is authenticated by."""

import json
from typing import Any, Final

from django.conf import settings

__all__ = ["ERRORS", "SCHEMAS", "SECURITY", "error", "security"]

ERRORS: Final[dict[str, dict[str, Any]]] = json.loads((settings.BASE_DIR.parent / "protocol/errors.json").read_text())
_TEXT: Final = {"type": "string"}


def _object(properties: dict[str, Any], *, optional: tuple[str, ...] = ()) -> dict[str, Any]:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


SCHEMAS: Final[dict[str, Any]] = {
    "Session": {
        **_object(
            {
                "accessToken": _TEXT,
                "expiresIn": {"type": "integer", "minimum": 1, "description": "Seconds."},
                "tokenType": {"const": "Bearer"},
                "user": {"$ref": "#/components/schemas/UserDetail"},
            }
        ),
        "description": "A session. Its refresh token is in the cookie that comes with it, and nowhere else.",
    },
    "Accepted": {
        **_object({"detail": _TEXT}),
        "description": "It will be seen to; the same for addresses that are known and unknown.",
    },
    "EmailState": _object(
        {
            "email": {"type": "string"},
            "verified": {"type": "boolean"},
            "pending": {"type": ["string", "null"], "description": "The address that is to take its place."},
        }
    ),
    "ConfirmedAddress": _object({"email": _TEXT}),
    "KeySet": _object({"keys": {"type": "array", "items": {"type": "object"}}}),
    "Error": {
        **_object(
            {
                "detail": {"type": "string", "description": "A sentence for people, in their language."},
                "code": {"enum": list(ERRORS), "description": "What it is, for programs: errors.json."},
                "errors": {
                    "type": "object",
                    "additionalProperties": {"type": "array", "items": _TEXT},
                    "description": "Of a validation_error: the reasons by field.",
                },
            },
            optional=("errors",),
        ),
        "description": "The one shape of errors.",
    },
}

# The names of production; over plain http in development they are refreshtoken and csrftoken.
SECURITY: Final[dict[str, Any]] = {
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
        "description": "Django's; readable. Called csrftoken in development. csrf/ sets it.",
    },
    "refreshCookie": {
        "type": "apiKey",
        "in": "cookie",
        "name": "__Host-Http-refreshtoken",
        "description": "HttpOnly, SameSite=Strict. Called refreshtoken in development. Login and registration set it.",
    },
}
_CSRF: Final[dict[str, list[str]]] = {"csrfHeader": [], "csrfCookie": []}
_REQUIREMENTS: Final[dict[str, dict[str, list[str]]]] = {
    "nothing": {},
    "csrf": _CSRF,
    "access": {"accessToken": [], **_CSRF},
    "refresh": {"refreshCookie": [], **_CSRF},
}


def security(credentials: tuple[str, ...]) -> list[dict[str, list[str]]]:
    """One requirement for each choice."""
    if credentials[0] == "nothing":
        # csrf/ takes the refresh cookie without the CSRF pair, which it is there to give.
        return [{} if name == "nothing" else {"refreshCookie": []} for name in credentials]
    return [_REQUIREMENTS[name] for name in credentials]


def error(codes: list[str]) -> dict[str, Any]:
    """An error with one of these codes."""
    return {"allOf": [{"$ref": "#/components/schemas/Error"}, {"properties": {"code": {"enum": codes}}}]}
