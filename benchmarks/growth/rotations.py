"""Many rotations of few rows, by the product's own UPDATE: heap-only updates, growth of the table, and WAL."""

import random
import time
from datetime import datetime, timedelta
from typing import Any

from actions import Session, refresh
from databases import using
from django.db import connections
from django.utils import timezone
from figures import row_number, session_id, users_of
from rows import create, fill, has_index, set_index, sizes
from update_text import columns_of, parameters, positional

from backend import hot_share


def measure(alias: str, rows: int, rotations: int, *, index: bool) -> dict[str, Any]:
    """Rotate random sessions of a new database, each about once a minute by a clock that is moved."""
    create(alias)
    fill(alias, rows)
    is_of_product = has_index(alias) == index
    set_index(alias, index)
    before, began = sizes(alias), time.perf_counter()
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_insert_lsn()")
        start = cursor.fetchone()[0]
        _rotate(alias, cursor, rows, rotations)
        cursor.execute("SELECT pg_current_wal_insert_lsn() - %s::pg_lsn", [start])
        wal = int(cursor.fetchone()[0])
    return {
        "rows": rows,
        "rotations": rotations,
        "index": index,
        "is_of_product": is_of_product,
        "hot": hot_share(alias),
        "before": before,
        "after": sizes(alias),
        "wal": wal,
        "seconds": time.perf_counter() - began,
    }


def _rotate(alias: str, cursor: Any, rows: int, rotations: int) -> None:
    sql, given = _update(alias, rows)
    columns = columns_of(sql)
    cursor.execute(
        "SELECT id, generation, seen_generation, rotated_at, last_used_at, expires_at FROM safejwt_refreshtoken ORDER BY id"
    )
    names = [column.name for column in cursor.description]
    sessions = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    began, order = timezone.now().replace(microsecond=0), random.Random(rows)
    for number in range(1, rotations):
        old = order.choice(sessions)
        new = _rotated(old, began + timedelta(seconds=60 * number // rows))
        cursor.execute(sql, parameters(columns, given, old, new))
        if cursor.rowcount != 1:
            raise SystemExit(f"A rotation changed {cursor.rowcount} rows.")
        old.update(new)


def _rotated(old: dict[str, Any], now: datetime) -> dict[str, Any]:
    return {
        "generation": old["generation"] + 1,
        "seen_generation": old["generation"],
        "rotated_at": now,
        "last_used_at": now,
        "expires_at": now + timedelta(days=7),
    }


def _update(alias: str, rows: int) -> tuple[str, list[Any]]:
    """The text and the parameters of one rotation."""
    found: list[tuple[str, list[Any]]] = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("UPDATE"):
            found.append(positional(sql, params))
        return execute(sql, params, many, context)

    with using(alias), connections[alias].execute_wrapper(keep):
        refresh(Session(row_number(0), users_of(rows)))()
    ((sql, params),) = found
    if session_id(row_number(0)) not in params:
        raise SystemExit(f"The UPDATE of a rotation does not name its session: {sql}")
    return sql, params
