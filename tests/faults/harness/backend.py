"""The reference backend in production mode, started as by `make run`, with fault points."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import environment
import server
from address import Address, free_port
from processes import Service
from project import BACKEND, TESTS, VENV_PYTHON

from .handed_out import assert_none_in
from .person import Person

__all__ = ["Backend", "backend_variables", "manage", "migrate", "running"]

_INJECTED = Path(__file__).resolve().parent.parent / "injected"
_GUARDS = TESTS / "plugins"
_SECRETS = {name: environment.fresh_secret() for name in environment.SECRETS}
_numbers = count(1)


@dataclass
class Backend:
    """A running backend: its address, and what it wrote into its log."""

    port: int
    log: Path
    database: str
    """The name, or for SQLite the file, of the database."""
    service: Service
    """The server's process, whose children answer."""

    def somebody(self) -> Person:
        """A new person, registered and signed in."""
        person = self.stranger()
        answer = person.register()
        if answer.status != 201:
            raise RuntimeError(f"registration: {answer.status} {answer.body!r}")
        return person

    def stranger(self) -> Person:
        """A person nobody else in this run is called like, who has no account yet."""
        return Person(self.port, f"person{next(_numbers)}")

    def events(self, name: str, sid: str | None = None) -> list[str]:
        """The lines of the log with this event, of this session or of all."""
        lines = self.log.read_text().splitlines()
        return [line for line in lines if f" {name} " in line and (sid is None or f"sid={sid} " in line)]

    def alarms(self, sid: str | None = None) -> list[str]:
        """The lines at the highest level, which are to wake somebody."""
        lines = self.log.read_text().splitlines()
        return [line for line in lines if line.startswith("CRITICAL ") and (sid is None or f"sid={sid} " in line)]


def backend_variables(database_url: str, log: Path, **variables: str) -> dict[str, str]:
    """The backend's environment. Nothing of the .env of whoever runs the tests is left in it."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "PG"))}
    return {
        **inherited,
        **_SECRETS,
        "PYTHONPATH": os.pathsep.join(filter(None, [str(_INJECTED), str(_GUARDS), os.environ.get("PYTHONPATH")])),
        "DJANGO_ENV_FILE": os.devnull,
        "DJANGO_SETTINGS_MODULE": "injected_settings",
        "DJANGO_DEBUG": "False",
        "DJANGO_BEHIND_PROXY": "True",
        "DJANGO_ALLOWED_HOSTS": "",
        "DJANGO_TRUSTED_ORIGINS": "",
        "DJANGO_ACCESS_TOKEN_LIFETIME": "300",
        "DJANGO_LOGIN_RATE": "1000000/m",
        "DJANGO_LOGIN_ACCOUNT_RATE": "1000000/m",
        "DJANGO_LOGIN_ADDRESS_RATE": "1000000/m",
        "DJANGO_REGISTER_RATE": "1000000/m",
        "DJANGO_LOG_LEVEL": "INFO",
        "DATABASE_URL": database_url,
        "CACHE_URL": "locmem://",
        "FAULTS_LOG": str(log),
        "WEB_CONCURRENCY": "4",
        **variables,
    }


def manage(database_url: str, *words: str, **variables: str) -> str:
    """Runs a command of `manage.py` to its end, in a process of its own; returns what it wrote."""
    with tempfile.TemporaryDirectory(prefix="safejwt-") as folder:
        log = Path(folder) / "log"
        done = subprocess.run(
            [str(VENV_PYTHON), "manage.py", *words],
            cwd=BACKEND,
            env=backend_variables(database_url, log, **variables),
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert_none_in(_everything(log))
    return done.stdout


def migrate(database_url: str, *words: str, **variables: str) -> None:
    """`words` are more of the command's own: an app, and how far it is to go."""
    manage(database_url, "migrate", "--verbosity=0", *words, **variables)


def _everything(log: Path) -> Path:
    # As injected_settings.py names it.
    return log.with_name(f"{log.name}.everything")


@contextmanager
def running(database_url: str, database: str, **variables: str) -> Iterator[Backend]:
    """A backend on a port of its own for the length of the block. Afterwards, no secret is in anything that it logged."""
    address = Address("127.0.0.1", free_port())
    with tempfile.TemporaryDirectory(prefix="safejwt-") as folder:
        log = Path(folder) / "log"
        log.touch()
        with server.gunicorn(address.sockets(), backend_variables(database_url, log, **variables)) as service:
            server.wait_until_ready(address, [service])
            yield Backend(address.port, log, database, service)
        assert_none_in(_everything(log))
        assert_none_in(log)
