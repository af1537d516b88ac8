"""Keys are rotated while several servers handle requests, and no client notices."""

import http.client
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from random import Random
from threading import Event
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from safejwt import sessions
from safejwt.browser import csrf
from safejwt.conf import conf

from tests.key_pairs import private, public

pytestmark = pytest.mark.django_db(transaction=True)

CLIENTS, REPLICAS, WORKERS = 3, 2, 2
# Seconds to wait before the test fails; the whole test takes about eight.
PATIENCE = 60.0
Keys = dict[str, list[str]]


class Replica:
    """A gunicorn with two worker processes, like one of several machines behind a load balancer."""

    def __init__(self, folder: Path, keys: Keys, database_url: str) -> None:
        self.folder = folder
        folder.mkdir()
        self.write(keys)
        listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = listener.getsockname()[1]
        environment = {"REPLICA_FOLDER": str(folder), "DATABASE_URL": database_url}
        environment["DJANGO_SETTINGS_MODULE"] = "tests.project.settings"
        command = [sys.executable, "-m", "gunicorn", "--config", "python:tests.flows.rotation_replica"]
        with listener:
            self.process = subprocess.Popen(
                [*command, "--bind", f"fd://{listener.fileno()}"],
                cwd=Path(__file__).parents[2],
                env={**os.environ, **environment},
                pass_fds=[listener.fileno()],
            )

    def write(self, keys: Keys) -> None:
        (self.folder / "keys.json").write_text(json.dumps(keys))

    def pids(self, event: str) -> set[int]:
        file = self.folder / event
        return set(map(int, file.read_text().split())) if file.exists() else set()

    def wait_until_ready(self, former: AbstractSet[int] = frozenset()) -> None:
        wait(lambda: len(self.pids("started") - former) >= WORKERS and former <= self.pids("ended"))

    def reload(self, keys: Keys) -> None:
        """Replace the workers by new ones with these keys; return when the former have ended."""
        former = self.pids("started")
        self.write(keys)
        self.process.send_signal(signal.SIGHUP)
        self.wait_until_ready(former)

    def stop(self) -> None:
        """Stop immediately; no client is connected any more."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(PATIENCE)


class Client:
    """An app that alternates refreshes and calls; each request goes to a random replica."""

    def __init__(self, user: Any, ports: list[int], seed: int) -> None:
        tokens = sessions.start(user)
        self.access_token, self.sid = tokens.access_token, str(tokens.sid)
        self.cookies = {
            conf.refresh_cookie_name: tokens.refresh_token,
            settings.CSRF_COOKIE_NAME: csrf.bound_secret(tokens.sid),
        }
        self.ports, self.random = ports, Random(seed)
        self.rounds = 0
        self.responses: list[tuple[int, str]] = []

    def run(self, stop: Event) -> None:
        while not stop.is_set():
            status, body = self.request("POST", "/users/token/")
            if status == 200:
                self.access_token = body["accessToken"]
            for _ in range(2):
                self.request("GET", "/users/auth/")
            self.rounds += 1
            time.sleep(0.02)  # leave time for the servers to replace their workers

    def request(self, method: str, path: str) -> tuple[int, dict[str, Any]]:
        status, body = self.send(self.random.choice(self.ports), method, path)
        self.responses.append((status, body.get("code", "")))
        return status, body

    def send(self, port: int, method: str, path: str, access_token: str = "") -> tuple[int, dict[str, Any]]:
        headers = {
            "Authorization": f"Bearer {access_token or self.access_token}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "X-CSRFToken": self.cookies[settings.CSRF_COOKIE_NAME],
        }
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as caller:
            caller.request(method, path, headers=headers)
            response = caller.getresponse()
            body: dict[str, Any] = json.loads(response.read())
        for name, value in response.getheaders():
            if name == "Set-Cookie" and not value.startswith(f"{conf.refresh_cookie_name}=;"):
                cookie, _, content = value.partition(";")[0].partition("=")
                self.cookies[cookie] = content
        return response.status, body


def wait(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def database_url(folder: Path) -> str:
    """The URL of the test database for other processes; for SQLite a copy of it in a file."""
    if connection.vendor != "sqlite":
        return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    with closing(sqlite3.connect(folder / "copy.sqlite3")) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=WAL")
    return f"sqlite:///{folder / 'copy.sqlite3'}"


@contextmanager
def calling(clients: list[Client]) -> Iterator[None]:
    """Keep the clients calling while the block runs; then raise their errors."""
    stop = Event()
    with ThreadPoolExecutor(len(clients)) as pool:
        running = [pool.submit(client.run, stop) for client in clients]
        try:
            yield
        finally:
            stop.set()
        for client in running:
            client.result()


def wait_for_a_round(clients: list[Client]) -> None:
    """Wait until each client has completed a round that started after this call."""
    before = [client.rounds for client in clients]
    wait(lambda: all(client.rounds >= rounds + 2 for client, rounds in zip(clients, before, strict=True)))


@pytest.fixture
def started(
    make_user: Callable[..., Any], tmp_path: Path, settings: Any
) -> Iterator[tuple[list[Client], list[Replica]]]:
    """Clients with a session each, and replicas with the keys from the settings."""
    ports: list[int] = []
    clients = [Client(make_user(f"user{number}"), ports, number) for number in range(CLIENTS)]
    url = database_url(tmp_path)
    keys = {name: [getattr(settings, name)] for name in ("ACCESS_TOKEN_SECRET", "REFRESH_TOKEN_SECRET")}
    with ExitStack() as stack:
        replicas = []
        for number in range(REPLICAS):
            replicas.append(Replica(tmp_path / f"replica{number}", keys, url))
            stack.callback(replicas[-1].stop)
        for replica in replicas:
            replica.wait_until_ready()
        ports += [replica.port for replica in replicas]
        yield clients, replicas


def both(access: list[str], refresh: list[str]) -> Keys:
    return {"ACCESS_TOKEN_SECRET": access, "REFRESH_TOKEN_SECRET": refresh}


def test_rotating_both_keys_in_three_steps_causes_no_401(
    started: tuple[list[Client], list[Replica]], settings: Any
) -> None:
    """From secrets to key pairs.

    In each step clients call both replicas while these have different keys.
    """
    clients, replicas = started
    old_access, old_refresh = settings.ACCESS_TOKEN_SECRET, settings.REFRESH_TOKEN_SECRET
    new_access, new_refresh = private("EdDSA"), private("ES256")
    steps = [
        both([old_access, public("EdDSA")], [old_refresh, public("ES256")]),
        both([new_access, old_access], [new_refresh, old_refresh]),
        both([new_access], [new_refresh]),
    ]
    first_token, witness = clients[0].access_token, clients[0]
    first_token_statuses = []
    with calling(clients):
        wait_for_a_round(clients)
        for step in steps:
            first_token_statuses.append(witness.send(replicas[0].port, "GET", "/users/auth/", first_token)[0])
            for replica in replicas:
                replica.reload(step)
                wait_for_a_round(clients)
    assert [response for client in clients for response in client.responses if response[0] != 200] == []
    # Its session is active, so a token of the first key is valid as long as that key is configured.
    first_token_statuses.append(witness.send(replicas[0].port, "GET", "/users/auth/", first_token)[0])
    assert first_token_statuses == [200, 200, 200, 401]
    assert_a_key_that_signs_too_early_causes_401_but_no_logout(clients, replicas[0], [new_refresh])


def assert_a_key_that_signs_too_early_causes_401_but_no_logout(
    clients: list[Client], replica: Replica, refresh: list[str]
) -> None:
    """Without the first step clients do notice, which shows that this test can fail."""
    for client in clients:
        client.responses.clear()
    with calling(clients):
        replica.reload(both([private("EdDSA", 1)], refresh))
        wait_for_a_round(clients)
    assert {response for client in clients for response in client.responses} == {(200, ""), (401, "invalid_token")}
    assert all(client.send(replica.port, "POST", "/users/token/")[0] == 200 for client in clients)
