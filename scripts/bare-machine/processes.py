"""Child processes: services that end with their context, steps of the set-up that run to their end."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Self

__all__ = ["LOGS", "ROOT", "Service", "Words", "run", "run_in_foreground", "step"]

ROOT = Path(__file__).resolve().parents[2]
LOGS = ROOT / "build" / "logs"
# Seconds a process may take to end.
PATIENCE = 15.0

Words = Sequence[str | Path]


class Service:
    """A process with a process group of its own: Ctrl-C reaches only us, and leaving the context ends the group."""

    def __init__(
        self,
        words: Words,
        directory: Path = ROOT,
        environment: Mapping[str, str] | None = None,
        output: IO[str] | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
    ) -> None:
        self._stop_signal = stop_signal
        self._process = subprocess.Popen(
            [str(word) for word in words],
            cwd=directory,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output else None,
            start_new_session=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """The id of the process and of its group."""
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """None while the process runs."""
        return self._process.poll()

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the process alone, not to its children."""
        self._process.send_signal(number)

    def wait(self) -> int:
        return self._process.wait()

    def kill(self) -> None:
        """End the group at once, as a power failure would."""
        self._signal(signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        """End the group and wait for it; kill it after `PATIENCE` seconds, or at a second Ctrl-C."""
        try:
            self._signal(self._stop_signal)
            deadline = time.monotonic() + PATIENCE
            while self._is_alive() and time.monotonic() < deadline:
                time.sleep(0.02)
        finally:
            self._signal(signal.SIGKILL)
            self._process.wait()

    def _is_alive(self) -> bool:
        self._process.poll()  # Reaps the leader, which would count as alive otherwise.
        return self._signal(0)

    def _signal(self, number: int) -> bool:
        try:
            os.killpg(self._process.pid, number)
        except (ProcessLookupError, PermissionError):  # macOS reports EPERM for a group of zombies.
            return False
        return True


def run(words: Words, log: Path, directory: Path = ROOT, environment: Mapping[str, str] | None = None) -> int:
    """Run to the end with all output in `log`; return the exit code, 127 when there is no such program."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as output:
        try:
            with Service(words, directory, environment, output, signal.SIGINT) as service:
                return service.wait()
        except FileNotFoundError as error:
            output.write(f"{error}\n")
            return 127


def step(title: str, words: Words, directory: Path = ROOT, environment: Mapping[str, str] | None = None) -> None:
    """Run one step of the set-up; show its last lines and exit when it fails."""
    log = LOGS / f"{title.lower().replace(' ', '-')}.log"
    started = time.monotonic()
    print(f"{title} ...", flush=True)
    if code := run(words, log, directory, environment):
        last = "\n".join(log.read_text(errors="replace").rstrip().splitlines()[-15:])
        sys.exit(f"{last}\n{title} failed with exit code {code}. The whole log is in {log.relative_to(ROOT)}.")
    print(f"{title}: {time.monotonic() - started:.0f} s", flush=True)


def run_in_foreground(words: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run in our process group, and outlive the command: what runs beside it ends after it."""
    process = subprocess.Popen(words, env=environment)
    signal.signal(signal.SIGTERM, lambda *_: process.send_signal(signal.SIGINT))
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:  # Ctrl-C reaches the command too, and it decides when it ends.
            continue
