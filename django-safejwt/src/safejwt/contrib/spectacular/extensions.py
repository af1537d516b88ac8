"""Extensions of drf-spectacular for views."""

from collections.abc import Mapping
from functools import wraps
from typing import Any, cast

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
    """Views based on `AnonymousView` and `ProtectedView`, and those that `describe` names."""

    target_class = JSONView
    match_subclasses = True
    # An extension of the project wins; so does `describe`.
    priority = -1000
    operations: Mapping[str, Operation] = {}

    def view_replacement(self) -> type[APIView]:
        view = self.target
        methods = {name: getattr(view, name) for name in _METHODS if hasattr(view, name)}
        replaced = {name: self._decorated(method, self._schema(name)) for name, method in methods.items()}
        return type(view.__name__, (view,), {**replaced, "schema": self._schema()()})

    def _schema(self, method_name: str = "") -> type[AutoSchema]:
        """Return the schema of a method. `extend_schema` of the project comes first, its default last."""
        schema: type[AutoSchema] = JSONViewSchema
        if operation := self.operations.get(method_name.upper()):
            schema = type("DescribedSchema", (OperationSchema,), {"operation": operation})
        return _combined(_combined(_project_schema(), schema), self.target.schema)

    def _decorated(self, method: Any, schema: type[AutoSchema]) -> Any:
        decorations = getattr(method, "kwargs", {})

        @wraps(method)
        def decorated(*args: Any, **kwargs: Any) -> Any:
            return method(*args, **kwargs)

        # As extend_schema does.
        schema = _combined(schema, decorations.get("schema", schema))
        decorated.kwargs = {**decorations, "schema": schema}  # type: ignore[attr-defined]
        return decorated


def describe(view: type[APIView], operations: Mapping[str, Operation]) -> None:
    """Document `view` and its subclasses; `operations` has an operation for each HTTP method."""
    # That of a subclass wins over that of its base.
    attributes = {"target_class": view, "operations": operations, "priority": len(view.__mro__) - 100}
    type(f"{view.__name__}Extension", (JSONViewExtension,), attributes)


def _project_schema() -> type[AutoSchema]:
    schema: type = cast("type", api_settings.DEFAULT_SCHEMA_CLASS)
    return schema if issubclass(schema, AutoSchema) else AutoSchema


def _combined(schema: type[AutoSchema], other: Any) -> type[AutoSchema]:
    """Return a class in which `other`, such as one of `extend_schema`, comes first."""
    other = get_class(other)
    if not issubclass(other, AutoSchema) or issubclass(schema, other):
        return schema
    return other if issubclass(other, schema) else type("CombinedSchema", (other, schema), {})
