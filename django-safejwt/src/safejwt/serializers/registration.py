"""The body of a registration."""

import json
from typing import Any

from django.contrib.auth import get_user_model
from django.core.serializers.json import DjangoJSONEncoder
from rest_framework import serializers

from .user_writing import UserWriteSerializer

__all__ = ["RegisterSerializer"]


class RegisterSerializer(UserWriteSerializer):
    """Registration. `remember` decides whether the browser keeps the new session."""

    remember = serializers.BooleanField(default=True, write_only=True)

    class Meta(UserWriteSerializer.Meta):
        fields = list(
            dict.fromkeys(
                [
                    get_user_model().USERNAME_FIELD,
                    *get_user_model().REQUIRED_FIELDS,
                    *UserWriteSerializer.Meta.fields,
                    "remember",
                ]
            )
        )

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        fields = super().get_fields()
        model = get_user_model()
        for name in {model.USERNAME_FIELD, *model.REQUIRED_FIELDS} & fields.keys() - self._declared_fields.keys():
            fields[name].required = True
            if isinstance(fields[name], serializers.CharField):
                fields[name].allow_blank = False  # type: ignore[attr-defined]
        return fields

    def create(self, validated_data: dict[str, Any]) -> Any:
        validated_data.pop("remember", None)
        return super().create(validated_data)

    def fields_of_user(self) -> dict[str, Any]:
        """The columns of the account as JSON, with the password hashed, for `safejwt.accounts.registration`."""
        attrs = {name: value for name, value in self.validated_data.items() if name != "password"}
        user = self._candidate(attrs)
        fields = [field for field in user._meta.concrete_fields if field.name in attrs]
        values = {field.attname: field.get_prep_value(getattr(user, field.attname)) for field in fields}
        stored: dict[str, Any] = json.loads(json.dumps(values, cls=DjangoJSONEncoder))
        return {**stored, "password": self.validated_data["password"]}
