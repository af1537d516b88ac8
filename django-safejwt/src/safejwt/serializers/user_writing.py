"""What users write about themselves: username, email and password, for any user model."""

from collections.abc import Mapping
from copy import copy
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.settings import api_settings
from rest_framework.validators import UniqueValidator

from ..audit.identifiers import email_field
from ..db.primary import primary_alias
from ..passwords.hashing import hashed, normalized
from .bounded import BoundedCharField, BoundedModelSerializer
from .repeated_password import RepeatedPasswordMixin
from .taken_values import is_about_uniqueness, taken_values
from .wording import password_sentences, reworded

__all__ = ["UserWriteSerializer"]

_USERNAME: Final = get_user_model().USERNAME_FIELD


class UserWriteSerializer(RepeatedPasswordMixin, BoundedModelSerializer[Any]):
    """Username, email and password, validated against each other and against existing users.

    The password is validated, normalized and hashed. `save` expects the hash, so that no transaction
    is open while hashing. A value that another request takes in the meantime is a validation error.

    The context may have `unchecked`: names of fields that are not compared with those of other users.
    """

    password = BoundedCharField(
        write_only=True, trim_whitespace=False, max_length=1024, style={"input_type": "password"}
    )

    class Meta:
        model = get_user_model()
        fields = list(dict.fromkeys(filter(None, [_USERNAME, email_field(), "password"])))

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        fields = super().get_fields()
        for name in fields.keys() - self._declared_fields.keys():
            # `validate` looks for all taken values, of what will be stored.
            validators = [v for v in fields[name].validators if not isinstance(v, UniqueValidator)]
            fields[name].validators = [reworded(validator) for validator in validators]
        return fields

    def get_unique_together_validators(self) -> list[Any]:
        return []

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        attrs = {**attrs, **self._normalized(attrs)}
        if errors := self.errors_in(attrs):
            raise serializers.ValidationError(errors)
        if "password" in attrs:
            # Not in save(): hashing is slow and would block other writers of SQLite.
            attrs["password"] = hashed(attrs["password"])
        return attrs

    def errors_in(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The errors by field, of values that are valid by themselves."""
        user = self._candidate(attrs)
        errors = self._wrong_values(user, attrs) or taken_values(user, attrs, unchecked=self._unchecked)
        if "password" in attrs:
            sound = {name: value for name, value in attrs.items() if name not in errors}
            try:
                validate_password(normalized(attrs["password"]), user=self._candidate(sound))
            except DjangoValidationError as error:
                errors["password"] = password_sentences(error)
        return errors

    def to_internal_value(self, data: Any) -> Any:
        try:
            return super().to_internal_value(data)
        except serializers.ValidationError as error:
            wrong: Any = error.detail
            if isinstance(data, Mapping) and api_settings.NON_FIELD_ERRORS_KEY not in wrong:
                # Users correct all fields at once, also those that are wrong for another reason.
                wrong = {**self._errors_of_others(data, wrong), **wrong}
            raise serializers.ValidationError(wrong) from error

    def _errors_of_others(self, data: Any, wrong: Mapping[str, Any]) -> dict[str, Any]:
        """The errors of the fields that were sent and are not wrong by themselves."""
        sent = {name: data[name] for name in self.fields.keys() & data.keys() - wrong.keys()}
        unchecked = {*self._unchecked, *self.fields.keys() - sent.keys()}
        others = type(self)(self.instance, data=sent, partial=True, context={**self.context, "unchecked": unchecked})
        # Past the repetitions of the password, which have been compared.
        values: dict[str, Any] = serializers.Serializer.to_internal_value(others, sent)
        return others.errors_in({**values, **others._normalized(values)}) if values else {}

    def save(self, **kwargs: Any) -> Any:
        try:
            with transaction.atomic(using=primary_alias()):
                return super().save(**kwargs)
        except IntegrityError as error:
            # Another request won the race.
            self._report_taken(error)
            raise

    def update(self, instance: Any, validated_data: dict[str, Any]) -> Any:
        for name, value in validated_data.items():
            setattr(instance, name, value)
        # Only these columns, so that a concurrent change by an administrator survives.
        instance.save(update_fields=list(validated_data))
        return instance

    @property
    def _unchecked(self) -> frozenset[str]:
        return frozenset(self.context.get("unchecked", ()))

    def _normalized(self, attrs: dict[str, Any]) -> dict[str, Any]:
        # What user managers store.
        email = email_field() or ""
        values = {name: attrs[name] for name in (_USERNAME, email) if isinstance(attrs.get(name), str)}
        if _USERNAME in values:
            values[_USERNAME] = get_user_model().normalize_username(values[_USERNAME])
        if email in values:
            values[email] = BaseUserManager.normalize_email(values[email])
        return values

    def _candidate(self, attrs: dict[str, Any]) -> Any:
        """The user as they would be, not saved."""
        user = copy(self.instance) if isinstance(self.instance, models.Model) else get_user_model()()
        columns = {field.name for field in user._meta.concrete_fields} - {"password"}
        for name in columns & attrs.keys():
            setattr(user, name, attrs[name])
        return user

    def _wrong_values(self, user: Any, attrs: dict[str, Any]) -> dict[str, Any]:
        """Values that only their normal form makes wrong, such as too long."""
        names = {field.name for field in user._meta.fields}
        try:
            user.clean_fields(exclude=(names - attrs.keys()) | {"password"})
        except DjangoValidationError as error:
            return dict(error.message_dict)
        return {}

    def _report_taken(self, error: IntegrityError) -> None:
        attrs = {name: value for name, value in self.validated_data.items() if name != "password"}
        if errors := taken_values(self._candidate(attrs), attrs, unchecked=self._unchecked):
            raise serializers.ValidationError(errors, code="unique") from error
        if is_about_uniqueness(error):
            # A row that the default manager hides, or that this transaction cannot read.
            message = [_("One of these values is already in use.")]
            raise serializers.ValidationError({api_settings.NON_FIELD_ERRORS_KEY: message}, code="unique") from error
