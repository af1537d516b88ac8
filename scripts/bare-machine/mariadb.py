"""MariaDB of this machine, in a temporary folder, for the length of one command.

.venv/bin/python scripts/bare-machine/mariadb.py COMMAND… runs it with DATABASE_URL set. A server that
SAFEJWT_TEST_MYSQL_URL names is used instead.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from browsers import from_debian
from postgres import run_beside
from processes import Service

GIVEN = "SAFEJWT_TEST_MYSQL_URL"
ADVICE = (
    "Install MariaDB's server (on Debian and Ubuntu: apt install mariadb-server-core, which starts none), "
    f"or set {GIVEN} to a server whose user may create databases."
)
READY_SECONDS = 30.0
# Debian keeps servers out of an ordinary PATH.
_PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/libexec", "/usr/local/mysql/bin"])
# Nothing in it outlives the tests, so nothing has to survive a crash.
_OPTIONS = [
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-doublewrite=0",
    "--innodb-buffer-pool-size=64M",
    "--character-set-server=utf8mb4",
    "--max-connections=100",
]


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    program = shutil.which("mariadbd", path=_PATH)
    if program is None:
        from_debian(["mariadb-server-core"])
        program = shutil.which("mariadbd", path=_PATH)
    if program is None:
        sys.exit(f"There is no mariadbd on this machine. {ADVICE}")
    data, log, socket = folder / "data", folder / "log", folder / "socket"
    data.mkdir()
    base = Path(program).resolve().parent.parent
    share = next((path.parent for path in base.glob("share/*/mysql_system_tables.sql")), base / "share")
    words = [program, "--no-defaults", f"--basedir={base}", f"--datadir={data}", f"--lc-messages-dir={share}"]
    words += ["--user=root"] if os.geteuid() == 0 else []
    tables = (share / "mysql_system_tables.sql").read_text()
    statements = f"CREATE DATABASE mysql;\nUSE mysql;\n{tables}\n"
    done = subprocess.run([*words, "--bootstrap"], input=statements, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{done.stdout}{done.stderr}\nMariaDB could not create its tables. {ADVICE}")
    # No passwords and no port: only the owner can enter the socket's folder.
    words += ["--skip-networking", "--skip-grant-tables", f"--socket={socket}", *_OPTIONS]
    with log.open("w") as output, Service(words, folder, output=output) as service:
        deadline = time.monotonic() + READY_SECONDS
        while not (socket.exists() and "ready for connections" in log.read_text(errors="replace")):
            if service.exit_code is not None or time.monotonic() > deadline:
                sys.exit(f"{log.read_text(errors='replace')}\nMariaDB did not start. {ADVICE}")
            time.sleep(0.02)
        yield f"mysql://root@localhost/safejwt?unix_socket={socket}&charset=utf8mb4"


if __name__ == "__main__":
    try:
        sys.exit(run_beside(GIVEN, _server))
    except KeyboardInterrupt:
        sys.exit(130)
