"""Shapes of what comes in and goes out; nothing here issues tokens or changes rows."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.module_loading import import_string
from rest_framework import serializers

from .audit.user_agents import describe
from .conf import conf
from .models import RefreshToken, SecurityEvent

__all__ = ["DeviceSerializer", "EventSerializer", "LoginSerializer", "UserSerializer", "user_data"]


class LoginSerializer(serializers.Serializer[Any]):
    """The user model's name field and `password`, taken as typed: no trimming, no cutting; and `remember`."""

    password = serializers.CharField(trim_whitespace=False, max_length=1024, write_only=True)
    remember = serializers.BooleanField(default=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        # As the name was stored: what a keyboard types and what Unicode calls normal can differ.
        name = get_user_model().USERNAME_FIELD
        return {**attrs, name: get_user_model().normalize_username(attrs[name])}

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        name = get_user_model().USERNAME_FIELD
        return {name: serializers.CharField(max_length=254), **super().get_fields()}


class UserSerializer(serializers.ModelSerializer[AbstractBaseUser]):
    """What a person is told of himself where the project names no serializer: id, name and e-mail address."""

    class Meta:
        model = get_user_model()
        fields = list(dict.fromkeys([model._meta.pk.name, model.USERNAME_FIELD, model.get_email_field_name()]))
        read_only_fields = fields


class _FromBrowser(serializers.ModelSerializer[Any]):
    """What came of a browser. `current` is the session that asks; its id comes in the context as `sid`."""

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


class DeviceSerializer(_FromBrowser):
    """A signed-in device."""

    createdAt = serializers.DateTimeField(source="created_at")  # noqa: N815 - the API speaks camelCase
    lastUsedAt = serializers.DateTimeField(source="last_used_at")  # noqa: N815
    expiresAt = serializers.DateTimeField(source="expires_at")  # noqa: N815

    class Meta:
        model = RefreshToken
        fields = ["id", "userAgent", "browser", "system", "ip", "createdAt", "lastUsedAt", "expiresAt", "current"]


class EventSerializer(_FromBrowser):
    """What happened to a person's account. `event` is a name of the events' table, `sessionId` may be of an ended session."""

    occurredAt = serializers.DateTimeField(source="occurred_at")  # noqa: N815 - the API speaks camelCase
    sessionId = serializers.UUIDField(source="sid", allow_null=True)  # noqa: N815

    class Meta:
        model = SecurityEvent
        fields = ["event", "occurredAt", "sessionId", "reason", "userAgent", "browser", "system", "ip", "current"]


def user_data(user: AbstractBaseUser) -> dict[str, Any]:
    """The person as `SAFEJWT_USER_SERIALIZER` shows him."""
    serializer: type[serializers.BaseSerializer[Any]] = import_string(conf.user_serializer)
    return dict(serializer(user).data)
