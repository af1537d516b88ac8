"""The session's row in memory instead of a database: the same functions decide and write, without SQL."""

from copy import copy
from typing import Any
from uuid import UUID

from safejwt.models import RefreshToken
from safejwt.sessions import admission, rotation

__all__ = ["Memory"]


class Memory:
    """Stands for the manager of sessions, as far as rotation uses it."""

    def __init__(self, user: Any) -> None:
        self.user = user
        self.rows: dict[UUID, RefreshToken] = {}

    def install(self) -> None:
        RefreshToken.objects = self  # type: ignore[assignment,misc]
        rotation.find_session = self.find
        admission.find_user = lambda pk: self.user

    def bulk_create(self, rows: list[RefreshToken]) -> None:
        self.rows = {row.pk: row for row in rows}

    def find(self, sid: UUID) -> RefreshToken | None:
        row = self.rows.get(sid)
        return copy(row) if row else None

    def filter(self, **conditions: Any) -> "_Rows":
        return _Rows(self, conditions)


class _Rows:
    def __init__(self, memory: Memory, conditions: dict[str, Any]) -> None:
        self.memory, self.conditions = memory, conditions

    def filter(self, **conditions: Any) -> "_Rows":
        return _Rows(self.memory, self.conditions | conditions)

    def first(self) -> RefreshToken | None:
        row = self.memory.rows.get(self.conditions.get("pk"))
        return row if row and all(_fits(row, *condition) for condition in self.conditions.items()) else None

    def update(self, **changes: Any) -> int:
        row = self.first()
        for name, value in changes.items() if row else ():
            setattr(row, name, value)
        return int(row is not None)

    def delete(self) -> tuple[int, dict[str, int]]:
        row = self.first()
        if row:
            del self.memory.rows[row.pk]
        return int(row is not None), {}


def _fits(row: RefreshToken, name: str, wanted: Any) -> bool:
    name, _, lookup = name.partition("__")
    value = getattr(row, name)
    return bool({"lt": value < wanted, "lte": value <= wanted}[lookup] if lookup else value == wanted)
