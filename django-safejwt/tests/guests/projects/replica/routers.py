from typing import Any

from django.db import connections


class PrimaryReplicaRouter:
    """As in https://docs.djangoproject.com/en/stable/topics/db/multi-db/#an-example, with one replica."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return "replica"

    def db_for_write(self, model: Any, **hints: Any) -> str:
        return "default"

    def allow_relation(self, first: Any, second: Any, **hints: Any) -> bool:
        return {first._state.db, second._state.db} <= {"default", "replica"}

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **hints: Any) -> bool:
        return True


def replicate() -> None:
    """The replica catches up. Until the next call it stays behind."""
    for alias in ("default", "replica"):
        connections[alias].ensure_connection()
    connections["default"].connection.backup(connections["replica"].connection)
