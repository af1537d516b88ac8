"""The processes that measure, seen from the one that gives orders."""

import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from typing import IO, Any, Self

from comparison.places import BUILD, SERVER

__all__ = ["Worker", "processor_time"]

_WORDS = (sys.executable, "-m", "comparison.worker")


class Worker:
    """One package in a process of its own, which waits for orders."""

    def __init__(self, peer: str, variables: Mapping[str, str], before: Sequence[str] = ()) -> None:
        self.peer = peer
        self.database_pid: int | None = None
        self.actions: list[str] = []
        self._log = BUILD / f"{peer}.log"
        with self._log.open("w") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own code
                [*before, *_WORDS],
                cwd=SERVER,
                env=dict(variables),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pipe(self._process.stdin).close()
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def start(self) -> None:
        started = self.order("start")
        self.actions, self.database_pid = started["actions"], started["database_pid"]

    def order(self, *words: Any) -> dict[str, Any]:
        """Have something done, and return its figures."""
        stdin, stdout = self._pipe(self._process.stdin), self._pipe(self._process.stdout)
        stdin.write(f"{json.dumps(words)}\n")
        stdin.flush()
        if not (line := stdout.readline()):
            raise SystemExit(f"{self._log.read_text()[-3000:]}\n{self.peer} ended at {words}.")
        result: dict[str, Any] = json.loads(line)
        return result

    def _pipe(self, pipe: IO[str] | None) -> IO[str]:
        assert pipe  # noqa: S101 - both were opened as pipes
        return pipe


def processor_time(pid: int) -> float:
    """Return the processor time of another process with all its threads, in seconds."""
    # The clock id of a process, as clock_getcpuclockid(3) makes it on Linux.
    return time.clock_gettime((~pid << 3) | 2)
