"""The reference project in production mode, served by one of the servers, with a user who is logged in."""

import http.client
import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from servers import Server

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "scripts" / "bare-machine")]

import server as scripts_server  # noqa: E402 - the path comes first
from address import Address, free_port  # noqa: E402
from processes import Service  # noqa: E402

__all__ = ["PASSWORD", "ROOT", "Running", "environment", "migrate", "served"]

BACKEND = ROOT / "backend"
PYTHON = ROOT / "build" / "bench-servers" / "bin" / "python"
PASSWORD = "correct horse battery staple"
_SECRETS = {
    name: secrets.token_urlsafe(48)
    for name in ("DJANGO_SECRET_KEY_PRODUCTION", "DJANGO_ACCESS_TOKEN_SECRET", "DJANGO_REFRESH_TOKEN_SECRET")
}
_RATES = ("LOGIN_RATE", "LOGIN_ACCOUNT_RATE", "LOGIN_ADDRESS_RATE", "REGISTER_RATE", "SESSION_RATE")


@dataclass
class Running:
    port: int
    service: Service
    log: Path
    start_seconds: float
    cookies: dict[str, str] = field(default_factory=dict)
    access_token: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """Those of the logged-in user's browser, or of a visitor's before `log_in`."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies, "X-CSRFToken": self.cookies.get("__Host-csrftoken", "")}
        return {**headers, **({"Authorization": f"Bearer {self.access_token}"} if self.access_token else {})}

    def send(self, method: str, path: str, body: Any = None, timeout: float = 30) -> tuple[int, bytes]:
        headers = {"Content-Type": "application/json", **self.headers}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)) as connection:
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            response = connection.getresponse()
            content = response.read()
        for line in response.headers.get_all("Set-Cookie", []):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return response.status, content

    def register(self) -> None:
        self.send("GET", "/users/csrf/")
        fields = {"username": "ada", "email": "ada@example.com", "password": PASSWORD}
        status, content = self.send("POST", "/users/", fields)
        if status == 400:  # An earlier round has registered the user.
            status, content = self.send("POST", "/users/login/", {"username": "ada", "password": PASSWORD})
        if status not in (200, 201):
            raise RuntimeError(f"registration: {status} {content!r}")
        self.access_token = json.loads(content)["accessToken"]


def environment(database_url: str) -> dict[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "PG"))},
        **_SECRETS,
        **{f"DJANGO_{name}": "1000000/m" for name in _RATES},
        "DJANGO_ENV_FILE": os.devnull,
        "DJANGO_DEBUG": "False",
        "DJANGO_SSL_REDIRECT": "False",
        "DJANGO_LOG_LEVEL": "CRITICAL",
        "DJANGO_ACCESS_TOKEN_LIFETIME": "3600",
        "DATABASE_URL": database_url,
        "CACHE_URL": "locmem://",
        "PYTHONUNBUFFERED": "1",
    }


def migrate(database_url: str) -> None:
    words = [PYTHON, "manage.py", "migrate", "--verbosity=0"]
    subprocess.run(words, cwd=BACKEND, env=environment(database_url), check=True)  # noqa: S603


@contextmanager
def served(server: Server, database_url: str, log: Path) -> Iterator[Running]:
    address = Address("127.0.0.1", free_port())
    began = time.monotonic()
    with log.open("w") as output:
        words = [PYTHON, "-m", *server.words(address.port)]
        with Service(words, BACKEND, environment(database_url), output) as service:
            scripts_server.wait_until_ready(address, [service])
            running = Running(address.port, service, log, time.monotonic() - began)
            running.register()
            yield running
