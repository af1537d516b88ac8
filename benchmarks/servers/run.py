"""Compare application servers under the reference project: `make bench-servers` (about eight minutes, wrk required).

The load is measured in rounds in which each server has its turn, on SQLite and on PostgreSQL. The behaviour
is looked at once. It writes build/servers.json and RESULTS.md. `--rounds=1` shortens it. `run.py NAME…` measures the servers
whose names contain a word, and writes no page.
"""

import json
import os
import signal
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import report
from connections import KINDS, wait_beside
from exchanges import REQUESTS
from lifecycle import access_log, graceful_stop, interrupted, killed_process, memory, reload_under_load
from load import hashing, require_wrk, wrk
from servers import SERVERS, Server
from serving import ROOT, migrate, served

HERE = Path(__file__).parent
ROUNDS, SECONDS = 2, 3.0
# As many as the threads of both processes, and many more.
COUNTS = (16, 100)


def main(words: list[str]) -> None:
    require_wrk()
    # A shell that runs us in the background has SIGINT ignored, and so would the servers.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    rounds = next((int(word.partition("=")[2]) for word in words if word.startswith("--rounds=")), ROUNDS)
    names = [word for word in words if not word.startswith("--")]
    servers = [server for server in SERVERS if not names or any(name in server.name for name in names)]
    results: dict[str, Any] = {server.name: {"behaviour": {}, "load": []} for server in servers}
    with tempfile.TemporaryDirectory(prefix="safejwt-") as folder:
        urls = {"SQLite": f"sqlite:///{folder}/db.sqlite3", "PostgreSQL": os.environ["DATABASE_URL"]}
        for url in urls.values():
            migrate(url)
        for server in servers:
            results[server.name]["behaviour"] = behaviour(server, urls["SQLite"], Path(folder) / "log")
            say(server.name, results[server.name]["behaviour"])
        for number in range(rounds):
            for database, url in urls.items():
                # Back and forth, so that a change of the machine's speed meets all alike.
                for server in servers if number % 2 else servers[::-1]:
                    measured = {"database": database, **load(server, url, Path(folder) / "log")}
                    results[server.name]["load"].append(measured)
                    say(server.name, measured)
    if not names:
        (ROOT / "build" / "servers.json").write_text(json.dumps(results, indent=1) + "\n")
        (HERE / "RESULTS.md").write_text(report.page(results))


def say(name: str, found: dict[str, Any]) -> None:
    sys.stdout.write(f"{name}: {json.dumps(found)}\n")
    sys.stdout.flush()


def load(server: Server, url: str, log: Path) -> dict[str, Any]:
    with served(server, url, log) as running:
        wrk(running, 1)
        alone = wrk(running, SECONDS)
        with hashing(running):
            beside = wrk(running, SECONDS)
        return {"alone": asdict(alone), "beside": asdict(beside), "memory": memory(running)}


def behaviour(server: Server, url: str, log: Path) -> dict[str, Any]:
    with served(server, url, log) as running:
        found: dict[str, Any] = {"start": running.start_seconds}
        found |= {name: ask(running) for name, ask in REQUESTS.items()}
        found["access log"] = access_log(running)
        for kind in KINDS:
            found[kind] = [wait_beside(running, kind, count) for count in COUNTS]
        found["killed"] = killed_process(running)
        if running.service.exit_code is None:
            running.register()  # A login among the requests has ended the session.
            found["reload"] = reload_under_load(running, server.reload)
    with served(server, url, log) as running:
        found["stop"] = graceful_stop(running)
    with served(server, url, log) as running:
        found["interrupt"] = interrupted(running)
    return found


if __name__ == "__main__":
    main(sys.argv[1:])
