"""The page of the settings: their declarations in the code, and when to change them."""

import ast
import tomllib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from project import ROOT
from safejwt.accounts.conf import conf as accounts_conf
from safejwt.conf import conf
from safejwt.conf.setting import Rule, Setting, in_words

from .markdown import anchor, linked_pages, table, written_by

__all__ = ["PACKAGE", "page", "when_to_change"]

PACKAGE: Final = ROOT / "django-safejwt/src/safejwt"
HEAD: Final = """\
# Settings

{written_by}
A setting is read when it is used. Durations are `datetime.timedelta`. A rate is a number, a slash and `s`, `m`, `h` or
`d`; several rates are separated by commas. `manage.py check` reports wrong values by the id that each setting names
([system checks](checks.md)).

The CSRF cookie is Django's: `CSRF_COOKIE_NAME`, `CSRF_COOKIE_SECURE`, `CSRF_HEADER_NAME` and `CSRF_TRUSTED_ORIGINS`
apply to it. The variables of the reference project are on [a page of their own](environment.md).
"""
TAIL: Final = """\
## System checks
They have [a page of their own](checks.md).
"""


def page() -> str:
    core, accounts = (
        list(_settings(conf, PACKAGE / "conf/table.py")),
        list(_settings(accounts_conf, PACKAGE / "accounts/conf.py")),
    )
    lines = [HEAD.format(written_by=written_by("the declarations of the settings"))]
    lines += table(("setting", "default"), [(_linked(name), default) for name, default, *_ in core + accounts])
    for heading, settings in (("django-safejwt", core), ("safejwt.accounts", accounts)):
        lines += [f"## Settings of {heading}\n"]
        for setting in settings:
            lines += _section(*setting)
    lines += [TAIL]
    return "\n".join(lines)


def when_to_change() -> dict[str, str]:
    """Return a sentence for each setting by its name."""
    return tomllib.loads((Path(__file__).parent / "when_to_change.toml").read_text(encoding="utf-8"))


def _linked(name: str) -> str:
    return f"[`{name}`](#{anchor(name)})"


def _section(name: str, default: str, rule: Rule, description: str) -> Iterator[str]:
    check = f"[`{rule.check_id}`](checks.md#{anchor(rule.check_id)})"
    yield f"### `{name}`\n"
    yield f"{description}\n"
    yield f"- **Default:** {default}"
    yield f"- **Value:** {rule.expects}. Anything else is {check}."
    yield f"- **When to change it:** {when_to_change()[name]}\n"


def _settings(conf: object, file: Path) -> Iterator[tuple[str, str, Rule, str]]:
    for attribute, (call, description) in _declarations(file):
        setting: Setting[Any] = vars(type(conf))[attribute]
        yield setting.name, _default(conf, setting, call), setting.rule, linked_pages(description, "../")


def _declarations(file: Path) -> Iterator[tuple[str, tuple[ast.Call, str]]]:
    """The call and the string below it, for each attribute of the class in a module."""
    (declared,) = (node for node in ast.parse(file.read_text()).body if isinstance(node, ast.ClassDef))
    for node, below in zip(declared.body, declared.body[1:], strict=False):
        match node, below:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as call),
                ast.Expr(value=ast.Constant(value=str(description))),
            ):
                yield name, (call, " ".join(description.split()))


def _default(conf: object, setting: Setting[Any], call: ast.Call) -> str:
    if isinstance(setting.default, timedelta):
        return in_words(setting.default)
    if setting.name.endswith("_TOKEN_SECRET"):
        return "required"
    source = ast.unparse(call.args[1]).removeprefix("lambda: ").replace("'", '"').replace("settings.", "")
    for attribute, other in vars(type(conf)).items():
        if isinstance(other, Setting):
            source = source.replace(f"conf.{attribute}", other.name)
    return f"`{source}`"
