"""A production start needs the variables of docs/deploy/index.md and no others, and names those that are missing."""

import re
import secrets
import subprocess
import sys

import pytest

from .project_settings import BACKEND, SECRETS, without_project_variables

PAGE = (BACKEND.parent / "docs" / "deploy" / "index.md").read_text(encoding="utf-8")
BLOCK = next(block for block in re.findall(r"^```bash\n(.*?)^```", PAGE, re.M | re.S) if "DJANGO_DEBUG" in block)
LISTED = dict(re.findall(r'^([A-Z_]+)="?([^\s"#]+(?: <[^>]+>)?)', BLOCK, re.M))
# Production can do with their defaults.
OPTIONAL = {"DJANGO_DEBUG", "DJANGO_CONTACT_EMAIL"}
CHECK = ["manage.py", "check", "--deploy", "--fail-level", "WARNING"]


@pytest.fixture
def listed() -> dict[str, str]:
    fresh = {name: secrets.token_urlsafe(48) for name in SECRETS}
    return {**without_project_variables(), **LISTED, **fresh}


def run(variables: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *words]
    return subprocess.run(command, cwd=BACKEND, env=variables, capture_output=True, text=True)


def test_listed_variables_are_enough(listed: dict[str, str]) -> None:
    done = run(listed, *CHECK)
    assert done.returncode == 0, done.stderr
    done = run(listed, "-m", "gunicorn", "--check-config")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", SECRETS)
def test_missing_secret_is_named_with_what_to_do(listed: dict[str, str], name: str) -> None:
    del listed[name]
    done = run(listed, *CHECK)
    assert done.returncode != 0
    assert f"{name} is missing. Put a random value into" in done.stderr


def test_other_missing_variables_are_named_with_an_example(listed: dict[str, str]) -> None:
    needed = LISTED.keys() - OPTIONAL - set(SECRETS)
    done = run({name: value for name, value in listed.items() if name not in needed}, *CHECK)
    assert done.returncode != 0
    assert set(re.findall(r"(\w+) is not set", done.stderr)) == needed
    assert done.stderr.count("Set it, for example to") == len(needed)


@pytest.mark.parametrize("address", ["http://localhost:8000", "https://127.0.0.1"])
def test_links_to_localhost_are_refused(listed: dict[str, str], address: str) -> None:
    done = run({**listed, "DJANGO_LINK_BASE": address}, *CHECK)
    assert done.returncode != 0
    assert "The links in emails lead to localhost" in done.stderr
