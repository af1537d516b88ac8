"""Child processes end with us."""

import os
import sys
import time
from pathlib import Path

import processes
import pytest
from command import CommandError
from processes import Service

# Starts a process of its own that would outlive it, says its number, and waits.
FAMILY = "import subprocess, sys, time; print(subprocess.Popen(['sleep', '60']).pid, flush=True); time.sleep(60)"


def is_running(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{number}/stat").read_text().split()[2] != "Z" if Path("/proc").exists() else True


def test_stopping_ends_the_children_of_the_child_too(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with log.open("w") as output, Service("family", [sys.executable, "-c", FAMILY], output=output):
        while not log.read_text().strip():
            time.sleep(0.01)
        grandchild = int(log.read_text())
        assert is_running(grandchild)
    assert not is_running(grandchild)


def test_failed_step_shows_its_last_lines_and_where_the_rest_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "LOGS", tmp_path)
    with pytest.raises(CommandError) as caught:
        processes.step("Trying", [sys.executable, "-c", "print('the reason'); raise SystemExit(3)"])
    message = str(caught.value)
    assert "the reason" in message
    assert f"Trying failed with exit code 3: its last lines are above, all of them in {tmp_path}" in message


def test_absent_program_is_told() -> None:
    with pytest.raises(CommandError, match="Server cannot start: there is no /nowhere/program"):
        Service("Server", ["/nowhere/program"])
