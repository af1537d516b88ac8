"""The `.env` file: written once with fresh secrets, read and checked ever after."""

import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path

from command import CommandError
from project import ROOT, relative

FILE = ROOT / ".env"
EXAMPLE = ROOT / ".env.example"
REQUIRED = (
    "DJANGO_DEBUG",
    "DJANGO_SECRET_KEY_DEVELOPMENT",
    "DJANGO_SECRET_KEY_PRODUCTION",
    "DJANGO_REFRESH_TOKEN_SECRET",
    "DJANGO_ACCESS_TOKEN_SECRET",
)
SECRETS = REQUIRED[1:]

_LINE = re.compile(r"(?:export\s+)?(?P<name>[A-Za-z_][A-Za-z0-9_]*)\s*=\s*(?P<value>.*)")


def fresh_secret() -> str:
    """384 random bits, in letters that need no quoting anywhere."""
    return secrets.token_urlsafe(48)


def prepare(environ: Mapping[str, str], file: Path = FILE, example: Path = EXAMPLE) -> dict[str, str]:
    """The variables the server will see: those of `file`, and over them those of the process.

    Writes `file` when it is absent and the process does not bring every required variable itself. A file
    that is there is never changed.
    """
    if not file.exists() and any(not environ.get(name) for name in REQUIRED):
        write(file, example)
        print(f"Wrote {relative(file)} with fresh secrets")
    written = read(file) if file.exists() else {}
    variables = {**written, **environ}
    missing = [name for name in REQUIRED if not variables.get(name)]
    if missing:
        raise CommandError(
            f"{relative(file)} has no value for {', '.join(missing)}: add it as {relative(example)} shows, "
            "or move the file away and a new one is written."
        )
    return variables


def write(file: Path, example: Path) -> None:
    """Copy the example with a fresh secret for each variable that is empty there."""
    text = re.sub(r"^(\w+)=''$", lambda line: f"{line[1]}='{fresh_secret()}'", example.read_text(), flags=re.M)
    # Readable by its owner alone from the first moment; O_EXCL so that a file which is there survives.
    with open(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as target:
        target.write(text)


def read(file: Path) -> dict[str, str]:
    """The variables of the file; a line that is none of NAME=value, comment or empty is a CommandError."""
    variables: dict[str, str] = {}
    for number, line in enumerate(file.read_text().splitlines(), start=1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        match = _LINE.fullmatch(text)
        if match is None:
            # The line itself stays out of the message: it may hold a secret.
            raise CommandError(f"{relative(file)}, line {number} is not NAME=value: correct it or put a # before it.")
        variables[match["name"]] = _unquoted(match["value"], f"{relative(file)}, line {number}")
    return variables


def _unquoted(value: str, place: str) -> str:
    if value[:1] not in ("'", '"'):
        return re.sub(r"\s+#.*$", "", value)
    closing = re.fullmatch(r"""(['"])(.*?)(?<!\\)\1\s*(?:#.*)?""", value)
    if closing is None:
        raise CommandError(f"{place} has a quotation mark that is not closed: close it.")
    return closing[2]
