"""The page of the system checks: their messages and hints in the code, and an example that triggers each."""

import ast
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from safejwt.accounts.conf import conf as accounts_conf
from safejwt.conf import conf
from safejwt.conf.setting import declared

from .markdown import anchor, linked_pages, sentence, table, written_by
from .settings import PACKAGE

__all__ = ["examples", "page"]

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
    ("safejwt.W033", "There is no setting with this `SAFEJWT_` name.", "The hint names the most similar one."),
    ("safejwt.W110", "There is no setting with this `SAFEJWT_ACCOUNTS_` name.", "The hint names the most similar one."),
]
HEAD: Final = """\
# System checks

{written_by}
`manage.py check` reports them; those of production need `--deploy`. `E` is an error, which stops a server from
starting with `runserver` or `migrate`. `W` is a warning. A warning that does not apply is silenced by its id:

```python
SILENCED_SYSTEM_CHECKS = ["safejwt.W060"]
```

Below each check is an example that triggers it. Where the message says what was found, there is a `…` here.
"""
_SETTINGS: Final = {**declared(conf), **declared(accounts_conf)}
_Row = tuple[str, str]


def page() -> str:
    checks, shown = _checks(), examples()
    lines = [HEAD.format(written_by=written_by("the system checks"))]
    lines += table(
        ("id", "problem"), [(f"[`{name}`](#{anchor(name)})", sentence(rows[0][0])) for name, rows in checks.items()]
    )
    for name, rows in checks.items():
        lines += [f"## `{name}`\n", *(f"{problem}\n\n**Fix:** {hint}\n" for problem, hint in rows)]
        lines += [f"```python\n{shown[name.removeprefix('safejwt.')]}\n```\n"]
    return "\n".join(lines)


def examples() -> dict[str, str]:
    """Return for each check the lines that trigger it, by the id without its prefix."""
    text = (Path(__file__).parent / "check_examples.toml").read_text(encoding="utf-8")
    return {name: example.strip() for name, example in tomllib.loads(text).items()}


def _checks() -> dict[str, list[_Row]]:
    """Return the problems and fixes of each id. The checks of safejwt.accounts are numbered from 101."""
    found = defaultdict(list)
    files = [file for folder in ("checks", "contrib") for file in sorted((PACKAGE / folder).rglob("*.py"))]
    rows = [*_rules(), *MESSAGES]
    for file in [*files, PACKAGE / "accounts/checks.py"]:
        rows += _messages(ast.parse(file.read_text()))
    for name, problem, hint in rows:
        found[name].append((problem, hint))
    return {name: found[name] for name in sorted(found, key=lambda name: (name[-3], name))}


def _rules() -> Iterator[tuple[str, str, str]]:
    """A row for each rule, with the settings that share it."""
    names = defaultdict(list)
    for name, rule in _SETTINGS.items():
        names[rule.check_id, rule.expects, rule.example].append(f"[`{name}`](settings.md#{anchor(name)})")
    for (check_id, expects, example), (*others, last) in names.items():
        subject = f"{', '.join(others)} and {last}" if others else last
        yield check_id, f"{subject} must be {expects}.", f"For example {example}."


def _messages(tree: ast.Module) -> Iterator[tuple[str, str, str]]:
    """A row for each check whose message is written where it is reported."""
    constants = {}
    for statement in tree.body:
        match statement:
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.Constant() as value):
                constants[name] = value
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                args=[message],
                keywords=[
                    ast.keyword(arg="hint", value=hint),
                    ast.keyword(arg="id", value=ast.Constant(value=str(check_id))),
                ],
            ) if check_id not in {row[0] for row in MESSAGES}:
                yield check_id, _text(message, constants), _text(hint, constants)


def _text(message: ast.expr, constants: dict[str, ast.Constant]) -> str:
    if isinstance(message, ast.JoinedStr):
        return _marked("".join(_part(part, constants) for part in message.values))
    return _marked(str(ast.literal_eval(message)))


def _part(part: ast.expr, constants: dict[str, ast.Constant]) -> str:
    """Return a part of a message. A value that is known only when the check runs is a `…`."""
    match part:
        case ast.Constant(value=value):
            return str(value)
        case ast.FormattedValue(value=ast.Name(id=name)) if name in constants:
            return str(constants[name].value)
    return "…"


def _marked(text: str) -> str:
    """Return the text with its names as code, and with links to our settings."""
    text = re.sub(r'"[^" ]+"|\[[^\]]+\]|CACHES\[\S+\]|(?<!`)\bsafejwt[_.][\w.]*\w', lambda name: f"`{name[0]}`", text)
    code = re.compile(r"`[^`]+`|\b[A-Z]+(?:_[A-Z]+)+\b")
    return linked_pages(code.sub(lambda found: _link(found[0]), text), "../")


def _link(name: str) -> str:
    if name in _SETTINGS:
        return f"[`{name}`](settings.md#{anchor(name)})"
    return name if name.startswith("`") else f"`{name}`"
