"""Many schedules take their steps together: their rows are read by one statement and written in one round trip.

Each step of a schedule is one request. What decides about it are the functions of `safejwt.sessions`, on a row that was
just read from PostgreSQL. Each UPDATE and DELETE has the conditions that these functions give it. PostgreSQL carries it
out after the decision, and must find the row as the decision found it.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection
from safejwt.models import RefreshToken
from safejwt.sessions import query, rotation

__all__ = ["Store"]

_TABLE = RefreshToken._meta.db_table
_COMPARISONS = {"": "=", "lt": "<", "lte": "<="}


class Store:
    """Stands for the manager of sessions, as far as rotation uses it."""

    def __init__(self) -> None:
        self.read_rows: dict[UUID, tuple[Any, ...]] = {}
        self.writes: list[tuple[str, list[Any], int]] = []
        self.insert = RefreshToken.objects.bulk_create
        statement = query._statement(DEFAULT_DB_ALIAS)
        head, _, tail = statement.sql.rpartition("= %s")
        self.statement, self.sql = statement, f"{head}= ANY(%s){tail}"

    def install(self) -> None:
        RefreshToken.objects = self  # type: ignore[assignment,misc]
        rotation.find_session = self.find

    def read(self, sids: Iterable[UUID]) -> None:
        """Read the rows of one step of these sessions."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [list(sids)])
            self.read_rows = {row[0]: row for row in cursor.fetchall()}

    def find(self, sid: UUID) -> RefreshToken | None:
        row = self.read_rows.get(sid)
        return self.statement.instances(list(row), connection) if row else None

    def write(self) -> None:
        """Carry out the writes of the step. Each must change what its decision has read, or nothing if it said so."""
        if not self.writes:
            return
        with connection.cursor() as cursor:
            raw = cursor.connection
            with raw.pipeline():
                done = [(raw.execute(sql, values), expected) for sql, values, expected in self.writes]
            for result, expected in done:
                if result.rowcount != expected:
                    raise AssertionError(f"{result.rowcount} rows were written, not {expected}")
        self.writes.clear()

    def filter(self, **conditions: Any) -> "_Rows":
        return _Rows(self, conditions)


class _Rows:
    """What a queryset of one session does with it."""

    def __init__(self, store: Store, conditions: dict[str, Any]) -> None:
        self.store, self.conditions = store, conditions

    def filter(self, **conditions: Any) -> "_Rows":
        return _Rows(self.store, self.conditions | conditions)

    def first(self) -> RefreshToken | None:
        session = self.store.find(self.conditions["pk"])
        return session if session and all(_fits(session, *each) for each in self.conditions.items()) else None

    def update(self, **changes: Any) -> int:
        return self._write(_update(tuple(changes), tuple(self.conditions)), [*changes.values()])

    def delete(self) -> tuple[int, dict[str, int]]:
        return self._write(_delete(tuple(self.conditions)), []), {}

    def _write(self, sql: str, values: list[Any]) -> int:
        expected = int(self.first() is not None)
        self.store.writes.append((sql, [*values, *self.conditions.values()], expected))
        return expected


@lru_cache
def _update(columns: tuple[str, ...], conditions: tuple[str, ...]) -> str:
    changes = ", ".join(f'"{column}" = %s' for column in columns)
    return f'UPDATE "{_TABLE}" SET {changes}{_where(conditions)}'  # noqa: S608 - names of columns


@lru_cache
def _delete(conditions: tuple[str, ...]) -> str:
    return f'DELETE FROM "{_TABLE}"{_where(conditions)}'  # noqa: S608 - names of columns


def _where(conditions: tuple[str, ...]) -> str:
    parts = [condition.replace("pk", "id").partition("__") for condition in conditions]
    return " WHERE " + " AND ".join(f'"{column}" {_COMPARISONS[lookup]} %s' for column, _, lookup in parts)


def _fits(session: RefreshToken, name: str, wanted: Any) -> bool:
    name, _, lookup = name.partition("__")
    value = getattr(session, name)
    return bool({"lt": value < wanted, "lte": value <= wanted}[lookup] if lookup else value == wanted)
