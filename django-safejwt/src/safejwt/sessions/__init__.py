"""Sessions: start, rotate, check and end them. Pure domain logic: no request or response objects."""

from .lifecycle import (
    active_sessions,
    end,
    end_all,
    end_others,
    end_session,
    is_first_login,
    keep_after_password_change,
    mark_reauthenticated,
    start,
)
from .rotation import Tokens, check, rotate

__all__ = [
    "Tokens",
    "active_sessions",
    "check",
    "end",
    "end_all",
    "end_others",
    "end_session",
    "is_first_login",
    "keep_after_password_change",
    "mark_reauthenticated",
    "rotate",
    "start",
]
