"""Actions for the admin of the project's user model."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from .. import sessions
from ..audit import events
from ..db.primary import primary_alias
from ..signals import password_reset_wanted
from ..views.in_admin import password_was_set
from .changes import record_changes
from .confirmation import confirmation_page, is_confirmed
from .privileges import PRIVILEGES, is_superuser, is_within_reach, within_reach

__all__ = ["UserActions"]


class UserActions:
    """Mixin for the admin of your user model.

    Deactivates users, ends their sessions, and emails them links to set a new password. Each of these has a permission of
    its own, apart from the permission to change users. A password that is set on the page of a user ends their sessions,
    is recorded, and the user is notified.

    The page of a user links to their sessions and security events. A new user, and changes there to the username, email,
    password, status or permissions, are recorded as security events.

    Staff users who are not superusers cannot act on users who are allowed more than they are, and cannot change
    `privileged_fields` of any user.
    """

    actions: Any = ["deactivate_users", "end_sessions_of_users", "send_password_resets"]
    # Fields of the user that only superusers change. Add fields of your own that grant something, such as a role.
    privileged_fields: Sequence[str] = PRIVILEGES
    change_form_template: Any = "admin/safejwt/change_user.html"

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)  # type: ignore[misc]  # a mixin
        with events.request_context(request, actor=request.user.pk):
            if change:
                record_changes(form)
            else:
                events.record("user_created", user_id=form.instance.pk)

    @method_decorator(sensitive_post_parameters())
    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002  Django's name
        user = self.get_object(request, unquote(id)) if request.method == "POST" else None  # type: ignore[attr-defined]  # a mixin
        before = user and _password_of(user)
        response: HttpResponse = super().user_change_password(request, id, form_url)  # type: ignore[misc]  # a mixin
        after = user and _password_of(user)
        if user and after and after != before:
            user.password = after
            with events.request_context(request, actor=request.user.pk):
                password_was_set(request, user)
        return response

    def get_actions(self, request: HttpRequest, action_location: Any = None) -> dict[str, Any]:
        # Django 6.1 passes the page.
        where = {} if action_location is None else {"action_location": action_location}
        found: dict[str, Any] = super().get_actions(request, **where)  # type: ignore[misc]  # a mixin
        if not password_reset_wanted.has_listeners():
            found.pop("send_password_resets", None)
        if not _has_status():
            found.pop("deactivate_users", None)
        return found

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        found: Sequence[str] = super().get_readonly_fields(request, obj)  # type: ignore[misc]  # a mixin
        if obj is not None and obj.pk == request.user.pk and _has_status() and "is_active" not in found:
            # No one can deactivate themselves.
            found = [*found, "is_active"]
        if is_superuser(request.user):
            return found
        fields = {field.name for field in get_user_model()._meta.get_fields()}
        return [*found, *(name for name in self.privileged_fields if name in fields and name not in found)]

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        page = super().get_changelist_instance(request)  # type: ignore[misc]  # a mixin
        if not is_superuser(request.user):
            # Fields that can be edited in the list ignore the permissions for single rows.
            page.list_editable = ()
        return page

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_allowed: bool = super().has_change_permission(request, obj)  # type: ignore[misc]  # a mixin
        return is_allowed and (obj is None or is_within_reach(obj, request.user))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_allowed: bool = super().has_delete_permission(request, obj)  # type: ignore[misc]  # a mixin
        return is_allowed and (obj is None or is_within_reach(obj, request.user))

    def has_deactivate_users_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("safejwt.deactivate_users"))

    def has_send_password_resets_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("safejwt.send_password_resets"))

    def has_end_sessions_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("safejwt.delete_refreshtoken"))

    @admin.action(
        permissions=["deactivate_users"], description=_("Deactivate the selected users and end their sessions")
    )
    def deactivate_users(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        chosen = self._within_reach(request, queryset)
        # Not the administrator, who could otherwise lock themselves out by selecting everyone.
        users = list(chosen.filter(is_active=True).exclude(pk=request.user.pk))
        if not is_confirmed(request):
            self._tell_whom_it_spares(request, chosen)
        if not users:
            return None
        if not is_confirmed(request):
            return confirmation_page(self, request, "deactivate_users", gettext("Deactivate users"), users, len(users))
        with events.request_context(request, actor=request.user.pk):
            for user in users:
                user.is_active = False
                user.save(update_fields=["is_active"])
                events.record("user_updated", user_id=user.pk, reason="deactivated")
                sessions.end_all(user)
                self._log(request, user, "Deactivated.")
        text = ngettext("%(count)d user was deactivated.", "%(count)d users were deactivated.", len(users))
        self._report(request, text, len(users))
        return None

    @admin.action(permissions=["end_sessions"], description=_("End all sessions of the selected users"))
    def end_sessions_of_users(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        users = list(self._within_reach(request, queryset))
        if not users:
            return None
        if not is_confirmed(request):
            return confirmation_page(self, request, "end_sessions_of_users", gettext("End sessions"), users, len(users))
        ended = 0
        with events.request_context(request, actor=request.user.pk):
            for user in users:
                ended += sessions.end_all(user)
                self._log(request, user, "Ended all sessions.")
        text = ngettext("%(count)d session was ended.", "%(count)d sessions were ended.", ended)
        self._report(request, text, ended)
        return None

    @admin.action(
        permissions=["send_password_resets"], description=_("Email the selected users a link to set a new password")
    )
    def send_password_resets(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        users = list(self._within_reach(request, queryset))
        if not users:
            return None
        if not is_confirmed(request):
            return confirmation_page(self, request, "send_password_resets", gettext("Send emails"), users, len(users))
        count = 0
        with events.request_context(request, actor=request.user.pk):
            for user in users:
                results: list[Any] = []
                if user.is_active:
                    results = password_reset_wanted.send(type(user), user=user, request=request)
                # Users without an email or a password cannot get a link.
                if any(result is not False for _receiver, result in results):
                    self._log(request, user, "Asked for a new password.")
                    count += 1
        text = ngettext("%(count)d user will receive an email.", "%(count)d users will receive an email.", count)
        if count:
            self._report(request, text, count)
        self._tell_who_gets_none(request, len(users) - count)
        return None

    def _tell_who_gets_none(self, request: HttpRequest, count: int) -> None:
        if count:
            text = ngettext(
                "%(count)d user receives none: they are inactive, or have no email address or no password.",
                "%(count)d users receive none: they are inactive, or have no email address or no password.",
                count,
            )
            self.message_user(request, text % {"count": count}, messages.WARNING)  # type: ignore[attr-defined]

    def _tell_whom_it_spares(self, request: HttpRequest, chosen: QuerySet[Any]) -> None:
        """Say who stays as they are, and why."""
        inactive = chosen.filter(is_active=False).count()
        if chosen.filter(pk=request.user.pk).exists():
            self.message_user(request, gettext("You cannot deactivate yourself."), messages.WARNING)  # type: ignore[attr-defined]
        if inactive:
            text = ngettext("%(count)d user is inactive already.", "%(count)d users are inactive already.", inactive)
            self.message_user(request, text % {"count": inactive}, messages.WARNING)  # type: ignore[attr-defined]

    def _within_reach(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        users = within_reach(queryset, request.user)
        left_out = 0 if is_superuser(request.user) else queryset.count() - users.count()
        if left_out:
            text = ngettext(
                "%(count)d user was left out: they have permissions that you do not have.",
                "%(count)d users were left out: they have permissions that you do not have.",
                left_out,
            )
            self.message_user(request, text % {"count": left_out}, messages.WARNING)  # type: ignore[attr-defined]
        return users

    def _log(self, request: HttpRequest, user: Any, text: str) -> None:
        # In English, because it is stored and others read it.
        self.log_change(request, user, text)  # type: ignore[attr-defined]

    def _report(self, request: HttpRequest, text: str, count: int) -> None:
        self.message_user(request, text % {"count": count}, messages.SUCCESS)  # type: ignore[attr-defined]


def _has_status() -> bool:
    """Whether users can be deactivated."""
    return any(field.name == "is_active" for field in get_user_model()._meta.concrete_fields)


def _password_of(user: Any) -> str | None:
    """The hash that is stored on the primary database, or None if the user was deleted meanwhile."""
    users = get_user_model()._base_manager.using(primary_alias()).filter(pk=user.pk)
    return users.values_list("password", flat=True).first()
