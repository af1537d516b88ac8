"""What this machine keeps between two starts: databases, emails and secrets. A real project has other places for them."""

import os
import secrets
from pathlib import Path
from typing import Any, Final

__all__ = ["EMAILS", "FRONTEND", "ORIGIN", "PROVIDER", "STATE", "secret", "sqlite"]

STATE: Final = Path(os.environ.get("EXAMPLE_STATE", Path(__file__).parents[2] / "state"))
STATE.mkdir(parents=True, exist_ok=True)

EMAILS: Final = STATE / "mail"
FRONTEND: Final = Path(__file__).parents[2] / "frontend" / "dist"
"""The built app."""

ORIGIN: Final = os.environ.get("EXAMPLE_ORIGIN", "http://localhost:8000")
"""Where the browser finds the app and its API. Passkeys need https or localhost."""
PROVIDER: Final = os.environ.get("EXAMPLE_PROVIDER", "http://127.0.0.1:8001")
"""Where the provider of "Continue with Local ID" is: another site, as Google is."""


def secret(name: str) -> str:
    """A random secret, written at the first start."""
    file = STATE / f"{name}.secret"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(48))
    return file.read_text()


def sqlite(name: str) -> dict[str, Any]:
    """A database in a file. Writers wait instead of failing with "database is locked"."""
    options = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": "PRAGMA journal_mode=WAL;"}
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": STATE / f"{name}.sqlite3", "OPTIONS": options}
