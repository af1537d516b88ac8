"""Measure refreshes during a flood of logins, with and without a limit on parallel password hashes.

From the root of the repository: .venv/bin/python benchmarks/server/logins.py [SECONDS]

gunicorn serves the reference project with one process of eight threads, as `make run` starts it, on SQLite, with its
own password hasher. Fifty clients log in without pause. One more client refreshes every 20 ms.
"""

import http.client
import json
import os
import secrets
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "scripts" / "bare-machine")]

import server  # noqa: E402 - the path comes first
from address import Address, free_port  # noqa: E402

CLIENTS, PASSWORD = 50, "correct horse battery staple"


def main(seconds: float) -> None:
    for slots in (1, 2, 0):
        with tempfile.TemporaryDirectory() as folder:
            variables = environment(folder, slots)
            manage = [sys.executable, "manage.py"]
            subprocess.run([*manage, "migrate", "--verbosity=0"], cwd=ROOT / "backend", env=variables, check=True)  # noqa: S603
            address = Address("127.0.0.1", free_port())
            with server.gunicorn(address.sockets(), variables) as service:
                server.wait_until_ready(address, [service])
                say(f"parallel hashes: {slots or 'no limit'}")
                measure(address.port, seconds)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def environment(folder: str, slots: int) -> dict[str, str]:
    names = ("DJANGO_SECRET_KEY_PRODUCTION", "DJANGO_ACCESS_TOKEN_SECRET", "DJANGO_REFRESH_TOKEN_SECRET")
    rates = ("LOGIN_RATE", "LOGIN_ACCOUNT_RATE", "LOGIN_ADDRESS_RATE", "REGISTER_RATE", "SESSION_RATE")
    return {
        **os.environ,
        **{name: secrets.token_urlsafe(48) for name in names},
        **{f"DJANGO_{name}": "1000000/m" for name in rates},
        "DJANGO_DEBUG": "False",
        "DJANGO_SSL_REDIRECT": "False",
        "DJANGO_LOG_LEVEL": "CRITICAL",
        # Each measured refresh writes.
        "DJANGO_ROTATION_INTERVAL": "0",
        "DJANGO_PARALLEL_HASHES": str(slots),
        "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
        "CACHE_URL": "locmem://",
        "WEB_CONCURRENCY": "1",
    }


class Client:
    def __init__(self, port: int, name: str) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.name = name
        self.send("GET", "csrf/")

    def send(self, method: str, path: str, body: Any = None) -> int:
        headers = {"Content-Type": "application/json", "Cookie": "; ".join(f"{n}={v}" for n, v in self.cookies.items())}
        headers["X-CSRFToken"] = self.cookies.get("__Host-csrftoken", "")
        # A connection for each request: gunicorn closes idle connections.
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method, f"/users/{path}", json.dumps(body or {}), headers)
        response = connection.getresponse()
        response.read()
        connection.close()
        for line in response.headers.get_all("Set-Cookie", []):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return response.status

    def register(self) -> None:
        fields = {"username": self.name, "email": f"{self.name}@example.com", "password": PASSWORD}
        if (status := self.send("POST", "", fields)) != 201:
            raise RuntimeError(f"registration: {status}")


def measure(port: int, seconds: float) -> None:
    owner = Client(port, "owner")
    owner.register()
    clients = [Client(port, "owner") for _ in range(CLIENTS)]
    for crowd, name in (([], "no logins"), (clients, f"{CLIENTS} clients log in")):
        stop, statuses = threading.Event(), Counter[int]()

        def log_in(client: Client, stop: threading.Event = stop, statuses: Counter[int] = statuses) -> None:
            while not stop.is_set():
                try:
                    status = client.send("POST", "login/", {"username": "owner", "password": PASSWORD})
                except OSError:
                    status = 0
                statuses[status] += 1

        threads = [threading.Thread(target=log_in, args=[client]) for client in crowd]
        for thread in threads:
            thread.start()
        times = refreshes(owner, seconds)
        stop.set()
        for thread in threads:
            thread.join()
        cuts = statistics.quantiles([*times, times[-1]], n=100)
        say(
            f"  {name}: {len(times)} refreshes, p50 {cuts[49]:.0f} ms, p99 {cuts[98]:.0f} ms, longest {max(times):.0f} ms;"
            f" logins {dict(statuses)}"
        )


def refreshes(owner: Client, seconds: float) -> list[float]:
    times, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        started = time.perf_counter()
        try:
            owner.send("POST", "token/")
        except OSError:
            say("  a refresh timed out after 30 s")
        times.append((time.perf_counter() - started) * 1000)
        time.sleep(0.02)
    return times


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 20)
