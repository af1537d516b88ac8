"""Compare a password with its repetition."""

from typing import Any, Final

from django.utils.translation import gettext as _
from rest_framework import serializers

from ..passwords.hashing import normalized

__all__ = ["RepeatedPasswordMixin"]

# A body may have thousands of fields, with names of any length.
_MOST_REPORTED: Final = 5
_LONGEST_NAME: Final = 64


class RepeatedPasswordMixin(serializers.Serializer[Any]):
    """For serializers with a new `password`.

    Clients may send it twice: as `password2`, `confirmPassword` or any other undeclared field with
    "password" in its name. That field has to have the same value.
    """

    def to_internal_value(self, data: Any) -> Any:
        values = super().to_internal_value(data)
        if "password" in values:
            typed = normalized(values["password"])
            differing = [name for name in self._repetitions(data) if not _is_same(data[name], typed)]
            if differing:
                message = [_("The passwords are not the same.")]
                names = [name[:_LONGEST_NAME] for name in differing[:_MOST_REPORTED]]
                raise serializers.ValidationError(dict.fromkeys(names, message), code="password_mismatch")
        return values

    def _repetitions(self, data: Any) -> list[str]:
        return [name for name in data if name not in self.fields and "password" in name.lower()]


def _is_same(value: object, password: str) -> bool:
    return isinstance(value, str) and normalized(value) == password
