"""What users log in by: which field holds the email, and whether a request changes one of them."""

from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist
from rest_framework.request import Request

__all__ = ["changes_identifier", "email_field"]


def email_field() -> str | None:
    """The name of the user model's email field, if it has one. `get_email_field_name` may name a field that is missing."""
    name = str(get_user_model().get_email_field_name())
    try:
        get_user_model()._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return name


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
