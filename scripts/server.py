"""The reference project behind gunicorn, and the wait until a server answers."""

import http.client
import os
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from address import Address, own_names
from command import CommandError
from processes import Service
from project import BACKEND, VENV_PYTHON

READY_SECONDS = 60.0
# Room for the cookies of every application on localhost; gunicorn's own limit of 8190 answers a larger header
# with its own page instead of ours.
HEADER_BYTES = 32 * 1024


def gunicorn(sockets: Sequence[str], environment: Mapping[str, str]) -> Service:
    workers = environment.get("WEB_CONCURRENCY") or "1"
    if not workers.isdecimal() or int(workers) < 1:
        raise CommandError(f"WEB_CONCURRENCY={workers} is not a number of processes: give 1 or more, or leave it out.")
    words: list[str | Path] = [VENV_PYTHON, "-m", "gunicorn", "main.wsgi:application", "--workers", workers]
    words += [
        "--worker-class",
        "gthread",
        "--threads",
        "8",
        "--graceful-timeout",
        "5",
        "--log-level",
        "warning",
    ]
    words += ["--limit-request-field_size", str(HEADER_BYTES), "--no-control-socket"]
    for socket in sockets:
        words += ["--bind", socket]
    return Service("The server", words, BACKEND, environment)


def environment_for(address: Address, variables: Mapping[str, str]) -> dict[str, str]:
    """What the server process gets: our environment, and this machine's names when it listens on all of them.

    `variables` are those of the process and of .env together.
    """
    environment = dict(os.environ)
    if address.is_everywhere:
        configured = [name for name in variables.get("DJANGO_ALLOWED_HOSTS", "").split(",") if name.strip()]
        environment["DJANGO_ALLOWED_HOSTS"] = ",".join([*configured, *own_names()])
    return environment


def wait_until_ready(address: Address, services: Sequence[Service], path: str = "/users/csrf/") -> None:
    """Return when `path` is answered without a server error; a service that ends first is a CommandError."""
    deadline = time.monotonic() + READY_SECONDS
    while not _answers(address, path):
        require_running(services)
        if time.monotonic() > deadline:
            raise CommandError(
                f"No answer from {address.url} after {READY_SECONDS:.0f} seconds: see the messages above."
            )
        time.sleep(0.05)


def require_running(services: Sequence[Service]) -> None:
    for service in services:
        if service.exit_code is not None:
            raise CommandError(f"{service.name} ended with exit code {service.exit_code}: see the messages above.")


def _answers(address: Address, path: str) -> bool:
    connection = http.client.HTTPConnection(address.name.strip("[]"), address.port, timeout=2)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()  # To the end: the server would log a broken connection otherwise.
        return response.status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
