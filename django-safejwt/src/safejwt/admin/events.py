"""Security events in the admin: read only."""

from typing import Any, Final

from django.contrib import admin
from django.db import connections
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ..audit.sentences import SENTENCES, sentence_of
from ..audit.user_agents import describe, device_name
from ..models import SecurityEvent, label_of
from .labels import shortened, user_search_fields

__all__ = ["EventFilter", "SecurityEventAdmin"]

# Recorded without a user, and only events of users are stored. Code of a project may add the user.
_WITHOUT_USER: Final = {
    "authn_login_fail",
    "authn_token_invalid",
    "breach_list_unavailable",
    "cache_unavailable",
    "client_address_unknown",
    "link_invalid",
    "malicious_csrf",
    "session_use_after_expire",
}


class EventFilter(admin.SimpleListFilter):
    """The events that are stored, by their sentences."""

    title = _("event")
    parameter_name = "event"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        sentences = ((event, str(sentence)) for event, sentence in SENTENCES.items() if event not in _WITHOUT_USER)
        return sorted(sentences, key=lambda each: each[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet[SecurityEvent]) -> QuerySet[SecurityEvent]:
        return queryset.filter(event=self.value()) if self.value() else queryset


@admin.register(SecurityEvent)
class SecurityEventAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """The security events of all users. Read only; `safejwt_purge` deletes old ones."""

    list_display = ["occurred_at", "owner", "sentence", "device", "ip"]
    list_display_links = None
    list_filter = [EventFilter, "occurred_at"]
    list_select_related = ["user"]
    date_hierarchy = "occurred_at"
    show_full_result_count = False

    @admin.display(ordering="user", description=_("user"))
    def owner(self, event: SecurityEvent) -> str:
        return shortened(label_of(event.user))

    @admin.display(ordering="event", description=_("event"))
    def sentence(self, event: SecurityEvent) -> str:
        name = f"{event.event} {event.reason}".rstrip()
        return format_html('<span title="{}">{}</span>', name, sentence_of(event.event, event.reason))

    @admin.display(ordering="user_agent", description=_("device"))
    def device(self, event: SecurityEvent) -> str:
        if not event.user_agent:
            return ""
        return format_html('<span title="{}">{}</span>', event.user_agent, device_name(describe(event.user_agent)))

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        page = super().get_changelist_instance(request)
        # MySQL and MariaDB compute no days before their time zone tables are filled.
        if not connections[page.queryset.db].features.has_zoneinfo_database:
            page.date_hierarchy = None
        return page

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
