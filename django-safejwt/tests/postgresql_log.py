"""What the tests' own PostgreSQL says of statements that took long, and how much of that they queued for a processor.

scripts/bare-machine/postgres.py has it log each wait for a lock and each statement of more than 100 ms. On a machine that is busy a statement can
take that long and wait for nothing but its turn; how long that was, Linux tells of each process.
"""

import os
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection

__all__ = ["LONG_SECONDS", "Watch"]

LONG_SECONDS = 0.1

_LINE = re.compile(r"^(\d+\.\d+) (\d+) LOG: +(.*)")
_DURATION = re.compile(r"duration: ([\d.]+) ms")
_WAIT = re.compile(r"still waiting for .* after")


@dataclass(frozen=True)
class _Work:
    """What one connection did for a while: from when until when, and how long its two processes queued meanwhile."""

    process: int
    began: float
    ended: float
    queued: float


@dataclass
class Watch:
    """Looks at what the server logs from the moment it is made. Without a server of the tests' own it finds nothing."""

    _work: list[_Work] = field(default_factory=list)

    def __post_init__(self) -> None:
        file = os.environ.get("SAFEJWT_TEST_DATABASE_LOG") if connection.vendor == "postgresql" else None
        self._log = Path(file) if file else None
        self._start = self._log.stat().st_size if self._log else 0

    @property
    def can_see(self) -> bool:
        return self._log is not None

    @contextmanager
    def working(self) -> Iterator[None]:
        """What is done in this block by this thread, with its connection, is to wait for nothing."""
        connection.ensure_connection()
        process = getattr(getattr(connection.connection, "info", None), "backend_pid", 0)
        queues = (f"/proc/{process}", f"/proc/self/task/{threading.get_native_id()}")
        before, began = sum(map(_queued, queues)), time.time()
        yield
        self._work.append(_Work(process, began, time.time(), sum(map(_queued, queues)) - before))

    def lock_waits(self) -> list[str]:
        """The waits for a lock of more than 100 ms, whosever they were."""
        return [text for _, _, text in self._lines() if _WAIT.search(text)]

    def slow_statements(self) -> list[str]:
        """The statements of the watched work that took more than 100 ms, without what they queued for a processor."""
        found = []
        for at, process, text in self._lines():
            duration = _DURATION.search(text)
            for work in self._work if duration else ():
                # To the millisecond: what ends last may be logged as if it were later.
                is_its = work.process == process and work.began <= at <= work.ended + 0.002
                if duration and is_its and float(duration[1]) / 1000 - work.queued > LONG_SECONDS:
                    found.append(f"{text} (queued {work.queued * 1000:.0f} ms)")
        return found

    def _lines(self) -> Iterator[tuple[float, int, str]]:
        if self._log is None:
            return
        with self._log.open(errors="replace") as log:
            log.seek(self._start)
            for line in log:
                if match := _LINE.match(line):
                    yield float(match[1]), int(match[2]), match[3]


def _queued(folder: str) -> float:
    """The seconds that a process was ready to run and had no processor; 0 where the system does not say."""
    try:
        return int(Path(folder, "schedstat").read_text().split()[1]) / 1e9
    except (OSError, IndexError):
        return 0.0
