"""RESULTS.md from the results of a run."""

import os
import statistics
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from connections import KINDS, PATIENCE
from exchanges import REQUESTS
from servers import PROCESSES, SERVERS, THREADS

__all__ = ["page"]

_LIFE = {
    "start": "start",
    "stop": "`SIGTERM` during eight logins: logins answered, time",
    "reload": "reload with `SIGHUP` under load: requests",
    "killed": "a killed process",
    "interrupt": "Ctrl-C",
    "access log": "access log",
}


def page(results: dict[str, Any]) -> str:
    packages = sorted({package for server in SERVERS for package in server.packages})
    rows = [["", *results]]
    for database in ("SQLite", "PostgreSQL"):
        rows += _load(results, database)
    rows.append(
        ["memory of the largest process (MB)", *(_median(result, None, "memory") for result in results.values())]
    )
    for kind in KINDS:
        rows.append(
            [f"wait beside 16 / 100 connections with {kind}", *(_waits(r["behaviour"][kind]) for r in results.values())]
        )
    for key, title in {**_LIFE, **{name: name for name in REQUESTS}}.items():
        rows.append([title, *(_text(result["behaviour"].get(key, "-")) for result in results.values())])
    table = [f"| {' | '.join(row)} |" for row in rows]
    rounds = len(_values(next(iter(results.values())), "SQLite", "memory"))
    table.insert(1, "|---" * len(rows[0]) + "|")
    return f"""# Application servers under the reference project

`make bench-servers` wrote this page on {datetime.now(UTC):%Y-%m-%d}. Each server runs the reference project in
production mode with {PROCESSES} processes of {THREADS} threads where it has them (sync has no threads, waitress has one
process, uvicorn starts a thread for each request). `wrk` repeats `GET /users/auth/` on eight connections. Load is the
median of the rounds ({rounds}), in which each server has its turn. Beside it, three clients log in without pause (Argon2).
The machine has {os.cpu_count()} cores, and its load average of the last 15 minutes was {os.getloadavg()[2]:.0f}. Above 4, other work ran
beside it: then look at what servers do, and not at seconds and rates.

{", ".join(f"{package} {version(package)}" for package in packages)}

{chr(10).join(table)}

A wait of more than {PATIENCE:.0f} s is shown as such: the client gave up. The four responses to *bad bytes* are to, in
this order, bytes above 127 in the path, a null byte, the start of TLS, and HTTP/9.9.
"""


def _load(results: dict[str, Any], database: str) -> list[list[str]]:
    return [
        [f"{database}: requests per second", *(_median(r, database, "alone", "per_second") for r in results.values())],
        [f"{database}: p50 / p99 (ms)", *(_both(r, database, "alone") for r in results.values())],
        [f"{database}: the same beside logins", *(_both(r, database, "beside") for r in results.values())],
        [f"{database}: failed requests", *(_failed(r, database) for r in results.values())],
    ]


def _values(result: dict[str, Any], database: str | None, *keys: str) -> list[float]:
    found = []
    for measured in result["load"]:
        if database in (None, measured["database"]):
            value: Any = measured
            for key in keys:
                value = value[key]
            found.append(value)
    return found


def _median(result: dict[str, Any], database: str | None, *keys: str) -> str:
    return f"{statistics.median(_values(result, database, *keys)):.0f}"


def _both(result: dict[str, Any], database: str, when: str) -> str:
    return f"{_median(result, database, when, 'p50')} / {_median(result, database, when, 'p99')}"


def _failed(result: dict[str, Any], database: str) -> str:
    return f"{sum(sum(_values(result, database, when, 'failures')) for when in ('alone', 'beside')):.0f}"


def _waits(waits: list[float | None]) -> str:
    return " / ".join(f"> {PATIENCE:.0f} s" if wait is None else f"{wait:.2f} s" for wait in waits)


def _text(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.1f} s"
