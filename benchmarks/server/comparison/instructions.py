"""Counts the instructions of a request with callgrind: the figure that nothing else on the machine can change."""

import os
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from comparison import database
from comparison.options import Options
from comparison.places import BUILD
from comparison.progress import say
from comparison.workers import Worker

__all__ = ["counted", "missing"]

_TOTALS = re.compile(r"^(?:totals|summary): (\d+)", re.M)


def missing() -> str | None:
    """Return what to install, if something is missing."""
    compiler = shutil.which("cc")
    if shutil.which("valgrind") and compiler:
        return None
    return "Instructions are not measured: install valgrind and a C compiler (Debian: apt-get install valgrind gcc)."


def counted(options: Options) -> dict[str, dict[str, float]]:
    """Return {action: {package: instructions per request}}, on SQLite. One package per core at a time."""
    marks = _compiled()

    def count(name: str) -> dict[str, float]:
        found = _counted(options, name, marks)
        say(f"instructions of {name} counted")
        return found

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        every = dict(zip(options.peers, pool.map(count, options.peers), strict=True))
    return {
        action: {name: found[action] for name, found in every.items() if action in found} for action in options.actions
    }


def _counted(options: Options, name: str, marks: Path) -> dict[str, float]:
    output = BUILD / f"callgrind-{name}"
    for old in BUILD.glob(f"{output.name}.*"):
        old.unlink()
    before = ["valgrind", "--tool=callgrind", "--instr-atstart=no", "--collect-atstart=no"]
    before += ["--compress-strings=no", f"--callgrind-out-file={output}"]
    variables = {**database.environment(name, "sqlite", None), "BENCHMARK_MARKS": str(marks)}
    found = {}
    with Worker(name, variables, before) as worker:
        worker.start()
        actions = [action for action in options.actions if action in worker.actions]
        for number, action in enumerate(actions, start=1):
            worker.order("prepare", action)
            repeat = options.sizes.counted[action]
            worker.order("instructions", action, repeat)
            found[action] = _total(output.with_name(f"{output.name}.{number}")) / repeat
    return found


def _total(file: Path) -> int:
    if not (match := _TOTALS.search(file.read_text())):
        raise SystemExit(f"{file} holds no total.")
    return int(match[1])


def _compiled() -> Path:
    source, library = Path(__file__).with_name("marks.c"), BUILD / "marks.so"
    words = ["cc", "-O2", "-shared", "-fPIC", "-o", str(library), str(source)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603 - our own code
    if done.returncode:
        raise SystemExit(f"{done.stderr}\nmarks.c could not be compiled.")
    return library
