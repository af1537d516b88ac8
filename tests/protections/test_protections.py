"""Each protection is removed in a copy of the package; the tests that claim it must then fail.

Run: `cd tests/protections && ../../.venv/bin/python -m pytest`. It takes some minutes and is part of `make test-full`.
"""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

HERE = Path(__file__).parent
LIBRARY = HERE.parents[1] / "django-safejwt"
PROTECTIONS = tomllib.loads((HERE / "protections.toml").read_text())


def run_tests(source: Path, tests: str) -> "subprocess.CompletedProcess[str]":
    """Run these tests of the library with the package in `source`."""
    paths = [f"tests/{path}" for path in tests.split()]
    words = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *paths]
    environment = {**os.environ, "PYTHONPATH": str(source), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(words, cwd=LIBRARY, env=environment, capture_output=True, text=True, timeout=300)


@pytest.mark.parametrize("name", PROTECTIONS)
def test_removed_protection_is_noticed(name: str, tmp_path: Path) -> None:
    protection = PROTECTIONS[name]
    shutil.copytree(LIBRARY / "src", tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    module = tmp_path / "safejwt" / protection["file"]
    text = module.read_text()
    assert text.count(protection["before"]) == 1, "the protection looks different now: adapt protections.toml"
    module.write_text(text.replace(protection["before"], protection["after"]))
    result = run_tests(tmp_path, protection["tests"])
    # 1: tests failed. 2 to 5 would be a broken change or no test at all.
    assert result.returncode == 1, result.stdout[-2000:]
    assert " failed" in result.stdout
