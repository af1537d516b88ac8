"""Sessions: start, rotate, check and end them. Pure domain logic: no request or response objects."""

from .admission import admit, find_user, may_sign_in
from .issuing import Tokens
from .lifecycle import (
    active_sessions,
    end,
    end_all,
    end_others,
    end_session,
    has_just_joined,
    is_first_login,
    mark_reauthenticated,
    start,
)
from .repetition import repeat
from .rotation import check, rotate, trusted_user
from .still_active import still_active

__all__ = [
    "Tokens",
    "active_sessions",
    "admit",
    "check",
    "end",
    "end_all",
    "end_others",
    "end_session",
    "find_user",
    "has_just_joined",
    "is_first_login",
    "mark_reauthenticated",
    "may_sign_in",
    "repeat",
    "rotate",
    "start",
    "still_active",
    "trusted_user",
]
