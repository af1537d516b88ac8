"""Measures packages behind real servers, on PostgreSQL, with eight clients that never pause."""

import socket
from contextlib import ExitStack
from dataclasses import asdict

from comparison import database, wire, wrk
from comparison.options import LOADED, Options
from comparison.peers import PEERS, USERNAME
from comparison.progress import say
from comparison.servers import Server
from comparison.spread import interleaved
from comparison.visitor import Visitor
from comparison.workers import processor_time

__all__ = ["loads"]

# A server, and the kind of PostgreSQL.
_SERIES = {
    "gunicorn, sync": ("gunicorn, sync", "postgresql"),
    "gunicorn, sync, prepared statements": ("gunicorn, sync", "postgresql-prepared"),
    "gunicorn, gthread": ("gunicorn, gthread", "postgresql"),
    "granian": ("granian", "postgresql"),
}


class Target:
    """One package behind one server, with a user who is logged in."""

    def __init__(self, name: str, server: Server, options: Options) -> None:
        self.name, self.server = name, server
        self._options = options
        visitor = Visitor(PEERS[name], wire.sender(server.port)).arrive().log_in()
        body = visitor.request().body
        if name != "nothing" and body != {"username": USERNAME}:
            raise SystemExit(f"{name}: the view got {body}.")
        self._headers = wire.headers_of(visitor.call(), server.port)

    def load(self, seconds: int) -> dict[str, float]:
        before = self._server_and_database()
        load = wrk.without_failures(wrk.run(f"http://127.0.0.1:{self.server.port}/user/", self._headers, seconds))
        after = self._server_and_database()
        server, data = ((end - start) / load.requests * 1e6 for start, end in zip(before, after, strict=True))
        return {**asdict(load), "server_cpu": server, "database_cpu": data}

    def _server_and_database(self) -> tuple[float, float]:
        assert self._options.postgres  # noqa: S101 - the options have refused it
        backends = self._options.postgres.processes(database.name_of(self.name))
        return self.server.processor_time(), sum(processor_time(pid) for pid in backends)


def loads(options: Options) -> dict[str, dict[str, list[dict[str, float]]]]:
    """Return {series: {package: one figure for each round}}. The servers of one series are alive together."""
    return {series: _loads(options, series) for series in _SERIES}


def _loads(options: Options, series: str) -> dict[str, list[dict[str, float]]]:
    found: dict[str, list[dict[str, float]]] = {}
    with ExitStack() as stack:
        targets = [_target(name, series, options, stack) for name in options.peers if name in LOADED]
        say(f"load on {series}: {options.sizes.load_rounds} rounds of {len(targets)} packages")
        for target in targets:
            target.load(1)  # Opens the connections, and warms up.
        for target in interleaved(targets, options.sizes.load_rounds):
            found.setdefault(target.name, []).append(target.load(options.sizes.load_seconds))
    return found


def _target(name: str, series: str, options: Options, stack: ExitStack) -> Target:
    kind, data = _SERIES[series]
    variables = database.environment(name, data, options.postgres)
    server = stack.enter_context(Server(kind, _free_port(), variables))
    server.wait()
    return Target(name, server, options)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
