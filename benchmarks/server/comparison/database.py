"""The databases that the packages are measured on, one for each package and kind."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from comparison.places import BUILD, SERVER

__all__ = ["KINDS", "Postgres", "create", "environment"]

# psycopg prepares a statement when it comes the second time.
PREPARED = {"server_side_binding": True, "prepare_threshold": 2}
KINDS = {
    "sqlite": "SQLite in memory",
    "postgresql": "PostgreSQL",
    "postgresql-prepared": "PostgreSQL, prepared statements",
}

_CREATE = """
import django
django.setup()
from django.contrib.auth import get_user_model
from django.core.management import call_command
from comparison.peers import PASSWORD, USERNAME
call_command("migrate", verbosity=0)
get_user_model().objects.create_user(USERNAME, f"{USERNAME}@example.com", PASSWORD)
"""


@dataclass(frozen=True)
class Postgres:
    """The server that DATABASE_URL names."""

    url: str

    def create(self, name: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))

    def settings(self, name: str, options: dict[str, Any]) -> dict[str, Any]:
        parts = urlsplit(self.url)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": name,
            "USER": parts.username,
            "PASSWORD": parts.password,
            "HOST": parts.hostname,
            "PORT": parts.port,
            # Persistent, and looked after as in the reference project.
            "CONN_MAX_AGE": None,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": options,
        }

    def processes(self, name: str) -> list[int]:
        """Return the process ids of the server's side of all connections to a database."""
        with psycopg.connect(self.url) as connection:
            rows = connection.execute("SELECT pid FROM pg_stat_activity WHERE datname = %s", [name]).fetchall()
        return [row[0] for row in rows]

    def described(self) -> dict[str, str]:
        with psycopg.connect(self.url) as connection:
            names = ("server_version", "fsync", "synchronous_commit", "full_page_writes", "shared_buffers", "jit")
            return {name: str(connection.execute(f"SHOW {name}").fetchone()[0]) for name in names}  # type: ignore[index]


def name_of(peer: str) -> str:
    return f"benchmark_{peer.replace('-', '_')}"


def create(peer: str, kind: str, postgres: Postgres | None) -> None:
    """Migrate the database of a package, and create its user. Both kinds of PostgreSQL share one."""
    if kind == "sqlite":
        _template(peer).unlink(missing_ok=True)
        database = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(_template(peer))}
    else:
        assert postgres, "DATABASE_URL is not set"  # noqa: S101 - the options have refused it
        postgres.create(name_of(peer))
        database = postgres.settings(name_of(peer), {})
    _run([sys.executable, "-c", _CREATE], _variables(peer, database))


def environment(peer: str, kind: str, postgres: Postgres | None) -> dict[str, str]:
    """Return the variables of a process that measures a package on a database."""
    if kind == "sqlite":
        memory = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
        return {**_variables(peer, memory), "BENCHMARK_TEMPLATE": str(_template(peer))}
    assert postgres, "DATABASE_URL is not set"  # noqa: S101
    options = PREPARED if kind == "postgresql-prepared" else {}
    return _variables(peer, postgres.settings(name_of(peer), options))


def _template(peer: str) -> Path:
    return BUILD / f"{peer}.sqlite3"


def _variables(peer: str, database: dict[str, Any]) -> dict[str, str]:
    return {
        **os.environ,
        "BENCHMARK_PEER": peer,
        "BENCHMARK_DATABASE": json.dumps(database),
        "DJANGO_SETTINGS_MODULE": "project.settings",
        "PYTHONPATH": str(SERVER),
        # The order of sets, and with it the number of instructions, is the same in each run.
        "PYTHONHASHSEED": "0",
    }


def _run(words: list[str], variables: dict[str, str]) -> None:
    done = subprocess.run(words, env=variables, capture_output=True, text=True, check=False)  # noqa: S603 - our own code
    if done.returncode:
        raise SystemExit(f"{done.stdout}{done.stderr}\nA database could not be created.")
