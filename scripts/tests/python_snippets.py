"""What is checked of a Python block: its syntax, and the names and settings that it takes from us and from others."""

import ast
import re
import sys
from collections.abc import Iterator
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from reference.commands import set_up_django
from reference.docstrings import exists
from safejwt.accounts.conf import conf as accounts_conf
from safejwt.conf import conf
from safejwt.conf.setting import Rule, declared
from snippets import Snippet

__all__ = ["check_python"]

SETTINGS: Final = {**declared(conf), **declared(accounts_conf)}
FLAGS: Final = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
# Modules of the projects in the examples.
PROJECTS: Final = {"config", "main", "myproject", "mysite", "orders", "project", "shop", "tasks", "users"}
# Packages that an example is for, and that no test installs.
OTHERS: Final = {"channels", "django_otp", "ninja", "strawberry", "strawberry_django", "whitenoise"}


def check_python(snippet: Snippet) -> None:
    tree = compile(snippet.code.replace("…", "..."), snippet.page, "exec", FLAGS)
    for module, name in imports(tree):
        assert is_there(module, name), f"{module} has no {name}" if name else f"no module {module}"
    # The page of the system checks shows what is wrong.
    if snippet.page != "docs/reference/checks.md":
        for name, value in settings_in(tree):
            assert name in SETTINGS, f"there is no setting {name}"
            assert is_accepted(SETTINGS[name], value), f"{name} must be {SETTINGS[name].expects}"


def settings_in(tree: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name.startswith("SAFEJWT_"):
                yield name, value


def is_accepted(rule: Rule, value: ast.expr) -> bool:
    set_up_django()
    try:
        found = eval(compile(ast.Expression(value), "", "eval"), {"timedelta": timedelta})  # noqa: S307 - our own page
    except (NameError, AttributeError):
        # It comes from the environment, or from a line before.
        return True
    is_of_project = re.search(rf"""['"](?:{"|".join(PROJECTS | OTHERS)})\.""", ast.unparse(value))
    if rule.check_id == "safejwt.E070":
        # Its packages are installed, but they are no apps here.
        return is_of_project is not None or all(exists(path.removeprefix("safejwt.")) for path in found)
    return is_of_project is not None or rule.accepts(found)


def imports(tree: ast.AST) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from ((each.name, "") for each in names)
            case ast.ImportFrom(module=str(module), names=names, level=0):
                yield from ((module, each.name) for each in names)


def is_there(module: str, name: str) -> bool:
    package = module.partition(".")[0]
    if package in PROJECTS | OTHERS:
        return True
    if package == "safejwt":
        return exists(f"{module}.{name}".removeprefix("safejwt").strip("."))
    # cryptography replaces its modules by objects without a specification, once they are imported.
    if module in sys.modules and hasattr(sys.modules[module], name or "__doc__"):
        return True
    spec = find_spec(module)
    if spec is None or not name:
        return spec is not None
    # Without importing it, which may need settings.
    origin = str(spec.origin)
    source = Path(origin).read_text(encoding="utf-8") if origin.endswith(".py") else name
    return re.search(rf"\b{name}\b|import \*", source) is not None or find_spec(f"{module}.{name}") is not None
