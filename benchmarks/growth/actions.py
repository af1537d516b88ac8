"""What a request does with its session, in databases of several sizes in turn, so that noise hits all alike."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean
from typing import Any

from databases import using
from django.contrib.auth import get_user_model
from django.db import connections
from figures import noise, percentiles, row_number, session_id, user_id, users_of
from rows import ADDRESS, TABLE, USER_AGENT
from safejwt import sessions
from safejwt.errors import SafeJWTError
from safejwt.tokens.claims import AccessClaims, RefreshClaims

WARM_UP = 50
_WEEK = 7 * 86_400


@dataclass(frozen=True)
class Session:
    """A session of generation 1, with what a request knows of it."""

    number: int
    users: int

    def access(self, generation: int = 1) -> AccessClaims:
        now, user = int(time.time()), str(user_id(self.number, self.users))
        return AccessClaims(user, session_id(self.number), generation, now, now + 300)

    @property
    def refresh(self) -> RefreshClaims:
        now = int(time.time())
        return RefreshClaims(session_id(self.number), 1, now, now + _WEEK)

    @property
    def user(self) -> Any:
        return get_user_model()(pk=user_id(self.number, self.users), password="!")


def authenticate(session: Session) -> Callable[[], Any]:
    claims = session.access()
    return lambda: sessions.check(claims).pk == int(claims.user_id)


def refresh(session: Session) -> Callable[[], Any]:
    claims = session.refresh
    return lambda: not sessions.rotate(claims, user_agent=USER_AGENT, ip=ADDRESS).is_presented


def first_use(session: Session) -> Callable[[], Any]:
    """The first request with an access token that a refresh has issued."""
    claims = session.access(generation=2)
    return lambda: sessions.check(claims).pk == int(claims.user_id)


def devices(session: Session) -> Callable[[], Any]:
    user = session.user
    return lambda: list(sessions.active_sessions(user))


def log_out(session: Session) -> Callable[[], Any]:
    claims = session.refresh
    return lambda: sessions.end(claims)


FIRST_USE = "first use"
# Each action has sessions of its own, except for the first use, which follows the refresh of its session.
ACTIONS = {
    "authenticate": authenticate,
    "refresh": refresh,
    FIRST_USE: first_use,
    "list of devices": devices,
    "logout": log_out,
}


@dataclass
class Statements:
    """Adds up the time of the statements of one connection."""

    taken: float = 0.0

    def __call__(self, execute: Any, *arguments: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(*arguments)
        finally:
            self.taken += time.perf_counter() - began


@dataclass
class Times:
    """Milliseconds of each call, of its statements alone, and of the processor time of both processes."""

    calls: list[float] = field(default_factory=list)
    statements: list[float] = field(default_factory=list)
    application: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)

    def add(self, *milliseconds: float) -> None:
        for values, taken in zip(
            (self.calls, self.statements, self.application, self.database), milliseconds, strict=True
        ):
            values.append(taken)

    def as_figures(self) -> dict[str, Any]:
        return {
            "call": percentiles(self.calls),
            "statements": percentiles(self.statements),
            "processor": {"application": fmean(self.application), "database": fmean(self.database)},
            "noise": {name: noise(self.calls, name) for name in ("p50", "p99")},
        }


def measure(sizes: dict[str, int], repetitions: int) -> dict[str, Any]:
    """Repeat each action with random sessions of each database in turn. Sessions are never used twice."""
    repetitions = min(repetitions, min(sizes.values()) // len(ACTIONS) - WARM_UP)
    plan = {alias: _sessions(rows, (repetitions + WARM_UP) * len(ACTIONS)) for alias, rows in sizes.items()}
    times = {name: {alias: Times() for alias in sizes} for name in ACTIONS}
    pids = {alias: _process(alias) for alias in sizes}
    chosen: dict[str, Session] = {}
    before = {alias: _reads(alias) for alias in sizes}
    for position in range(-WARM_UP, repetitions):
        for name, action in ACTIONS.items():
            for alias in random.sample(list(sizes), len(sizes)):
                if name != FIRST_USE:
                    chosen[alias] = plan[alias].pop()
                taken = _timed(alias, pids[alias], action(chosen[alias]))
                if position >= 0:
                    times[name][alias].add(*taken)
    return {
        "repetitions": repetitions,
        "actions": {n: {alias: each.as_figures() for alias, each in of.items()} for n, of in times.items()},
        "reads": {alias: {key: n - before[alias][key] for key, n in _reads(alias).items()} for alias in sizes},
    }


def wal_per_refresh(alias: str, rows: int, repetitions: int) -> float:
    """Bytes of WAL for a refresh and the first use of its access token, each of a random session after a checkpoint.

    Hardly any page was written since the checkpoint, so nearly each one goes to the WAL in full.
    """
    with connections[alias].cursor() as cursor, using(alias):
        cursor.execute("CHECKPOINT")
        cursor.execute("SELECT pg_current_wal_insert_lsn()")
        began = cursor.fetchone()[0]
        refreshed = sum(_refreshed_and_used(each) for each in _sessions(rows, min(repetitions, rows // 20), seed=1))
        cursor.execute("SELECT pg_current_wal_insert_lsn() - %s::pg_lsn", [began])
        return float(cursor.fetchone()[0]) / refreshed


def hot_share(alias: str) -> float:
    """The share of the updates so far that changed no index (heap-only tuples)."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT n_tup_hot_upd, n_tup_upd FROM pg_stat_user_tables WHERE relname = %s", [TABLE])
        hot, updates = cursor.fetchone()
    return float(hot) / updates if updates else 0.0


def _refreshed_and_used(session: Session) -> bool:
    try:
        if not refresh(session)():
            return False
        first_use(session)()
    except SafeJWTError:
        # One of the actions has used this session before.
        return False
    return True


def _sessions(rows: int, number: int, seed: int = 0) -> list[Session]:
    chosen = random.Random(f"{rows} {seed}").sample(range(rows), min(number, rows))
    return [Session(row_number(position), users_of(rows)) for position in chosen]


def _timed(alias: str, pid: int, call: Callable[[], Any]) -> tuple[float, ...]:
    statements, database = Statements(), _processor_time(pid)
    with using(alias), connections[alias].execute_wrapper(statements):
        began, own = time.perf_counter(), time.thread_time()
        done = call()
        taken, own = time.perf_counter() - began, time.thread_time() - own
    if not done:
        raise SystemExit(f"An action found no session in {alias}.")
    return tuple(1000 * each for each in (taken, statements.taken, own, _processor_time(pid) - database))


def _process(alias: str) -> int:
    """The process of PostgreSQL that serves our connection."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def _processor_time(pid: int) -> float:
    """The seconds that a process has run; 0 where the system does not say."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    except (OSError, IndexError):
        return 0.0


def _reads(alias: str) -> dict[str, int]:
    """Blocks that this connection found in PostgreSQL's memory and outside of it, and bytes read from the disk."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT blks_hit, blks_read FROM pg_stat_database WHERE datname = current_database()")
        hit, read = cursor.fetchone()
    try:
        lines = Path(f"/proc/{_process(alias)}/io").read_text().splitlines()
        disk = next(int(line.split()[1]) for line in lines if line.startswith("read_bytes"))
    except OSError:
        disk = 0
    return {"hit": hit, "read": read, "disk": disk}
