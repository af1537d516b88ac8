"""What PostgreSQL and the system say about one connection and its database."""

from pathlib import Path

from django.db import connections
from rows import TABLE


def process_of(alias: str) -> int:
    """The process of PostgreSQL that serves our connection."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def processor_time(pid: int) -> float:
    """The seconds that a process has run; 0 where the system does not say."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    except (OSError, IndexError):
        return 0.0


def reads(alias: str) -> dict[str, int]:
    """Blocks that this connection found in PostgreSQL's memory and outside of it, and bytes read from the disk."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT blks_hit, blks_read FROM pg_stat_database WHERE datname = current_database()")
        hit, read = cursor.fetchone()
    try:
        lines = Path(f"/proc/{process_of(alias)}/io").read_text().splitlines()
        disk = next(int(line.split()[1]) for line in lines if line.startswith("read_bytes"))
    except OSError:
        disk = 0
    return {"hit": hit, "read": read, "disk": disk}


def hot_share(alias: str) -> float:
    """The share of the updates so far that changed no index (heap-only tuples)."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT n_tup_hot_upd, n_tup_upd FROM pg_stat_user_tables WHERE relname = %s", [TABLE])
        hot, updates = cursor.fetchone()
    return float(hot) / updates if updates else 0.0
