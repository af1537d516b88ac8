"""Child processes: steps that run to their end, services that run until they are stopped."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from command import CommandError
from project import LOGS, ROOT, relative

SHOWN_LINES = 15
# Seconds a process may take to end.
PATIENCE = 15.0

Words = Sequence[str | Path]


class Service:
    """A process with its own process group: the terminal's Ctrl-C reaches only us, and we end the group.

    A context manager: leaving it, by whatever way, stops every process of the group.
    """

    def __init__(
        self,
        name: str,
        words: Words,
        directory: Path = ROOT,
        environment: Mapping[str, str] | None = None,
        output: IO[str] | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
        patience: float = PATIENCE,
    ) -> None:
        self.name = name
        self._stop_signal = stop_signal
        self._patience = patience
        try:
            self._process = subprocess.Popen(
                [str(word) for word in words],
                cwd=directory,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT if output else None,
                start_new_session=True,
            )
        except FileNotFoundError as error:
            raise CommandError(f"{name} cannot start: there is no {error.filename}.") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def exit_code(self) -> int | None:
        """None while it runs."""
        return self._process.poll()

    def send(self, number: signal.Signals) -> None:
        """To the process that was started, and none of its children."""
        self._process.send_signal(number)

    def wait(self) -> int:
        return self._process.wait()

    def stop(self) -> None:
        """Ask the group to end and wait for it; kill what is left after `patience`, or at a second Ctrl-C."""
        try:
            self._signal(self._stop_signal)
            deadline = time.monotonic() + self._patience
            while self._alive() and time.monotonic() < deadline:
                time.sleep(0.02)
        finally:
            self._signal(signal.SIGKILL)
            self._process.wait()

    def _alive(self) -> bool:
        self._process.poll()  # Reaps the leader, which would count as alive for ever otherwise.
        return self._signal(0)

    def _signal(self, number: int) -> bool:
        try:
            os.killpg(self._process.pid, number)
        except (ProcessLookupError, PermissionError):  # macOS says EPERM of a group of zombies.
            return False
        return True


def run(
    name: str,
    words: Words,
    log: Path,
    directory: Path = ROOT,
    environment: Mapping[str, str] | None = None,
    stop_signal: signal.Signals = signal.SIGTERM,
    patience: float = PATIENCE,
) -> int:
    """Run to the end with all output in `log`; returns the exit code."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with (
        log.open("w") as output,
        Service(name, words, directory, environment, output, stop_signal, patience) as service,
    ):
        return service.wait()


def step(title: str, words: Words, directory: Path = ROOT, environment: Mapping[str, str] | None = None) -> None:
    """Run one step of the set-up behind a progress line; its output is shown only when it fails."""
    log = LOGS / f"{title.lower().replace(' ', '-').replace('.', '')}.log"
    started = time.monotonic()
    print(f"{title} ...", end="", flush=True)
    try:
        # npm goes on in spite of SIGTERM, and a step that was cut off is done again anyway.
        code = run(title, words, log, directory, environment, patience=2)
    except BaseException:
        print(flush=True)
        raise
    print(f" {time.monotonic() - started:.0f} s", flush=True)
    if code:
        raise CommandError(
            f"{last_lines(log)}\n{title} failed with exit code {code}: its last lines are above, "
            f"all of them in {relative(log)}."
        )


def last_lines(log: Path) -> str:
    lines = log.read_text(errors="replace").rstrip().splitlines()
    return "\n".join(f"    {line}" for line in lines[-SHOWN_LINES:])
