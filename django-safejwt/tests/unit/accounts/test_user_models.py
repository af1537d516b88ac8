"""Any user model with an e-mail address: also one without a column `is_active`, which AbstractBaseUser does not ask for."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.mark.parametrize("file", ["test_verification.py", "test_password_reset.py", "test_email_change.py"])
def test_flows_work_without_a_column_is_active(file: str, tmp_path: Path) -> None:
    """In a process of their own: a project has one user model. What is about people who are not active is left out."""
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "not inactive", HERE / file]
    variables = {
        **os.environ,
        "TEST_USER_MODEL": "project.BareUser",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'bare.sqlite3'}",
    }
    done = subprocess.run(words, cwd=HERE.parents[2], env=variables, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-4000:]
