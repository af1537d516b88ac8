"""The shape of requests and responses. Nothing here issues tokens or changes rows."""

from typing import Any, ClassVar, TypeVar

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.utils.module_loading import import_string
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.utils.model_meta import get_field_info

from .audit.user_agents import describe
from .audit.usernames import maximum_length
from .conf import conf
from .models import RefreshToken, SecurityEvent

__all__ = [
    "BoundedModelSerializer",
    "DeviceSerializer",
    "EventSerializer",
    "LoginSerializer",
    "UserSerializer",
    "user_data",
]

_Model = TypeVar("_Model", bound=models.Model)


class _LengthFirst(serializers.CharField):
    """Checks the length before all other validators.

    Django REST Framework runs every validator, and one of them may look for the text in the database.
    """

    def run_validators(self, value: Any) -> None:
        if self.max_length is not None and len(value) > self.max_length:
            self.fail("max_length", max_length=self.max_length)
        super().run_validators(value)


class _EmailField(_LengthFirst, serializers.EmailField):
    pass


class BoundedModelSerializer(serializers.ModelSerializer[_Model]):
    """A `ModelSerializer` that refuses a text for its length before it does anything with it."""

    serializer_field_mapping: ClassVar[Any] = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.CharField: _LengthFirst,
        models.EmailField: _EmailField,
    }


def _names_of(model: Any) -> list[str]:
    """The fields of the username and the email. `get_email_field_name` also names a field that does not exist."""
    existing = {field.name for field in model._meta.concrete_fields}
    named = (model.USERNAME_FIELD, model.get_email_field_name())
    return [name for name in dict.fromkeys(named) if name in existing - {"id"}]


class LoginSerializer(serializers.Serializer[Any]):
    """The username field of the user model, `password` exactly as typed, and `remember`."""

    password = serializers.CharField(trim_whitespace=False, max_length=1024, write_only=True)
    remember = serializers.BooleanField(default=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        # Normalized as it was stored: what a keyboard types may differ from Unicode's normal form.
        name = get_user_model().USERNAME_FIELD
        return {**attrs, name: get_user_model().normalize_username(attrs[name])}

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        name = get_user_model().USERNAME_FIELD
        return {name: serializers.CharField(max_length=maximum_length()), **super().get_fields()}


class UserSerializer(serializers.ModelSerializer[AbstractBaseUser]):
    """The default for `SAFEJWT_USER_SERIALIZER`: the primary key as `id`, and the username and email if there are any."""

    class Meta:
        model = get_user_model()
        fields = ["id", *_names_of(model)]
        read_only_fields = fields
        # Shown as `id` whatever its name is. Of a child model, the key of the parent.
        _key = get_field_info(model).pk.name
        extra_kwargs = {} if _key == "id" else {"id": {"source": _key}}


class _BrowserSerializer(serializers.ModelSerializer[Any]):
    """A row that a browser caused.

    `current` marks the session of the request, whose id is `sid` in the context.
    """

    userAgent = serializers.CharField(source="user_agent")  # noqa: N815 - the API speaks camelCase
    browser = serializers.SerializerMethodField()
    system = serializers.SerializerMethodField()
    current = serializers.SerializerMethodField()

    def get_browser(self, row: RefreshToken | SecurityEvent) -> str | None:
        return describe(row.user_agent).browser

    def get_system(self, row: RefreshToken | SecurityEvent) -> str | None:
        return describe(row.user_agent).system

    def get_current(self, row: RefreshToken | SecurityEvent) -> bool:
        return bool((row.sid if isinstance(row, SecurityEvent) else row.pk) == self.context["sid"])


class DeviceSerializer(_BrowserSerializer):
    """A signed-in device."""

    createdAt = serializers.DateTimeField(source="created_at")  # noqa: N815 - the API speaks camelCase
    lastUsedAt = serializers.DateTimeField(source="last_used_at")  # noqa: N815
    expiresAt = serializers.DateTimeField(source="expires_at")  # noqa: N815

    class Meta:
        model = RefreshToken
        fields = ["id", "userAgent", "browser", "system", "ip", "createdAt", "lastUsedAt", "expiresAt", "current"]


class EventSerializer(_BrowserSerializer):
    """A security event of a user. `sessionId` may name a session that has ended."""

    occurredAt = serializers.DateTimeField(source="occurred_at")  # noqa: N815 - the API speaks camelCase
    sessionId = serializers.UUIDField(source="sid", allow_null=True)  # noqa: N815

    class Meta:
        model = SecurityEvent
        fields = ["event", "occurredAt", "sessionId", "reason", "userAgent", "browser", "system", "ip", "current"]


def user_data(user: AbstractBaseUser, request: Request) -> dict[str, Any]:
    """The user as `SAFEJWT_USER_SERIALIZER` represents them, with the context that generic views give a serializer."""
    serializer: type[serializers.BaseSerializer[Any]] = import_string(conf.user_serializer)
    view = request.parser_context.get("view")
    context = {"request": request, "format": getattr(view, "format_kwarg", None), "view": view}
    return dict(serializer(user, context=context).data)
