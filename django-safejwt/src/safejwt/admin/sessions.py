"""Signed-in devices in the admin: read, search, end. No secret is shown; the rows hold none."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from .. import sessions
from ..audit import events
from ..models import RefreshToken, SecurityEvent
from ..signals import password_reset_wanted

__all__ = ["LivingFilter", "RefreshTokenAdmin", "SecurityEventAdmin", "UserActions"]

# What the page that asks for confirmation lists; it says how many more there are.
_LISTED = 50


class LivingFilter(admin.SimpleListFilter):
    """Sessions whose time is not over, and those that wait to be purged."""

    title = _("time")
    parameter_name = "time"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("living", gettext("living")), ("expired", gettext("expired"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[RefreshToken]) -> QuerySet[RefreshToken]:
        living = Q(expires_at__gt=timezone.now())
        match self.value():
            case "living":
                return queryset.filter(living)
            case "expired":
                return queryset.exclude(living)
            case _:
                return queryset


@admin.register(RefreshToken)
class RefreshTokenAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """Deleting a row here ends that session at once, and so does the action for many."""

    list_display = ["user", "user_agent", "ip", "created_at", "last_used_at", "expires_at", "is_active", "remember"]
    list_display_links = ["user", "user_agent"]
    list_filter = [LivingFilter, "remember", "created_at", "last_used_at"]
    list_select_related = ["user"]
    # Counting all rows beside those that were found takes long on a large table.
    show_full_result_count = False
    actions = ["end_sessions"]
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
        "remember",
    ]

    @admin.display(boolean=True, description=_("living"))
    def is_active(self, session: RefreshToken) -> bool:
        return session.is_active(timezone.now())

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        return ["user_agent", "ip", *_names_of_people()]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: RefreshToken | None = None) -> bool:
        return False

    def get_actions(self, request: HttpRequest, action_location: Any = None) -> dict[str, Any]:
        # Django 6.1 says for which page it asks, and has actions on that of a single row too; ours are for the list.
        if getattr(action_location, "name", "CHANGE_LIST") != "CHANGE_LIST":
            return {}
        where = {} if action_location is None else {"action_location": action_location}
        actions = super().get_actions(request, **where)
        # Django's own reads each row's user by a query of its own to ask for confirmation.
        return {name: action for name, action in actions.items() if name != "delete_selected"}

    @admin.action(permissions=["delete"], description=_("End the selected sessions"))
    def end_sessions(self, request: HttpRequest, queryset: QuerySet[RefreshToken]) -> HttpResponse | None:
        devices = queryset.select_related("user")
        if "confirmed" not in request.POST:
            return _ask(self, request, "end_sessions", gettext("End sessions"), devices, devices.count())
        self.log_deletions(request, devices)
        with events.request_context(request, actor=request.user.pk):
            ended = sum(sessions.end_session(session.user, session.pk) for session in devices)
        text = ngettext("%(count)d session was ended.", "%(count)d sessions were ended.", ended)
        self.message_user(request, text % {"count": ended}, messages.SUCCESS)
        return None

    def delete_model(self, request: HttpRequest, obj: RefreshToken) -> None:
        with events.request_context(request, actor=request.user.pk):
            sessions.end_session(obj.user, obj.pk)


@admin.register(SecurityEvent)
class SecurityEventAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """What happened to people's accounts; only read. `safejwt_purge` deletes it when it is old."""

    list_display = ["occurred_at", "user", "event", "reason", "ip", "user_agent"]
    list_display_links = None
    list_filter = ["event", "occurred_at"]
    list_select_related = ["user"]
    date_hierarchy = "occurred_at"
    show_full_result_count = False

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        return ["event", "user_agent", "ip", "sid", *_names_of_people()]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: SecurityEvent | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: SecurityEvent | None = None) -> bool:
        # But for the rows that go with their person: Django asks here whether they may.
        page = request.resolver_match.url_name if request.resolver_match else None
        return page is None or not page.startswith("safejwt_securityevent")


