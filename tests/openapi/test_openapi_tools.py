"""Tools accept protocol/openapi.json, and the clients that they generate work against the server."""

import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from users.models import User

HERE = Path(__file__).resolve().parent
TOOLS = HERE / "node_modules/.bin"
DOCUMENT = HERE.parents[1] / "protocol/openapi.json"
PASSWORD = "correct horse battery staple"
# Classes of the models, their package, and a module for each operation.
MOST_FILES = 110


def run(*words: Any, cwd: Path = HERE, **environment: str) -> str:
    """Return what a command prints. Fail with it if the command fails."""
    done = subprocess.run(
        [str(word) for word in words],
        cwd=cwd,
        env={**os.environ, "REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture
def password(settings: Any, transactional_db: None) -> str:
    """The password of ada, who has an account."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # The test runner turns DEBUG off. A cookie jar sends no Secure cookie over http.
    settings.SAFEJWT_COOKIE_SECURE = False
    # The clients refresh within the second of their login, and see another access token.
    settings.SAFEJWT_ROTATION_INTERVAL = timedelta(0)
    User.objects.create_user(username="ada", email="ada@example.com", password=PASSWORD)
    return PASSWORD


def test_openapi_spec_validator_reports_nothing() -> None:
    printed = run(sys.executable, "-W", "error", "-m", "openapi_spec_validator", DOCUMENT)
    assert printed == f"{DOCUMENT}: OK\n"


def test_redocly_reports_nothing() -> None:
    printed = run(TOOLS / "redocly", "lint", "--config=redocly.yaml", DOCUMENT)
    assert "Your API description is valid" in printed
    assert not re.search(r"You have \d+ warning", printed), printed


def test_spectral_reports_nothing() -> None:
    printed = run(TOOLS / "spectral", "lint", "--ruleset=spectral.yaml", "--fail-severity=hint", DOCUMENT)
    assert "No results with a severity of 'hint' or higher found!" in printed


def test_client_of_openapi_typescript(tmp_path: Path, live_server: Any, password: str) -> None:
    """It compiles with strict options, logs in, calls, refreshes and logs out."""
    for name in ("client.ts", "package.json"):
        (tmp_path / name).write_text((HERE / name).read_text())
    base = HERE.parents[1] / "tsconfig.base.json"
    (tmp_path / "tsconfig.json").write_text(
        (HERE / "tsconfig.json").read_text().replace("../../tsconfig.base.json", str(base))
    )
    (tmp_path / "node_modules").symlink_to(HERE / "node_modules")
    run(TOOLS / "openapi-typescript", DOCUMENT, "--output", tmp_path / "api.d.ts")
    run(TOOLS / "tsc", "--project", tmp_path)
    run("node", "built/client.js", live_server.url, password, cwd=tmp_path)


def test_client_of_openapi_python_client(tmp_path: Path, live_server: Any, password: str) -> None:
    """It logs in, calls, refreshes and logs out, and each error has a class of its own."""
    # Its formatter would have to be in PATH.
    (tmp_path / "settings.yaml").write_text("post_hooks: []\n")
    words = ["generate", "--meta=none", "--config=settings.yaml", "--fail-on-warning", f"--path={DOCUMENT}"]
    run(sys.executable, "-m", "openapi_python_client", *words, "--output-path=api", cwd=tmp_path)
    assert len(list(tmp_path.rglob("*.py"))) < MOST_FILES
    run(sys.executable, "-W", "error", HERE / "python_client.py", live_server.url, password, PYTHONPATH=str(tmp_path))
