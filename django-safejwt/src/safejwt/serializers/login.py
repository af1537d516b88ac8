"""The body of a login."""

from typing import Any

from rest_framework import serializers

from ..audit.usernames import maximum_length
from ..db.user_model import user_model
from .bounded import BoundedCharField

__all__ = ["LoginSerializer"]


class LoginSerializer(serializers.Serializer[Any]):
    """The username field of the user model, `password` exactly as typed, and `remember`."""

    # Docstrings of serializers are texts of the OpenAPI document. For the field of a subclass see
    # docs/guides/customizing.md.

    password = BoundedCharField(trim_whitespace=False, max_length=1024, write_only=True)
    remember = serializers.BooleanField(default=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        # Normalized as it was stored: what a keyboard types may differ from Unicode's normal form.
        name = user_model().USERNAME_FIELD
        return {**attrs, name: user_model().normalize_username(attrs[name])}

    def credentials(self) -> dict[str, Any]:
        """What the authentication backends get as keyword arguments."""
        return {name: value for name, value in self.validated_data.items() if name != "remember"}

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        name = user_model().USERNAME_FIELD
        return {name: BoundedCharField(max_length=maximum_length()), **super().get_fields()}
