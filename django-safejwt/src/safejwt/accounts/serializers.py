"""Serializers of the request bodies."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError as DjangoValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers
from rest_framework.request import Request

from safejwt.audit import events
from safejwt.backends import check_password, keeps_password
from safejwt.passwords.hashing import normalized
from safejwt.serializers.bounded import BoundedCharField, BoundedEmailField
from safejwt.serializers.repeated_password import RepeatedPasswordMixin
from safejwt.serializers.wording import password_sentences

__all__ = [
    "UNCHANGED",
    "AddressSerializer",
    "CurrentPasswordSerializer",
    "LinkSerializer",
    "NewPasswordSerializer",
    "PasswordResetSerializer",
    "TokenSerializer",
    "check_another_password",
    "check_current_password",
    "check_new_password",
]

UNCHANGED = gettext_lazy("This is your password already. Choose another one.")


def check_new_password(password: str, user: Any) -> None:
    """Run Django's password validators for this user.

    Raises:
        rest_framework.serializers.ValidationError: for the field `password`.
    """
    try:
        validate_password(normalized(password), user=user)
    except DjangoValidationError as error:
        raise serializers.ValidationError({"password": password_sentences(error)}) from error


def check_another_password(password: str, current: str) -> None:
    """Refuse the current password as the new one: nothing would change.

    Raises:
        rest_framework.serializers.ValidationError: for the field `password`.
    """
    if normalized(password) == normalized(current):
        raise serializers.ValidationError({"password": [UNCHANGED]})


def check_current_password(password: str, request: Request) -> None:
    """Check the password of the request's user before it is changed.

    Raises:
        rest_framework.serializers.ValidationError: for the field `current_password`.
        safejwt.errors.ServiceUnavailable: the limit of parallel hashes is reached.
    """
    user: Any = request.user
    if not keeps_password(user):
        text = _("The password of this account is not kept here, so it cannot be changed here.")
        raise serializers.ValidationError({"current_password": [text]})
    if not check_password(user, password, request=request._request):
        events.record("authn_password_change_fail", user_id=user.pk, sid=getattr(request.auth, "sid", None))
        raise serializers.ValidationError({"current_password": [_("This is not your current password.")]})


class AddressSerializer(serializers.Serializer[Any]):
    email = BoundedEmailField(max_length=254)


class TokenSerializer(serializers.Serializer[Any]):
    token = BoundedCharField(max_length=4096, write_only=True)


class LinkSerializer(TokenSerializer):
    """The token of a link, and the account's password unless the session of its owner is sent."""

    password = BoundedCharField(required=False, trim_whitespace=False, max_length=1024, write_only=True)


class PasswordResetSerializer(RepeatedPasswordMixin, TokenSerializer):
    """The token of a link, and the new password."""

    password = BoundedCharField(trim_whitespace=False, max_length=1024, write_only=True)


class CurrentPasswordSerializer(serializers.Serializer[Any]):
    password = BoundedCharField(trim_whitespace=False, max_length=1024, write_only=True)


class NewPasswordSerializer(RepeatedPasswordMixin):
    """The current password of the request's user, and the new one. Both are checked, so both errors are reported at once."""

    current_password = BoundedCharField(trim_whitespace=False, max_length=1024, write_only=True)
    password = BoundedCharField(trim_whitespace=False, max_length=1024, write_only=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        check_another_password(attrs["password"], attrs["current_password"])
        return attrs

    def validate_current_password(self, password: str) -> str:
        with _of_one_field():
            check_current_password(password, self.context["request"])
        return password

    def validate_password(self, password: str) -> str:
        with _of_one_field():
            check_new_password(password, self.context["request"].user)
        return password


@contextmanager
def _of_one_field() -> Iterator[None]:
    """Report the reasons of an error by field as those of the field that is validated."""
    try:
        yield
    except serializers.ValidationError as error:
        (reasons,) = error.detail.values()  # type: ignore[union-attr]  # both checks raise one by field
        raise serializers.ValidationError(reasons) from error
