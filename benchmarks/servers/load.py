"""Requests per second and latencies under wrk, alone and beside logins that hash passwords."""

import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from serving import PASSWORD, Running

__all__ = ["Load", "hashing", "require_wrk", "wrk"]

CONNECTIONS, LOGINS = 8, 3
_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


@dataclass(frozen=True)
class Load:
    per_second: float
    p50: float
    """Milliseconds."""
    p99: float
    failures: int
    """Responses other than 2xx, and requests without a response."""


def require_wrk() -> None:
    if shutil.which("wrk") is None:
        sys.exit("wrk is missing. On Debian and Ubuntu: apt install wrk; on macOS: brew install wrk.")


def wrk(running: Running, seconds: float) -> Load:
    """Eight connections that repeat a protected request without pause."""
    words = [
        "wrk",
        "--threads=1",
        "--timeout=30s",
        f"--connections={CONNECTIONS}",
        f"--duration={seconds:g}s",
        "--latency",
    ]
    for name, value in running.headers.items():
        words += ["--header", f"{name}: {value}"]
    words.append(f"http://127.0.0.1:{running.port}/users/auth/")
    return _read(subprocess.run(words, capture_output=True, text=True, check=True).stdout)  # noqa: S603


def _read(text: str) -> Load:
    latencies = {
        int(rank): float(value) * _UNITS[unit] for rank, value, unit in re.findall(r"(\d+)%\s+([\d.]+)(\w+)", text)
    }
    rate = re.search(r"Requests/sec:\s+([\d.]+)", text)
    errors = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", text)
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    failures = sum(map(int, errors.groups())) if errors else 0
    failures += int(refused[1]) if refused else 0
    return Load(float(rate[1]) if rate else 0, latencies.get(50, 0), latencies.get(99, 0), failures)


@contextmanager
def hashing(running: Running) -> Iterator[None]:
    """Log in without pause, from three clients, within the block."""
    ended = threading.Event()

    def log_in() -> None:
        client = Running(running.port, running.service, running.log, 0)
        client.send("GET", "/users/csrf/")
        while not ended.is_set():
            client.send("POST", "/users/login/", {"username": "ada", "password": PASSWORD})

    threads = [threading.Thread(target=log_in) for _ in range(LOGINS)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        for thread in threads:
            thread.join()
