"""Extensions of drf-spectacular for views."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.extensions import OpenApiViewExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import get_class
from rest_framework.settings import api_settings
from rest_framework.views import APIView

from ...views.base import JSONView
from .operations import Operation
from .schemas import JSONViewSchema, OperationSchema

__all__ = ["JSONViewExtension", "describe"]

_METHODS = ("get", "post", "put", "patch", "delete")


class JSONViewExtension(OpenApiViewExtension):
    """Views based on `AnonymousView` and `ProtectedView` that are not described."""

    target_class = JSONView
    match_subclasses = True
    # An extension of the project wins; so does `describe`.
    priority = -1000
    schema_class: type[AutoSchema] = JSONViewSchema

    def view_replacement(self) -> type[APIView]:
        view = self.target
        schema = _combined(_combined(_project_schema(), self.schema_class), view.schema)
        attributes: dict[str, Any] = {"schema": schema()}
        for name in _METHODS:
            method = getattr(view, name, None)
            if decorated := getattr(method, "kwargs", {}).get("schema"):
                attributes[name] = _decorated(method, _combined(schema, decorated))
        return type(view.__name__, (view,), attributes)


def describe(view: type[APIView], operations: Mapping[str, Operation]) -> None:
    """Document `view` and its subclasses; `operations` has an operation for each HTTP method."""
    schema = type("DescribedSchema", (OperationSchema,), {"operations": operations})
    # That of a subclass wins over that of its base.
    priority = len(view.__mro__) - 100
    attributes = {"target_class": view, "schema_class": schema, "priority": priority}
    type(f"{view.__name__}Extension", (JSONViewExtension,), attributes)


def _project_schema() -> type[AutoSchema]:
    schema = api_settings.DEFAULT_SCHEMA_CLASS
    return schema if issubclass(schema, AutoSchema) else AutoSchema


def _combined(schema: type[AutoSchema], other: Any) -> type[AutoSchema]:
    """Return a class in which `other`, such as one of `extend_schema`, comes first."""
    other = get_class(other)
    if not issubclass(other, AutoSchema) or issubclass(schema, other):
        return schema
    return type("CombinedSchema", (other, schema), {}) if not issubclass(other, schema) else other


def _decorated(method: Any, schema: type[AutoSchema]) -> Any:
    def replacement(*args: Any, **kwargs: Any) -> Any:
        return method(*args, **kwargs)

    replacement.__doc__ = method.__doc__
    replacement.kwargs = {**method.kwargs, "schema": schema}  # type: ignore[attr-defined] # as extend_schema does
    return replacement
