"""Two concurrent purges while users refresh, on a real database.

benchmarks/server/purge.py does the same with a million rows.
"""

import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from safejwt import sessions
from safejwt.accounts.flows import registration
from safejwt.accounts.models import PendingRegistration
from safejwt.audit import history
from safejwt.db import batch_delete
from safejwt.models import RefreshToken, SecurityEvent
from safejwt.sessions import revocation

from tests.conftest import MINUTE
from tests.postgresql_log import Watch
from tests.presenting import rotate

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="a SQLite database in memory has one connection"),
]

EXPIRED, USERS = 20_000, 4


@dataclass(frozen=True)
class Purged:
    """A model whose expired rows are purged: how to make such a row, and what deletes it."""

    model: Any
    make: Callable[[Any, datetime], Any]
    purge: Callable[..., Iterator[int]]


def make_session(user: Any, time: datetime) -> RefreshToken:
    return RefreshToken(user=user, auth_hash="", expires_at=time, absolute_expires_at=time)


def make_event(user: Any, time: datetime) -> SecurityEvent:
    return SecurityEvent(user=user, event="authn_login_success", occurred_at=time)


def make_registration(user: Any, time: datetime) -> PendingRegistration:
    return PendingRegistration(address="grace@example.com", fields={}, created_at=time)


PURGED = {
    "sessions": Purged(RefreshToken, make_session, revocation.purge),
    "events": Purged(SecurityEvent, make_event, history.purge),
    "registrations": Purged(PendingRegistration, make_registration, registration.purge),
}


@pytest.fixture(params=PURGED)
def purged(request: pytest.FixtureRequest, settings: Any) -> Purged:
    settings.SAFEJWT_EVENT_HISTORY = timedelta(days=30)
    return PURGED[request.param]


def add_expired(purged: Purged, user: Any, number: int) -> None:
    now = timezone.now() - timedelta(days=60)
    rows = [purged.make(user, now - timedelta(seconds=second)) for second in range(number)]
    purged.model.objects.bulk_create(rows, batch_size=5_000)


def purge(purged: Purged) -> int:
    try:
        return sum(purged.purge(batch_size=500))
    finally:
        connection.close()


def refresh_until(stop: threading.Event, watch: Watch, tokens: sessions.Tokens) -> list[float]:
    """Refresh repeatedly, once a minute by the clock of the session; return the seconds of each refresh."""
    durations: list[float] = []
    try:
        for number in count(1):
            started = time.perf_counter()
            with watch.working():
                tokens = rotate(tokens.refresh_token, now=timezone.now() + number * MINUTE)
            durations.append(time.perf_counter() - started)
            if stop.wait(0.005) or number > 10_000:
                return durations
    finally:
        connection.close()
    raise AssertionError("count() does not end")


WAITING = {
    "postgresql": "SELECT query FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND state = 'active'",
    "mysql": "SELECT trx_query FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'",
}


def waits_for_locks(stop: threading.Event) -> list[str]:
    """The statements that waited for a lock of another transaction."""
    found: list[str] = []
    try:
        while not stop.wait(0.002):
            with connection.cursor() as cursor:
                cursor.execute(WAITING[connection.vendor])
                found += [query for (query,) in cursor.fetchall()]
    finally:
        connection.close()
    return found


def test_parallel_purges_share_the_work_and_block_no_request(user: Any, purged: Purged) -> None:
    active = [sessions.start(user) for _ in range(USERS)]
    add_expired(purged, user, EXPIRED)
    stop, watch = threading.Event(), Watch()
    with ThreadPoolExecutor(USERS + 3) as pool:
        waits = pool.submit(waits_for_locks, stop)
        refreshes = [pool.submit(refresh_until, stop, watch, tokens) for tokens in active]
        purges = [pool.submit(purge, purged) for _ in range(2)]
        try:
            deleted = [job.result() for job in purges]
        finally:
            stop.set()
        durations = [seconds for job in refreshes for seconds in job.result()]
    assert sum(deleted) == EXPIRED
    assert min(deleted) > 0, "they share the work"
    assert {session.pk for session in RefreshToken.objects.all()} == {tokens.sid for tokens in active}
    assert purged.model.objects.count() == (USERS if purged.model is RefreshToken else 0)
    assert waits.result() == []
    assert watch.lock_waits() == []
    assert watch.slow_statements() == []
    assert len(durations) > 20
    assert sum(RefreshToken.objects.values_list("generation", flat=True)) == USERS + len(durations)


def test_purge_holds_only_one_batch_in_memory(user: Any, purged: Purged) -> None:
    add_expired(purged, user, EXPIRED)
    # The first batch imports and compiles code that stays in memory.
    next(purged.purge(batch_size=500))
    tracemalloc.start()
    try:
        assert sum(purged.purge(batch_size=500)) == EXPIRED - 500
        _, highest = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert highest < 2_000_000, "20,000 ids take more than twice that"


def hold(row: Any, locked: threading.Event, seconds: float) -> None:
    try:
        with transaction.atomic():
            RefreshToken.objects.select_for_update().get(pk=row)
            locked.set()
            time.sleep(seconds)
    finally:
        connection.close()


def test_watch_detects_lock_waits_and_slow_statements(user: Any) -> None:
    watch = Watch()
    if not watch.can_see:
        pytest.skip("the log of an external server is not readable")
    tokens, locked = sessions.start(user), threading.Event()
    with ThreadPoolExecutor(1) as pool:
        holder = pool.submit(hold, tokens.sid, locked, 1.0)
        assert locked.wait(10)
        with watch.working():
            rotate(tokens.refresh_token, now=timezone.now() + MINUTE)
        holder.result()
    assert len(watch.lock_waits()) == 1
    assert len(watch.slow_statements()) == 1


def test_session_refreshed_during_a_purge_is_kept(user: Any) -> None:
    """The refresh reads its row just before it expires, and writes before the purge deletes it."""
    tokens = sessions.start(user)
    RefreshToken.objects.update(expires_at=timezone.now() - timedelta(minutes=5))
    read, written = threading.Event(), threading.Event()
    original = batch_delete._locked

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

    batch_delete._locked = locked_late
    try:
        with ThreadPoolExecutor(1) as pool:
            job = pool.submit(late_refresh)
            assert sum(revocation.purge()) == 0
            job.result()
    finally:
        batch_delete._locked = original
    assert RefreshToken.objects.filter(pk=tokens.sid).exists()
