"""The drf-spectacular schemas of views. Its methods have no types in part."""

import re
from http import HTTPStatus
from types import FunctionType
from typing import Any, Final, cast

from django.core.validators import RegexValidator
from django.utils.module_loading import import_string
from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import (
    ResolvedComponent,
    build_parameter_type,
    get_class,
    resolve_django_path_parameter,
    resolve_regex_path_parameter,
)
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers

from ...conf import conf
from ...serializers import UserSerializer
from ...views import AnonymousView
from .components import SCHEMAS, USER, Component
from .credentials import CSRF, csrf_parameter, refresh_cookie, requirement_of
from .error_responses import error_responses
from .operations import Body, Operation

__all__ = ["JSONViewSchema", "OperationSchema"]

# Escapes, groups and quantifiers that ECMA-262 does not know, or reads otherwise: \\w is ASCII there.
# drf-spectacular translates \\A and \\Z.
_NOT_PORTABLE: Final = re.compile(r"\\[^AZnrtfvux^$.*+?()\[\]{}|/\\-]|\(\?(?![:=!])|[*+?}]\+")
_CHANGED_BY_FLAGS: Final = re.IGNORECASE | re.MULTILINE | re.DOTALL | re.VERBOSE
_EVERYWHERE: Final = ("bad_request", "server_error", "service_unavailable")
_OF_ACCESS_TOKENS: Final = ("not_authenticated", "access_token_expired", "invalid_token", "session_ended")
_OF_BODIES: Final = ("parse_error", "body_too_large", "unsupported_media_type")


class JSONViewSchema(AutoSchema):
    """Documents a view based on `AnonymousView` or `ProtectedView`, as far as it follows from the base."""

    def get_auth(self) -> list[dict[str, list[str]]]:
        if isinstance(self.view, AnonymousView):
            return [requirement_of(self, "csrf")]
        requirements: list[dict[str, list[str]]] = super().get_auth()
        return requirements

    def get_serializer_name(self, serializer: Any, direction: Any) -> str:
        name: str = super().get_serializer_name(serializer, direction)
        # The project may have a serializer of the same name.
        return f"SafeJWT{name}" if _is_own(serializer) else name

    def _map_serializer(self, serializer: Any, direction: Any, bypass_extensions: bool = False) -> dict[str, Any]:
        schema: dict[str, Any] = super()._map_serializer(serializer, direction, bypass_extensions)  # type: ignore[no-untyped-call]
        if direction == "response" and _is_own(serializer):
            # They omit no field. drf-spectacular requires those that a request has to send.
            schema["required"] = sorted(schema["properties"])
            if isinstance(serializer, UserSerializer):
                # Its docstring is for those who choose a serializer.
                schema["description"] = "The user."
        return schema

    def _get_parameters(self) -> list[dict[str, Any]]:
        own = [csrf_parameter()] if any(CSRF in each for each in self.get_auth()) else []
        return [*super()._get_parameters(), *own]

    def _resolve_path_parameters(self, variables: list[str]) -> list[dict[str, Any]]:
        # The path of the project may have variables without a type: a version, a tenant.
        typed = [name for name in variables if self._is_typed(name)]
        known = super()._resolve_path_parameters(typed)  # type: ignore[no-untyped-call]
        text = {"type": "string"}
        others = [build_parameter_type(name, text, "path") for name in variables if name not in typed]
        return [*known, *others]

    def _is_typed(self, variable: str) -> bool:
        formats = self.map_renderers("format")
        return bool(
            resolve_django_path_parameter(self.path_regex, variable, formats)
            or resolve_regex_path_parameter(self.path_regex, variable)
        )

    def _map_serializer_field(self, field: Any, direction: Any, bypass_extensions: bool = False) -> Any:
        if isinstance(field, serializers.ModelField) and _is_own(field.parent):
            # A name or key of the project's user model, of a type that nothing here knows.
            return {"readOnly": True}
        return super()._map_serializer_field(field, direction, bypass_extensions)  # type: ignore[no-untyped-call]

    def _get_serializer_field_meta(self, field: Any, direction: Any) -> dict[str, Any]:
        meta: dict[str, Any] = super()._get_serializer_field_meta(field, direction)  # type: ignore[no-untyped-call]
        if direction == "request" and isinstance(field, serializers.CharField) and not field.allow_blank:
            meta.setdefault("minLength", 1)
        if "default" in meta:
            # Code generators take a property with `default` for one that is always there.
            default = f"The default is `{meta.pop('default')}`.".replace("`True`", "`true`").replace(
                "`False`", "`false`"
            )
            meta["description"] = " ".join(filter(None, (meta.get("description"), default)))
        return meta

    def _insert_field_validators(self, field: Any, schema: dict[str, Any]) -> None:
        super()._insert_field_validators(field, schema)  # type: ignore[no-untyped-call]
        patterns = [each for each in field.validators if isinstance(each, RegexValidator)]
        if patterns and any(not _is_portable(each) for each in patterns):
            schema.pop("pattern", None)


