"""The views of safejwt.urls and the key set."""

from typing import Any, Final

from django.utils.module_loading import import_string
from rest_framework.views import APIView

from ...conf import conf
from ...serializers import DeviceSerializer, EventSerializer
from ...views import (
    CSRFView,
    CurrentUserView,
    EventListView,
    JWKSView,
    LoginView,
    LogoutEverywhereView,
    LogoutView,
    RegisterView,
    SessionListView,
    SessionView,
    TokenView,
)
from .operations import USER, Component, Operation

__all__ = ["OPERATIONS"]

_REFUSALS: Final = ("missing", "invalid", "expired", "revoked", "reused")
_CSRF_TOKEN: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {"csrfToken": {"type": "string"}},
    "required": ["csrfToken"],
    "additionalProperties": False,
}
_TOKEN: Final = Operation(
    "Get a new access token and rotate the refresh cookie.",
    ("refresh",),
    {200: Component("Session")},
    errors=tuple(f"refresh_token_{reason}" for reason in _REFUSALS),
    reads_body=True,
)
_LOGOUT: Final = Operation(
    "End this session, even with expired tokens.", ("refresh", "csrf"), {204: None}, reads_body=True
)

OPERATIONS: Final[dict[type[APIView], dict[str, Operation]]] = {
    CSRFView: {
        "GET": Operation("Set the CSRF cookie and return its token.", ("nothing", "refresh"), {200: _CSRF_TOKEN})
    },
    RegisterView: {
        "POST": Operation(
            "Register and start a session.",
            ("csrf",),
            {201: Component("Session")},
            lambda: import_string(conf.register_serializer),
        )
    },
    LoginView: {
        "POST": Operation(
            "Check the credentials and start a session.",
            ("csrf",),
            {200: Component("Session")},
            lambda: import_string(conf.login_serializer),
            ("invalid_credentials",),
        )
    },
    TokenView: {"POST": _TOKEN, "GET": _TOKEN},
    LogoutView: {"POST": _LOGOUT, "GET": _LOGOUT},
    LogoutEverywhereView: {
        "POST": Operation(
            "End all sessions, including this one.", ("access",), {204: None}, errors=("reauthentication_required",)
        )
    },
    CurrentUserView: {"GET": Operation("Read the user of the access token.", ("access",), {200: USER})},
    SessionListView: {
        "GET": Operation("List the sessions of the user.", ("access",), {200: DeviceSerializer(many=True)}),
        "DELETE": Operation(
            "End all sessions but this one.", ("access",), {204: None}, errors=("reauthentication_required",)
        ),
    },
    SessionView: {
        "DELETE": Operation(
            "End one session.", ("access",), {204: None}, errors=("reauthentication_required", "not_found")
        )
    },
    EventListView: {
        "GET": Operation(
            "List recent security events of the account, newest first.",
            ("access",),
            {200: EventSerializer(many=True)},
            errors=("not_found",),
        )
    },
    JWKSView: {
        "GET": Operation(
            "Read the public keys of access tokens (RFC 7517).",
            ("nothing",),
            {200: Component("KeySet")},
            errors=("not_found",),
            media_type="application/jwk-set+json",
            negotiates=False,
        )
    },
}
