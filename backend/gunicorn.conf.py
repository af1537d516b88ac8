"""The settings of gunicorn, which reads this file by itself: `gunicorn` in this folder serves the project."""

import os
from pathlib import Path

from dotenv import dotenv_values

# Not through main.environment, which changes os.environ: a reload would keep the values of an older .env.
_file = os.environ.get("DJANGO_ENV_FILE") or Path(__file__).resolve().parents[1] / ".env"
_variables = {**dotenv_values(_file), **os.environ}


def _default_workers() -> int:
    """One process for each core, of 256 MB at least; one in all without a cache that they share."""
    if not (_variables.get("CACHE_URL") or "").startswith("redis"):
        return 1  # Each process would count login attempts for itself.
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return max(1, min(cores, memory // 2**28))


wsgi_app = "main.wsgi:application"
worker_class = "main.worker.BufferingWorker"
workers = int(_variables.get("WEB_CONCURRENCY") or _default_workers())
# Each thread keeps a connection to the database.
threads = int(_variables.get("DJANGO_THREADS") or 8)
# Connections of a process, idle ones included: below its limit of open files (256 on macOS).
_files = os.sysconf("SC_OPEN_MAX")
worker_connections = min(1000, _files - 100) if _files > 0 else 1000
# Seconds after which a connection that sends nothing is closed: longer than proxies keep theirs (nginx: 60).
keepalive = 75
# Seconds for the requests in flight when a process stops.
graceful_timeout = 10
control_socket_disable = True
loglevel = "warning"
