"""The gunicorn configuration for test_key_rotation.py: each worker reads the keys when it starts."""

import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import get_resolver

_folder = Path(os.environ["REPLICA_FOLDER"])

wsgi_app = "django.core.wsgi:get_wsgi_application()"
workers = 2
# Everything is imported once, here and in on_starting, so that a reload is fast.
preload_app = True
accesslog = None
loglevel = "warning"
control_socket_disable = True


def on_starting(server: Any) -> None:
    assert get_resolver().url_patterns


def post_fork(server: Any, worker: Any) -> None:
    # Each refresh rotates, so the clients soon have tokens of the new key. The servers have the true time.
    settings.SAFEJWT_ROTATION_INTERVAL = timedelta(0)
    for name, keys in json.loads((_folder / "keys.json").read_text()).items():
        setattr(settings, name, keys)


def post_worker_init(worker: Any) -> None:
    _log_pid("started", worker.pid)


def child_exit(server: Any, worker: Any) -> None:
    _log_pid("ended", worker.pid)


def _log_pid(event: str, pid: int) -> None:
    with (_folder / event).open("a") as file:
        file.write(f"{pid}\n")
