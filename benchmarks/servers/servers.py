"""The servers that are compared, each with two processes of eight threads where it has them."""

import signal
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["SERVERS", "Server"]

PROCESSES, THREADS = 2, 8
_GUNICORN = ["gunicorn", "--config=/dev/null", "--no-control-socket", "--log-level=warning", f"--workers={PROCESSES}"]
_GUNICORN += ["--access-logfile=-", "--limit-request-field_size=32768"]
_GRANIAN = ["granian", "--interface=wsgi", "--http=1", "--no-ws", f"--workers={PROCESSES}", "--access-log"]
_GRANIAN += ["--respawn-failed-workers", "--respawn-interval=1", f"--blocking-threads={THREADS}"]
_UVICORN = ["uvicorn", "--lifespan=off", f"--workers={PROCESSES}", "--no-proxy-headers"]


@dataclass(frozen=True)
class Server:
    name: str
    words: Callable[[int], list[str]]
    """Its command, below `python -m`, for a port."""
    packages: tuple[str, ...]
    reload: signal.Signals | None = signal.SIGHUP


def _gunicorn(name: str, *options: str) -> Server:
    return Server(
        name, lambda port: [*_GUNICORN, *options, f"--bind=127.0.0.1:{port}", "main.wsgi:application"], ("gunicorn",)
    )


SERVERS = [
    Server(
        "gunicorn with waitress (`make run`)",
        lambda port: ["gunicorn", "--access-logfile=-", f"--workers={PROCESSES}", f"--bind=127.0.0.1:{port}"],
        ("gunicorn", "waitress"),
    ),
    _gunicorn("gunicorn sync", "--worker-class=sync"),
    _gunicorn("gunicorn gthread", "--worker-class=gthread", f"--threads={THREADS}"),
    Server("granian WSGI", lambda port: [*_GRANIAN, f"--port={port}", "main.wsgi:application"], ("granian",)),
    Server(
        "waitress",
        lambda port: ["waitress", f"--threads={THREADS}", f"--listen=127.0.0.1:{port}", "main.wsgi:application"],
        ("waitress",),
        None,
    ),
    Server("uvicorn ASGI", lambda port: [*_UVICORN, f"--port={port}", "main.asgi:application"], ("uvicorn",)),
]
