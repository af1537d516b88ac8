"""Serializers of users. Passwords are accepted and never returned."""

from typing import Any, cast

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _
from rest_framework import serializers
from safejwt.accounts.serializers import check_another_password, check_current_password
from safejwt.serializers import BoundedCharField, UserWriteSerializer

from .models import User

__all__ = ["UserDetailSerializer", "UserUpdateSerializer"]


class UserUpdateSerializer(UserWriteSerializer):
    """Users change their own username, and their password with the current one (OWASP ASVS 6.2.3).

    The email may be sent back unchanged. A new one requires an emailed link and is not looked up
    here, so that the response does not reveal registered emails.
    """

    password = BoundedCharField(required=False, write_only=True, trim_whitespace=False, max_length=1024)
    current_password = BoundedCharField(required=False, write_only=True, trim_whitespace=False, max_length=1024)

    class Meta(UserWriteSerializer.Meta):
        fields = [*UserWriteSerializer.Meta.fields, "current_password"]

    def validate_email(self, email: str) -> str:
        if User.objects.normalize_email(email) != cast("User", self.instance).email:
            raise serializers.ValidationError(
                _("Another address needs an emailed link. Ask for it at email/change/."),
                code="email_change",
            )
        return email

    def errors_in(self, attrs: dict[str, Any]) -> dict[str, Any]:
        current = attrs.pop("current_password", None)
        attrs.pop("email", None)
        errors = super().errors_in(attrs)
        if "password" in attrs:
            try:
                self._check_current(current)
                check_another_password(attrs["password"], current)
            except serializers.ValidationError as error:
                errors.update(cast("dict[str, Any]", error.detail))
        return errors

    def _check_current(self, password: str | None) -> None:
        if password is None:
            raise serializers.ValidationError({"current_password": [_("Your current password is needed for this.")]})
        check_current_password(password, self.context["request"])


class UserDetailSerializer(serializers.ModelSerializer[User]):
    """The current user, as the API returns it."""

    class Meta:
        model = get_user_model()
        fields = ["id", "username", "email", "last_login", "date_joined"]
        read_only_fields = fields
