"""Serializers that only show, with fields that are built once for each class and not for each response.

Django REST Framework builds the fields of a serializer for each instance, because its code or the project's may change
them. That takes nine tenths of the time of showing one user. A serializer without code of the project, whose fields are
simple ones of Django REST Framework, shows the same in each instance, and in several threads at once: it keeps nothing.
"""

from functools import lru_cache
from typing import Any, Final

from django.core.signals import setting_changed
from rest_framework import serializers

__all__ = ["shared"]

_Serializer = serializers.BaseSerializer[Any]

# What a project may define although Django REST Framework has it too: it takes no part in showing.
_UNUSED: Final = {"Meta", "_declared_fields", "validate", "run_validation", "create", "update", "save", "is_valid"}
_SPECIAL: Final = {"__init__", "__new__", "__getattr__", "__getattribute__", "__setattr__"}
# Their representation depends on the value and the settings at that time, and on nothing of the request.
_SIMPLE: Final = {
    *(serializers.BooleanField, serializers.CharField, serializers.EmailField, serializers.RegexField),
    *(serializers.SlugField, serializers.URLField, serializers.UUIDField, serializers.IPAddressField),
    *(serializers.IntegerField, serializers.FloatField, serializers.DecimalField, serializers.DurationField),
    *(serializers.DateTimeField, serializers.DateField, serializers.TimeField, serializers.ReadOnlyField),
    # Of a BigAutoField. Older releases of Django REST Framework have none.
    getattr(serializers, "BigIntegerField", serializers.IntegerField),
}


@lru_cache(maxsize=16)
def shared(serializer: type[_Serializer]) -> _Serializer | None:
    """Return the instance of this class that shows rows for everybody, or None if each row needs its own."""
    if not _is_plain(serializer):
        return None
    instance: Any = serializer()
    # Builds the fields, which are a cached property.
    fields = instance.fields.values()
    return instance if all(map(_is_simple, fields)) else None


def _is_plain(serializer: type[_Serializer]) -> bool:
    """Whether all code that shows a row is that of Django REST Framework."""
    if type(serializer) is not serializers.SerializerMetaclass:
        return False
    own = [base for base in serializer.__mro__ if not base.__module__.startswith(("rest_framework.", "builtins"))]
    return not any(_takes_part(name) for base in own for name in vars(base))


def _takes_part(name: str) -> bool:
    if name.startswith("__"):
        return name in _SPECIAL
    return name not in _UNUSED and hasattr(serializers.ModelSerializer, name)


def _is_simple(field: Any) -> bool:
    # A default may be a function of the project that reads the context.
    return type(field) in _SIMPLE and field.default is serializers.empty


def _forget(**kwargs: Any) -> None:
    # Fields are built from REST_FRAMEWORK and others.
    shared.cache_clear()


setting_changed.connect(_forget, dispatch_uid="safejwt.serializers.shared")
