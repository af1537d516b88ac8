"""The end of sessions: their rows are deleted, the cache is told before, and it is said afterwards.

Single sessions are ended by one DELETE each. Many at once are ended in batches (row_batches.py).
"""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from . import events, row_batches, session_cache
from .conf import conf
from .lookup import writable
from .models import RefreshToken
from .row_batches import BATCH_SIZE
from .signals import session_ended

__all__ = ["end", "end_each", "expired", "purge", "revoke"]


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
    for sids in row_batches.delete(rows, "expires_at", batch_size, skip_locked=True):
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
        for sids in row_batches.delete(rows, "pk", batch_size, before=lambda sids: session_cache.mark(*sids)):
            deleted += len(sids)
            for sid in sids:
                session_ended.send_robust(RefreshToken, sid=sid, reason="revoked")
            yield len(sids)
    finally:
        if deleted:
            events.record("authn_token_revoked", count=deleted, reason="revoked")
