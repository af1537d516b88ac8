"""What the servers of databases for the tests have in common (postgres.py, mariadb.py): a folder, and a command run beside them."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from command import CommandError
from project import VENV_PYTHON

Database = Callable[[], AbstractContextManager[dict[str, str]]]

LOG = "log"
"""The file in a server's folder into which it writes its log; its own tests find it by SAFEJWT_TEST_DATABASE_LOG."""


@contextmanager
def given_or(variable: str, start: Callable[[Path], AbstractContextManager[str]]) -> Iterator[dict[str, str]]:
    """The environment in which DATABASE_URL is the server that `variable` names, or one started in a folder of its own."""
    given = os.environ.get(variable)
    if given:
        yield {"DATABASE_URL": given}
        return
    # A short path: the socket's address has room for about 100 characters.
    folder = Path(tempfile.mkdtemp(prefix="safejwt-", dir="/tmp"))
    try:
        with start(folder) as url:
            yield {"DATABASE_URL": url, "SAFEJWT_TEST_DATABASE_LOG": str(folder / LOG)}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run_beside(database: Database) -> int:
    """Runs the command after `--` with DATABASE_URL set."""
    words = sys.argv[1:]
    if words[:1] == ["--"]:
        words = words[1:]
    if not words:
        raise CommandError(f"Say which command to run, as in: python scripts/{Path(sys.argv[0]).name} -- COMMAND.")
    with database() as variables:
        # The venv's programs first, so that a bare `pytest` or `python` is the project's.
        path = f"{VENV_PYTHON.parent}{os.pathsep}{os.environ.get('PATH', '')}"
        return subprocess.run(words, env={**os.environ, "PATH": path, **variables}).returncode
