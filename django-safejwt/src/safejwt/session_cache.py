"""Sessions kept in Django's cache, for `SAFEJWT_SESSION_CHECK = "cache"`. The database stays the only record.

Three entries decide, read in one round trip: the session's snapshot, the version of the session, which ending it replaces by
a word that fits no snapshot, and the version of its user, which changes with each save of his row. A snapshot counts only
with the versions it was stored under, and a version that is missing is made anew, so the loss of any entry means looking
into the database; and a slow reader that stores what it read before a revocation revives nothing. A
flushed or unreachable cache means that too.
"""

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid4

from django.core.cache import cache

from . import events
from .conf import conf
from .errors import ServiceUnavailable

if TYPE_CHECKING:  # apps.py imports this module before there are models
    from .models import RefreshToken

__all__ = ["Lookup", "look_up", "mark", "renew_user_version"]


# The version of a session that was ended: it is in no snapshot, and none is stored while it stands.
_ENDED: Final = "ended"


@dataclass(frozen=True, slots=True)
class Lookup:
    """What the cache knows of a session; `keep` stores what the database said instead."""

    sid: UUID
    session: "RefreshToken | None" = None
    versions: tuple[str, str] | None = None
    """Of the session and of its user; None where nothing is to be stored."""

    def keep(self, session: "RefreshToken") -> None:
        """Stores a living session for others; of no use to them if it or its user changed since the look-up began."""
        if self.versions is None:
            return
        snapshot = copy.copy(session)
        snapshot.user = copy.copy(session.user)
        # A cache is no place for a password's hash; Django loads the field if anybody asks for it.
        snapshot.user.__dict__.pop("password", None)
        try:
            cache.set(_snapshot_key(self.sid), (self.versions, snapshot), timeout=_lifetime())
        except Exception as error:
            events.record("cache_unavailable", exc_info=error)


def look_up(sid: UUID, user_id: str) -> Lookup:
    """Asks the cache for a session, and for its own and its user's version."""
    snapshot_key, version_key, user_key = _snapshot_key(sid), _version_key(sid), _user_key(user_id)
    try:
        found = cache.get_many([snapshot_key, version_key, user_key])
        if found.get(version_key) == _ENDED:
            return Lookup(sid)
        version = found.get(version_key) or _new_version(version_key)
        user_version = found.get(user_key) or _new_version(user_key)
    except Exception as error:
        # Whatever a cache's client raises: the database answers.
        events.record("cache_unavailable", exc_info=error)
        return Lookup(sid)
    if version in {None, _ENDED} or user_version is None:
        return Lookup(sid)
    versions = (version, user_version)
    kept_under, session = found.get(snapshot_key, (None, None))
    return Lookup(sid, session if kept_under == versions else None, versions)


def mark(*sids: UUID) -> None:
    """Makes every server look into the database for these sessions; to be called before they are ended.

    Raises:
        ServiceUnavailable: the cache cannot be told, and another server might go on serving them.
    """
    if conf.session_check != "cache" or not sids:
        return
    try:
        failed = cache.set_many({_version_key(sid): _ENDED for sid in sids}, timeout=2 * _lifetime())
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


def _new_version(key: str) -> Any:
    # add() keeps the version of whoever was first; get() reads it, and finds nothing if it went in between.
    version = str(uuid4())
    return version if cache.add(key, version, timeout=2 * _lifetime()) else cache.get(key)


def _lifetime() -> int:
    # No access token outlives this, so neither need a snapshot.
    return int(conf.access_token_lifetime.total_seconds())


def _snapshot_key(sid: UUID) -> str:
    return f"safejwt:snapshot:{sid}"


def _version_key(sid: UUID) -> str:
    return f"safejwt:version:{sid}"


def _user_key(user_id: object) -> str:
    return f"safejwt:user:{user_id}"
