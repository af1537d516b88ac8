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

from .secrets_guard import assert_no_secret_in
from .user import User

__all__ = ["Backend", "backend_variables", "manage", "migrate", "running"]

_INJECTED = Path(__file__).resolve().parent.parent / "injected"
_GUARDS = TESTS / "plugins"
_SECRETS = {name: environment.fresh_secret() for name in environment.SECRETS}
_numbers = count(1)


@dataclass
class Backend:
    """A running backend: its address and its log."""

    port: int
    log: Path
    database: str
    """The name of the database, or the file for SQLite."""
    service: Service
    """The server process. Its children serve requests."""

    def create_user(self) -> User:
        """Register a new user, who is then logged in."""
        user = self.unregistered_user()
        response = user.register()
        if response.status != 201:
            raise RuntimeError(f"registration: {response.status} {response.body!r}")
        return user

    def unregistered_user(self) -> User:
        """A user with a unique name and no account yet."""
        return User(self.port, f"user{next(_numbers)}")

    def events(self, name: str, sid: str | None = None) -> list[str]:
        """The log lines with this event, of one session or of all."""
        lines = self.log.read_text().splitlines()
        return [line for line in lines if f" {name} " in line and (sid is None or f"sid={sid} " in line)]

    def alarms(self, sid: str | None = None) -> list[str]:
        """The log lines at the CRITICAL level."""
        lines = self.log.read_text().splitlines()
        return [line for line in lines if line.startswith("CRITICAL ") and (sid is None or f"sid={sid} " in line)]


def backend_variables(database_url: str, log: Path, **variables: str) -> dict[str, str]:
    """The environment of the backend, without anything from a developer's .env."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "EMAIL_", "PG"))}
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
        # Each refresh rotates, so that the faults meet rotations. Experiments about the interval move time.
        "DJANGO_ROTATION_INTERVAL": "0",
        "DJANGO_LOGIN_RATE": "1000000/m",
        "DJANGO_LOGIN_ACCOUNT_RATE": "1000000/m",
        "DJANGO_LOGIN_ADDRESS_RATE": "1000000/m",
        "DJANGO_REGISTER_RATE": "1000000/m",
        "DJANGO_RENAME_RATE": "1000000/m",
        "DJANGO_SESSION_RATE": "1000000/m",
        "DJANGO_LOG_LEVEL": "INFO",
        "DATABASE_URL": database_url,
        "CACHE_URL": "locmem://",
        "FAULTS_LOG": str(log),
        "WEB_CONCURRENCY": "4",
        **variables,
    }


def manage(database_url: str, *words: str, **variables: str) -> str:
    """Run a command of `manage.py` in its own process; return its output."""
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
        assert_no_secret_in(_everything(log))
    return done.stdout


def migrate(database_url: str, *words: str, **variables: str) -> None:
    """`words` are further arguments of the command: an app and a migration."""
    manage(database_url, "migrate", "--verbosity=0", *words, **variables)


def _everything(log: Path) -> Path:
    # As injected_settings.py names it.
    return log.with_name(f"{log.name}.everything")


@contextmanager
def running(database_url: str, database: str, **variables: str) -> Iterator[Backend]:
    """Run a backend, on a port of its own unless PORT names one, then check that it logged no secret."""
    address = Address("127.0.0.1", int(variables.get("PORT") or free_port()))
    with tempfile.TemporaryDirectory(prefix="safejwt-") as folder:
        log = Path(folder) / "log"
        log.touch()
        with server.gunicorn(address.sockets(), backend_variables(database_url, log, **variables)) as service:
            server.wait_until_ready(address, [service])
            yield Backend(address.port, log, database, service)
        assert_no_secret_in(_everything(log))
        assert_no_secret_in(log)
