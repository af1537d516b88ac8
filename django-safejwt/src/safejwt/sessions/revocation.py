"""The end of sessions: their rows are deleted, then it is announced.

Single sessions are ended by one DELETE each. Many at once are ended in batches (batch_delete.py).
"""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from ..audit import events
from ..db import batch_delete
from ..db.batch_delete import BATCH_SIZE
from ..db.primary import primary_alias
from ..models import RefreshToken
from ..signals import session_ended
from ..tokens.jwt import CLOCK_SKEW

__all__ = ["end", "expired", "purge", "revoke", "revoke_each"]


def end(rows: QuerySet[RefreshToken], sid: UUID, reason: str, *, user_id: object = None) -> bool:
    """Ends one session, the only one among `rows`; whether it was there. Of concurrent callers one is told so."""
    deleted, _ = rows.delete()
    if deleted:
        event = "session_expired" if reason == "expired" else "authn_token_revoked"
        events.record(event, sid=sid, user_id=user_id, reason=reason)
        session_ended.send_robust(RefreshToken, sid=sid, reason=reason)
    return bool(deleted)


def revoke_each(rows: QuerySet[RefreshToken], reason: str, *, user_id: object) -> int:
    """Ends one person's sessions, one after the other; returns how many."""
    sids = list(rows.using(primary_alias()).values_list("pk", flat=True))
    return sum(end(RefreshToken.objects.filter(pk=sid), sid, reason, user_id=user_id) for sid in sids)


def expired(*, now: datetime | None = None) -> QuerySet[RefreshToken]:
    """The rows whose time is over on every server, one whose clock is `CLOCK_SKEW` behind included."""
    limit = (now or timezone.now()) - CLOCK_SKEW
    return RefreshToken.objects.using(primary_alias()).filter(expires_at__lte=limit)


def purge(*, batch_size: int = BATCH_SIZE, now: datetime | None = None) -> Iterator[int]:
    """Deletes the rows of `expired`, the oldest first; yields how many after each batch.

    Rows that another purge, or a refresh, holds at this moment are left to it.
    """
    rows, deleted = expired(now=now), 0
    for sids in batch_delete.delete(rows, "expires_at", batch_size, skip_locked=True):
        deleted += len(sids)
        yield len(sids)
    if deleted:
        events.record("session_expired", count=deleted)


def revoke(rows: QuerySet[RefreshToken], *, batch_size: int = BATCH_SIZE) -> Iterator[int]:
    """Ends all these sessions; yields how many after each batch. Each is announced, and one event counts them."""
    deleted = 0
    try:
        for sids in batch_delete.delete(rows, "pk", batch_size):
            deleted += len(sids)
            for sid in sids:
                session_ended.send_robust(RefreshToken, sid=sid, reason="revoked")
            yield len(sids)
    finally:
        if deleted:
            events.record("authn_token_revoked", count=deleted, reason="revoked")
