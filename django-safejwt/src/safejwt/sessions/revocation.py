"""Revocation: session rows are deleted, then the end of each session is announced (RFC 7009).

A single session takes one DELETE. Many sessions are revoked in batches (`safejwt.db.batch_delete`).
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from ..audit import events
from ..db import batch_delete, compiled
from ..db.batch_delete import BATCH_SIZE
from ..db.primary import primary_alias
from ..models import RefreshToken
from ..signals import session_ended
from ..tokens.jwt import CLOCK_SKEW

__all__ = ["end", "end_each", "expired", "purge", "revoke", "revoke_each"]


def end(
    sid: UUID,
    reason: str,
    *,
    user_id: object = None,
    user_agent: str | None = None,
    using: str | None = None,
    **conditions: Any,
) -> bool:
    """End one session, if its row fulfils the conditions. Return whether it did; of concurrent callers, one receives True.

    user_agent: the browser of the session, for the event.
    """
    deleted = _delete(sid, reason, using, **conditions)
    if deleted:
        event = "session_expired" if reason == "expired" else "authn_token_revoked"
        events.record(event, sid=sid, user_id=user_id, reason=reason, ended_user_agent=user_agent or None)
    return deleted


def revoke_each(rows: QuerySet[RefreshToken], reason: str, *, user_id: object) -> int:
    """End a user's sessions one by one. Return how many were ended. One event records them together."""
    return end_each(rows.using(primary_alias()).values_list("pk", "user_agent"), reason, user_id=user_id)


def end_each(found: Iterable[tuple[UUID, str]], reason: str, *, user_id: object) -> int:
    """The same for sessions whose ids and browsers have been read."""
    ended = [(sid, browser) for sid, browser in list(found) if _delete(sid, reason)]
    if len(ended) == 1:
        sid, browser = ended[0]
        events.record("authn_token_revoked", sid=sid, user_id=user_id, reason=reason, ended_user_agent=browser or None)
    elif ended:
        events.record("authn_token_revoked", user_id=user_id, reason=reason, count=len(ended))
    return len(ended)


def _delete(sid: UUID, reason: str, using: str | None = None, **conditions: Any) -> bool:
    deleted = compiled.delete({"pk": sid, **conditions}, using=using)
    if deleted:
        session_ended.send_robust(RefreshToken, sid=sid, reason=reason)
    return bool(deleted)


def expired(*, now: datetime | None = None) -> QuerySet[RefreshToken]:
    """Rows that have expired on every server, including one whose clock is behind by the allowed skew."""
    limit = (now or timezone.now()) - CLOCK_SKEW
    return RefreshToken.objects.using(primary_alias()).filter(expires_at__lte=limit)


def purge(*, batch_size: int = BATCH_SIZE, now: datetime | None = None) -> Iterator[int]:
    """Delete the rows of `expired`. Yield the number of rows after each batch.

    Rows that another purge or a refresh has locked are left alone.
    """
    rows, deleted = expired(now=now), 0
    for sids in batch_delete.delete(rows, batch_size, skip_locked=True):
        deleted += len(sids)
        yield len(sids)
    if deleted:
        events.record("session_expired", count=deleted)


def revoke(rows: QuerySet[RefreshToken], *, batch_size: int = BATCH_SIZE) -> Iterator[int]:
    """End all these sessions. Yield the number after each batch. Each end is announced; one event records the total."""
    deleted = 0
    try:
        for sids in batch_delete.delete(rows, batch_size):
            deleted += len(sids)
            for sid in sids:
                session_ended.send_robust(RefreshToken, sid=sid, reason="revoked")
            yield len(sids)
    finally:
        if deleted:
            events.record("authn_token_revoked", count=deleted, reason="revoked")
