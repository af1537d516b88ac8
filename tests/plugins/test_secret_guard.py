"""A run in which a secret is logged fails, says where, and does not repeat the secret."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = """
import secret_guard

def pytest_configure(config):
    config.pluginmanager.register(secret_guard)
    secret_guard.GUARD.learn("correct horse battery staple")
    secret_guard.GUARD.learn("eyJhbGciOiJIUzI1NiJ9.eyJzaWQiOiIxMjM0In0.c2lnbmF0dXJlLW9mLXRoZS10b2tlbg")
"""
LOGGING = "import logging, pytest\n\nlog = logging.getLogger('shop.orders')\n\n"
TOKEN_IN_AN_ARGUMENT = "log.debug('got %s', 'eyJhbGciOiJIUzI1NiJ9.eyJzaWQiOiIxMjM0In0.c2lnbmF0dXJlLW9mLXRoZS10b2tlbg')"
LEAKS = {
    "a token in an argument": TOKEN_IN_AN_ARGUMENT,
    "the signature alone": "log.debug('signature=c2lnbmF0dXJlLW9mLXRoZS10b2tlbg')",
    "a password in an attribute": "log.info('login', extra={'body': {'password': 'correct horse battery staple'}})",
    "a password in a traceback": (
        "\n    try: raise ValueError('correct horse battery staple')\n    except ValueError: log.exception('failed')"
    ),
    "a logger that does not propagate": f"log.propagate = False; {TOKEN_IN_AN_ARGUMENT}",
}


def run(folder: Path, test: str) -> subprocess.CompletedProcess[str]:
    (folder / "conftest.py").write_text(CONFTEST)
    (folder / "test_orders.py").write_text(LOGGING + test)
    words = ["-m", "pytest", "-q", "-c", "/dev/null", f"--rootdir={folder}", "-p", "no:cacheprovider"]
    words += ["--strict-markers", "-o", f"pythonpath={Path(__file__).parent}", str(folder)]
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run([sys.executable, *words], cwd=folder, env=environment, capture_output=True, text=True)


@pytest.mark.parametrize("line", LEAKS.values(), ids=LEAKS)
def test_run_that_logs_a_secret_fails_and_says_where(tmp_path: Path, line: str) -> None:
    done = run(tmp_path, f"def test_an_order():\n    {line}\n")
    assert (done.returncode, "1 passed" in done.stdout) == (1, True), done.stdout
    (message,) = [text for text in done.stdout.splitlines() if "A SECRET WAS LOGGED" in text]
    assert "shop.orders, test_orders.py:" in message
    assert not any(secret in done.stdout for secret in ("c2lnbmF0dXJlLW", "horse"))


def test_run_that_logs_no_secret_passes_and_counts_what_was_searched(tmp_path: Path) -> None:
    done = run(tmp_path, "def test_an_order():\n    log.debug('a correct horse, eyJhbGciOiJIUzI1NiJ9')\n")
    assert done.returncode == 0, done.stdout
    assert "1 log records were searched for 2 secrets." in done.stdout


def test_marked_test_may_log_a_secret(tmp_path: Path) -> None:
    marked = f"@pytest.mark.logs_a_secret\ndef test_an_order():\n    {TOKEN_IN_AN_ARGUMENT}\n"
    assert run(tmp_path, marked).returncode == 0
