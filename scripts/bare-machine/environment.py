"""The `.env` file of a development machine: written once with fresh secrets, never changed."""

import os
import re
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values
from processes import ROOT

__all__ = ["REQUIRED", "SECRETS", "fresh_secret", "prepare"]

SECRETS = (
    "DJANGO_SECRET_KEY_DEVELOPMENT",
    "DJANGO_SECRET_KEY_PRODUCTION",
    "DJANGO_REFRESH_TOKEN_SECRET",
    "DJANGO_ACCESS_TOKEN_SECRET",
)
REQUIRED = ("DJANGO_DEBUG", *SECRETS)


def fresh_secret() -> str:
    """Return 384 random bits, in letters that need no quoting anywhere."""
    return secrets.token_urlsafe(48)


def prepare(environ: Mapping[str, str], file: Path = ROOT / ".env") -> dict[str, str]:
    """Return the variables the server will see: those of `file`, and over them those of the process.

    Writes `file` from .env.example when it is missing and the process lacks a required variable.
    """
    if not file.exists() and not all(environ.get(name) for name in REQUIRED):
        example = (ROOT / ".env.example").read_text()
        text = re.sub(r"^(\w+)=''$", lambda line: f"{line[1]}='{fresh_secret()}'", example, flags=re.M)
        # Readable by its owner alone from the start; O_EXCL keeps a file that another process writes meanwhile.
        with open(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as target:
            target.write(text)
        print(f"Wrote {file.name} with fresh secrets")
    written = {name: value or "" for name, value in dotenv_values(file).items()} if file.exists() else {}
    variables = {**written, **environ}
    if missing := [name for name in REQUIRED if not variables.get(name)]:
        sys.exit(
            f"{file.name} has no value for {', '.join(missing)}. Add it as in .env.example, "
            f"or move {file.name} away and a new one is written."
        )
    return variables
