"""Requests per second and latencies under wrk, alone and beside logins that hash passwords."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from serving import PASSWORD, ROOT, Running

sys.path.append(str(ROOT / "benchmarks" / "server"))

from comparison.wrk import Load, missing, run

__all__ = ["Load", "hashing", "require_wrk", "wrk"]

LOGINS = 3


def require_wrk() -> None:
    if advice := missing():
        sys.exit(advice)


def wrk(running: Running, seconds: float) -> Load:
    """Eight connections that repeat a protected request without pause."""
    return run(f"http://127.0.0.1:{running.port}/users/auth/", running.headers, seconds)


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
