"""Many schedules take their steps together: their rows are read by one statement and written in one round trip.

Each step of a schedule is one request. What decides about it are the functions of `safejwt.sessions`, on a row that was
just read from PostgreSQL. Each UPDATE and DELETE has the conditions that these functions give it. PostgreSQL carries it
out after the decision, and must find the row as the decision found it.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection
from safejwt.db import compiled
from safejwt.models import RefreshToken
from safejwt.sessions import query, rotation

__all__ = ["Store"]

_TABLE = RefreshToken._meta.db_table
_COMPARISONS = {"": "=", "lt": "<", "lte": "<="}


class Store:
    """Stands for the statements on sessions, as far as rotation uses them."""

    def __init__(self) -> None:
        self.read_rows: dict[UUID, tuple[Any, ...]] = {}
        self.writes: list[tuple[str, list[Any], int]] = []
        statement = query._statement(DEFAULT_DB_ALIAS)
        head, found, tail = statement.sql.rpartition("= (%(key)s)")
        if not found:
            raise AssertionError(f"The statement compares its key in another way: {statement.sql}")
        self.statement, self.sql = statement, f"{head}= ANY(%(keys)s){tail}"

    def install(self) -> None:
        rotation.find_session = rotation.find_checked_session = self.find  # type: ignore[assignment]
        compiled.update, compiled.delete = self.update, self.delete  # type: ignore[assignment]

    def read(self, sids: Iterable[UUID]) -> None:
        """Read the rows of one step of these sessions."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, {"keys": list(sids)})
            self.read_rows = {row[0]: row for row in cursor.fetchall()}

    def find(self, sid: UUID) -> RefreshToken | None:
        row = self.read_rows.get(sid)
        if row is None:
            return None
        session: RefreshToken
        session, user = (part.instance(list(row), DEFAULT_DB_ALIAS) for part in self.statement.parts)
        session.set_loaded_user(user)
        return session

    def update(self, where: Mapping[str, Any], changes: Mapping[str, Any], *, latest: tuple[str, ...] = ()) -> int:
        return self._write(_update(tuple(changes), latest, tuple(where)), [*changes.values()], where)

    def delete(self, where: Mapping[str, Any], *, using: str | None = None) -> int:
        return self._write(_delete(tuple(where)), [], where)

    def _write(self, sql: str, values: list[Any], where: Mapping[str, Any]) -> int:
        session = self.find(where["pk"])
        expected = int(session is not None and all(_fits(session, *each) for each in where.items()))
        self.writes.append((sql, [*values, *where.values()], expected))
        return expected

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


@lru_cache
def _update(columns: tuple[str, ...], latest: tuple[str, ...], conditions: tuple[str, ...]) -> str:
    changes = ", ".join(
        f'"{column}" = ' + (f'GREATEST("{column}", %s)' if column in latest else "%s") for column in columns
    )
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
