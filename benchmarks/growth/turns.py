"""The actions in databases of several sizes in turn, so that noise hits all alike."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import fmean
from typing import Any

from actions import ACTIONS, FIRST_USE, Session, random_sessions
from databases import using
from django.db import connections
from figures import noise, percentiles

from backend import process_of, processor_time, reads

WARM_UP = 50


@dataclass
class Statements:
    """Adds up the time of the statements of one connection."""

    taken: float = 0.0

    def __call__(self, execute: Any, *arguments: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(*arguments)
        finally:
            self.taken += time.perf_counter() - began


@dataclass
class Times:
    """Milliseconds of each call, of its statements alone, and of the processor time of both processes."""

    calls: list[float] = field(default_factory=list)
    statements: list[float] = field(default_factory=list)
    application: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)

    def add(self, *milliseconds: float) -> None:
        for values, taken in zip(
            (self.calls, self.statements, self.application, self.database), milliseconds, strict=True
        ):
            values.append(taken)

    def as_figures(self) -> dict[str, Any]:
        return {
            "call": percentiles(self.calls),
            "statements": percentiles(self.statements),
            "processor": {"application": fmean(self.application), "database": fmean(self.database)},
            "noise": {name: noise(self.calls, name) for name in ("p50", "p99")},
        }


def measure(sizes: dict[str, int], repetitions: int) -> dict[str, Any]:
    """Repeat each action with random sessions of each database in turn. Sessions are never used twice."""
    repetitions = min(repetitions, min(sizes.values()) // len(ACTIONS) - WARM_UP)
    plan = {alias: random_sessions(rows, (repetitions + WARM_UP) * len(ACTIONS)) for alias, rows in sizes.items()}
    times = {name: {alias: Times() for alias in sizes} for name in ACTIONS}
    pids = {alias: process_of(alias) for alias in sizes}
    chosen: dict[str, Session] = {}
    before = {alias: reads(alias) for alias in sizes}
    for position in range(-WARM_UP, repetitions):
        for name, action in ACTIONS.items():
            for alias in random.sample(list(sizes), len(sizes)):
                if name != FIRST_USE:
                    chosen[alias] = plan[alias].pop()
                taken = _timed(alias, pids[alias], action(chosen[alias]))
                if position >= 0:
                    times[name][alias].add(*taken)
    return {
        "repetitions": repetitions,
        "actions": {n: {alias: each.as_figures() for alias, each in of.items()} for n, of in times.items()},
        "reads": {alias: {key: n - before[alias][key] for key, n in reads(alias).items()} for alias in sizes},
    }


def _timed(alias: str, pid: int, call: Callable[[], Any]) -> tuple[float, ...]:
    statements, database = Statements(), processor_time(pid)
    with using(alias), connections[alias].execute_wrapper(statements):
        began, own = time.perf_counter(), time.thread_time()
        done = call()
        taken, own = time.perf_counter() - began, time.thread_time() - own
    if not done:
        raise SystemExit(f"An action found no session in {alias}.")
    return tuple(1000 * each for each in (taken, statements.taken, own, processor_time(pid) - database))
