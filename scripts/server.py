"""The reference project behind gunicorn, and the wait until it responds."""

import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException

from address import Address
from processes import Service
from project import BACKEND, VENV_PYTHON


def gunicorn(sockets: Sequence[str], environment: Mapping[str, str]) -> Service:
    """Start it as production does: its settings are in backend/gunicorn.conf.py."""
    binds = [f"--bind={socket}" for socket in sockets]
    return Service([VENV_PYTHON, "-m", "gunicorn", *binds], BACKEND, environment)


def wait_until_ready(address: Address, services: Sequence[Service], path: str = "/users/csrf/") -> None:
    """Return when `path` gets a response that is not a server error; exit when a service ends first."""
    deadline = time.monotonic() + 60
    while True:
        probe = HTTPConnection(address.url.removeprefix("http://"), timeout=2)
        with closing(probe) as connection, suppress(OSError, HTTPException):
            connection.request("GET", path)
            response = connection.getresponse()
            response.read()  # To the end: otherwise the server logs a broken connection.
            if response.status < 500:
                return
        if any(service.exit_code is not None for service in services) or time.monotonic() > deadline:
            sys.exit(f"The server at {address.url} does not respond: see the messages above.")
        time.sleep(0.05)
