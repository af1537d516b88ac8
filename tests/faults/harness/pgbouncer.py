"""PgBouncer in transaction mode in front of a PostgreSQL, where it is installed."""

import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from address import free_port

from .program import Program
from .ready import wait_for_port

__all__ = ["PGBOUNCER", "pooling"]

# Distributions have it where only root's PATH looks.
PGBOUNCER = shutil.which("pgbouncer", path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin"]))

_CONFIGURATION = """[databases]
{name} = host=127.0.0.1 port={port} dbname={name}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {own}
unix_socket_dir =
auth_type = plain
auth_file = {users}
pool_mode = transaction
default_pool_size = {size}
"""


@contextmanager
def pooling(url: str, folder: Path, size: int) -> Iterator[str]:
    """Share `size` connections to the database of this URL; return the URL of the pool."""
    parts, own = urlsplit(url), free_port()
    users, configuration, log = folder / "users.txt", folder / "pgbouncer.ini", folder / "pgbouncer.log"
    users.write_text(f'"{parts.username}" "{parts.password}"\n')
    name = parts.path.removeprefix("/")
    text = _CONFIGURATION.format(name=name, port=parts.port, own=own, users=users, size=size)
    configuration.write_text(text)
    # It refuses to run as root.
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    folder.chmod(0o755)
    program = Program([str(PGBOUNCER), "-q", *user, configuration], log)
    try:
        wait_for_port(own, program, log)
        yield url.replace(f":{parts.port}/", f":{own}/")
    finally:
        program.end(signal.SIGTERM)
