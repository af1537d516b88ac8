"""The body of `adopt/`."""

from typing import Any

from rest_framework import serializers

from .bounded import BoundedCharField

__all__ = ["AdoptSerializer"]


class AdoptSerializer(serializers.Serializer[Any]):
    """The credential of another package: a refresh token of simplejwt, or a token of knox or of Django REST Framework.

    None for a Django session or a cookie.
    """

    refresh = BoundedCharField(required=False, max_length=8192, trim_whitespace=False, write_only=True)
    token = BoundedCharField(required=False, max_length=8192, trim_whitespace=False, write_only=True)
