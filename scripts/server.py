"""The reference project behind gunicorn, and the wait until a server responds."""

import http.client
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from address import Address
from processes import Service
from project import BACKEND, VENV_PYTHON

__all__ = ["gunicorn", "wait_until_ready"]

READY_SECONDS = 60.0
# Room for the cookies of every application on localhost: above its own limit of 8190 gunicorn responds with its
# own page instead of ours.
_OPTIONS = ["--worker-class=gthread", "--threads=8", "--graceful-timeout=5", "--log-level=warning"]
_OPTIONS += ["--limit-request-field_size=32768", "--no-control-socket"]


def gunicorn(sockets: Sequence[str], environment: Mapping[str, str]) -> Service:
    """Start the server; gunicorn reads WEB_CONCURRENCY itself."""
    words: list[str | Path] = [VENV_PYTHON, "-m", "gunicorn", "main.wsgi:application", *_OPTIONS]
    return Service([*words, *(f"--bind={socket}" for socket in sockets)], BACKEND, environment)


def wait_until_ready(address: Address, services: Sequence[Service], path: str = "/users/csrf/") -> None:
    """Return when `path` gets a response that is no server error; exit when a service ends first."""
    deadline = time.monotonic() + READY_SECONDS
    while not _responds(address, path):
        if ended := [service.exit_code for service in services if service.exit_code is not None]:
            sys.exit(f"The server ended with exit code {ended[0]}: see the messages above.")
        if time.monotonic() > deadline:
            sys.exit(f"No response from {address.url} after {READY_SECONDS:.0f} seconds: see the messages above.")
        time.sleep(0.05)


def _responds(address: Address, path: str) -> bool:
    connection = http.client.HTTPConnection(address.url.removeprefix("http://"), timeout=2)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()  # To the end: otherwise the server logs a broken connection.
        return response.status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