def _is_own(serializer: Any) -> bool:
    return get_class(serializer).__module__.startswith("safejwt.")


def _is_portable(validator: RegexValidator) -> bool:
    regex = cast("re.Pattern[str]", validator.regex)
    return not (validator.inverse_match or regex.flags & _CHANGED_BY_FLAGS or _NOT_PORTABLE.search(regex.pattern))


class OperationSchema(JSONViewSchema):
    """Documents what an operation says, and the errors that follow from it and its view."""

    operation: Operation

    @property
    def method_mapping(self) -> dict[str, str]:  # type: ignore[override] # an attribute in drf-spectacular
        action = self.operation.action
        return AutoSchema.method_mapping if action is None else {self.method.lower(): action}

    def get_operation_id(self) -> str:
        return re.sub(r"\W+", "_", super().get_operation_id()).strip("_")

    def get_summary(self) -> str:
        return self.operation.summary

    def get_description(self) -> str:  # type: ignore[override] # as drf-spectacular overrides it
        operation = self.operation
        own = refresh_cookie() if "refresh" in operation.credentials else ""
        return " ".join(filter(None, (operation.description or operation.summary, own)))

    def get_tags(self) -> list[str]:
        tag = self.operation.tag
        return [tag] if tag else super().get_tags()

    def get_auth(self) -> list[dict[str, list[str]]]:
        credentials = self.operation.credentials
        # Subclasses may have other authentication classes.
        return (
            super().get_auth() if credentials == ("access",) else [requirement_of(self, name) for name in credentials]
        )

    def get_request_serializer(self) -> Any:
        request, view = self.operation.request, self.view
        if request is not None and hasattr(view, "get_serializer_class"):
            return view.get_serializer_class()
        if request is not None and hasattr(view, "serializer_class"):
            return view.serializer_class
        # Settings may change after the import of the description.
        return request() if isinstance(request, FunctionType) else request

    def get_response_serializers(self) -> Any:
        operation = self.operation
        return {
            (status, operation.media_type): OpenApiResponse(self._body(body), description=HTTPStatus(status).phrase)
            for status, body in operation.responses.items()
        }

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        return {**super()._get_response_bodies(direction), **error_responses(self, self._codes())}

    def _codes(self) -> set[str]:
        operation = self.operation
        takes_body = operation.request is not None
        return {
            *_EVERYWHERE,
            *operation.errors,
            *(("csrf_failed",) if any(CSRF in each for each in self.get_auth()) else ()),
            *(_OF_ACCESS_TOKENS if "access" in operation.credentials else ()),
            *(_OF_BODIES if takes_body or operation.reads_body else ()),
            *(("validation_error",) if takes_body else ()),
            *(("throttled",) if self.view.throttle_classes else ()),
            *(("not_acceptable",) if operation.negotiates else ()),
        }

    def _body(self, body: Body) -> Any:
        if not isinstance(body, Component):
            return body
        if body == USER:
            return self._user()
        schema = SCHEMAS[body.name]()
        if body.name == "Session":
            schema["properties"]["user"] = self._user()
        return self._component(body.name, schema)

    def _user(self) -> dict[str, Any]:
        serializer = import_string(conf.user_serializer)
        if _is_described(serializer):
            # As in a response.
            context = {"request": self.view.request, "format": None, "view": self.view}
            component = self.resolve_serializer(serializer(context=context), "response")
            if component:
                reference: dict[str, Any] = component.ref
                return reference
        return self._component(USER.name, SCHEMAS[USER.name]())

    def _component(self, name: str, schema: dict[str, Any]) -> dict[str, Any]:
        component = ResolvedComponent(f"SafeJWT{name}", ResolvedComponent.SCHEMA, schema, object=Component)
        self.registry.register_on_missing(component)
        reference: dict[str, Any] = component.ref
        return reference


def _is_described(serializer: type) -> bool:
    """Whether drf-spectacular knows the fields. The setting accepts any class with `to_representation`."""
    return issubclass(serializer, serializers.Serializer) or bool(OpenApiSerializerExtension.get_match(serializer))
