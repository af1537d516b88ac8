"""Signed-in devices in the admin: read, search, end. No secret is shown; the rows hold none."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from . import sessions
from .models import RefreshToken

__all__ = ["RefreshTokenAdmin"]


@admin.register(RefreshToken)
class RefreshTokenAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """Deleting a row here ends that session at once."""

    list_display = ["user", "user_agent", "ip", "created_at", "last_used_at", "expires_at"]
    list_filter = ["created_at", "last_used_at"]
    list_select_related = ["user"]
    search_fields = ["user_agent", "ip"]
    fields = [
        "id",
        "user",
        "user_agent",
        "ip",
        "created_at",
        "last_used_at",
        "rotated_at",
        "generation",
        "expires_at",
        "absolute_expires_at",
    ]
    date_hierarchy = "last_used_at"

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        return [*self.search_fields, f"user__{self._username_field()}"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: RefreshToken | None = None) -> bool:
        return False

    def delete_model(self, request: HttpRequest, obj: RefreshToken) -> None:
        sessions.end_session(obj.user, obj.pk)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[RefreshToken]) -> None:
        for session in queryset.select_related("user"):
            sessions.end_session(session.user, session.pk)

    def _username_field(self) -> str:
        user_model = self.model._meta.get_field("user").related_model
        return str(user_model.USERNAME_FIELD)
