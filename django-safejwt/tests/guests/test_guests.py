"""Each guest project goes through the same list of steps, in a process of its own.

One guest alone, with the steps it takes: `python -m tests.guests.run NAME`.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeAlias

import pytest

FOLDER = Path(__file__).parent
# They need a database server, which GUESTS=full requires. With it, every guest runs on PostgreSQL too.
SLOW = ["schema_tenants"]
NAMES = sorted({path.stem for path in (FOLDER / "projects").iterdir() if not path.name.startswith("_")} - set(SLOW))
RUNS = [("sqlite", name) for name in NAMES]
if os.environ.get("GUESTS") == "full":
    # The replica is a copy of a database in memory.
    RUNS += [("postgresql", name) for name in [*NAMES, *SLOW] if name != "replica"]
Finished: TypeAlias = "subprocess.CompletedProcess[str]"


def run(database: str, name: str) -> Finished:
    words, own = [sys.executable, "-m", "tests.guests.run", name], {"GUEST_DATABASE": database}
    environment = {**os.environ, **own}
    return subprocess.run(words, cwd=FOLDER.parents[1], env=environment, capture_output=True, text=True, timeout=300)


@pytest.fixture(scope="module")
def finished(request: pytest.FixtureRequest) -> Iterator[Callable[[str, str], Finished]]:
    """`finished(database, name)` waits for a guest. Two of the selected ones run at a time."""
    functions = [item for item in request.session.items if isinstance(item, pytest.Function)]
    chosen = [item.callspec.params for item in functions if item.function is test_guest_passes_all_steps]
    with ThreadPoolExecutor(2) as pool:
        running = {tuple(each.values()): pool.submit(run, **each) for each in chosen}
        yield lambda database, name: running[database, name].result()
        pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize(("database", "name"), RUNS)
def test_guest_passes_all_steps(database: str, name: str, finished: Callable[[str, str], Finished]) -> None:
    process = finished(database, name)
    assert process.returncode == 0, f"{process.stdout}\n{process.stderr}"
