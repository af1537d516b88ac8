"""The end of sessions: their rows are deleted, the cache is told before, and it is said afterwards.

Single sessions are ended by one DELETE each. Many at once are ended in batches: a batch's rows are locked, deleted and
committed, so that no other request waits for more than its own row, and for that only as long as a batch takes.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.db import OperationalError, connections, transaction
from django.db.models import QuerySet
from django.utils import timezone

from . import events, session_cache
from .conf import conf
from .lookup import writable
from .models import RefreshToken
from .signals import session_ended

__all__ = ["BATCH_SIZE", "end", "end_each", "expired", "purge", "revoke"]

BATCH_SIZE = 1000

_RETRIES: Final = 3


def end(rows: QuerySet[RefreshToken], sid: UUID, reason: str, *, user_id: object = None) -> bool:
    """Ends one session, the only one among `rows`; whether it was there. Of concurrent callers one is told so."""
    session_cache.mark(sid)
    deleted, _ = rows.delete()
    if deleted:
        event = "session_expired" if reason == "expired" else "authn_token_revoked"
        events.record(event, sid=sid, user_id=user_id, reason=reason)
        session_ended.send_robust(RefreshToken, sid=sid, reason=reason)
    return bool(deleted)


def end_each(rows: QuerySet[RefreshToken], reason: str, *, user_id: object) -> int:
    """Ends one person's sessions, one after the other; returns how many."""
    sids = list(rows.using(writable()).values_list("pk", flat=True))
    return sum(end(RefreshToken.objects.filter(pk=sid), sid, reason, user_id=user_id) for sid in sids)


def expired(*, now: datetime | None = None) -> QuerySet[RefreshToken]:
    """The rows whose time is over on every server, one whose clock is `SAFEJWT_CLOCK_SKEW` behind included."""
    limit = (now or timezone.now()) - conf.clock_skew
    return RefreshToken.objects.using(writable()).filter(expires_at__lte=limit)


def purge(*, batch_size: int = BATCH_SIZE, now: datetime | None = None) -> Iterator[int]:
    """Deletes the rows of `expired`, the oldest first; yields how many after each batch.

    Rows that another purge, or a refresh, holds at this moment are left to it.
    """
    rows, deleted = expired(now=now), 0
    for sids in _delete(rows, "expires_at", batch_size, skip_locked=True):
        deleted += len(sids)
        yield len(sids)
    if deleted:
        events.record("session_expired", count=deleted)


def revoke(rows: QuerySet[RefreshToken], *, batch_size: int = BATCH_SIZE) -> Iterator[int]:
    """Ends all these sessions; yields how many after each batch. Each is announced, and one event counts them.

    Raises:
        ServiceUnavailable: the cache cannot be told; the batches before are ended, the rest is not.
    """
    deleted = 0
    try:
        for sids in _delete(rows, "pk", batch_size, mark=True):
            deleted += len(sids)
            for sid in sids:
                session_ended.send_robust(RefreshToken, sid=sid, reason="revoked")
            yield len(sids)
    finally:
        if deleted:
            events.record("authn_token_revoked", count=deleted, reason="revoked")


def _delete(
    rows: QuerySet[RefreshToken], key: str, size: int, *, skip_locked: bool = False, mark: bool = False
) -> Iterator[list[UUID]]:
    """Deletes rows in batches, in the order of the indexed column `key`; yields the ids of each batch, committed."""
    rows, since = rows.order_by(key), None
    while True:
        # From where the last batch ended: the index entries of what was deleted are not read again.
        batch = rows if since is None else rows.filter(**{f"{key}__gte": since})
        found = _again_after_deadlock(partial(_delete_batch, batch, key, size, skip_locked, mark), rows.db)
        if found:
            since = found[-1][1]
            yield [sid for sid, _ in found]
        elif since is None or not skip_locked:
            return
        else:
            # MariaDB also locks rows next to those it gives, so two purges may each have left some to the other.
            since = None


def _delete_batch(
    rows: QuerySet[RefreshToken], key: str, size: int, skip_locked: bool, mark: bool
) -> list[tuple[UUID, Any]]:
    with _locks(rows.db):
        found = list(_locked(rows, skip_locked).values_list("pk", key)[:size])
        sids = [sid for sid, _ in found]
        if mark:
            session_cache.mark(*sids)
        _deletable(rows, sids).delete()
    return found


def _deletable(rows: QuerySet[RefreshToken], sids: list[UUID]) -> QuerySet[RefreshToken]:
    if connections[rows.db].features.has_select_for_update:
        # They are locked as they were found, so the ids say it all. With the condition MariaDB would look for them in the
        # index on it, where it waits for the batch of another purge, which waits for this one.
        return RefreshToken.objects.using(rows.db).filter(pk__in=sids)
    # A session that was refreshed since it was read stays. One statement, unless the project has rows or receivers that
    # hang on these; then Django reads them first.
    return rows.filter(pk__in=sids)


def _again_after_deadlock(delete: Callable[[], list[tuple[UUID, Any]]], alias: str) -> list[tuple[UUID, Any]]:
    for _ in range(_RETRIES):
        try:
            return delete()
        except OperationalError:
            # Of two whose locks cross, the database ends one, which is rolled back and expected to come again. Inside a
            # transaction of the caller's there is nothing left to repeat.
            if connections[alias].in_atomic_block:
                raise
    return delete()


def _locks(alias: str) -> AbstractContextManager[object]:
    # SQLite locks no rows, and a transaction that reads before it writes may fail there when others write.
    has_locks = connections[alias].features.has_select_for_update
    return transaction.atomic(using=alias) if has_locks else nullcontext()


def _locked(rows: QuerySet[RefreshToken], skip_locked: bool) -> QuerySet[RefreshToken]:
    can_skip = connections[rows.db].features.has_select_for_update_skip_locked
    return rows.select_for_update(skip_locked=skip_locked and can_skip)
