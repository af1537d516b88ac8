"""What an administrator has changed on the page of a user: events, and signals by which the user is notified."""

from typing import Any

from ..audit import events
from ..signals import email_set_in_admin, username_changed
from .privileges import PRIVILEGES

__all__ = ["record_changes"]


def record_changes(form: Any) -> None:
    """Record what this form has changed and saved."""
    user, changed = form.instance, form.changed_data
    if "is_active" in changed:
        events.record("user_updated", user_id=user.pk, reason="reactivated" if user.is_active else "deactivated")
    if user.USERNAME_FIELD in changed:
        events.record("user_updated", user_id=user.pk, reason="renamed")
        username_changed.send_robust(type(user), user=user)
    email = user.get_email_field_name()
    if email in changed:
        events.record("email_change", user_id=user.pk)
        email_set_in_admin.send_robust(type(user), user=user, old=str(form.initial.get(email) or ""))
    if any(field in changed for field in PRIVILEGES):
        events.record("authz_change", user_id=user.pk)
