"""Measure every package, each in a process of its own, one after the other in two rounds, and write RESULTS.md.

    make bench

The figures are from one run on one machine. The faster round of each package counts.
"""

import json
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

from peers import PEERS

HERE = Path(__file__).parent
RESULTS = HERE / "RESULTS.md"
ROUNDS = 2
REFERENCE = "simplejwt"


def main() -> None:
    figures: dict[str, dict[str, Any]] = {}
    for round_number in range(1, ROUNDS + 1):
        for name in PEERS:
            print(f"round {round_number} of {ROUNDS}: {name}", flush=True)  # noqa: T201
            found = measure(name)
            best = figures.setdefault(name, found)
            for action in ("request", "refresh"):
                if action in found and found[action]["time"] < best[action]["time"]:
                    best[action] = found[action]
    RESULTS.write_text(report(figures))
    print(RESULTS.read_text())  # noqa: T201


def measure(name: str) -> dict[str, Any]:
    run = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "measure.py", name], cwd=HERE, capture_output=True, text=True, check=False
    )
    if run.returncode:
        raise SystemExit(f"{name} could not be measured:\n{run.stderr or run.stdout}")
    result: dict[str, Any] = json.loads(run.stdout)
    return result


def report(figures: dict[str, dict[str, Any]]) -> str:
    nothing = figures["nothing"]["request"]["time"]
    cost = figures[REFERENCE]["request"]["time"] - nothing
    requests = [
        f"| {entry['title']} | {entry['request']['queries']} | {entry['request']['checked']} "
        f"| {entry['request']['time']:.0f} | {entry['request']['time'] - nothing:.0f} "
        f"| {(entry['request']['time'] - nothing) / cost:.2f} |"
        for entry in figures.values()
    ]
    slowest = figures[REFERENCE]["refresh"]["time"]
    refreshes = [
        f"| {entry['title']} | {entry['refresh']['queries']} | {entry['refresh']['signed']} "
        f"| {entry['refresh']['checked']} | {entry['refresh']['time']:.0f} | {entry['refresh']['time'] / slowest:.2f} |"
        for entry in figures.values()
        if "refresh" in entry
    ]
    return TEMPLATE.format(
        python=platform.python_version(), requests="\n".join(requests), refreshes="\n".join(refreshes)
    )


TEMPLATE = """# The server compared with other packages

`make bench` writes this page. Every package has the settings that its documentation recommends.
Requests go through Django's full WSGI stack without a socket, with SQLite in memory and Python
{python}. Each package runs in a process of its own, all in one run. Compare the ratios: the
microseconds depend on the machine.

## A protected request
The table shows what authentication adds to the same view without authentication. safejwt's rows
include the CSRF check on every request, which no other package makes. The view returns the username.
Without a session check, Django's ORM reads the user at that point, not the compiled statement.

| package | SQL statements | signatures checked | µs in total | µs for authentication | relative to simplejwt |
|---|---|---|---|---|---|
{requests}

## A refresh
| package | SQL statements | signatures made | signatures checked | µs | relative to simplejwt |
|---|---|---|---|---|---|
{refreshes}

knox and Django REST Framework's tokens have no refresh. simplejwt, dj-rest-auth and allauth check no
CSRF token here. simplejwt and dj-rest-auth detect no reuse, and fork a session when two requests race.
"""


if __name__ == "__main__":
    main()
