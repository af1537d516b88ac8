"""Which session a login of another kind has started. The cache knows, for an hour, under a keyed hash of the credential."""

from typing import Final
from uuid import UUID

from django.core.cache import cache
from django.utils.crypto import salted_hmac

from ..audit import events
from ..sessions.query import find_session

__all__ = ["has_session", "remember", "sid_of"]

# Seconds. A client that has lost the response asks again soon, or with the next start of the app.
_REPEATED_FOR: Final = 3600


def remember(credential: str, sid: UUID) -> None:
    """Remember the session. Without the cache, a lost response is not repeated."""
    try:
        cache.set(_key(credential), str(sid), timeout=_REPEATED_FOR)
    except Exception as error:  # whatever a cache client raises
        events.record("cache_unavailable", exc_info=error)


def sid_of(credential: str) -> UUID | None:
    """The id of the session that this credential has started, even if that was rolled back or has ended."""
    try:
        sid = cache.get(_key(credential))
    except Exception as error:  # whatever a cache client raises
        events.record("cache_unavailable", exc_info=error)
        return None
    return UUID(sid) if sid else None


def has_session(credential: str) -> bool:
    """Whether the session that this credential has started still exists."""
    sid = sid_of(credential)
    return sid is not None and find_session(sid) is not None


def _key(credential: str) -> str:
    return f"safejwt:adopt:{salted_hmac('safejwt.adopt', credential, algorithm='sha256').hexdigest()}"
