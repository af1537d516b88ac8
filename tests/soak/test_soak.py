"""Random schedules of ten tabs without locks, on PostgreSQL, for about a minute: benchmarks/rotation runs a million."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "benchmarks" / "rotation"

pytestmark = pytest.mark.skipif("DATABASE_URL" not in os.environ, reason="make soak starts PostgreSQL")


def run(*words: str) -> str:
    command = [sys.executable, *words]
    done = subprocess.run(command, cwd=FOLDER, stdout=subprocess.PIPE, text=True, timeout=540)
    assert done.returncode == 0
    return done.stdout


@pytest.mark.parametrize("words", [["--schedules=6600"], ["--schedules=880", "--direct"]], ids=["lockstep", "direct"])
def test_ten_tabs_without_locks_are_never_logged_out(tmp_path: Path, words: list[str]) -> None:
    run("soak.py", *words, f"--folder={tmp_path}")
    states: list[dict[str, Any]] = [json.loads(file.read_text()) for file in tmp_path.glob("*.json")]
    assert [state["found"] for state in states] == [[], []]
    assert f"--schedules={sum(state['done'] for state in states)}" in words
    # The same schedules end many sessions where each use rotates. So they would show it.
    assert sum(state["kinds"]["interval 0, as before"].get("decision: reused", 0) for state in states) > 0


def test_concurrent_transactions_of_ten_tabs_never_log_out() -> None:
    promised, unpromised = (json.loads(line.partition(": ")[2]) for line in run("races.py", "150").splitlines())
    assert promised["rounds"] == 150
    assert promised["rounds with a new token"] > 0
    assert "logged out" not in promised
    assert unpromised["logged out"] > 0
