"""Databases on the PostgreSQL server at DATABASE_URL, for one run of a guest. Guests on SQLite do not import psycopg."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

__all__ = ["made"]


@contextmanager
def made(databases: dict[str, dict[str, Any]], name: str) -> Iterator[None]:
    """Give each PostgreSQL database a name of its own, make it empty, and drop it at the end."""
    names = []
    for alias, each in databases.items():
        if "postgresql" in each.get("ENGINE", ""):
            each["NAME"] = f"guest_{name}_{alias}"
            names.append(each["NAME"])
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        for each in map(sql.Identifier, names):
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(each))
            server.execute(sql.SQL("CREATE DATABASE {}").format(each))
        try:
            yield
        finally:
            for each in map(sql.Identifier, names):
                server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(each))
