"""The views of this project in openapi.json. That of django-allauth is in its own documentation."""

from rest_framework import serializers
from safejwt.contrib.spectacular import Operation, describe

from .views import AccountView, VaultView

__all__: list[str] = []


class SecretSerializer(serializers.Serializer):  # type: ignore[type-arg]  # generic in its stubs only
    secret = serializers.CharField()


describe(
    AccountView,
    {
        "DELETE": Operation(
            "Delete the account.",
            ("access",),
            {204: None},
            errors=("reauthentication_required",),
            description="Deletes all that belongs to it, and ends its sessions. The login or re-authentication must be"
            " recent: otherwise 403 `reauthentication_required`.",
            tag="Account",
        )
    },
)
describe(
    VaultView,
    {
        "GET": Operation(
            "Open the vault.",
            ("access",),
            {200: SecretSerializer()},
            errors=("mfa_required",),
            description="An example of a view that requires a second factor.",
            tag="Account",
        )
    },
)
