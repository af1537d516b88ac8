"""Write docs/reference/settings.md from the declarations of the settings and from the system checks."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from safejwt.accounts.conf import conf as accounts_conf
from safejwt.conf import conf
from safejwt.conf.setting import Setting, declared, in_words

ROOT: Final = Path(__file__).resolve().parents[1]
PACKAGE: Final = ROOT / "django-safejwt/src/safejwt"
PAGE: Final = ROOT / "docs/reference/settings.md"
SECRET: Final = "Generate a secret: `manage.py safejwt_generate_key`."
KEY: Final = "Generate a key: `manage.py safejwt_generate_key --algorithm"
# The messages of these checks are not literals: they come from tokens/keys.py, or contain a name.
MESSAGES: Final = [
    ("safejwt.E001", "`ACCESS_TOKEN_SECRET` is missing, or a secret in it is shorter than 32 bytes.", SECRET),
    ("safejwt.E002", "`REFRESH_TOKEN_SECRET` is missing, or a secret in it is shorter than 32 bytes.", SECRET),
    ("safejwt.E003", "`ACCESS_TOKEN_SECRET` or `REFRESH_TOKEN_SECRET` is a placeholder, in production.", SECRET),
    ("safejwt.E009", "A PEM key cannot be read, or is neither Ed25519 nor P-256 nor RSA.", f"{KEY} EdDSA`."),
    ("safejwt.E010", "An RSA key has fewer than 2048 bits.", f"{KEY} RS256`."),
    ("safejwt.E011", "The first key of a list is a public key, which cannot sign.", "Put the key that signs first."),
    ("safejwt.E012", "A PEM key needs the package `cryptography`.", "`pip install django-safejwt[crypto]`"),
    ("safejwt.W033", "There is no setting with this `SAFEJWT_` name.", "The most similar name."),
    ("safejwt.W110", "There is no setting with this `SAFEJWT_ACCOUNTS_` name.", "The most similar name."),
]
HEAD: Final = """\
# Settings and system checks

<!-- Written by scripts/settings_reference.py from the source of the package. -->

A setting is read when it is used. Durations are `datetime.timedelta`. A rate is a number, a slash and `s`, `m`, `h` or
`d`; several rates are separated by commas.

The CSRF cookie is Django's: `CSRF_COOKIE_NAME`, `CSRF_COOKIE_SECURE`, `CSRF_HEADER_NAME` and `CSRF_TRUSTED_ORIGINS`
apply to it.
"""


def page() -> str:
    lines = [HEAD, "## Settings of django-safejwt", *_settings(conf, PACKAGE / "conf/table.py")]
    lines += ["## Settings of safejwt.accounts", *_settings(accounts_conf, PACKAGE / "accounts/conf.py")]
    lines += ["## System checks", "`E` is an error and `W` a warning.\n", *_checks()]
    return "\n".join(lines)


def _settings(conf: object, file: Path) -> Iterator[str]:
    rows = []
    for attribute, (call, description) in _declarations(file):
        setting: Setting[Any] = vars(type(conf))[attribute]
        if setting.rule:
            linked = re.sub(
                r"\bdocs/(?:[\w-]+/)*([\w-]+\.md)", lambda page: f"[{page[1]}](../{page[0][5:]})", description
            )
            rows.append((f"`{setting.name}`", _default(conf, setting, call), setting.rule.expects, linked))
    return _table(("setting", "default", "value", "description"), rows)


def _declarations(file: Path) -> Iterator[tuple[str, tuple[ast.Call, str]]]:
    """The call and the string below it, for each attribute of the class in a module."""
    (table,) = (node for node in ast.parse(file.read_text()).body if isinstance(node, ast.ClassDef))
    for node, below in zip(table.body, table.body[1:], strict=False):
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


def _checks() -> Iterator[str]:
    rows = [*_rules(), *MESSAGES]
    files = [file for folder in ("checks", "contrib") for file in sorted((PACKAGE / folder).rglob("*.py"))]
    for file in [*files, PACKAGE / "accounts/checks.py"]:
        rows += _messages(ast.parse(file.read_text()))
    # The checks of safejwt.accounts are numbered from 101.
    rows.sort(key=lambda row: (row[0][-3], row[0]))
    return _table(("id", "problem", "hint"), [(f"`{check_id}`", *texts) for check_id, *texts in rows])


def _rules() -> Iterator[tuple[str, str, str]]:
    """A row for each rule, with the settings that share it."""
    names = defaultdict(list)
    for name, rule in {**declared(conf), **declared(accounts_conf)}.items():
        names[rule.check_id, rule.expects, rule.example].append(f"`{name}`")
    for (check_id, expects, example), (*others, last) in names.items():
        subject = f"{', '.join(others)} and {last}" if others else last
        yield check_id, f"{subject} must be {expects}.", f"For example {example}."


def _messages(tree: ast.Module) -> Iterator[tuple[str, str, str]]:
    """A row for each check whose message is written where it is reported."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                args=[message],
                keywords=[
                    ast.keyword(arg="hint", value=hint),
                    ast.keyword(arg="id", value=ast.Constant(value=str(check_id))),
                ],
            ) if check_id not in {row[0] for row in MESSAGES}:
                yield check_id, _text(message), _text(hint)


def _text(message: ast.expr) -> str:
    if isinstance(message, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in message.values)
    return str(ast.literal_eval(message))


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|---" * len(head) + "|"
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page())
