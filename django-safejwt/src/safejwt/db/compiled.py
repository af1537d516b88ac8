"""Statements on sessions that Django's ORM compiles once, to be executed with other values.

Building a statement through the ORM for each request costs many times as much as the statement itself (benchmarks/). The
SQL is the ORM's own, and each value is prepared by its field.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import connections, transaction
from django.db.models import DateTimeField, Expression
from django.db.models.deletion import Collector
from django.db.models.functions import Greatest
from django.db.models.signals import post_save, pre_save
from django.db.models.sql import DeleteQuery, InsertQuery, UpdateQuery

from ..models import RefreshToken
from .primary import primary_alias

__all__ = ["delete", "insert", "select", "update"]

_Names = tuple[str, ...]


def insert(session: RefreshToken) -> None:
    """Insert the row of a new session, as `save(force_insert=True)` does."""
    alias, sender = primary_alias(), RefreshToken
    facts: dict[str, Any] = {"instance": session, "raw": False, "using": alias, "update_fields": None}
    pre_save.send(sender, **facts)
    statement = _insert(alias)
    statement.execute(alias, [getattr(session, field.attname) for field in sender._meta.concrete_fields])
    session._state.db, session._state.adding = alias, False
    post_save.send(sender, created=True, **facts)


def select(where: Mapping[str, Any], columns: _Names, *, order: _Names, beyond: int) -> list[tuple[Any, ...]]:
    """These columns of the sessions that fulfil these conditions, in this order, without the first ones."""
    alias = primary_alias()
    statement = _select(alias, tuple(where), columns, order, beyond)
    fields = [_field(name) for name in columns]
    return [
        tuple(field.to_python(value) for field, value in zip(fields, row, strict=True))
        for row in statement.rows(alias, [*where.values()])
    ]


def update(where: Mapping[str, Any], changes: Mapping[str, Any], *, latest: _Names = ()) -> int:
    """Change the sessions that fulfil these conditions. Return how many there were, as `QuerySet.update` does.

    latest: the changes that only replace a smaller value.
    """
    alias = primary_alias()
    statement = _update(alias, tuple(where), tuple(changes), latest)
    return statement.execute(alias, [*where.values(), *changes.values()])


def delete(where: Mapping[str, Any], *, using: str | None = None) -> int:
    """Delete the sessions that fulfil these conditions, and what depends on them. Return how many rows were deleted.

    One statement, unless the project has related rows or receivers: then Django reads the rows first.
    """
    alias = using or primary_alias()
    model: Any = RefreshToken
    if Collector(alias).can_fast_delete(model):
        return _delete(alias, tuple(where)).execute(alias, [*where.values()])
    return RefreshToken.objects.using(alias).filter(**where).delete()[0]


class _Placeholder(Expression):
    """A value in a query that is known when the statement is executed: the one at this position."""

    def __init__(self, name: str, position: int) -> None:
        super().__init__(output_field=_field(name))
        self.position = position

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]


@dataclass(frozen=True, slots=True)
class _Statement:
    sql: str
    parameters: tuple[Any, ...]
    """As the ORM has ordered them: a placeholder, or a value that is part of the statement."""
    names: tuple[str, ...]
    """Of the parameters in the SQL. Empty if they are positional."""

    @classmethod
    def of(cls, query: Any, alias: str) -> "_Statement":
        sql, parameters = query.get_compiler(alias).as_sql()
        return cls.named(sql, parameters, alias)

    @classmethod
    def named(cls, sql: str, parameters: Sequence[Any], alias: str) -> "_Statement":
        """The statement with named parameters, for which Django's SQLite need not search it each time."""
        names = tuple(f"p{position}" for position in range(len(parameters)))
        if sql.count("%") != len(names) or not connections[alias].features.supports_paramstyle_pyformat:
            return cls(sql, tuple(parameters), ())
        for name in names:
            sql = sql.replace("%s", f"%({name})s", 1)
        return cls(sql, tuple(parameters), names)

    def execute(self, alias: str, values: list[Any]) -> int:
        """Execute the statement. Return how many rows it changed."""
        connection = connections[alias]
        with transaction.mark_for_rollback_on_error(using=alias), connection.cursor() as cursor:
            cursor.execute(self.sql, self._prepared(values, connection))
            return int(cursor.rowcount)

    def rows(self, alias: str, values: list[Any]) -> list[Any]:
        """Execute the statement. Return the rows that it found."""
        connection = connections[alias]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self._prepared(values, connection))
            return list(cursor.fetchall())

    def _prepared(self, values: list[Any], connection: Any) -> list[Any] | dict[str, Any]:
        prepared = [
            _for_database(each.output_field, values[each.position], connection)
            if isinstance(each, _Placeholder)
            else each
            for each in self.parameters
        ]
        return dict(zip(self.names, prepared, strict=True)) if self.names else prepared


def _for_database(field: Any, value: Any, connection: Any) -> Any:
    """The value as the field saves it."""
    # Of a time with a zone, nothing else is left to do (DateTimeField.get_prep_value).
    if type(value) is datetime and value.utcoffset() is not None and type(field) is DateTimeField:
        return connection.ops.adapt_datetimefield_value(value)
    return field.get_db_prep_save(value, connection)


# Cached by alias and names alone, as the statement in sessions/query.py is.
@lru_cache(maxsize=64)
def _update(alias: str, where: _Names, changes: _Names, latest: _Names) -> _Statement:
    query: Any = _rows(alias, where).query.chain(UpdateQuery)
    values = _placeholders(changes, after=len(where))
    query.add_update_values({**values, **{name: Greatest(name, values[name]) for name in latest}})
    return _Statement.of(query, alias)


@lru_cache(maxsize=16)
def _delete(alias: str, where: _Names) -> _Statement:
    return _Statement.of(_rows(alias, where).query.chain(DeleteQuery), alias)


@lru_cache(maxsize=8)
def _insert(alias: str) -> _Statement:
    fields: Any = RefreshToken._meta.concrete_fields
    values = _placeholders(tuple(field.name for field in fields))
    # With the placeholders as its values. The user is not checked: a placeholder is no user.
    template = RefreshToken()
    vars(template).update({field.attname: values[field.name] for field in fields})
    query: Any = InsertQuery(RefreshToken)
    query.insert_values(fields, [template], raw=True)
    ((sql, parameters),) = query.get_compiler(alias).as_sql()
    return _Statement.named(sql, parameters, alias)


@lru_cache(maxsize=8)
def _select(alias: str, where: _Names, columns: _Names, order: _Names, beyond: int) -> _Statement:
    return _Statement.of(_rows(alias, where).order_by(*order).values_list(*columns)[beyond:].query, alias)


def _rows(alias: str, where: _Names) -> Any:
    return RefreshToken.objects.using(alias).order_by().filter(**_placeholders(where))


def _placeholders(names: _Names, after: int = 0) -> dict[str, Any]:
    return {name: _Placeholder(name, position) for position, name in enumerate(names, start=after)}


def _field(name: str) -> Any:
    # With a lookup, such as `expires_at__lte`, the value is still one of the field.
    return RefreshToken._meta.get_field("id" if name == "pk" else name.partition("__")[0])
