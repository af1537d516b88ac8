"""A suite has a clean environment, and ends with its runner."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from processes import ROOT
from suite import clean_environment

FAMILY = "import subprocess, time; p = subprocess.Popen(['sleep', '60']); print(p.pid, flush=True); time.sleep(60)"


def test_environment_holds_nothing_of_the_developer(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "DJANGO_LOGIN_RATE", "PGHOST", "PYTEST_ADDOPTS", "PORT", "PYTHONDONTWRITEBYTECODE"):
        monkeypatch.setenv(name, "of the developer")
    assert "of the developer" not in clean_environment("faults").values()
    assert clean_environment("faults")["DJANGO_ENV_FILE"] == os.devnull


def test_stopping_a_suite_ends_the_children_of_its_children() -> None:
    words = [sys.executable, "scripts/suite.py", "family", ".", sys.executable, "-c", FAMILY]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE) as runner:
        grandchild = int(runner.stdout.readline()) if runner.stdout else 0
        runner.send_signal(signal.SIGTERM)
        runner.wait(20)
    status = Path(f"/proc/{grandchild}/stat")
    assert not status.exists() or status.read_text().split()[2] == "Z"
