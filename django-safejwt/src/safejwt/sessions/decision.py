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

__all__ = ["FAILOVER_MARGIN", "Decision", "decide", "is_after_failover", "is_late"]

FAILOVER_MARGIN: Final = timedelta(minutes=10)
"""How long a failover may take. An active client presents its access token, or refreshes it, within its lifetime."""


class Decision(Enum):
    """What the server does about a refresh token of an active session."""

    REPEAT = auto()
    """The current token, and it is young: return it again, with an access token."""
    ROTATE = auto()
    """The current token: return its successor."""
    RESEND = auto()
    """The predecessor, and its successor was never seen: the response may be lost. Return the current token. Grace period
    and interval start again, because the successor is on its way again."""
    RETRY = auto()
    """The predecessor, within the grace period after its successor was seen: return the current token."""
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
        return Decision.REPEAT if _is_young(session, now) else Decision.ROTATE
    if ahead > 0:
        is_lost_write = ahead == 1 and is_after_failover(claims.issued_at, now)
        return Decision.CATCH_UP if is_lost_write else Decision.RESTORED
    if ahead < -1:
        return Decision.REUSED
    if session.seen_generation < session.generation:
        return Decision.RESEND if _may_be_lost(session, now) else Decision.REUSED
    return Decision.RETRY if now <= session.last_used_at + conf.rotation_grace else Decision.REUSED


def is_late(session: RefreshToken, now: datetime) -> bool:
    """Whether the grace period after the rotation itself is over."""
    return now > session.rotated_at + conf.rotation_grace


def is_after_failover(issued_at: int, now: datetime) -> bool:
    """Whether a token of the generation after the row's is recent enough for a database that lost its last write."""
    return now.timestamp() - issued_at <= (conf.access_token_lifetime + FAILOVER_MARGIN).total_seconds()


def _is_young(session: RefreshToken, now: datetime) -> bool:
    # The clock of the server that wrote the row may be ahead of this one.
    is_recent = -CLOCK_SKEW <= now - session.last_used_at < conf.rotation_interval
    return bool(conf.rotation_interval) and is_recent


def _may_be_lost(session: RefreshToken, now: datetime) -> bool:
    """Whether the response that carried the current token, which was never seen, may not have arrived."""
    # Without a session check no access token marks its generation as seen. An owner who loses each response and an
    # attacker who refreshes in turn with the owner then look alike. One late retry is forgiven, not two in a row.
    is_second_in_a_row = session.late_retry_generation == session.generation - 1
    return conf.session_check != "none" or not is_late(session, now) or not is_second_in_a_row
