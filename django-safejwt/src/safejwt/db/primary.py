"""The database that sessions are read from and written to."""

from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models, router

from ..models import RefreshToken

__all__ = ["PrimaryManager", "in_transaction", "primary_alias", "tenant"]

Row = TypeVar("Row", bound=models.Model)


class PrimaryManager(models.Manager[Row]):
    """Reads from the database that is written to: what a user has just confirmed holds at the next request."""

    def get_queryset(self) -> models.QuerySet[Row]:
        return super().get_queryset().using(self._db or router.db_for_write(self.model))


def primary_alias() -> str:
    """The alias of the primary database: a replica that lags would bring back a session that has just ended."""
    return str(router.db_for_write(RefreshToken))


def tenant() -> str:
    """The primary database and its schema, if a router or django-tenants chooses them. Empty for the default database.

    The users of two tenants have the same primary keys.
    """
    alias = primary_alias()
    schema = getattr(connections[alias], "schema_name", None)
    return f"{alias}/{schema or ''}" if schema or alias != DEFAULT_DB_ALIAS else ""


def in_transaction() -> bool:
    """Whether the project has opened a transaction. The one around a TestCase does not count: it is never committed."""
    # As Django does for atomic(durable=True).
    blocks: list[Any] = connections[primary_alias()].atomic_blocks
    return any(not block._from_testcase for block in blocks)
