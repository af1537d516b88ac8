"""A MariaDB server for the tests: started from the machine's own mariadbd in a temporary folder, gone afterwards.

As a command it runs another one with DATABASE_URL set: python scripts/mariadb.py -- COMMAND…
"""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import command
from command import CommandError
from database import LOG, given_or, run_beside
from processes import Service, Words

GIVEN = "SAFEJWT_TEST_MYSQL_URL"
ADVICE = (
    "install MariaDB's server (on Debian and Ubuntu the package mariadb-server-core, which starts none), "
    f"or set {GIVEN} to a server whose user may create databases"
)
READY_SECONDS = 30.0
# Debian keeps servers out of an ordinary PATH; Homebrew and tarballs have them in bin.
_PLACES = ("/usr/sbin", "/usr/libexec", "/usr/local/libexec", "/usr/local/mysql/bin", "/opt/homebrew/bin")
# Nothing in it outlives the tests, so nothing has to survive a crash.
_OPTIONS = {
    "innodb-flush-log-at-trx-commit": "0",
    "innodb-doublewrite": "0",
    "innodb-buffer-pool-size": "64M",
    "character-set-server": "utf8mb4",
    "max-connections": "100",
}


def database() -> AbstractContextManager[dict[str, str]]:
    """The environment in which DATABASE_URL is a MariaDB or MySQL server that runs for the length of the block."""
    return given_or(GIVEN, _server)


def available() -> bool:
    return bool(os.environ.get(GIVEN)) or find() is not None


def find() -> Path | None:
    """The server's program, with the SQL of its system tables beside it; None where the machine has none."""
    path = os.pathsep.join([os.environ.get("PATH", ""), *_PLACES])
    found = shutil.which("mariadbd", path=path)
    program = Path(found).resolve() if found else None
    return program if program and _share(program) else None


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    program = find()
    if program is None:
        raise CommandError(f"There is no mariadbd here: {ADVICE}.")
    data, log, socket = folder / "data", folder / LOG, folder / "socket"
    data.mkdir()
    share = _share(program)
    base: list[str | Path] = [program, "--no-defaults", f"--basedir={program.parent.parent}", f"--datadir={data}"]
    base += [f"--lc-messages-dir={share}", f"--character-sets-dir={share}/charsets"]
    if os.geteuid() == 0:
        base.append("--user=root")
    _bootstrap(base, f"{share}/mysql_system_tables.sql")
    # No passwords and no port: the socket is in a folder that only its owner can enter (mkdtemp).
    words: list[str | Path] = [*base, "--skip-networking", "--skip-grant-tables", f"--socket={socket}"]
    words += [f"--{name}={value}" for name, value in _OPTIONS.items()]
    with log.open("w") as output, Service("MariaDB", words, folder, output=output) as service:
        deadline = time.monotonic() + READY_SECONDS
        while not (socket.exists() and "ready for connections" in log.read_text(errors="replace")):
            if service.exit_code is not None or time.monotonic() > deadline:
                raise CommandError(f"{log.read_text(errors='replace')}\nMariaDB did not start: {ADVICE}.")
            time.sleep(0.02)
        yield f"mysql://root@localhost/safejwt?unix_socket={socket}&charset=utf8mb4"


def _bootstrap(base: Words, tables: str) -> None:
    # What mariadb-install-db does, which not every package of the server brings.
    statements = f"CREATE DATABASE mysql;\nUSE mysql;\n{Path(tables).read_text()}\n"
    done = subprocess.run([*base, "--bootstrap"], input=statements, capture_output=True, text=True)
    if done.returncode:
        raise CommandError(
            f"{done.stdout}{done.stderr}\nMariaDB made no data folder: see its message above, or {ADVICE}."
        )


def _share(program: Path) -> Path | None:
    base = program.parent.parent / "share"
    folders = (base / "mysql", base / "mariadb", base)
    return next((folder for folder in folders if (folder / "mysql_system_tables.sql").is_file()), None)


if __name__ == "__main__":
    command.run(lambda: run_beside(database))
