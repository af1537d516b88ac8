"""The product's purge of many expired rows, beside a process that refreshes."""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from rows import create, fill, set_index, sizes

ACTIVE = 10_000
BASELINE_SECONDS = 10


def measure(alias: str, expired: int, *, add_index: bool) -> dict[str, Any]:
    create(alias)
    fill(alias, ACTIVE, expired=expired)
    if add_index:
        set_index(alias, True)
    environment = {**os.environ, "GROWTH_DATABASE": json.loads(os.environ["GROWTH_DATABASES"])[alias]}
    start = [sys.executable, str(Path(__file__).with_name("start.py")), "refreshes"]
    with subprocess.Popen(start, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as load:
        _figures(load)
        time.sleep(BASELINE_SECONDS)
        without = _figures(load)
        purged = _purge(environment)
        beside = _figures(load)
        load.communicate()
    return {"expired": expired, **purged, "without": without, "beside": beside, "sizes": sizes(alias)}


def _figures(load: Any) -> dict[str, Any]:
    """What the refreshes took since the last time."""
    load.stdin.write("\n")
    load.stdin.flush()
    figures: dict[str, Any] = json.loads(load.stdout.readline())
    return figures


def _purge(environment: dict[str, str]) -> dict[str, Any]:
    began = time.monotonic()
    words = [sys.executable, "-m", "django", "safejwt_purge", "--verbosity", "2"]
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        purge = subprocess.Popen(words, env=environment, stdout=output, stderr=errors)
        peak = 0.0
        while purge.poll() is None:
            peak = max(peak, _peak_memory(purge.pid))
            time.sleep(0.01)
        seconds = time.monotonic() - began
        output.seek(0)
        lines = output.read().splitlines()
        if purge.returncode:
            errors.seek(0)
            raise SystemExit(errors.read())
    return {
        "seconds": seconds,
        "megabytes": peak,
        "batches": sum(line.endswith("so far") for line in lines),
        "summary": lines[-1],
    }


def _peak_memory(pid: int) -> float:
    """The highest resident megabytes of a process so far, 0 when it has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith("VmHWM")), 0.0)
