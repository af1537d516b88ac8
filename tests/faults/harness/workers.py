"""The worker processes of a backend."""

import time

from .parallel import at_once
from .user import User

__all__ = ["wait_for_workers"]

_SECONDS = 60.0
_CALLERS = 24


def wait_for_workers(user: User, count: int = 4) -> set[str | None]:
    """Send requests until this many workers have responded; return their ids.

    Other tests kill workers, which gunicorn takes a moment to replace, and one worker may serve
    many requests in a row.
    """
    workers: set[str | None] = set()
    deadline = time.monotonic() + _SECONDS
    while len(workers) < count:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{len(workers)} of {count} workers respond")
        workers |= {response.worker for response in at_once([user.clone().whoami] * _CALLERS)}
    return workers
