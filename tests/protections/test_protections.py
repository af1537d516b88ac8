"""Each protection is removed in a copy of the sources; the tests that claim it must then fail.

Run: `make protections`. It takes some minutes and is part of `make test-full`.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from protections import PROTECTIONS, ROOT, path_of, without

FOLDERS = {"system": "tests/system", "allauth": "tests/allauth_bridge"}


def run_test(sources: Path, test: str) -> "subprocess.CompletedProcess[str]":
    """Run a test, or a file or folder of tests, with the sources in this folder."""
    path, _, name = test.partition("::")
    suite = path.partition("/")[0]
    folder = FOLDERS.get(suite, "django-safejwt")
    path = path.removeprefix(f"{suite}/") if suite in FOLDERS else f"tests/{path}"
    # By its name, because a test may be in a class.
    words = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", path, "-k", name]
    if suite == "system":
        words += ["-o", f"pythonpath={sources / 'backend'} ../plugins ."]
    environment = {**os.environ, "PYTHONPATH": str(sources / "django-safejwt/src"), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(words, cwd=ROOT / folder, env=environment, capture_output=True, text=True, timeout=300)


@pytest.mark.parametrize("name", PROTECTIONS)
def test_removed_protection_is_noticed(name: str, tmp_path: Path) -> None:
    protection = PROTECTIONS[name]
    ignored = shutil.ignore_patterns("__pycache__", "*.sqlite3*", "staticfiles")
    for folder in ("django-safejwt/src", "backend"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=ignored)
    file = tmp_path / path_of(protection)
    file.write_text(without(protection, file.read_text()))
    # Each test by itself, so that each of them is shown to notice.
    for test in protection["tests"].split():
        result = run_test(tmp_path, test)
        # 1: tests failed. 2 to 5 would be a broken change or no test at all.
        assert result.returncode == 1, f"{test}\n{result.stdout[-2000:]}"
        assert " failed" in result.stdout
