"""One run of wrk: requests per second, and how long they took."""

import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["CONNECTIONS", "Load", "missing", "parse", "run", "without_failures"]

CONNECTIONS = 8
_MILLISECONDS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


@dataclass(frozen=True)
class Load:
    requests: int
    per_second: float
    p50: float
    """Milliseconds."""
    p99: float
    failures: int
    """Responses other than 2xx and 3xx, and requests without a response."""


def missing() -> str | None:
    """Return what to install, if it is missing."""
    if shutil.which("wrk"):
        return None
    return "Load is not measured: install wrk (Debian: apt-get install wrk)."


def run(url: str, headers: Mapping[str, str], seconds: float) -> Load:
    words = [
        "wrk",
        "--threads=1",
        "--timeout=30s",
        f"--connections={CONNECTIONS}",
        f"--duration={seconds:g}s",
        "--latency",
    ]
    words += [word for name, value in headers.items() for word in ("--header", f"{name}: {value}")]
    done = subprocess.run([*words, url], capture_output=True, text=True, check=False)  # noqa: S603 - our own server
    if done.returncode:
        raise SystemExit(f"{done.stdout}{done.stderr}\nwrk failed.")
    return parse(done.stdout)


def parse(output: str) -> Load:
    """Read what wrk prints."""
    count = _found(r"(\d+) requests in", output)[0]
    rate = _found(r"Requests/sec:\s+([\d.]+)", output)[0]
    errors = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", output)
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", output)
    failures = sum(int(number) for found in (errors, refused) if found for number in found.groups())
    return Load(int(count), float(rate), _latency("50", output), _latency("99", output), failures)


def without_failures(load: Load) -> Load:
    """Return a load in which every request succeeded. Raises SystemExit otherwise."""
    if load.failures:
        raise SystemExit(f"The load is not what it should be: {load.failures} requests failed.")
    return load


def _latency(percentile: str, output: str) -> float:
    number, unit = _found(rf"^\s+{percentile}%\s+([\d.]+)(us|ms|s|m)\s*$", output)
    return float(number) * _MILLISECONDS[unit]


def _found(pattern: str, output: str) -> tuple[str, ...]:
    if not (match := re.search(pattern, output, re.M)):
        raise SystemExit(f"{output}\nThis is not the output of wrk: {pattern} is missing.")
    return match.groups()
