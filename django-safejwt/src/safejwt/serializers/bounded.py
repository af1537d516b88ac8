"""Fields and model serializers that check lengths first."""

from typing import Any, ClassVar, TypeVar
from unicodedata import category

from django.db import models
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

__all__ = ["BoundedCharField", "BoundedEmailField", "BoundedModelSerializer"]

_Model = TypeVar("_Model", bound=models.Model)


class BoundedCharField(serializers.CharField):
    """A text whose length is checked before all other validators.

    Django REST Framework runs every validator, and one of them may look for the text in the database.
    """

    default_error_messages: ClassVar[Any] = {"max_length": _("At most {max_length} characters.")}

    def run_validators(self, value: Any) -> None:
        if self.max_length is not None and len(value) > self.max_length:
            self.fail("max_length", max_length=self.max_length)
        super().run_validators(value)


class BoundedEmailField(BoundedCharField, serializers.EmailField):
    """An email address whose length is checked first. Drops invisible characters, which come with pasted text."""

    default_error_messages: ClassVar[Any] = {"invalid": _("This is not a valid email address.")}

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        return "".join(character for character in text if category(character) != "Cf")


class BoundedModelSerializer(serializers.ModelSerializer[_Model]):
    """A `ModelSerializer` that refuses a text for its length before it does anything with it."""

    serializer_field_mapping: ClassVar[Any] = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.CharField: BoundedCharField,
        models.EmailField: BoundedEmailField,
    }
