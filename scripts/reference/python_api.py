"""The pages of the Python API: the public names of the public modules, by their docstrings."""

from collections.abc import Iterator
from typing import Any, Final

import griffe

from .docstrings import markdown, module, signature
from .markdown import sentence, table, written_by

__all__ = ["MODULES", "names", "pages"]

FOLDER: Final = "docs/reference/python"
# The modules of each page. Signals have a page of their own.
MODULES: Final = {
    "admin": ("admin", "admin_site"),
    "accounts": (
        *("accounts.views", "accounts.permissions", "accounts.backends", "accounts.flows", "accounts.serializers"),
        *("accounts.urls", "accounts.email_addresses", "accounts.languages", "accounts.mail", "accounts.throttling"),
        *("accounts.mail.delivery", "accounts.verification"),
    ),
    "contrib.adopt": (
        *("contrib.adopt.django_session", "contrib.adopt.drf_token", "contrib.adopt.dj_rest_auth"),
        *("contrib.adopt.knox", "contrib.adopt.simplejwt", "contrib.adopt.side_by_side"),
    ),
    "contrib.allauth": ("contrib.allauth", "contrib.allauth.adopt", "contrib.allauth.permissions"),
    "authentication": ("authentication",),
    "backends": ("backends",),
    "browser.csrf": ("browser.csrf",),
    "checks": ("checks",),
    "devices": ("devices",),
    "errors": ("errors",),
    "events": ("events",),
    "handlers": ("handlers",),
    "middleware": ("middleware",),
    "models": ("models",),
    "parsers": ("parsers",),
    "passwords": ("passwords", "password_validators"),
    "permissions": ("permissions",),
    "management.retention": ("management.retention",),
    "serializers": ("serializers",),
    "sessions": ("sessions",),
    "contrib.spectacular": ("contrib.spectacular",),
    "testing": ("testing",),
    "throttling": ("throttling",),
    "tokens": ("tokens",),
    "urls": ("urls",),
    "views": ("views",),
}
HEAD: Final = """\
# Python API

{written_by}
Names that are not here may change without notice.
"""


def pages() -> dict[str, str]:
    written = {f"{FOLDER}/{_file(name)}": _page(name, paths) for name, paths in MODULES.items()}
    return {f"{FOLDER}/index.md": _index(), **written}


def names(found: griffe.Module) -> list[str]:
    """Return the public names of a module."""
    return sorted(map(str, found.exports or ()), key=str.lower)


def _index() -> str:
    rows = [
        (f"[`safejwt.{path}`]({_file(page)})", sentence(markdown(module(path), "../../")))
        for page, paths in MODULES.items()
        for path in paths
    ]
    return "\n".join([HEAD.format(written_by=written_by("the docstrings")), *table(("module", "holds"), rows)])


def _file(name: str) -> str:
    return f"{name.replace('.', '-')}.md"


def _page(name: str, paths: tuple[str, ...]) -> str:
    is_single = len(paths) == 1
    lines = [] if is_single else [f"# `safejwt.{name}`\n", written_by("the docstrings")]
    for path in paths:
        lines += [f"{'#' if is_single else '##'} `safejwt.{path}`\n"]
        lines += [written_by("the docstrings")] if is_single else []
        lines += [f"{markdown(module(path), '../../')}\n"]
        for each, found in _objects(module(path)):
            # An error says what it is by its code. Other names without a docstring are left out.
            if found.docstring is None and "code" not in found.members:
                continue
            lines += _object(each, found, "##" if is_single else "###")
    return "\n".join(lines)


def _objects(found: griffe.Module) -> Iterator[tuple[str, Any]]:
    for name in names(found):
        target = _target(found, name)
        if target.is_module:
            yield from ((f"{name}.{inner}", _target(target, inner)) for inner in names(target))
        else:
            yield name, target


def _target(found: griffe.Module, name: str) -> Any:
    member: Any = found[name]
    target = member.final_target if member.is_alias else member
    # A module of the name of the function that it holds.
    return target[name] if target.is_module and name in target.members else target


def _object(name: str, found: Any, marks: str) -> Iterator[str]:
    yield f"{marks} `{name}`\n"
    if found.is_function:
        yield f"```python\n{signature(found, found.name)}\n```\n"
    elif found.is_class:
        yield f"```python\n{_class(found)}\n```\n"
    if described := markdown(found, "../../"):
        yield f"{described}\n"
    if found.is_class:
        for member_name, member in found.members.items():
            yield from _member(f"{name}.{member_name}", member)


def _class(found: griffe.Class) -> str:
    bases = f"({', '.join(map(str, found.bases))})" if found.bases else ""
    body = [f"{each.name}: {each.annotation}" for each in found.attributes.values() if _is_field(each)]
    # An error says its code.
    body += [
        f"code = {each.value}".replace("'", '"')
        for each in found.attributes.values()
        if each.name == "code" and each.value
    ]
    if isinstance(init := found.members.get("__init__"), griffe.Function) and len(init.parameters) > 1:
        body = signature(init, "__init__").splitlines()
    head = f"class {found.name}{bases}:"
    return "\n".join([head, *(f"    {line}" for line in body)]) if body else f"{head} ..."


def _is_field(found: griffe.Attribute) -> bool:
    # Django REST Framework's own attributes are not part of our API.
    is_other = found.name.startswith("_") or found.name.endswith(("_class", "_classes")) or "property" in found.labels
    return not is_other and str(found.annotation) not in {"None", "Any"}


def _member(name: str, member: Any) -> Iterator[str]:
    if member.is_alias or member.name.startswith("_") or member.docstring is None:
        return
    yield f"**`{name}`**\n"
    if member.is_function:
        yield f"```python\n{signature(member, member.name)}\n```\n"
    yield f"{markdown(member, '../../')}\n"
