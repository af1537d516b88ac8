"""Logged-in devices in the admin: read, search, end. The rows contain no secret."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from .. import sessions
from ..audit import events
from ..audit.user_agents import describe, device_name
from ..models import RefreshToken, label_of
from ..sessions import admission
from .confirmation import LISTED, confirmation_page, is_confirmed
from .labels import shortened, user_search_fields
from .privileges import is_superuser, is_within_reach, within_reach

__all__ = ["ActiveFilter", "RefreshTokenAdmin"]


class ActiveFilter(admin.SimpleListFilter):
    """Separates active sessions from expired ones that wait for `safejwt_purge`."""

    title = _("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("active", gettext("Active")), ("expired", gettext("Expired"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[RefreshToken]) -> QuerySet[RefreshToken]:
        active = Q(expires_at__gt=timezone.now())
        match self.value():
            case "active":
                return queryset.filter(active)
            case "expired":
                return queryset.exclude(active)
            case _:
                return queryset


@admin.register(RefreshToken)
class RefreshTokenAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """Deleting a row ends that session immediately; the action does so for many."""

    list_display = ["owner", "device", "ip", "created_at", "last_used_at", "expires_at", "is_active", "remember"]
    list_display_links = ["owner", "device"]
    list_filter = [ActiveFilter, "remember", "created_at", "last_used_at"]
    list_select_related = ["user"]
    # Counting all rows in addition to the results is slow on a large table.
    show_full_result_count = False
    actions = ["end_sessions"]
    fields = [
        "id",
        "owner",
        "user_agent",
        "ip",
        "created_at",
        "authenticated_at",
        "amr",
        "last_used_at",
        "rotated_at",
        "generation",
        "expires_at",
        "absolute_expires_at",
        "remember",
    ]

    @admin.display(ordering="user", description=_("user"))
    def owner(self, session: RefreshToken) -> str:
        return shortened(label_of(session.user))

    @admin.display(ordering="user_agent", description=_("device"))
    def device(self, session: RefreshToken) -> str:
        # On one line: a narrow column would have a word on each.
        name = _named(session).device_name.replace(" ", "\N{NO-BREAK SPACE}")
        return format_html('<span title="{}">{}</span>', session.user_agent, name)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        page = super().get_changelist_instance(request)
        for session in page.result_list:
            _named(session)  # the checkbox of the row is labeled with it
        return page

    def get_object(self, *args: Any, **kwargs: Any) -> RefreshToken | None:
        found: RefreshToken | None = super().get_object(*args, **kwargs)
        return None if found is None else _named(found)

    @admin.display(boolean=True, description=_("active"))
    def is_active(self, session: RefreshToken) -> bool:
        return session.is_valid(timezone.now()) and admission.accepts(session)

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        return ["user_agent", "ip", *user_search_fields()]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: RefreshToken | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: RefreshToken | None = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or is_within_reach(obj.user, request.user))

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        # A filter in the URL would find out the hash, one character after the other.
        return not lookup.startswith("auth_hash") and super().lookup_allowed(lookup, value, request)

    def get_actions(self, request: HttpRequest, action_location: Any = None) -> dict[str, Any]:
        # Django 6.1 passes the page, and offers actions on the page of a single row too. Ours are
        # for the list.
        if getattr(action_location, "name", "CHANGE_LIST") != "CHANGE_LIST":
            return {}
        where = {} if action_location is None else {"action_location": action_location}
        actions = super().get_actions(request, **where)
        # Django's own deletion reads the user of each row by a separate query to ask for
        # confirmation.
        return {name: action for name, action in actions.items() if name != "delete_selected"}

    @admin.action(permissions=["delete"], description=_("End the selected sessions"))
    def end_sessions(self, request: HttpRequest, queryset: QuerySet[RefreshToken]) -> HttpResponse | None:
        users = within_reach(get_user_model()._base_manager.all(), request.user)
        devices = queryset.filter(user__in=users).select_related("user")
        count = devices.count()
        self._tell_what_is_left_out(request, queryset, count)
        if not count:
            return None
        if not is_confirmed(request):
            title = gettext("End sessions")
            listed = [_named(session) for session in devices[:LISTED]]
            return confirmation_page(self, request, "end_sessions", title, listed, count)
        self.log_deletions(request, devices)
        with events.request_context(request, actor=request.user.pk):
            ended = sum(sessions.end_session(session.user, session.pk) for session in devices)
        text = ngettext("%(count)d session was ended.", "%(count)d sessions were ended.", ended)
        self.message_user(request, text % {"count": ended}, messages.SUCCESS)
        return None

    def _tell_what_is_left_out(self, request: HttpRequest, queryset: QuerySet[RefreshToken], within_reach: int) -> None:
        left_out = 0 if is_superuser(request.user) else queryset.count() - within_reach
        if left_out:
            text = ngettext(
                "%(count)d device was left out: its user has permissions that you do not have.",
                "%(count)d devices were left out: their users have permissions that you do not have.",
                left_out,
            )
            self.message_user(request, text % {"count": left_out}, messages.WARNING)

    def response_delete(self, request: HttpRequest, *args: Any) -> HttpResponse:
        # Django leads to the index, because no one may change these rows.
        super().response_delete(request, *args)
        context: dict[str, Any] = {"preserved_filters": self.get_preserved_filters(request), "opts": self.opts}
        devices = reverse("admin:safejwt_refreshtoken_changelist", current_app=self.admin_site.name)
        return HttpResponseRedirect(add_preserved_filters(context, devices))

    def delete_model(self, request: HttpRequest, obj: RefreshToken) -> None:
        with events.request_context(request, actor=request.user.pk):
            sessions.end_session(obj.user, obj.pk)


def _named(session: RefreshToken) -> RefreshToken:
    session.device_name = device_name(describe(session.user_agent))
    return session
