"""Security events in the admin: read only."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ..models import SecurityEvent, label_of
from .users import user_search_fields

__all__ = ["SecurityEventAdmin"]


@admin.register(SecurityEvent)
class SecurityEventAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """The security events of all users. Read only; `safejwt_purge` deletes old ones."""

    list_display = ["occurred_at", "owner", "event", "reason", "ip", "user_agent"]
    list_display_links = None
    list_filter = ["event", "occurred_at"]
    list_select_related = ["user"]
    date_hierarchy = "occurred_at"
    show_full_result_count = False

    @admin.display(ordering="user", description=_("user"))
    def owner(self, event: SecurityEvent) -> str:
        return label_of(event.user)

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        return ["event", "user_agent", "ip", "sid", *user_search_fields()]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: SecurityEvent | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: SecurityEvent | None = None) -> bool:
        # Django also asks here whether the rows may be deleted together with their user, and they
        # may.
        page = request.resolver_match.url_name if request.resolver_match else None
        return page is None or not page.startswith("safejwt_securityevent")
