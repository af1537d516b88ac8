"""Any user model with an email address works, also one without a column `is_active`.

`AbstractBaseUser` has `is_active` as a class attribute only.
"""

import os
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
FLOWS = ["test_verification.py", "test_password_reset.py", "test_email_change.py"]


def test_flows_work_without_a_column_is_active() -> None:
    """Runs in a process of its own, since a project has one user model. Skips tests of inactive users."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "not inactive"]
    variables = {**os.environ, "TEST_USER_MODEL": "project.BareUser", "DATABASE_URL": "sqlite://:memory:"}
    result = subprocess.run(
        [*command, *(FOLDER / file for file in FLOWS)],
        cwd=FOLDER.parents[2],
        env=variables,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stdout[-4000:]
