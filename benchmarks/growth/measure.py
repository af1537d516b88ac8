"""All measurements of one run, in a process with Django. It prints what it does, and writes the figures as JSON."""

import json
import platform
import sys
import time
from pathlib import Path
from typing import Any

import purge
import rotations
import turns
import wal
from django.db import connections
from rows import create, fill, has_index, set_index, sizes

from backend import hot_share

ROTATED_ROWS = 10_000


def main(file: str) -> None:
    wanted = json.loads(sys.stdin.read())
    figures: dict[str, Any] = {"options": wanted, "machine": _machine(), "sizes": {}}
    databases = {f"rows_{rows}": rows for rows in wanted["rows"]}
    for alias, rows in databases.items():
        figures["sizes"][alias] = _filled(alias, rows, add_index=wanted["add_index"])
    figures["has_index"] = has_index(next(iter(databases)))
    say("actions")
    figures.update(turns.measure(databases, wanted["repetitions"]))
    for alias, rows in databases.items():
        figures["sizes"][alias]["hot"] = hot_share(alias)
        figures["sizes"][alias]["wal_per_refresh"] = wal.per_refresh(alias, rows, wanted["repetitions"])
    figures["rotations"] = []
    for index in (False, True):
        say(f"{wanted['rotations']} rotations {'with' if index else 'without'} an index on expires_at")
        found = rotations.measure(f"rotations_{index}", ROTATED_ROWS, wanted["rotations"], index=index)
        figures["rotations"].append(found)
    say(f"purge of {wanted['expired']} rows")
    figures["purge"] = purge.measure("purge", wanted["expired"], add_index=wanted["add_index"])
    Path(file).write_text(json.dumps(figures, indent=1) + "\n")


def say(text: str) -> None:
    sys.stdout.write(f"{time.strftime('%H:%M:%S', time.gmtime())} {text}\n")
    sys.stdout.flush()


def _filled(alias: str, rows: int, *, add_index: bool) -> dict[str, Any]:
    say(f"{rows} sessions")
    began = time.monotonic()
    create(alias)
    fill(alias, rows)
    if add_index:
        set_index(alias, True)
    return {"rows": rows, **sizes(alias), "seconds": time.monotonic() - began}


def _machine() -> dict[str, Any]:
    with connections["default"].cursor() as cursor:
        cursor.execute("SHOW server_version")
        version = cursor.fetchone()[0]
        cursor.execute("SHOW shared_buffers")
        buffers = cursor.fetchone()[0]
    return {"python": platform.python_version(), "postgresql": version, "shared_buffers": buffers}
