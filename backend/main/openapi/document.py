"""The document: views of safejwt are described by safejwt.contrib, views of the project here."""

import json
from typing import Final

from django.utils import translation
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.settings import spectacular_settings
from safejwt.contrib.spectacular import USER, Component, Operation, describe
from users.serializers import UserCreateSerializer, UserUpdateSerializer
from users.views import ConfirmedView, RegisterView, UserView

__all__ = ["text"]

_SETTINGS: Final = {
    "TITLE": "safejwt",
    "DESCRIPTION": "The API of the reference project. Every response has Cache-Control: no-store.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SCHEMA_PATH_PREFIX": "/users",
    "POSTPROCESSING_HOOKS": ["safejwt.contrib.spectacular.share_error_responses"],
}
_UPDATE: Final = Operation(
    "Update fields of the account.",
    ("access",),
    {200: USER},
    UserUpdateSerializer(partial=True),
    ("reauthentication_required", "not_found"),
)

describe(
    RegisterView,
    {
        "POST": Operation(
            "Register and start a session, or send a link first if registration is by email (202).",
            ("csrf",),
            {201: Component("Session"), 202: Component("Accepted")},
            UserCreateSerializer,
        )
    },
)
describe(
    UserView,
    {
        "GET": Operation("Read the account.", ("access",), {200: USER}, errors=("not_found",)),
        "PUT": Operation(
            "Replace the account.",
            ("access",),
            {200: USER},
            UserUpdateSerializer,
            ("reauthentication_required", "not_found"),
        ),
        "PATCH": _UPDATE,
        "POST": _UPDATE,
    },
)
describe(
    ConfirmedView,
    {
        "GET": Operation(
            "An example of a view that requires a verified email.",
            ("access",),
            {200: Component("ConfirmedAddress")},
            errors=("email_not_verified",),
        )
    },
)


def text() -> str:
    """The document as committed in protocol/openapi.json."""
    spectacular_settings.apply_patches(_SETTINGS)
    try:
        with translation.override("en"):
            document = SchemaGenerator().get_schema(public=True)
    finally:
        spectacular_settings.clear_patches()
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
