"""Security events in the database, for users and administrators to read; enabled by `SAFEJWT_EVENT_HISTORY`.

An event is written after its transaction has committed. A failed write breaks nothing else, and what was rolled back is not
recorded. Frequent events are left out: a refresh and a protected request write nothing here.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any, Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from ..conf import conf
from ..db import batch_delete
from ..db.primary import primary_alias
from ..models import SecurityEvent
from .events import printable

__all__ = ["events_of", "expired", "persist", "purge"]

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


def persist(event: str, facts: Mapping[str, Any], **kwargs: Any) -> None:
    """Store an event that concerns a user, once its transaction has committed."""
    user_id = facts.get("user_id")
    if conf.event_history is None or user_id is None or event in _LEFT_OUT:
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
    )
    transaction.on_commit(partial(_write, row), using=primary_alias(), robust=True)


def _write(row: SecurityEvent) -> None:
    # The user may have been deleted since the event.
    with suppress(IntegrityError):
        row.save(using=primary_alias())


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
    """Delete the events of `expired`, oldest first. Yield the number of rows after each batch."""
    for found in batch_delete.delete(expired(now=now), "occurred_at", batch_size, skip_locked=True):
        yield len(found)
