"""Docstrings of the package as Markdown, read without importing it."""

import re
from collections.abc import Iterator
from typing import Any, Final, cast

import griffe
from project import ROOT

from .markdown import linked_pages

__all__ = ["exists", "markdown", "module", "signature"]

_PACKAGE: Final = griffe.load("safejwt", search_paths=[ROOT / "django-safejwt/src"], docstring_parser="google")
_LITERAL: Final = re.compile(r"::\n\n((?:(?: {4}.*)?\n?)+)")


def module(path: str) -> griffe.Module:
    """Return a module by its path without `safejwt.`."""
    return cast("griffe.Module", _PACKAGE[path] if path else _PACKAGE)


def exists(name: str) -> bool:
    """Return whether the package has this module or name."""
    try:
        return _PACKAGE[name] is not None
    except KeyError:
        return False


def markdown(documented: Any, up: str = "../") -> str:
    """Return the docstring of an object, with lists of its arguments and errors. `up` leads to docs/."""
    if documented.docstring is None:
        return ""
    text = "\n\n".join(_listed(each, _arguments(documented)) for each in documented.docstring.value.split("\n\n"))
    sections = griffe.Docstring(text, parent=documented, parser="google").parse(warnings=False)
    return "\n\n".join(text for each in sections if (text := _section(each, up)))


def signature(function: griffe.Function, name: str) -> str:
    """Return a function without its body, one argument a line if they do not fit into one."""
    parts = [part.replace("'", '"') for part in _parameters(function)]
    returns = f" -> {function.returns}" if function.returns is not None else ""
    line = f"def {name}({', '.join(parts)}){returns}: ..."
    return line if len(line) <= 100 else f"def {name}(\n    " + ",\n    ".join(parts) + f",\n){returns}: ..."


def _arguments(documented: Any) -> set[str]:
    function = documented.members.get("__init__", documented) if documented.is_class else documented
    return {each.name for each in function.parameters} if function.is_function else set()


def _listed(paragraph: str, arguments: set[str]) -> str:
    """Return a paragraph about arguments, `name: text` in each line, as a list."""
    items: list[str] = []
    for line in paragraph.splitlines():
        name, colon, text = line.partition(": ")
        if colon and set(name.split(", ")) <= arguments:
            items.append(f"- {', '.join(f'`{each}`' for each in name.split(', '))}: {text}")
        elif items:
            items[-1] += f" {line.strip()}"
        else:
            return paragraph
    return "\n".join(items)


def _section(section: griffe.DocstringSection, up: str) -> str:
    match section:
        case griffe.DocstringSectionText(value=text):
            return _text(text, up)
        case griffe.DocstringSectionParameters(value=items):
            return "**Arguments**\n\n" + "\n".join(f"- `{each.name}`: {_line(each.description, up)}" for each in items)
        case griffe.DocstringSectionRaises(value=items):
            return "**Raises**\n\n" + "\n".join(
                f"- `{each.annotation}`: {_line(each.description, up)}" for each in items
            )
        case _:
            raise ValueError(f"a docstring has a section of another kind: {section.kind}")


def _line(text: str, up: str) -> str:
    return _text(" ".join(text.split()), up)


def _text(text: str, up: str) -> str:
    fenced = _LITERAL.sub(
        lambda code: ":\n\n```python\n" + re.sub(r"^ {4}", "", code[1], flags=re.M).strip() + "\n```\n", text
    )
    return linked_pages(fenced, up).strip()


def _parameters(function: griffe.Function) -> Iterator[str]:
    kinds = griffe.ParameterKind
    shown = [each for each in function.parameters if each.name not in {"self", "cls"}]
    stars = {kinds.var_positional: "*", kinds.var_keyword: "**"}
    needs_star = all(each.kind is not kinds.var_positional for each in shown)
    for each in shown:
        if each.kind is kinds.keyword_only and needs_star:
            needs_star = False
            yield "*"
        annotation = f": {each.annotation}" if each.annotation is not None else ""
        default = f" = {each.default}" if each.default is not None and each.kind not in stars else ""
        yield f"{stars.get(each.kind, '')}{each.name}{annotation}{default if annotation else default.replace(' ', '')}"
