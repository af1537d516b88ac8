"""Each protection is removed in a copy of the sources; the tests that claim it must then fail.

Run: `cd tests/protections && ../../.venv/bin/python -m pytest`. It takes some minutes and is part of `make test-full`.
"""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PROTECTIONS = tomllib.loads((HERE / "protections.toml").read_text())
PAGE = (ROOT / "docs/explanation/security.md").read_text()
FOLDERS = {"system": "tests/system", "allauth": "tests/allauth_bridge"}
# The tests that each row of the page names, as in protections.toml.
ROWS = {
    row: {
        path.removeprefix("django-safejwt/")
        for path in re.findall(r"`((?:django-safejwt|system|allauth)/[^`]+)`", text)
    }
    for row, text in re.findall(r"^\| ([A-Z]\d+) \| (.*) \|$", PAGE, re.M)
}


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
    environment = {**os.environ, "PYTHONPATH": str(sources / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(words, cwd=ROOT / folder, env=environment, capture_output=True, text=True, timeout=300)


@pytest.mark.parametrize("name", PROTECTIONS)
def test_removed_protection_is_noticed(name: str, tmp_path: Path) -> None:
    protection = PROTECTIONS[name]
    ignored = shutil.ignore_patterns("__pycache__", "*.sqlite3*", "staticfiles")
    shutil.copytree(ROOT / "django-safejwt/src", tmp_path / "src", ignore=ignored)
    shutil.copytree(ROOT / "backend", tmp_path / "backend", ignore=ignored)
    is_backend = protection["file"].startswith("backend/")
    module = tmp_path / ("" if is_backend else "src/safejwt") / protection["file"]
    text = module.read_text()
    assert text.count(protection["before"]) == 1, "the protection looks different now: adapt protections.toml"
    module.write_text(text.replace(protection["before"], protection["after"]))
    # Each test by itself, so that each of them is shown to notice.
    for test in protection["tests"].split():
        result = run_test(tmp_path, test)
        # 1: tests failed. 2 to 5 would be a broken change or no test at all.
        assert result.returncode == 1, f"{test}\n{result.stdout[-2000:]}"
        assert " failed" in result.stdout


@pytest.mark.parametrize("name", PROTECTIONS)
def test_rows_of_a_protection_name_a_test_that_notices(name: str) -> None:
    tests = PROTECTIONS[name]["tests"].split()
    for row in PROTECTIONS[name]["rows"]:
        assert any(cited.startswith(test) for test in tests for cited in ROWS[row]), row


def test_page_lists_the_rows_whose_protections_are_removed() -> None:
    proved = {row for protection in PROTECTIONS.values() for row in protection["rows"]}
    listed = re.search(r"^Rows: ([A-Z0-9, \n]+)\.$", PAGE, re.M)
    assert listed
    assert re.split(r",\s+", listed[1]) == [row for row in ROWS if row in proved]
