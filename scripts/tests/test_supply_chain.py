"""`make audit` fails where an advisory database does not respond (OWASP ASVS 15.1, 15.2)."""

import subprocess

import pytest
from locks import NPM_LOCKS
from project import ROOT

NOXFILE = (ROOT / "noxfile.py").read_text()


def test_unchecked_packages_fail_the_audit() -> None:
    assert NOXFILE.count('"pip-audit"') == NOXFILE.count('"pip-audit", "--strict"') == 1


@pytest.mark.parametrize("lock", ["dev", "bench", "audit"])
def test_every_python_lock_is_audited(lock: str) -> None:
    assert f'"{lock}"' in NOXFILE.partition("def audit_python")[2].partition("def ")[0]


@pytest.mark.skipif(not (ROOT / "node_modules").is_dir(), reason="needs npm")
@pytest.mark.parametrize("lock", NPM_LOCKS)
def test_unreachable_npm_database_fails_the_audit(lock: str) -> None:
    # Nothing listens on the discard port.
    words = ["npm", "audit", "--registry=http://127.0.0.1:9", "--fetch-retries=0"]
    done = subprocess.run(words, cwd=(ROOT / lock).parent, capture_output=True, text=True)
    assert done.returncode != 0
    assert "vulnerabilities" not in done.stdout
