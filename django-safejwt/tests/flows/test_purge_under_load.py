"""Two concurrent purges while users refresh, on a real database (fault X21).

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

from tests.postgresql_log import Watch
from tests.presenting import rotate

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="a SQLite database in memory has one connection"),
]

EXPIRED, PEOPLE = 20_000, 4


@dataclass(frozen=True)
class Kind:
    """Rows that are purged: how so many of them come to be over, and what deletes them."""

    model: Any
    make: Callable[[Any, datetime], Any]
    purge: Callable[..., Iterator[int]]


def make_session(user: Any, time: datetime) -> RefreshToken:
    return RefreshToken(user=user, auth_hash="", expires_at=time, absolute_expires_at=time)


def make_event(user: Any, time: datetime) -> SecurityEvent:
    return SecurityEvent(user=user, event="authn_login_success", occurred_at=time)


def make_registration(user: Any, time: datetime) -> PendingRegistration:
    return PendingRegistration(address="grace@example.com", fields={}, created_at=time)


KINDS = {
    "sessions": Kind(RefreshToken, make_session, revocation.purge),
    "events": Kind(SecurityEvent, make_event, history.purge),
    "registrations": Kind(PendingRegistration, make_registration, registration.purge),
}


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest, settings: Any) -> Kind:
    settings.SAFEJWT_EVENT_HISTORY = timedelta(days=30)
    return KINDS[request.param]


def add_expired(kind: Kind, user: Any, number: int) -> None:
    now = timezone.now() - timedelta(days=60)
    rows = [kind.make(user, now - timedelta(seconds=second)) for second in range(number)]
    kind.model.objects.bulk_create(rows, batch_size=5_000)


def purge(kind: Kind) -> int:
    try:
        return sum(kind.purge(batch_size=500))
    finally:
        connection.close()


def refresh_until(stop: threading.Event, watch: Watch, tokens: sessions.Tokens) -> list[float]:
    """Refreshes over and over; the seconds that each took."""
    taken: list[float] = []
    try:
        for number in count(1):
            began = time.perf_counter()
            with watch.working():
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


def test_two_purges_at_once_share_the_work_and_hold_up_nobody(user: Any, kind: Kind) -> None:
    living = [sessions.start(user) for _ in range(PEOPLE)]
    add_expired(kind, user, EXPIRED)
    stop, watch = threading.Event(), Watch()
    with ThreadPoolExecutor(PEOPLE + 3) as pool:
        waits = pool.submit(waits_for_locks, stop)
        refreshes = [pool.submit(refresh_until, stop, watch, tokens) for tokens in living]
        purges = [pool.submit(purge, kind) for _ in range(2)]
        deleted = [job.result() for job in purges]
        stop.set()
        taken = [seconds for job in refreshes for seconds in job.result()]
    assert sum(deleted) == EXPIRED
    assert min(deleted) > 0, "they share the work"
    assert {session.pk for session in RefreshToken.objects.all()} == {tokens.sid for tokens in living}
    assert kind.model.objects.count() == (PEOPLE if kind.model is RefreshToken else 0)
    assert waits.result() == []
    assert watch.lock_waits() == []
    assert watch.slow_statements() == []
    assert len(taken) > 20


def test_a_purge_holds_no_more_than_its_batch_in_memory(user: Any, kind: Kind) -> None:
    add_expired(kind, user, EXPIRED)
    # What is imported and compiled at first stays.
    next(kind.purge(batch_size=500))
    tracemalloc.start()
    try:
        assert sum(kind.purge(batch_size=500)) == EXPIRED - 500
        _, highest = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert highest < 2_000_000, "20 000 ids with their times are more than twice that"


def hold(row: Any, locked: threading.Event, seconds: float) -> None:
    try:
        with transaction.atomic():
            RefreshToken.objects.select_for_update().get(pk=row)
            locked.set()
            time.sleep(seconds)
    finally:
        connection.close()


def test_the_watch_sees_a_wait_for_a_lock_and_a_statement_that_takes_long(user: Any) -> None:
    watch = Watch()
    if not watch.can_see:
        pytest.skip("the server of somebody else keeps its log to itself")
    tokens, locked = sessions.start(user), threading.Event()
    with ThreadPoolExecutor(1) as pool:
        holder = pool.submit(hold, tokens.sid, locked, 1.0)
        assert locked.wait(10)
        with watch.working():
            rotate(tokens.refresh_token, now=timezone.now())
        holder.result()
    assert len(watch.lock_waits()) == 1
    assert len(watch.slow_statements()) == 1


def test_a_session_that_is_refreshed_while_its_row_is_about_to_go_stays(user: Any) -> None:
    """The refresh read its row a moment before it expired, and writes while the purge waits to delete it."""
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
