"""The databases of a guest: SQLite in memory, or those of a PostgreSQL server that are made for one run."""

import os
from typing import Any

import dj_database_url

__all__ = ["database", "in_memory", "postgresql"]


def database() -> dict[str, Any]:
    """GUEST_DATABASE=postgresql asks for the server at DATABASE_URL."""
    return postgresql() if os.environ.get("GUEST_DATABASE") == "postgresql" else in_memory()


def in_memory() -> dict[str, Any]:
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}


def postgresql() -> dict[str, Any]:
    return dict(dj_database_url.parse(os.environ["DATABASE_URL"]))
