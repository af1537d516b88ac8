"""`make audit` fails where an advisory database does not respond (OWASP ASVS 15.1, 15.2)."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from locks import NPM_LOCKS
from project import ROOT

AUDIT = (ROOT / "noxfile.py").read_text().partition("def audit_python")[2].partition("def sbom")[0]


def test_unchecked_packages_fail_the_audit() -> None:
    assert AUDIT.count('"pip-audit"') == AUDIT.count('"pip-audit", "--strict"') == 1


@pytest.mark.parametrize("name", ["dev", "bench", "bench-servers", "audit", "release"])
def test_every_python_lock_is_audited(name: str) -> None:
    assert f'"{name}"' in AUDIT


def test_every_npm_lock_is_audited() -> None:
    folders = {Path(lock).parent.as_posix() for lock in NPM_LOCKS} - {"."}
    assert '"npm", "audit")' in AUDIT
    assert set(re.findall(r'"npm", "audit", "--prefix", "(.+)"', AUDIT)) == folders


def test_every_npm_lock_is_written_by_make_lock() -> None:
    [folders] = re.findall(r"for folder in (.+?); do npm install", (ROOT / "Makefile").read_text())
    assert folders.split() == [Path(lock).parent.as_posix() for lock in NPM_LOCKS]


@pytest.mark.skipif(not shutil.which("npm"), reason="asks npm")
@pytest.mark.parametrize("lock", NPM_LOCKS)
def test_unreachable_npm_database_fails_the_audit(lock: str) -> None:
    words = ["npm", "audit", "--registry=http://127.0.0.1:9", "--fetch-retries=0"]  # The discard port.
    done = subprocess.run(words, cwd=(ROOT / lock).parent, capture_output=True, text=True)
    assert (done.returncode == 0, "vulnerabilities" in done.stdout) == (False, False)
