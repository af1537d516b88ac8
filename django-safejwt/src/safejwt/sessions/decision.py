"""What a presented refresh token means. Pure: the row, the token and the time decide, and nothing is written.

docs/explanation/rotation.md explains each rule, and `protocol/model/Rotation.tla` proves them: no order of requests,
delays, losses and restarts logs an honest user out.
"""

from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Final

from ..conf import conf
from ..models import RefreshToken
from ..tokens.jwt import CLOCK_SKEW, RefreshClaims

__all__ = ["FAILOVER_MARGIN", "Decision", "decide", "is_after_failover"]

FAILOVER_MARGIN: Final = timedelta(minutes=10)
"""How long a failover may take. An active client presents its access token, or refreshes it, within its lifetime."""


class Decision(Enum):
    """What the server does about a refresh token of an active session."""

    REPEAT = auto()
    """The current token, and it was never seen or first seen within the interval: return it, with an access token."""
    ROTATE = auto()
    """The current token: return its successor."""
    RETRY = auto()
    """The predecessor, and its successor was never seen or first seen within the grace period: return the current token."""
    LATE_RETRY = auto()
    """The same without a session check, after the grace period: return the current token, but not twice in a row."""
    CATCH_UP = auto()
    """The successor of the current token: the database lost the rotation. The row catches up, then as `REPEAT`."""
    RESTORED = auto()
    """A token that the row cannot know: a backup was restored. The session ends, without an alarm."""
    REUSED = auto()
    """Any other token: there are two holders of one token. The session ends, with an alarm."""


def decide(session: RefreshToken, claims: RefreshClaims, now: datetime) -> Decision:
    """Decide about a refresh token that was presented at `now`, for a session that is active."""
    ahead = claims.generation - session.generation
    if ahead == 0:
        return Decision.REPEAT if _is_repeated(session, now) else Decision.ROTATE
    if ahead == 1 and is_after_failover(claims.issued_at, now):
        return Decision.CATCH_UP
    if ahead > 0:
        return Decision.RESTORED
    return _decide_about_predecessor(session, now) if ahead == -1 else Decision.REUSED


def is_after_failover(issued_at: int, now: datetime) -> bool:
    """Whether a token of the generation after the row's is recent enough for a database that lost its last write."""
    return now.timestamp() - issued_at <= (conf.access_token_lifetime + FAILOVER_MARGIN).total_seconds()


def _is_seen(session: RefreshToken) -> bool:
    """Whether the response with the current token has certainly arrived."""
    return session.seen_generation >= session.generation


def _is_repeated(session: RefreshToken, now: datetime) -> bool:
    if not conf.rotation_interval:
        return False
    # Until the current token is seen, older requests may still be on their way. Another rotation would make them look
    # like theft. The clock of the server that wrote the row may be ahead of this one.
    return not _is_seen(session) or -CLOCK_SKEW <= now - session.last_used_at < conf.rotation_interval


def _decide_about_predecessor(session: RefreshToken, now: datetime) -> Decision:
    if now <= session.last_used_at + conf.rotation_grace:
        return Decision.RETRY
    if _is_seen(session):
        return Decision.REUSED
    if conf.session_check != "none":
        return Decision.RETRY
    # No access token marks its generation as seen. An owner who loses each response and an attacker who refreshes in turn
    # with the owner then look alike. One late retry is forgiven, not two in a row.
    is_second = session.late_retry_generation == session.generation - 1
    return Decision.REUSED if is_second else Decision.LATE_RETRY
