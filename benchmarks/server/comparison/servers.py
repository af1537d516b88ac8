"""The servers that are measured under load: one process each, eight threads where a server has threads."""

import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Self

from comparison.places import BUILD, SERVER
from comparison.workers import processor_time

__all__ = ["COMMANDS", "Server"]

_GUNICORN = ["gunicorn", "project.wsgi:application", "--workers=1", "--log-level=warning", "--no-control-socket"]
_GRANIAN = ["granian", "project.wsgi:application", "--interface=wsgi", "--workers=1", "--log-level=warning"]
COMMANDS = {
    "gunicorn, sync": lambda port: [*_GUNICORN, f"--bind=127.0.0.1:{port}", "--worker-class=sync"],
    "gunicorn, gthread": lambda port: [*_GUNICORN, f"--bind=127.0.0.1:{port}", "--worker-class=gthread", "--threads=8"],
    "granian": lambda port: [*_GRANIAN, "--host=127.0.0.1", f"--port={port}", "--blocking-threads=8"],
}
_PATIENCE = 60.0


class Server:
    """One package behind one server."""

    def __init__(self, kind: str, port: int, variables: Mapping[str, str]) -> None:
        self.port = port
        self._log = BUILD / "server.log"
        with self._log.open("w") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own code
                [sys.executable, "-m", *COMMANDS[kind](port)], cwd=SERVER, env=dict(variables), stdout=log, stderr=log
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def wait(self) -> None:
        """Return when it responds."""
        deadline = time.monotonic() + _PATIENCE
        while True:
            with closing(HTTPConnection("127.0.0.1", self.port, timeout=5)) as probe, suppress(OSError, HTTPException):
                probe.request("GET", "/user/")
                probe.getresponse().read()
                return
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"{self._log.read_text()}\nA server did not start.")
            time.sleep(0.1)

    def processor_time(self) -> float:
        """Return the processor time of the process and its workers, in seconds."""
        return sum(processor_time(pid) for pid in [self._process.pid, *_children(self._process.pid)])


def _children(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        with suppress(OSError):
            found += [int(child) for child in (task / "children").read_text().split()]
    return found
