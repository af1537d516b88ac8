"""The page of the commands: their help and their options."""

import re
from argparse import Action
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Final

import django
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from .markdown import table, written_by
from .settings import PACKAGE

__all__ = ["EXAMPLES", "page", "parser", "set_up_django"]

HEAD: Final = """\
# Commands

{written_by}
They are commands of `manage.py`, with Django's own options, such as `--settings` and `--verbosity`.
"""
EXAMPLES: Final = {
    "safejwt_generate_key": (
        "python manage.py safejwt_generate_key",
        "python -m safejwt generate-key --algorithm EdDSA",
    ),
    "safejwt_purge": ("python manage.py safejwt_purge --dry-run", "python manage.py safejwt_purge"),
    "safejwt_revoke_sessions": (
        "python manage.py safejwt_revoke_sessions --user ada",
        "python manage.py safejwt_revoke_sessions --before 2026-11-23T12:00Z --no-input",
        "python manage.py safejwt_revoke_sessions --all",
    ),
    "safejwt_send_mail": ("python manage.py safejwt_send_mail", "python manage.py safejwt_send_mail --watch"),
}
APPS: Final = ["django.contrib.auth", "django.contrib.contenttypes", "rest_framework", "safejwt", "safejwt.accounts"]


def page() -> str:
    lines = [HEAD.format(written_by=written_by("the commands"))]
    for file in sorted(PACKAGE.rglob("management/commands/safejwt_*.py"), key=lambda file: file.name):
        lines += _command(file)
    return "\n".join(lines)


def set_up_django() -> None:
    if not settings.configured:
        settings.configure(INSTALLED_APPS=APPS, SECRET_KEY="of the documentation", USE_TZ=True)
        django.setup()


def parser(file: Path) -> tuple[BaseCommand, CommandParser]:
    """Return a command, and what reads its arguments."""
    set_up_django()
    path = ".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts)
    command: BaseCommand = import_module(path).Command()
    return command, command.create_parser("manage.py", file.stem)


def _command(file: Path) -> Iterator[str]:
    command, own = parser(file)
    djangos = {action.dest for action in BaseCommand().create_parser("manage.py", "any")._actions}
    yield f"## `{file.stem}`\n"
    # Lines that are indented are a list in columns.
    yield re.sub(r"((?:^ {2,}.+\n)+)", r"\n```text\n\1```\n\n", command.help.strip(), flags=re.M) + "\n"
    yield "```bash\n" + "\n".join(EXAMPLES[file.stem]) + "\n```\n"
    alternatives = {
        option for group in own._mutually_exclusive_groups if group.required for option in group._group_actions
    }
    rows = [_option(action, action in alternatives) for action in own._actions if action.dest not in djangos]
    yield from table(("option", "does"), rows)


def _option(action: Action, is_alternative: bool) -> tuple[str, str]:
    value = f" {action.metavar or action.dest.upper()}" if action.nargs is None else ""
    if action.choices:
        value = f" {{{','.join(map(str, action.choices))}}}"
    help_text = str(action.help).rstrip(".")
    described = f"{help_text[0].upper()}{help_text[1:]}." + (" One of these is required." if is_alternative else "")
    if isinstance(action.default, int) and not isinstance(action.default, bool):
        described += f" The default is {action.default}."
    return ", ".join(f"`{option}{value}`" for option in action.option_strings), described
