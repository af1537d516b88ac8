"""Sessions: start, rotate, check and end them. Pure domain logic: no request or response objects."""

from .lifecycle import (
    active_sessions,
    end,
    end_all,
    end_others,
    end_session,
    is_first_login,
    mark_reauthenticated,
    start,
)
from .rotation import Tokens, check, rotate
from .still_active import still_active

__all__ = [
    "Tokens",
    "active_sessions",
    "check",
    "end",
    "end_all",
    "end_others",
    "end_session",
    "is_first_login",
    "mark_reauthenticated",
    "rotate",
    "start",
    "still_active",
]
