"""The shape of responses: the user, their devices and their security events."""

from datetime import tzinfo
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.module_loading import import_string
from django.utils.timezone import get_default_timezone
from rest_framework import ISO_8601, serializers
from rest_framework.request import Request
from rest_framework.utils.model_meta import get_field_info

from ..audit.identifiers import email_field
from ..audit.user_agents import describe
from ..conf import conf
from ..models import RefreshToken, SecurityEvent
from .shared import shared

__all__ = ["DeviceSerializer", "EndedDeviceSerializer", "EventSerializer", "UserSerializer", "user_data"]


class UserSerializer(serializers.ModelSerializer[AbstractBaseUser]):
    """The default for `SAFEJWT_USER_SERIALIZER`: the primary key as `id`, and the username and email if there are any."""

    class Meta:
        model = get_user_model()
        fields = list(dict.fromkeys(filter(None, ["id", model.USERNAME_FIELD, email_field()])))
        read_only_fields = fields
        # Shown as `id` whatever its name is. Of a child model, the key of the parent.
        _key = get_field_info(model).pk.name
        extra_kwargs = {} if _key == "id" else {"id": {"source": _key}}


class _DateTimeField(serializers.DateTimeField):
    """A time in ISO 8601 with its zone, whatever the project's `DATETIME_FORMAT` and `USE_TZ` are."""

    def __init__(self, **options: Any) -> None:
        super().__init__(format=ISO_8601, **options)

    def default_timezone(self) -> tzinfo:
        return get_default_timezone()


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

    createdAt = _DateTimeField(source="created_at")  # noqa: N815 - the API speaks camelCase
    lastUsedAt = _DateTimeField(source="last_used_at")  # noqa: N815
    expiresAt = _DateTimeField(source="expires_at")  # noqa: N815

    amr = serializers.ListField(child=serializers.CharField(), source="methods")

    class Meta:
        model = RefreshToken
        fields = [
            "id",
            "userAgent",
            "browser",
            "system",
            "ip",
            "createdAt",
            "lastUsedAt",
            "expiresAt",
            "amr",
            "current",
        ]


class EndedDeviceSerializer(serializers.Serializer[SecurityEvent]):
    """The device whose session an event ended; None for other events, and where it is unknown."""

    userAgent = serializers.CharField()  # noqa: N815 - the API speaks camelCase
    browser = serializers.CharField(allow_null=True)
    system = serializers.CharField(allow_null=True)

    def to_representation(self, instance: SecurityEvent) -> Any:
        found = describe(instance.ended_user_agent)
        known = {"userAgent": instance.ended_user_agent, "browser": found.browser, "system": found.system}
        return known if instance.ended_user_agent else None


class EventSerializer(_BrowserSerializer):
    """A security event of a user. `sessionId` may name a session that has ended.

    `device` is that of the ended session, while `userAgent` is the browser that caused the event. `count` is the number of
    sessions that ended together, if it is more than one.
    """

    occurredAt = _DateTimeField(source="occurred_at")  # noqa: N815 - the API speaks camelCase
    sessionId = serializers.UUIDField(source="sid", allow_null=True)  # noqa: N815
    device = EndedDeviceSerializer(source="*", allow_null=True)
    count = serializers.IntegerField(allow_null=True)

    class Meta:
        model = SecurityEvent
        fields = [
            "event",
            "occurredAt",
            "sessionId",
            "reason",
            "userAgent",
            "browser",
            "system",
            "ip",
            "device",
            "count",
            "current",
        ]


def user_data(user: AbstractBaseUser, request: Request) -> dict[str, Any]:
    """The user as `SAFEJWT_USER_SERIALIZER` represents them, with the context that generic views give a serializer."""
    serializer: Any = import_string(conf.user_serializer)
    if (common := shared(serializer)) is not None:
        return dict(common.to_representation(user))
    view = request.parser_context.get("view")
    context = {"request": request, "format": getattr(view, "format_kwarg", None), "view": view}
    return dict(serializer(user, context=context).data)
