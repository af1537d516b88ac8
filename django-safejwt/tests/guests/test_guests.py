"""Each guest project goes through the same list of steps, in a process of its own.

One guest alone, with the steps it takes: `python -m tests.guests.run NAME`.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TypeAlias

import pytest

FOLDER = Path(__file__).parent
NAMES = sorted(path.stem for path in (FOLDER / "projects").iterdir() if not path.name.startswith("_"))
# Those that need a database server or more than a few seconds: with GUESTS=full.
SLOW: set[str] = set()
FULL = os.environ.get("GUESTS") == "full"
Finished: TypeAlias = "subprocess.CompletedProcess[str]"


def run(name: str) -> Finished:
    words = [sys.executable, "-m", "tests.guests.run", name]
    return subprocess.run(words, cwd=FOLDER.parents[1], capture_output=True, text=True, timeout=120)


@pytest.fixture(scope="module")
def guest(request: pytest.FixtureRequest) -> Callable[[str], Finished]:
    """`guest(name)` is the finished process of a guest. Two of the selected ones run at a time."""
    chosen = [item.callspec.params["name"] for item in request.session.items if item.originalname == TEST]
    pool = ThreadPoolExecutor(2)
    running: dict[str, Future[Finished]] = {name: pool.submit(run, name) for name in chosen}
    request.addfinalizer(lambda: pool.shutdown(cancel_futures=True))
    return lambda name: running[name].result()


@pytest.mark.parametrize("name", [name for name in NAMES if FULL or name not in SLOW])
def test_the_guest_has_all_it_needs(name: str, guest: Callable[[str], Finished]) -> None:
    finished = guest(name)
    assert finished.returncode == 0, f"{finished.stdout}\n{finished.stderr}"


TEST = test_the_guest_has_all_it_needs.__name__
