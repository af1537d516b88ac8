"""Serializers of the request bodies."""

from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError as DjangoValidationError
from rest_framework import serializers

from safejwt.passwords.hashing import normalized
from safejwt.serializers.repeated_password import RepeatedPasswordMixin

__all__ = [
    "AddressSerializer",
    "CurrentPasswordSerializer",
    "LinkSerializer",
    "NewPasswordSerializer",
    "PasswordResetSerializer",
    "TokenSerializer",
    "check_new_password",
]


def check_new_password(password: str, user: Any) -> None:
    """Run Django's password validators for this user.

    Raises:
        rest_framework.serializers.ValidationError: for the field `password`.
    """
    try:
        validate_password(normalized(password), user=user)
    except DjangoValidationError as error:
        raise serializers.ValidationError({"password": error.messages}) from error


class AddressSerializer(serializers.Serializer[Any]):
    email = serializers.EmailField(max_length=254)


class TokenSerializer(serializers.Serializer[Any]):
    token = serializers.CharField(max_length=4096, write_only=True)


class LinkSerializer(TokenSerializer):
    """The token of a link, and the account's password unless the session of its owner is sent."""

    password = serializers.CharField(required=False, trim_whitespace=False, max_length=1024, write_only=True)


class PasswordResetSerializer(RepeatedPasswordMixin, TokenSerializer):
    """The token of a link, and the new password."""

    password = serializers.CharField(trim_whitespace=False, max_length=1024, write_only=True)


class CurrentPasswordSerializer(serializers.Serializer[Any]):
    password = serializers.CharField(trim_whitespace=False, max_length=1024, write_only=True)


class NewPasswordSerializer(RepeatedPasswordMixin):
    """The current password, and the new one."""

    current_password = serializers.CharField(trim_whitespace=False, max_length=1024, write_only=True)
    password = serializers.CharField(trim_whitespace=False, max_length=1024, write_only=True)
