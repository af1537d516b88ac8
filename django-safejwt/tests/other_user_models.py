"""Tests under another user model than that of this process: a project has one."""

import os
import subprocess
import sys
from pathlib import Path

__all__ = ["run_with"]


def run_with(model: str, file: str) -> None:
    """Run the tests of a file with a user model such as `project.PhoneUser`, on SQLite."""
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", file],
        cwd=Path(__file__).parents[1],
        env={**os.environ, "TEST_USER_MODEL": model, "DATABASE_URL": "sqlite://:memory:"},
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stdout[-4000:]
