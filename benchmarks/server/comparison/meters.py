"""Meters around a request: processor and wall time, or instructions under callgrind."""

import ctypes
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

__all__ = ["Clock", "Marks", "Meter", "Unmeasured"]


class Meter(Protocol):
    def start(self) -> None: ...

    def stop(self) -> None: ...


class Unmeasured:
    def start(self) -> None:
        pass

    def stop(self) -> None:
        pass


class Clock:
    """Adds up the nanoseconds between start and stop."""

    def __init__(self) -> None:
        self.wall = self.cpu = self._wall = self._cpu = 0

    def start(self) -> None:
        self._wall, self._cpu = time.perf_counter_ns(), time.process_time_ns()

    def stop(self) -> None:
        self.cpu += time.process_time_ns() - self._cpu
        self.wall += time.perf_counter_ns() - self._wall


class Marks:
    """Callgrind counts between start and stop (marks.c)."""

    def __init__(self, library: str) -> None:
        self._marks = ctypes.CDLL(library)
        self.start = self._marks.toggle
        self.stop = self._marks.toggle

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Write the instructions to the next file of callgrind. Outside of it the process is much faster."""
        self._marks.begin()
        yield
        self._marks.end()
