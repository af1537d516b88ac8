"""Serializers of users. Passwords are accepted and never returned."""

from typing import Any, cast

from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import IntegrityError, transaction
from django.db.models import Value
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from rest_framework import serializers
from safejwt import passwords

from .models import EMAIL_TAKEN, USERNAME_TAKEN, User

__all__ = ["UserByMailSerializer", "UserCreateSerializer", "UserDetailSerializer", "UserUpdateSerializer"]


class _UserWriteSerializer(serializers.ModelSerializer[User]):
    """Username, email and password, validated against each other and against existing users."""

    password = serializers.CharField(
        write_only=True, trim_whitespace=False, max_length=1024, style={"input_type": "password"}
    )

    class Meta:
        model = get_user_model()
        fields = ["username", "email", "password"]

    def validate_username(self, username: str) -> str:
        # create_user() normalizes too: compare what will be stored.
        username = User.normalize_username(username)
        if self._is_taken("username", username):
            raise serializers.ValidationError(USERNAME_TAKEN, code="unique")
        return username

    def validate_email(self, email: str) -> str:
        email = User.objects.normalize_email(email)
        if self._is_taken("email", email):
            raise serializers.ValidationError(EMAIL_TAKEN, code="unique")
        return email

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "password" in attrs:
            names = {name: attrs.get(name, getattr(self.instance, name, "")) for name in ("username", "email")}
            try:
                validate_password(passwords.normalized(attrs["password"]), user=User(**names))
            except DjangoValidationError as error:
                raise serializers.ValidationError({"password": error.messages}) from error
            # Not in save(): hashing is slow and would block other writers of SQLite.
            attrs["password"] = passwords.hashed(attrs["password"])
        return attrs

    def save(self, **kwargs: Any) -> User:
        try:
            with transaction.atomic():
                return super().save(**kwargs)
        except IntegrityError:
            # Another request won the race. Validate again to report the field.
            self.run_validation(self.initial_data)
            raise

    def _is_taken(self, field: str, value: str) -> bool:
        others = User.objects.exclude(pk=self.instance.pk) if isinstance(self.instance, User) else User.objects.all()
        # Same expression as the unique constraints. `iexact` compares in upper case, where other
        # letters are equal.
        return others.alias(lower=Lower(field)).filter(lower=Lower(Value(value))).exists()


class UserCreateSerializer(_UserWriteSerializer):
    """Registration. `remember` decides whether the browser keeps the new session."""

    remember = serializers.BooleanField(default=True, write_only=True)

    class Meta(_UserWriteSerializer.Meta):
        fields = [*_UserWriteSerializer.Meta.fields, "remember"]

    def create(self, validated_data: dict[str, Any]) -> User:
        del validated_data["remember"]
        return User.objects.create(**validated_data)


class UserByMailSerializer(UserCreateSerializer):
    """Registration by email.

    The email is not looked up here, so the response does not reveal whether it is known.
    """

    def validate_email(self, email: str) -> str:
        return User.objects.normalize_email(email)

    def fields_of_user(self) -> dict[str, Any]:
        """The fields of the account, with the password hashed."""
        return {name: self.validated_data[name] for name in ("username", "email", "password")}


class UserUpdateSerializer(_UserWriteSerializer):
    """Users change their own username, and their password with the current one (OWASP ASVS 6.2.3).

    The email may be sent back unchanged. A new one requires an emailed link and is not looked up
    here, so that the response does not reveal registered emails.
    """

    password = serializers.CharField(required=False, write_only=True, trim_whitespace=False, max_length=1024)
    current_password = serializers.CharField(required=False, write_only=True, trim_whitespace=False, max_length=1024)

    class Meta(_UserWriteSerializer.Meta):
        fields = ["username", "email", "password", "current_password"]

    def validate_email(self, email: str) -> str:
        if User.objects.normalize_email(email) != cast("User", self.instance).email:
            raise serializers.ValidationError(
                _("Another address is confirmed by the link of a mail: ask for it at email/change/."),
                code="email_change",
            )
        return email

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        user = cast("User", self.instance)
        current = attrs.pop("current_password", None)
        attrs.pop("email", None)
        if "password" in attrs and (current is None or not passwords.matches(user, current)):
            text = (
                _("Your current password is needed for this.")
                if current is None
                else _("This is not your current password.")
            )
            raise serializers.ValidationError({"current_password": [text]})
        return super().validate(attrs)

    def update(self, instance: User, validated_data: dict[str, Any]) -> User:
        for name, value in validated_data.items():
            setattr(instance, name, value)
        # Only these columns, so that a concurrent change by an administrator survives.
        instance.save(update_fields=list(validated_data))
        return instance


class UserDetailSerializer(serializers.ModelSerializer[User]):
    """The current user, as the API returns it."""

    class Meta:
        model = get_user_model()
        fields = ["id", "username", "email", "last_login", "date_joined"]
        read_only_fields = fields
