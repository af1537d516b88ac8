"""Keys are exchanged while several servers answer, and nobody notices (security bar B3, fault X17)."""

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
from django.db import connection
from safejwt import sessions
from safejwt.browser import csrf
from safejwt.conf import conf

from tests.key_pairs import private, public

pytestmark = pytest.mark.django_db(transaction=True)

CLIENTS, REPLICAS, WORKERS = 3, 2, 2
# Seconds until what does not come is a failure; all together takes about eight.
PATIENCE = 60.0
Keys = dict[str, list[str]]


class Replica:
    """A gunicorn with two worker processes, as one of several machines behind a balancer."""

    def __init__(self, folder: Path, keys: Keys, database_url: str) -> None:
        self.folder = folder
        folder.mkdir()
        self.write(keys)
        listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = listener.getsockname()[1]
        environment = {"REPLICA_FOLDER": str(folder), "DATABASE_URL": database_url}
        environment["DJANGO_SETTINGS_MODULE"] = "tests.project.settings"
        words = [sys.executable, "-m", "gunicorn", "--config", "python:tests.flows.rotation_replica"]
        with listener:
            self.process = subprocess.Popen(
                [*words, "--bind", f"fd://{listener.fileno()}"],
                cwd=Path(__file__).parents[2],
                env={**os.environ, **environment},
                pass_fds=[listener.fileno()],
            )

    def write(self, keys: Keys) -> None:
        (self.folder / "keys.json").write_text(json.dumps(keys))

    def noted(self, event: str) -> set[int]:
        file = self.folder / event
        return set(map(int, file.read_text().split())) if file.exists() else set()

    def wait_until_ready(self, former: AbstractSet[int] = frozenset()) -> None:
        wait(lambda: len(self.noted("started") - former) >= WORKERS and former <= self.noted("ended"))

    def reload(self, keys: Keys) -> None:
        """Replaces the workers by others with these keys; returns when the last of the former is gone."""
        former = self.noted("started")
        self.write(keys)
        self.process.send_signal(signal.SIGHUP)
        self.wait_until_ready(former)

    def stop(self) -> None:
        """At once: nobody calls any more."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(PATIENCE)


class Client:
    """An app that refreshes, calls, refreshes, calls; each request goes to whichever replica comes."""

    def __init__(self, user: Any, ports: list[int], seed: int) -> None:
        tokens = sessions.start(user)
        self.access_token, self.sid = tokens.access_token, str(tokens.sid)
        self.cookies = {
            conf.refresh_cookie_name: tokens.refresh_token,
            conf.csrf_cookie_name: csrf.bound_secret(tokens.sid),
        }
        self.ports, self.random = ports, Random(seed)
        self.rounds = 0
        self.answers: list[tuple[int, str]] = []

    def run(self, stop: Event) -> None:
        while not stop.is_set():
            status, body = self.request("POST", "/users/token/")
            if status == 200:
                self.access_token = body["accessToken"]
            for _ in range(2):
                self.request("GET", "/users/auth/")
            self.rounds += 1
            time.sleep(0.02)  # the servers have their workers to exchange

    def request(self, method: str, path: str) -> tuple[int, dict[str, Any]]:
        status, body = self.send(self.random.choice(self.ports), method, path)
        self.answers.append((status, body.get("code", "")))
        return status, body

    def send(self, port: int, method: str, path: str, access_token: str = "") -> tuple[int, dict[str, Any]]:
        headers = {
            "Authorization": f"Bearer {access_token or self.access_token}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "X-CSRFToken": self.cookies[conf.csrf_cookie_name],
        }
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as caller:
            caller.request(method, path, headers=headers)
            answer = caller.getresponse()
            body: dict[str, Any] = json.loads(answer.read())
        for name, value in answer.getheaders():
            if name == "Set-Cookie" and not value.startswith(f"{conf.refresh_cookie_name}=;"):
                cookie, _, content = value.partition(";")[0].partition("=")
                self.cookies[cookie] = content
        return answer.status, body


def wait(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def database_url(folder: Path) -> str:
    """The test's database as other processes reach it; SQLite's is in memory, so they get a copy in a file."""
    if connection.vendor != "sqlite":
        return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    with closing(sqlite3.connect(folder / "copy.sqlite3")) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=WAL")
    return f"sqlite:///{folder / 'copy.sqlite3'}"


@contextmanager
def calling(clients: list[Client]) -> Iterator[None]:
    """The clients call for as long as the block runs; then all that went wrong in them is raised."""
    stop = Event()
    with ThreadPoolExecutor(len(clients)) as pool:
        running = [pool.submit(client.run, stop) for client in clients]
        try:
            yield
        finally:
            stop.set()
        for client in running:
            client.result()


def let_all_call(clients: list[Client]) -> None:
    """Until each has been through a round that began from now on, with a refresh and calls."""
    before = [client.rounds for client in clients]
    wait(lambda: all(client.rounds >= rounds + 2 for client, rounds in zip(clients, before, strict=True)))


@pytest.fixture
def started(
    make_user: Callable[..., Any], tmp_path: Path, settings: Any
) -> Iterator[tuple[list[Client], list[Replica]]]:
    """Clients with a session each, and replicas with the keys of the settings."""
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


def test_exchanging_both_keys_in_three_steps_costs_nobody_one_401(
    started: tuple[list[Client], list[Replica]], settings: Any
) -> None:
    """From secrets to key pairs. Between the replicas of each step everybody calls both: they have different keys then."""
    clients, replicas = started
    old_access, old_refresh = settings.ACCESS_TOKEN_SECRET, settings.REFRESH_TOKEN_SECRET
    new_access, new_refresh = private("EdDSA"), private("ES256")
    steps = [
        both([old_access, public("EdDSA")], [old_refresh, public("ES256")]),
        both([new_access, old_access], [new_refresh, old_refresh]),
        both([new_access], [new_refresh]),
    ]
    first_token, witness = clients[0].access_token, clients[0]
    first_token_answers = []
    with calling(clients):
        let_all_call(clients)
        for step in steps:
            first_token_answers.append(witness.send(replicas[0].port, "GET", "/users/auth/", first_token)[0])
            for replica in replicas:
                replica.reload(step)
                let_all_call(clients)
    assert [answer for client in clients for answer in client.answers if answer[0] != 200] == []
    # Its session lives, so a token of the first key is good for as long as that key is there.
    first_token_answers.append(witness.send(replicas[0].port, "GET", "/users/auth/", first_token)[0])
    assert first_token_answers == [200, 200, 200, 401]
    a_key_that_signs_before_all_know_it_is_401_and_no_sign_out(clients, replicas[0], [new_refresh])


def a_key_that_signs_before_all_know_it_is_401_and_no_sign_out(
    clients: list[Client], replica: Replica, refresh: list[str]
) -> None:
    """What the steps are for, and proof that the clients would have noticed: the first step left out, on one replica."""
    for client in clients:
        client.answers.clear()
    with calling(clients):
        replica.reload(both([private("EdDSA", 1)], refresh))
        let_all_call(clients)
    assert {answer for client in clients for answer in client.answers} == {(200, ""), (401, "invalid_token")}
    assert all(client.send(replica.port, "POST", "/users/token/")[0] == 200 for client in clients)
