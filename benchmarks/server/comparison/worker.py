"""The process of one package. Reads an order per line, and writes its figures as a line of JSON.

The environment says which package and database (project/settings.py); BENCHMARK_TEMPLATE is the file that a database
in memory starts as.
"""

import gc
import json
import os
import sqlite3
import sys
from typing import Any

import django
from django.db import connection

from comparison.actions import ACTIONS, Action, Floor, actions_of
from comparison.application import Application
from comparison.counts import counted
from comparison.meters import Clock, Marks, Meter
from comparison.peers import PEERS, USERNAME
from comparison.proof import facts, prove

# Before a measurement of an action, so that nothing is done for the first time in it.
WARM_UP = 5


class Worker:
    def __init__(self, name: str) -> None:
        from django.contrib.auth import get_user_model  # noqa: PLC0415 - needs the settings

        self.peer = PEERS[name]
        self.application = Application()
        self.user = get_user_model().objects.get(username=USERNAME)
        self.actions: dict[str, Action] = {}
        self.marks = Marks(os.environ["BENCHMARK_MARKS"]) if "BENCHMARK_MARKS" in os.environ else None

    def start(self) -> dict[str, Any]:
        # Slow under callgrind, and done by the process that looks for facts.
        if not self.peer.direct and not self.marks:
            prove(self.peer, self.application, str(self.user.pk))
        pid = connection.connection.info.backend_pid if connection.vendor == "postgresql" else None
        return {"actions": actions_of(self.peer), "database_pid": pid}

    def facts(self) -> dict[str, Any]:
        return {} if self.peer.direct else facts(self.peer, self.application, self.user)

    def prepare(self, name: str, warm_up: int = WARM_UP) -> dict[str, Any]:
        """Warm up an action; later collections leave alone what is there by then, as after a fork."""
        if self.peer.direct:
            self.actions[name] = Floor(self.peer, self.peer.direct())
        else:
            self.actions[name] = ACTIONS[name](self.peer, self.application)
        self._repeat(name, warm_up, Clock())
        gc.collect()
        gc.freeze()
        return {}

    def count(self, name: str) -> dict[str, int | None]:
        return counted(self.actions[name])

    def measure(self, name: str, repeat: int) -> dict[str, float]:
        clock = Clock()
        self._repeat(name, repeat, clock)
        return {"cpu": clock.cpu / repeat / 1000, "wall": clock.wall / repeat / 1000}

    def instructions(self, name: str, repeat: int) -> dict[str, Any]:
        assert self.marks, "not under callgrind"  # noqa: S101 - a fault of the benchmark
        # When a collection happens depends on all that was allocated before.
        gc.disable()
        with self.marks.counting():
            self._repeat(name, repeat, self.marks)
        gc.enable()
        return {}

    def _repeat(self, name: str, repeat: int, meter: Meter) -> None:
        action = self.actions[name]
        for _ in range(repeat):
            action.before()
            if isinstance(action, Floor):
                meter.start()
                action.act()
                meter.stop()
            else:
                with self.application.measured(meter):
                    action.act()
            action.after()


def fill_memory() -> None:
    """Copy the template into the database in memory: migrations take long under callgrind."""
    if template := os.environ.get("BENCHMARK_TEMPLATE"):
        connection.ensure_connection()
        with sqlite3.connect(template) as source:
            source.backup(connection.connection)


def main(name: str) -> None:
    django.setup()
    fill_memory()
    worker = Worker(name)
    allowed = ("start", "facts", "prepare", "count", "measure", "instructions")
    orders: dict[str, Any] = {order: getattr(worker, order) for order in allowed}
    for line in sys.stdin:
        order, *words = json.loads(line)
        sys.stdout.write(f"{json.dumps(orders[order](*words))}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(os.environ["BENCHMARK_PEER"])
