"""Each operation of the API: what it takes and answers, and the errors that not every operation has."""

from dataclasses import dataclass
from typing import Any, Final, Literal

from rest_framework.serializers import BaseSerializer
from safejwt.accounts.serializers import (
    AddressSerializer,
    CurrentPasswordSerializer,
    LinkSerializer,
    NewPasswordSerializer,
    PasswordResetSerializer,
)
from safejwt.serializers import DeviceSerializer, EventSerializer, LoginSerializer
from users.serializers import UserCreateSerializer, UserDetailSerializer, UserUpdateSerializer

__all__ = ["OPERATIONS", "Credential", "Operation"]

Credential = Literal["nothing", "csrf", "access", "refresh"]
_Answer = type[BaseSerializer[Any]] | BaseSerializer[Any] | dict[str, Any] | None


@dataclass(frozen=True)
class Operation:
    """`credentials`: what a request carries, or a choice of that. `errors`: codes besides those that follow from the rest."""

    summary: str
    credentials: tuple[Credential, ...]
    answers: dict[int, _Answer]
    takes: Any = None
    errors: tuple[str, ...] = ()
    media_type: str = "application/json"
    # Whether a body is read although nothing in it is used.
    reads_body: bool = False


def _component(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


_SESSION, _ACCEPTED, _ADDRESS = _component("Session"), _component("Accepted"), _component("ConfirmedAddress")
_USER = UserDetailSerializer
_REFUSED: Final = ("missing", "invalid", "expired", "revoked", "reused")
_LINK: Final = ("link_invalid", "password_required")
_TOKEN = Operation(
    "Get a new access token from the refresh cookie, which is rotated.",
    ("refresh",),
    {200: _SESSION},
    errors=tuple(f"refresh_token_{why}" for why in _REFUSED),
    reads_body=True,
)
_LOGOUT = Operation(
    "End this session, whatever state its tokens are in.", ("refresh", "csrf"), {204: None}, reads_body=True
)

# By the name of the view's class and the method.
OPERATIONS: Final[dict[tuple[str, str], Operation]] = {
    ("CSRFView", "GET"): Operation(
        "Set the CSRF cookie and return its token.",
        ("nothing", "refresh"),
        {
            200: {
                "type": "object",
                "properties": {"csrfToken": {"type": "string"}},
                "required": ["csrfToken"],
                "additionalProperties": False,
            }
        },
    ),
    ("RegisterView", "POST"): Operation(
        "Register, and start a session; where registering goes by mail, send a link first (202).",
        ("csrf",),
        {201: _SESSION, 202: _ACCEPTED},
        UserCreateSerializer,
    ),
    ("LoginView", "POST"): Operation(
        "Check name and password, and start a session.",
        ("csrf",),
        {200: _SESSION},
        LoginSerializer,
        ("invalid_credentials",),
    ),
    ("TokenView", "POST"): _TOKEN,
    ("TokenView", "GET"): _TOKEN,
    ("LogoutView", "POST"): _LOGOUT,
    ("LogoutView", "GET"): _LOGOUT,
    ("LogoutEverywhereView", "POST"): Operation(
        "End all sessions, this one too.", ("access",), {204: None}, errors=("reauthentication_required",)
    ),
    ("CurrentUserView", "GET"): Operation("Read the person of the access token.", ("access",), {200: _USER}),
    ("UserView", "GET"): Operation("Read that person.", ("access",), {200: _USER}, errors=("not_found",)),
    ("UserView", "PUT"): Operation(
        "Change all of that person.", ("access",), {200: _USER}, UserUpdateSerializer, ("not_found",)
    ),
    **dict.fromkeys(
        (("UserView", "PATCH"), ("UserView", "POST")),
        Operation(
            "Change what is sent of that person.",
            ("access",),
            {200: _USER},
            UserUpdateSerializer(partial=True),
            ("not_found",),
        ),
    ),
    ("SessionListView", "GET"): Operation(
        "List the signed-in devices.", ("access",), {200: DeviceSerializer(many=True)}
    ),
    ("SessionListView", "DELETE"): Operation(
        "End all sessions but this one.", ("access",), {204: None}, errors=("reauthentication_required",)
    ),
    ("SessionView", "DELETE"): Operation(
        "End one session.", ("access",), {204: None}, errors=("reauthentication_required", "not_found")
    ),
    ("EventListView", "GET"): Operation(
        "List what happened to the account lately, the newest first.",
        ("access",),
        {200: EventSerializer(many=True)},
        errors=("not_found",),
    ),
    ("EmailView", "GET"): Operation(
        "Read the address, whether it is confirmed, and the one that is to take its place.",
        ("access",),
        {200: _component("EmailState")},
    ),
    ("ConfirmedView", "GET"): Operation(
        "An example of what may wait until the address is confirmed.",
        ("access",),
        {200: _component("ConfirmedAddress")},
        errors=("email_not_verified",),
    ),
    ("EmailVerifyView", "POST"): Operation(
        "Confirm an address by a link.", ("csrf", "access"), {200: _ADDRESS}, LinkSerializer, _LINK
    ),
    ("EmailVerifyResendView", "POST"): Operation(
        "Send that link again, to an address or, without one, to the person who is signed in.",
        ("csrf", "access"),
        {202: _ACCEPTED},
        AddressSerializer(partial=True),
    ),
    ("EmailChangeView", "POST"): Operation(
        "Ask for another address.", ("access",), {202: _ACCEPTED}, AddressSerializer, ("reauthentication_required",)
    ),
    ("EmailChangeView", "DELETE"): Operation("Want no other address any more.", ("access",), {204: None}),
    ("EmailChangeConfirmView", "POST"): Operation(
        "Take it, by a link.", ("csrf", "access"), {200: _ADDRESS}, LinkSerializer, _LINK
    ),
    ("PasswordChangeView", "POST"): Operation(
        "Choose another password; all other sessions end.", ("access",), {204: None}, NewPasswordSerializer
    ),
    ("PasswordResetView", "POST"): Operation(
        "Send a link to choose another password.", ("csrf",), {202: _ACCEPTED}, AddressSerializer
    ),
    ("PasswordResetConfirmView", "POST"): Operation(
        "Choose another password by a link; all sessions end.",
        ("csrf",),
        {204: None},
        PasswordResetSerializer,
        ("link_invalid",),
    ),
    ("ReauthenticateView", "POST"): Operation(
        "Enter the password again; the next access token is recent.",
        ("access",),
        {204: None},
        CurrentPasswordSerializer,
    ),
    ("AccountView", "DELETE"): Operation(
        "Delete the account.", ("access",), {204: None}, errors=("reauthentication_required",)
    ),
    ("JWKSView", "GET"): Operation(
        "Read the public keys of access tokens (RFC 7517).",
        ("nothing",),
        {200: _component("KeySet")},
        errors=("not_found",),
        media_type="application/jwk-set+json",
    ),
}
