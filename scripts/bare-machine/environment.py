"""The `.env` file of a development machine: written once with fresh secrets, never changed."""

import os
import re
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values
from processes import ROOT

__all__ = ["SECRETS", "fresh_secret", "missing", "prepare"]

SECRETS = (
    "DJANGO_SECRET_KEY_DEVELOPMENT",
    "DJANGO_SECRET_KEY_PRODUCTION",
    "DJANGO_REFRESH_TOKEN_SECRET",
    "DJANGO_ACCESS_TOKEN_SECRET",
)
# What environs takes for true.
_TRUE = {"true", "t", "yes", "y", "on", "1"}


def fresh_secret() -> str:
    """Return 384 random bits, in letters that need no quoting anywhere."""
    return secrets.token_urlsafe(48)


def prepare(environ: Mapping[str, str], file: Path = ROOT / ".env") -> dict[str, str]:
    """Return the variables the server will see: those of `file`, and over them those of the process.

    Writes `file` from .env.example when it is missing and the process lacks a required variable.
    """
    if not file.exists() and missing(environ):
        example = (ROOT / ".env.example").read_text()
        text = re.sub(r"^(\w+)=''$", lambda line: f"{line[1]}='{fresh_secret()}'", example, flags=re.M)
        # Readable by its owner alone from the start; O_EXCL keeps a file that another process writes meanwhile.
        with open(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as target:
            target.write(text)
        print(f"Wrote {file.name} with fresh secrets")
    written = {name: value or "" for name, value in dotenv_values(file).items()} if file.exists() else {}
    variables = {**written, **environ}
    if names := missing(variables):
        sys.exit(
            f"{file.name} has no value for {', '.join(names)}. Add it as in .env.example, "
            f"or move {file.name} away and a new one is written."
        )
    return variables


def missing(variables: Mapping[str, str]) -> list[str]:
    """Return the secrets that a server with these variables lacks: development and production have a key each."""
    debug = variables.get("DJANGO_DEBUG", "").lower() in _TRUE
    other = "DJANGO_SECRET_KEY_PRODUCTION" if debug else "DJANGO_SECRET_KEY_DEVELOPMENT"
    return [name for name in SECRETS if name != other and not variables.get(name)]
