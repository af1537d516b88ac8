"""A server program that can be ended, killed and frozen at will."""

import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

__all__ = ["Program"]

_STOP_SECONDS = 20.0


class Program:
    """One process group."""

    def __init__(self, words: Sequence[str | Path], log: Path) -> None:
        with log.open("a") as output:
            self._process = subprocess.Popen(
                [str(word) for word in words],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    def end(self, number: signal.Signals = signal.SIGTERM) -> None:
        """Sends the signal and waits; kills the group where it does not help."""
        self._process.send_signal(number)
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    @contextmanager
    def frozen(self, processes: Sequence[int] = ()) -> Iterator[None]:
        """Stops the process, and these others, from running at all for the length of the block."""
        numbers = [self._process.pid, *processes]
        try:
            for number in numbers:
                os.kill(number, signal.SIGSTOP)
            yield
        finally:
            for number in numbers:
                os.kill(number, signal.SIGCONT)
