"""The views of safejwt.urls and the key set."""

from typing import Final

from django.utils.module_loading import import_string
from rest_framework.views import APIView

from ...conf import conf
from ...serializers import AdoptSerializer, DeviceSerializer, EventSerializer
from ...views import (
    AdoptView,
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
from .components import USER, Component
from .operations import Operation

__all__ = ["OPERATIONS"]

_AUTHENTICATION: Final = "Authentication"
_SESSIONS: Final = "Sessions"
_REFUSALS: Final = ("missing", "invalid", "expired", "revoked", "reused")
_RECENT: Final = (
    "If the project requires it, the login or re-authentication must be recent:"
    " otherwise 403 `reauthentication_required`."
)


def _token(action: str) -> Operation:
    return Operation(
        "Get a new access token.",
        ("refresh",),
        {200: Component("Session")},
        description=(
            "Rotates the refresh cookie: the response sets its successor. So send these requests one at a time. The CSRF"
            " cookie keeps its value. Clients use POST; GET does the same."
        ),
        errors=tuple(f"refresh_token_{reason}" for reason in _REFUSALS),
        reads_body=True,
        tag=_AUTHENTICATION,
        action=action,
    )


def _logout(action: str) -> Operation:
    return Operation(
        "End this session.",
        ("refresh",),
        {204: None},
        description=(
            "Deletes the refresh cookie, and sets another value of the CSRF cookie. Works with expired tokens, and"
            " without a session. Clients use POST; GET does the same."
        ),
        reads_body=True,
        tag=_AUTHENTICATION,
        action=action,
    )


OPERATIONS: Final[dict[type[APIView], dict[str, Operation]]] = {
    CSRFView: {
        "GET": Operation(
            "Set the CSRF cookie and return its value.",
            ("nothing",),
            {200: Component("CSRFToken")},
            description=(
                "The first request of a client. Send the value as header with every further request. Login,"
                " registration and logout set another value, so read the cookie before each request. With a refresh"
                " cookie, the response restores the value of its session."
            ),
            tag=_AUTHENTICATION,
        )
    },
    RegisterView: {
        "POST": Operation(
            "Register and start a session.",
            ("csrf",),
            {201: Component("Session")},
            lambda: import_string(conf.register_serializer),
            description=(
                "Sets the refresh cookie, and another value of the CSRF cookie: the next request has to send the new"
                " one."
            ),
            tag=_AUTHENTICATION,
            action="register",
        )
    },
    AdoptView: {
        "POST": Operation(
            "Exchange a login of another kind for a session.",
            ("csrf",),
            {200: Component("Session")},
            lambda: AdoptSerializer,
            ("invalid_credentials", "not_found"),
            description=(
                "A Django session, which ends, or a credential of another package, which is exchanged once. 404 unless"
                " the project turns it on. Sets the refresh cookie, and another value of the CSRF cookie."
            ),
            tag=_AUTHENTICATION,
            action="",
        )
    },
    LoginView: {
        "POST": Operation(
            "Check the credentials and start a session.",
            ("csrf",),
            {200: Component("Session")},
            lambda: import_string(conf.login_serializer),
            ("invalid_credentials",),
            description=(
                "Sets the refresh cookie, and another value of the CSRF cookie: the next request has to send the new"
                " one. Ends the session that this client had before."
            ),
            tag=_AUTHENTICATION,
            action="",
        )
    },
    TokenView: {"POST": _token(""), "GET": _token("retrieve")},
    LogoutView: {"POST": _logout(""), "GET": _logout("retrieve")},
    LogoutEverywhereView: {
        "POST": Operation(
            "End all sessions, including this one.",
            ("access",),
            {204: None},
            errors=("reauthentication_required",),
            description=f"Deletes the refresh cookie, and sets another value of the CSRF cookie. {_RECENT}",
            tag=_AUTHENTICATION,
            action="",
        )
    },
    CurrentUserView: {
        "GET": Operation(
            "Read the user of the access token.",
            ("access",),
            {200: USER},
            description="The user is the same as in the response to a login.",
            tag=_AUTHENTICATION,
        )
    },
    SessionListView: {
        "GET": Operation(
            "List the sessions of the user.",
            ("access",),
            {200: DeviceSerializer(many=True)},
            description="One for each device on which the user is logged in. `current` marks that of the request.",
            tag=_SESSIONS,
            action="list",
        ),
        "DELETE": Operation(
            "End all sessions but this one.",
            ("access",),
            {204: None},
            errors=("reauthentication_required",),
            description=f"Their access tokens are refused at once. {_RECENT}",
            tag=_SESSIONS,
            action="destroy_others",
        ),
    },
    SessionView: {
        "DELETE": Operation(
            "End one session.",
            ("access",),
            {204: None},
            errors=("reauthentication_required", "not_found"),
            description=f"A session of another user is 404, like an unknown one. {_RECENT}",
            tag=_SESSIONS,
        )
    },
    EventListView: {
        "GET": Operation(
            "List recent security events of the account.",
            ("access",),
            {200: EventSerializer(many=True)},
            errors=("not_found",),
            description="The newest first. 404 if the project keeps no history.",
            tag=_SESSIONS,
            action="list",
        )
    },
    JWKSView: {
        "GET": Operation(
            "Read the public keys of access tokens.",
            ("nothing",),
            {200: Component("KeySet")},
            errors=("not_found",),
            description="For services that verify access tokens (RFC 7517). 404 if all keys are shared secrets.",
            media_type="application/jwk-set+json",
            negotiates=False,
            tag="Keys",
        )
    },
}
