"""The user, as the app sees them."""

from typing import Any

from rest_framework import serializers
from safejwt.serializers import UserSerializer as BaseSerializer

__all__ = ["UserSerializer"]


class UserSerializer(BaseSerializer):
    """Also says whether the user has a password: who signs up with a passkey or a provider has none."""

    has_password = serializers.SerializerMethodField()

    class Meta(BaseSerializer.Meta):
        fields = [*BaseSerializer.Meta.fields, "has_password"]

    def get_has_password(self, user: Any) -> bool:
        return bool(user.has_usable_password())
