"""Sessions kept in Django's cache, for `SAFEJWT_SESSION_CHECK = "cache"`. The database stays the only record.

Three entries decide, read in one round trip: the session's snapshot, a mark that says "look in the database" and is written
before a session is ended, and the version of its user, which changes with each save of his row. A snapshot that is marked,
or of another version, is not used; so a slow reader that stores what it read before a revocation revives nothing. A
flushed or unreachable cache means looking in the database.
"""

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.core.cache import cache

from . import events
from .conf import conf
from .errors import ServiceUnavailable

if TYPE_CHECKING:  # apps.py imports this module before there are models
    from .models import RefreshToken

__all__ = ["Lookup", "look_up", "mark", "renew_user_version"]


@dataclass(frozen=True, slots=True)
class Lookup:
    """What the cache knows of a session; `keep` stores what the database said instead."""

    sid: UUID
    session: "RefreshToken | None"
    user_version: str | None

    def keep(self, session: "RefreshToken") -> None:
        """Stores a living session for others, unless its user changed since the look-up began."""
        if self.user_version is None:
            return
        snapshot = copy.copy(session)
        snapshot.user = copy.copy(session.user)
        # A cache is no place for a password's hash; Django loads the field if anybody asks for it.
        snapshot.user.__dict__.pop("password", None)
        try:
            cache.set(_session_key(self.sid), (self.user_version, snapshot), timeout=_lifetime())
        except Exception as error:
            events.record("cache_unavailable", exc_info=error)


def look_up(sid: UUID, user_id: str) -> Lookup:
    """Asks the cache for a session and its user's version."""
    session_key, mark_key, user_key = _session_key(sid), _mark_key(sid), _user_key(user_id)
    try:
        found = cache.get_many([session_key, mark_key, user_key])
        version = found.get(user_key) or _new_version(user_key)
    except Exception as error:
        # Whatever a cache's client raises: the database answers.
        events.record("cache_unavailable", exc_info=error)
        return Lookup(sid, None, None)
    if mark_key in found:
        return Lookup(sid, None, None)
    kept_version, session = found.get(session_key, (None, None))
    return Lookup(sid, session if kept_version == version else None, version)


def mark(*sids: UUID) -> None:
    """Makes every server look into the database for these sessions; to be called before they are ended.

    Raises:
        ServiceUnavailable: the cache cannot be told, and another server might go on serving them.
    """
    if conf.session_check != "cache" or not sids:
        return
    try:
        failed = cache.set_many({_mark_key(sid): True for sid in sids}, timeout=2 * _lifetime())
    except Exception as error:
        events.record("cache_unavailable", exc_info=error)
        raise ServiceUnavailable from error
    if failed:  # memcached says so instead of raising
        events.record("cache_unavailable")
        raise ServiceUnavailable


def renew_user_version(user_id: object) -> None:
    """Makes all snapshots of this person's sessions stale; to be called after his row has changed.

    Raises:
        ServiceUnavailable: the cache cannot be told.
    """
    if conf.session_check != "cache":
        return
    try:
        cache.set(_user_key(user_id), str(uuid4()), timeout=2 * _lifetime())
    except Exception as error:
        events.record("cache_unavailable", exc_info=error)
        raise ServiceUnavailable from error


def _new_version(user_key: str) -> str:
    # add() keeps the version of whoever was first; get() reads it.
    cache.add(user_key, str(uuid4()), timeout=2 * _lifetime())
    version: Any = cache.get(user_key)
    return str(version)


def _lifetime() -> int:
    # No access token outlives this, so neither need a snapshot.
    return int(conf.access_token_lifetime.total_seconds())


def _session_key(sid: UUID) -> str:
    return f"safejwt:session:{sid}"


def _mark_key(sid: UUID) -> str:
    return f"safejwt:mark:{sid}"


def _user_key(user_id: object) -> str:
    return f"safejwt:user:{user_id}"
