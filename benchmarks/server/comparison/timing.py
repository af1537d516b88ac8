"""Measures all packages on one kind of database: all alive, batch by batch in turn."""

from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

from comparison import database
from comparison.options import Options
from comparison.progress import say
from comparison.spread import interleaved
from comparison.workers import Worker, processor_time

__all__ = ["facts", "timings"]

Figures = dict[str, Any]


def timings(options: Options, kind: str) -> dict[str, dict[str, Figures]]:
    """Return {action: {package: figures}}; the times are in microseconds per request, one for each batch."""
    with ExitStack() as stack:
        workers = _started(options, kind, stack)
        return {action: _measured(options, kind, action, workers) for action in options.actions}


def facts(options: Options) -> dict[str, Figures]:
    """Return what each package refuses, tried in processes of its own: it leaves used tokens behind."""
    found = {}
    for name in options.peers:
        with Worker(name, database.environment(name, "sqlite", None)) as worker:
            worker.start()
            if name != "nothing" and (figures := worker.order("facts")):
                found[name] = figures
    return found


def _started(options: Options, kind: str, stack: ExitStack) -> list[Worker]:
    workers = [Worker(name, database.environment(name, kind, options.postgres)) for name in options.peers]
    # All processes import Django at the same time.
    for worker in workers:
        stack.enter_context(worker)
    for worker in workers:
        worker.start()
    return workers


def _measured(options: Options, kind: str, action: str, workers: Sequence[Worker]) -> dict[str, Figures]:
    having = [worker for worker in workers if action in worker.actions]
    found = {}
    for worker in having:
        worker.order("prepare", action)
        found[worker.peer] = {**worker.order("count", action), "cpu": [], "wall": [], "database_cpu": []}
    say(f"{database.KINDS[kind]}: {action}, {options.sizes.rounds} rounds of {len(having)} packages")
    for worker in interleaved(having, options.sizes.rounds):
        _add_batch(found[worker.peer], worker, action, options.sizes.repeat[action])
    return found


def _add_batch(figures: Figures, worker: Worker, action: str, repeat: int) -> None:
    before = processor_time(worker.database_pid) if worker.database_pid else 0.0
    batch = worker.order("measure", action, repeat)
    figures["cpu"].append(batch["cpu"])
    figures["wall"].append(batch["wall"])
    # Only where nothing else is done around the measured calls.
    if worker.database_pid and action in ("user", "key", "refresh"):
        figures["database_cpu"].append((processor_time(worker.database_pid) - before) / repeat * 1e6)
