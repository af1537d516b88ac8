"""The product's own UPDATE of a rotation, repeated with the values of other rows. Pure."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

_NAME = re.compile(r"%\((\w+)\)s")
_PARAMETER = re.compile(r'(?:"(\w+)" *(?:=|<=|>=|<|>|\+) *\(?)?%s')


def positional(sql: str, given: Sequence[Any] | Mapping[str, Any]) -> tuple[str, list[Any]]:
    """The statement with parameters by position, whether it has them by position or by name."""
    if not isinstance(given, Mapping):
        return sql, list(given)
    return _NAME.sub("%s", sql), [given[name] for name in _NAME.findall(sql)]


def columns_of(sql: str) -> tuple[list[str], list[str]]:
    """The column of each parameter of an UPDATE: those it sets, and those of its condition. Empty if there is none."""
    changes, _, condition = sql.partition(" WHERE ")
    return _columns(changes), _columns(condition)


def parameters(
    columns: tuple[Sequence[str], Sequence[str]], given: Sequence[Any], old: Mapping[str, Any], new: Mapping[str, Any]
) -> list[Any]:
    """The parameters for another row: its `new` values, then the `old` ones as a condition, otherwise those given."""
    names = [(name, new) for name in columns[0]] + [(name, old) for name in columns[1]]
    return [values.get(name, value) for (name, values), value in zip(names, given, strict=True)]


def _columns(text: str) -> list[str]:
    return [match[1] or "" for match in _PARAMETER.finditer(text)]
