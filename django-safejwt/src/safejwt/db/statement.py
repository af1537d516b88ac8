"""A SELECT of one row by its primary key, compiled once.

Building it through the ORM for each request costs several times as much as the query itself (benchmarks/). The instances
are ordinary ones, made by Django's own code, for any model and primary key.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from inspect import getattr_static
from typing import Any, Final

from django.db import InterfaceError, OperationalError, connections, models
from django.db.models.base import ModelState
from django.db.models.expressions import RawSQL
from django.db.models.fields.related_descriptors import ForeignKeyDeferredAttribute
from django.db.models.query_utils import DeferredAttribute
from django.db.models.signals import post_init, pre_init

__all__ = ["Columns", "Statement"]

_KEY: Final = "key"
# What takes part in making an instance of a row, and the attributes that only keep the value of a column.
_MAKING: Final = ("__init__", "__new__", "__setattr__", "from_db")
_PLAIN: Final = {DeferredAttribute, ForeignKeyDeferredAttribute}


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of a row belong to a model, and the field names in their order."""

    model: Any
    positions: slice
    names: list[str]
    is_plain: bool
    """Whether an instance is nothing but its columns, so that it can be made without assigning one after the other."""

    @classmethod
    def of(cls, class_info: dict[str, Any], select: list[Any]) -> "Columns":
        positions = class_info["select_fields"]
        part = slice(positions[0], positions[-1] + 1)
        model, names = class_info["model"], [column[0].target.attname for column in select[part]]
        return cls(model, part, names, _is_plain(model, names))

    def instance(self, row: list[Any], alias: str) -> Any:
        """Build an instance from a row, as django.db.models.query.ModelIterable does."""
        model, values = self.model, row[self.positions]
        if not self.is_plain or pre_init.receivers or post_init.receivers:
            return model.from_db(alias, self.names, values)
        instance, state = model.__new__(model), ModelState()
        state.adding, state.db = False, alias
        instance.__dict__.update(zip(self.names, values, strict=True), _state=state)
        return instance


def _is_plain(model: Any, names: list[str]) -> bool:
    """Whether Django's own code makes the instances, and no column has a descriptor of its own, as a file has."""
    own = (base for base in model.__mro__ if base not in {models.Model, object})
    return not any(name in vars(base) for base in own for name in _MAKING) and all(
        type(getattr_static(model, name)) in _PLAIN for name in names
    )


@dataclass(frozen=True, slots=True)
class Statement:
    """The statement, and the columns of its model, then of the related ones."""

    alias: str
    sql: str
    key: Any
    is_named: bool
    converters: list[tuple[int, tuple[list[Any], Any]]]
    parts: list[Columns]

    @classmethod
    def of(cls, rows: models.QuerySet[Any], *, reads_key: bool = True) -> "Statement":
        """rows: all of a model, with the related models and the columns to read.

        reads_key: whether the key of the row has to be converted: the caller may keep the one it asks for.
        """
        compiler: Any = rows.order_by().filter(pk=RawSQL("%s", [0])).query.get_compiler(rows.db)
        sql, _ = compiler.as_sql()
        related = compiler.klass_info.get("related_klass_infos", ())
        # Django's SQLite searches the whole statement for positional parameters, and formats it for named ones.
        converters = compiler.get_converters([column[0] for column in compiler.select])
        if not reads_key:
            converters.pop(0, None)
        is_named = sql.count("%s") == 1 and compiler.connection.features.supports_paramstyle_pyformat
        return cls(
            alias=rows.db,
            sql=sql.replace("%s", f"%({_KEY})s") if is_named else sql,
            key=rows.model._meta.pk,
            is_named=is_named,
            converters=list(converters.items()),
            parts=[Columns.of(info, compiler.select) for info in (compiler.klass_info, *related)],
        )

    def row(self, key: object) -> list[Any] | None:
        """The row with this primary key, or None."""
        connection: Any = connections[self.alias]
        value = self.key.get_db_prep_value(key, connection)
        found = _first(connection, self.sql, {_KEY: value} if self.is_named else [value])
        if found is None:
            return None
        row = list(found)
        for position, (converters, expression) in self.converters:
            for convert in converters:
                row[position] = convert(row[position], expression, connection)
        return row


def _first(connection: Any, sql: str, parameters: Sequence[Any] | Mapping[str, Any]) -> Any:
    """The first row. If Django would check the health of the connection before it, the statement is the check."""
    is_check = (
        connection.health_check_enabled
        and not connection.health_check_done
        and connection.connection is not None
        and not connection.in_atomic_block
    )
    if not is_check:
        return _execute(connection, sql, parameters)
    connection.health_check_done = True
    try:
        return _execute(connection, sql, parameters)
    except (OperationalError, InterfaceError):
        if connection.is_usable():
            raise
        # As after Django's own check, which closes a connection that has died since the last request.
        connection.close()
        return _execute(connection, sql, parameters)


def _execute(connection: Any, sql: str, parameters: Sequence[Any] | Mapping[str, Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchone()
