"""A PostgreSQL server from a wheel that can be stopped, restarted and replicated."""

import secrets
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import postgres as launcher
import psycopg
from address import free_port
from psycopg import sql

from .program import Program

__all__ = ["PostgreSQL"]

_READY_SECONDS = 30.0
# Data survives a crash of the server, not of the machine. No test needs more.
_OPTIONS = {"fsync": "off", "full_page_writes": "off", "max_connections": "150", "wal_level": "replica"}


class PostgreSQL:
    """One server below `folder`, on a loopback port that it keeps across restarts."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self._folder = folder
        self._binaries = launcher.binaries()
        self._prefix = launcher.user_prefix()
        self._options = dict(_OPTIONS)
        self._program: Program | None = None
        self._password = ""

    def create(self) -> None:
        self._password = secrets.token_urlsafe(24)
        password_file = self._folder / "password"
        password_file.write_text(self._password)
        self._run(
            "initdb",
            "-U",
            "postgres",
            "--auth=scram-sha-256",
            "-N",
            "-E",
            "UTF8",
            "--locale=C",
            f"--pwfile={password_file}",
        )

    def follow(self, primary: "PostgreSQL", *, delay: str) -> None:
        """Make this server a streaming replica that applies changes after `delay`."""
        self._password = primary._password
        self._run("pg_basebackup", "-d", primary.url("postgres"), "-R", "--checkpoint=fast")
        self._options["recovery_min_apply_delay"] = delay

    def start(self) -> None:
        words: list[str | Path] = [*self._prefix, self._binaries / "postgres", "-D", self._folder / "data"]
        own = {"listen_addresses": "127.0.0.1", "port": str(self.port), "unix_socket_directories": str(self._folder)}
        for name, value in (self._options | own).items():
            words += ["-c", f"{name}={value}"]
        self._program = Program(words, self._folder / "log")
        self._wait_until_ready()

    def stop(self, number: signal.Signals = signal.SIGINT) -> None:
        """Stop the server: SIGINT closes all connections in order, SIGQUIT is a crash."""
        if self._program and self._program.is_running:
            self._program.end(number)

    def restart(self) -> None:
        self.stop()
        self.start()

    @contextmanager
    def away(self, number: signal.Signals = signal.SIGINT) -> Iterator[None]:
        """Stop the server within the block."""
        self.stop(number)
        try:
            yield
        finally:
            self.start()

    def url(self, database: str) -> str:
        return f"postgres://postgres:{self._password}@127.0.0.1:{self.port}/{database}"

    def through(self, port: int, database: str) -> str:
        """The URL by way of another port."""
        return f"postgres://postgres:{self._password}@127.0.0.1:{port}/{database}"

    def query(
        self, database: str, statement: str, parameters: Sequence[Any] | Mapping[str, Any] = ()
    ) -> list[tuple[Any, ...]]:
        """Run one statement over its own connection; return its rows."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            cursor = connection.execute(statement.encode(), parameters)
            return cursor.fetchall() if cursor.description else []

    def copy(self, template: str, name: str) -> None:
        """Create a copy of a database that has no connections."""
        words = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(words)

    @contextmanager
    def read_only(self) -> Iterator[None]:
        """Make every transaction of every connection read-only within the block."""
        self._configure("ALTER SYSTEM SET default_transaction_read_only = on")
        try:
            yield
        finally:
            self._configure("ALTER SYSTEM RESET default_transaction_read_only")

    @contextmanager
    def locked(self, database: str, table: str) -> Iterator[None]:
        """Lock the table against reading and writing within the block."""
        with psycopg.connect(self.url(database)) as connection:
            connection.execute(sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(sql.Identifier(table)))
            yield
            connection.rollback()

    @contextmanager
    def row_locked(self, database: str, table: str, key: str) -> Iterator[None]:
        """Lock this row against writing within the block."""
        with psycopg.connect(self.url(database)) as connection:
            words = sql.SQL("SELECT FROM {} WHERE id = %s FOR UPDATE").format(sql.Identifier(table))
            connection.execute(words, [key])
            yield
            connection.rollback()

    def waiting(self, database: str) -> list[int]:
        """The server processes that wait for a lock."""
        statement = "SELECT pid FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'"
        return [int(process) for (process,) in self.query("postgres", statement, [database])]

    def end_waiting(self, database: str) -> None:
        for process in self.waiting(database):
            self.query("postgres", "SELECT pg_terminate_backend(%s)", [process])

    def end_connections(self, database: str) -> int:
        """Terminate all connections to a database; return their number."""
        killed = self.query(
            "postgres",
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'",
            [database],
        )
        return len(killed)

    def count_connections(self, database: str) -> int:
        ((count,),) = self.query(
            "postgres",
            "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
            [database],
        )
        return int(count)

    def _configure(self, statement: str) -> None:
        self.query("postgres", statement)
        self.query("postgres", "SELECT pg_reload_conf()")
        time.sleep(0.3)  # Each connection uses the new value from its next statement on.

    def _run(self, program: str, *words: str) -> None:
        subprocess.run(
            [*self._prefix, str(self._binaries / program), "-D", str(self._folder / "data"), *words],
            check=True,
            capture_output=True,
        )

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + _READY_SECONDS
        while True:
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=2).close()
            except psycopg.OperationalError as error:
                running = self._program is not None and self._program.is_running
                if not running or time.monotonic() > deadline:
                    log = (self._folder / "log").read_text()[-2000:]
                    raise RuntimeError(f"PostgreSQL did not start: {log}") from error
                time.sleep(0.02)
            else:
                return
