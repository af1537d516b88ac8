"""Two purges at once while people refresh, on a real database (fault X21); benchmarks/purge.py does it with a million rows."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from safejwt import endings, row_batches, sessions
from safejwt.models import RefreshToken

from tests.presenting import rotate

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="a SQLite database in memory has one connection"),
]

EXPIRED, PEOPLE = 20_000, 4


def add_expired(user: Any, number: int) -> None:
    now = timezone.now()
    times = [now - timedelta(days=1, seconds=second) for second in range(number)]
    RefreshToken.objects.bulk_create(
        [RefreshToken(user=user, auth_hash="", expires_at=time, absolute_expires_at=time) for time in times],
        batch_size=5_000,
    )


def purge() -> int:
    try:
        return sum(endings.purge(batch_size=500))
    finally:
        connection.close()


def refresh_until(stop: threading.Event, tokens: sessions.Tokens) -> list[float]:
    """Refreshes over and over; the seconds that each took."""
    taken: list[float] = []
    try:
        for number in count(1):
            began = time.perf_counter()
            tokens = rotate(tokens.refresh_token, now=timezone.now())
            taken.append(time.perf_counter() - began)
            if stop.wait(0.005) or number > 10_000:
                return taken
    finally:
        connection.close()
    raise AssertionError("count() does not end")


WAITING = {
    "postgresql": "SELECT query FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND state = 'active'",
    "mysql": "SELECT trx_query FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'",
}


def waits_for_locks(stop: threading.Event) -> list[str]:
    """The statements that were seen to wait for a lock which another transaction holds."""
    found: list[str] = []
    try:
        while not stop.wait(0.002):
            with connection.cursor() as cursor:
                cursor.execute(WAITING[connection.vendor])
                found += [query for (query,) in cursor.fetchall()]
    finally:
        connection.close()
    return found


def test_two_purges_at_once_share_the_work_and_hold_up_nobody(user: Any) -> None:
    living = [sessions.start(user) for _ in range(PEOPLE)]
    add_expired(user, EXPIRED)
    stop = threading.Event()
    with ThreadPoolExecutor(PEOPLE + 3) as pool:
        waits = pool.submit(waits_for_locks, stop)
        refreshes = [pool.submit(refresh_until, stop, tokens) for tokens in living]
        purges = [pool.submit(purge) for _ in range(2)]
        deleted = [job.result() for job in purges]
        stop.set()
        taken = [seconds for job in refreshes for seconds in job.result()]
    assert sum(deleted) == EXPIRED
    assert min(deleted) > 0, "they share the work"
    assert {session.pk for session in RefreshToken.objects.all()} == {tokens.sid for tokens in living}
    assert waits.result() == []
    assert len(taken) > 20


def test_a_session_that_is_refreshed_while_its_row_is_about_to_go_stays(user: Any) -> None:
    """The refresh read its row a moment before it expired, and writes while the purge waits to delete it."""
    tokens = sessions.start(user)
    RefreshToken.objects.update(expires_at=timezone.now() - timedelta(minutes=5))
    read, written = threading.Event(), threading.Event()
    original = row_batches._locked

    def locked_late(rows: Any, skip_locked: bool) -> Any:
        found = original(rows, False)
        read.set()
        assert written.wait(10)
        return found

    def late_refresh() -> None:
        read.wait(10)
        try:
            RefreshToken.objects.filter(pk=tokens.sid).update(expires_at=timezone.now() + timedelta(days=1))
        finally:
            written.set()
            connection.close()

    row_batches._locked = locked_late
    try:
        with ThreadPoolExecutor(1) as pool:
            job = pool.submit(late_refresh)
            assert sum(endings.purge()) == 0
            job.result()
    finally:
        row_batches._locked = original
    assert RefreshToken.objects.filter(pk=tokens.sid).exists()
