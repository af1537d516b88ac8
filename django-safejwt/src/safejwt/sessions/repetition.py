"""The tokens of a session that has just started, again: see `repeat`. Pure domain logic: no request or response objects."""

from datetime import datetime
from uuid import UUID

from ..conf import conf
from . import admission
from .issuing import Tokens, issue, truncate_to_second
from .query import find_session

__all__ = ["repeat"]


def repeat(sid: UUID, *, now: datetime | None = None) -> Tokens | None:
    """Return the first tokens of a session again, if the response that carried them may have been lost.

    It may have been until one of them is used. For another `SAFEJWT_ROTATION_GRACE`, a second tab may send the request
    that the first one has sent. Nothing is written. None in every other case.
    """
    now = truncate_to_second(now)
    session = find_session(sid)
    if session is None or session.generation > 1 or not session.is_valid(now):
        return None
    if session.seen_generation and now > session.last_used_at + conf.rotation_grace:
        return None
    user = admission.admitted_user(session)
    if user is None:
        return None
    session.set_loaded_user(user)
    return issue(session, now)
