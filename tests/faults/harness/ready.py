"""The wait until a program listens."""

import socket
import time
from pathlib import Path

from .program import Program

__all__ = ["wait_for_port"]

_SECONDS = 20.0


def wait_for_port(port: int, program: Program, log: Path) -> None:
    deadline = time.monotonic() + _SECONDS
    while True:
        try:
            socket.create_connection(("localhost", port), 1).close()
        except OSError as error:
            if not program.is_running or time.monotonic() > deadline:
                raise RuntimeError(log.read_text()[-2000:]) from error
            time.sleep(0.05)
        else:
            return