class UserActions:
    """Mixin for the admin of your user model: deactivate people, end their sessions, have them set a new password.

    A person's page leads to his sessions and to his history, and what is changed there about who he is and what he may do
    is an event of it.
    """

    actions: Any = ["deactivate_people", "end_sessions_of_people", "want_password_resets"]
    change_form_template: Any = "admin/safejwt/change_user.html"

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)  # type: ignore[misc]  # a mixin
        if change:
            with events.request_context(request, actor=request.user.pk):
                _record_changes(form.instance, form.changed_data)

    def get_actions(self, request: HttpRequest, **where: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_actions(request, **where)  # type: ignore[misc]  # a mixin
        if not password_reset_wanted.has_listeners():
            found.pop("want_password_resets", None)
        return found

    def has_end_sessions_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("safejwt.delete_refreshtoken"))

    @admin.action(permissions=["change"], description=_("Deactivate the selected people and end their sessions"))
    def deactivate_people(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        # Whoever does it is left out: nobody locks himself out by ticking all.
        people = list(queryset.filter(is_active=True).exclude(pk=request.user.pk))
        if "confirmed" not in request.POST:
            return _ask(self, request, "deactivate_people", gettext("Deactivate people"), people, len(people))
        with events.request_context(request, actor=request.user.pk):
            for user in people:
                user.is_active = False
                user.save(update_fields=["is_active"])
                events.record("user_updated", user_id=user.pk, reason="deactivated")
                sessions.end_all(user)
                self._note(request, user, "Deactivated.")
        text = ngettext("%(count)d person was deactivated.", "%(count)d people were deactivated.", len(people))
        self._say(request, text, len(people))
        return None

    @admin.action(permissions=["end_sessions"], description=_("End all sessions of the selected people"))
    def end_sessions_of_people(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        ended = 0
        with events.request_context(request, actor=request.user.pk):
            for user in queryset:
                ended += sessions.end_all(user)
                self._note(request, user, "Ended all sessions.")
        text = ngettext("%(count)d session was ended.", "%(count)d sessions were ended.", ended)
        self._say(request, text, ended)

    @admin.action(permissions=["change"], description=_("Send the selected people a mail to set a new password"))
    def want_password_resets(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        asked = 0
        with events.request_context(request, actor=request.user.pk):
            for user in queryset:
                answers: list[Any] = []
                if user.is_active:
                    answers = password_reset_wanted.send(type(user), user=user, request=request)
                # Who has no address, or logs in by other means than a password, has no link to be sent.
                if any(answer is not False for _receiver, answer in answers):
                    self._note(request, user, "Asked for a new password.")
                    asked += 1
        text = ngettext("%(count)d person gets a mail.", "%(count)d people get a mail.", asked)
        self._say(request, text, asked)

    def _note(self, request: HttpRequest, user: Any, text: str) -> None:
        # In English: it is stored, and others read it.
        self.log_change(request, user, text)  # type: ignore[attr-defined]

    def _say(self, request: HttpRequest, text: str, count: int) -> None:
        self.message_user(request, text % {"count": count}, messages.SUCCESS)  # type: ignore[attr-defined]


def _ask(
    page: Any, request: HttpRequest, action: str, title: str, chosen: Sequence[Any] | QuerySet[Any], count: int
) -> HttpResponse:
    """The page that asks before an action is done; the action's template says what it does."""
    context = {
        **page.admin_site.each_context(request),
        "title": title,
        "opts": page.opts,
        "action": action,
        "chosen": chosen[:_LISTED],
        "count": count,
        "more": max(0, count - _LISTED),
        "checkbox": ACTION_CHECKBOX_NAME,
        "selected": request.POST.getlist(ACTION_CHECKBOX_NAME),
        "select_across": request.POST.get("select_across", "0"),
        "media": page.media,
    }
    return TemplateResponse(request, f"admin/safejwt/{action}.html", context)


_RIGHTS = ("is_staff", "is_superuser", "groups", "user_permissions")


def _record_changes(user: Any, changed: list[str]) -> None:
    if "is_active" in changed:
        events.record("user_updated", user_id=user.pk, reason="reactivated" if user.is_active else "deactivated")
    if user.USERNAME_FIELD in changed:
        events.record("user_updated", user_id=user.pk, reason="renamed")
    if any(field in changed for field in _RIGHTS):
        events.record("authz_change", user_id=user.pk)


def _names_of_people() -> list[str]:
    user_model = get_user_model()
    names = {user_model.USERNAME_FIELD, user_model.get_email_field_name()}
    known = {field.name for field in user_model._meta.get_fields()}
    return [f"user__{name}" for name in sorted(names & known)]
