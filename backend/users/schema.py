"""The views of this project in protocol/openapi.json."""

from functools import partial

from safejwt.contrib.spectacular import USER, Component, Operation, describe

from .serializers import UserUpdateSerializer
from .views import ConfirmedView, UserView

__all__: list[str] = []

_PASSWORD = "A new `password` needs the `current_password`. A new email needs a link: see `email/change/`."
_account = partial(Operation, tag="Account")
_update = partial(
    _account,
    "Update fields of the account.",
    ("access",),
    {200: USER},
    UserUpdateSerializer(partial=True),
    ("not_found",),
    f"Changes the fields that are sent, and keeps the others. {_PASSWORD}",
)

describe(
    UserView,
    {
        "GET": _account(
            "Read the account.",
            ("access",),
            {200: USER},
            errors=("not_found",),
            description="The account of another user is 404, like an unknown one.",
            action="retrieve",
        ),
        "PUT": _account(
            "Replace the account.",
            ("access",),
            {200: USER},
            UserUpdateSerializer,
            ("not_found",),
            f"Needs all required fields, also those that keep their value. {_PASSWORD}",
        ),
        "PATCH": _update(),
        "POST": _update(action="partial_update_by_post"),
    },
)
describe(
    ConfirmedView,
    {
        "GET": _account(
            "Read the verified email.",
            ("access",),
            {200: Component("ConfirmedEmail")},
            errors=("email_not_verified",),
            description="An example of a view that requires a verified email.",
        )
    },
)
