"""The WAL that refreshes write."""

from actions import Session, first_use, random_sessions, refresh
from databases import using
from django.db import connections
from safejwt.errors import SafeJWTError


def per_refresh(alias: str, rows: int, repetitions: int) -> float:
    """Bytes of WAL for a refresh and the first use of its access token, each of a random session after a checkpoint.

    Hardly any page was written since the checkpoint, so nearly each one goes to the WAL in full.
    """
    with connections[alias].cursor() as cursor, using(alias):
        cursor.execute("CHECKPOINT")
        cursor.execute("SELECT pg_current_wal_insert_lsn()")
        began = cursor.fetchone()[0]
        refreshed = sum(
            _refreshed_and_used(each) for each in random_sessions(rows, min(repetitions, rows // 20), seed=1)
        )
        cursor.execute("SELECT pg_current_wal_insert_lsn() - %s::pg_lsn", [began])
        return float(cursor.fetchone()[0]) / refreshed


def _refreshed_and_used(session: Session) -> bool:
    try:
        if not refresh(session)():
            return False
        first_use(session)()
    except SafeJWTError:
        # One of the actions has used this session before.
        return False
    return True
