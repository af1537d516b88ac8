"""The session of an access token and its user, by one SQL statement that is compiled once.

Building the same statement through the ORM for each request costs several times the query itself (benchmarks/). What it
returns are ordinary model instances all the same, made by Django's own code, for any user model and primary key.
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
    """The row with this id and, in its `user`, the person; one statement. Whether it lives is for sessions.py to say."""
    alias = primary_alias()
    connection = connections[alias]
    statement = _statement(alias)
    with connection.cursor() as cursor:
        cursor.execute(statement.sql, [RefreshToken._meta.pk.get_db_prep_value(sid, connection)])
        row = cursor.fetchone()
    return statement.instances(list(row), connection) if row else None


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which part of a row is a model's, and the fields' names in its order."""

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
        """As django.db.models.query.ModelIterable makes instances of a row."""
        for position, (converters, expression) in self.converters:
            for convert in converters:
                row[position] = convert(row[position], expression, connection)
        session = RefreshToken.from_db(self.alias, self.session.names, row[self.session.positions])
        user_field: Any = RefreshToken._meta.get_field("user")
        user = user_field.related_model.from_db(self.alias, self.user.names, row[self.user.positions])
        user_field.set_cached_value(session, user)
        return session


# By the database alone: which one an alias is, and what the models' tables are called, is settled when Django is set up
# (its own columns are kept too, Field.cached_col); and a manager of the project's has no part in it.
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
