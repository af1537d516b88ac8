"""The session of an access token and its user, read by one SQL statement that is compiled once.

Building the statement through the ORM for each request costs several times as much as the query itself (benchmarks/). The
result is ordinary model instances, made by Django's own code, for any user model and primary key.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connections

from ..db.primary import primary_alias
from ..models import RefreshToken

__all__ = ["find_session"]


def find_session(sid: UUID) -> RefreshToken | None:
    """Return the row with this id, with its `user` loaded, or None. One statement. The row may have expired."""
    alias = primary_alias()
    connection = connections[alias]
    statement = _statement(alias)
    with connection.cursor() as cursor:
        cursor.execute(statement.sql, [RefreshToken._meta.pk.get_db_prep_value(sid, connection)])
        row = cursor.fetchone()
    return statement.instances(list(row), connection) if row else None


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which columns of a row belong to a model, and the field names in their order."""

    positions: slice
    names: list[str]

    @classmethod
    def of(cls, class_info: dict[str, Any], select: list[Any]) -> "_Columns":
        positions = class_info["select_fields"]
        part = slice(positions[0], positions[-1] + 1)
        return cls(part, [column[0].target.attname for column in select[part]])


@dataclass(frozen=True, slots=True)
class _Statement:
    alias: str
    sql: str
    converters: list[tuple[int, tuple[list[Any], Any]]]
    session: _Columns
    user: _Columns

    def instances(self, row: list[Any], connection: Any) -> RefreshToken:
        """Build instances from a row, as django.db.models.query.ModelIterable does."""
        for position, (converters, expression) in self.converters:
            for convert in converters:
                row[position] = convert(row[position], expression, connection)
        session = RefreshToken.from_db(self.alias, self.session.names, row[self.session.positions])
        user_model: Any = RefreshToken._meta.get_field("user").related_model
        user = user_model.from_db(self.alias, self.user.names, row[self.user.positions])
        session.set_loaded_user(user)
        return session


# Cached by database alias alone: aliases and table names are fixed once Django is set up (Django caches columns too, see
# Field.cached_col), and no manager of the project takes part.
@lru_cache(maxsize=8)
def _statement(alias: str) -> _Statement:
    query = RefreshToken.objects.using(alias).select_related("user").order_by().filter(pk=UUID(int=0)).query
    compiler: Any = query.get_compiler(alias)
    sql, _ = compiler.as_sql()
    (user_info,) = compiler.klass_info["related_klass_infos"]
    return _Statement(
        alias=alias,
        sql=sql,
        converters=list(compiler.get_converters([column[0] for column in compiler.select]).items()),
        session=_Columns.of(compiler.klass_info, compiler.select),
        user=_Columns.of(user_info, compiler.select),
    )
