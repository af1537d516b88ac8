"""Security events in the database, for users and administrators to read; enabled by `SAFEJWT_EVENT_HISTORY`.

An event is written after its transaction has committed. A failed write breaks nothing else, and what was rolled back is not
recorded. Frequent events are left out: a refresh and a protected request write nothing here. Of each user the newest 1000
events are kept, so no account makes the table grow without limit.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import Any, Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from ..conf import conf
from ..db import batch_delete
from ..db.primary import primary_alias
from ..models import SecurityEvent
from .events import printable, record

__all__ = ["events_of", "expired", "keeps", "persist", "purge"]

# Too frequent or not about the user. `authn_login_success` says the same as `session_created`. The row of a deleted user
# cannot be referenced.
_LEFT_OUT: Final = frozenset(
    {
        "authz_fail",
        "database_unavailable",
        "password_hash_unreadable",
        "session_created",
        "session_expired",
        "session_renewed",
        "user_deleted",
    }
)

# More than an honest account causes within the retention time. The rows are counted each hundred events only.
_MOST: Final = 1000
_BETWEEN_TRIMS: Final = 100
_COUNTED_FOR: Final = 30 * 24 * 3600


def keeps(event: str) -> bool:
    """Whether an event of this name belongs to the history."""
    return conf.event_history is not None and event not in _LEFT_OUT


def persist(event: str, facts: Mapping[str, Any], **kwargs: Any) -> None:
    """Store an event of `keeps` that concerns a user, once its transaction has committed."""
    user_id = facts.get("user_id")
    if user_id is None:
        return
    # Do not reveal an administrator's address or browser to the affected user.
    is_own = facts.get("by_user_id") in (None, user_id)
    row = SecurityEvent(
        user_id=user_id,
        event=event,
        sid=facts.get("sid"),
        reason=str(facts.get("reason") or ""),
        user_agent=printable(facts.get("user_agent") or "") if is_own else "",
        ip=facts.get("ip") if is_own else None,
        ended_user_agent=printable(facts.get("ended_user_agent") or ""),
        count=facts.get("count") if event == "authn_token_revoked" else None,
    )
    transaction.on_commit(partial(_save, row), using=primary_alias(), robust=True)


def _save(row: SecurityEvent) -> None:
    # The user may have been deleted since the event.
    with suppress(IntegrityError):
        row.save(using=primary_alias())
    if _count(row.user_id) % _BETWEEN_TRIMS == 0:
        _trim(row.user_id)


def _count(user_id: Any) -> int:
    """How many events of this user were stored since the counter began. Not a query, because logins store events."""
    key = f"safejwt:events:{sha256(str(user_id).encode()).hexdigest()}"
    try:
        cache.add(key, 0, timeout=_COUNTED_FOR)
        return int(cache.incr(key))
    except Exception as error:  # whatever a cache client raises
        record("cache_unavailable", exc_info=error)
        return 0


def _trim(user_id: Any) -> None:
    """Delete the events of this user beyond the newest `_MOST`."""
    rows = SecurityEvent.objects.using(primary_alias()).filter(user_id=user_id)
    first_beyond = rows.values_list("occurred_at", flat=True)[_MOST : _MOST + 1].first()
    if first_beyond is not None:
        rows.order_by().filter(occurred_at__lte=first_beyond).delete()


def events_of(user: AbstractBaseUser, *, now: datetime | None = None) -> QuerySet[SecurityEvent]:
    """The events of a user within the retention time, newest first."""
    events = SecurityEvent.objects.using(primary_alias()).filter(user_id=user.pk)
    return (
        events
        if conf.event_history is None
        else events.filter(occurred_at__gt=(now or timezone.now()) - conf.event_history)
    )


def expired(*, now: datetime | None = None) -> QuerySet[SecurityEvent]:
    """The events beyond the retention time; all events if the history is switched off."""
    events = SecurityEvent.objects.using(primary_alias()).order_by()
    return (
        events
        if conf.event_history is None
        else events.filter(occurred_at__lte=(now or timezone.now()) - conf.event_history)
    )


def purge(*, batch_size: int = batch_delete.BATCH_SIZE, now: datetime | None = None) -> Iterator[int]:
    """Delete the events of `expired`. Yield the number of rows after each batch."""
    for found in batch_delete.delete(expired(now=now), batch_size, skip_locked=True):
        yield len(found)
