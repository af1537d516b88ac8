"""Whether a request is to change what its user logs in by."""

from django.contrib.auth import get_user_model
from rest_framework.request import Request

__all__ = ["changes_identifier"]


def changes_identifier(request: Request) -> bool:
    """Whether the body has another username or email address than the user of the request."""
    users = get_user_model()
    return any(_changes(request, field) for field in (users.USERNAME_FIELD, users.get_email_field_name()))


def _changes(request: Request, field: str) -> bool:
    # Compared as sent. So another spelling of the same name is a change too.
    fields = request.data if isinstance(request.data, dict) else {}
    if field not in fields:
        return False
    sent, current = fields[field], getattr(request.user, field, None)
    return sent != current and (current is None or sent != str(current))
