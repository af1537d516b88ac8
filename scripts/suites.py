"""The suites that make runs: the folder, the command and the variables of each. The Makefile has their order."""

from pathlib import Path
from typing import NamedTuple

from project import BACKEND, DJANGO_LIBRARY, FRONTEND, JS_LIBRARY, NODE_BIN, ROOT, SCRIPTS, TESTS, VENV_PYTHON

Words = tuple[str | Path, ...]
JUNIT = "{junit}"  # Where a command names the file of its report.
_BARE = SCRIPTS / "bare-machine"
_POSTGRES: Words = (VENV_PYTHON, _BARE / "postgres.py")
_PYTEST: Words = (VENV_PYTHON, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junit-xml={JUNIT}")
_VITEST: Words = (NODE_BIN / "vitest", "run", "--reporter=default", "--reporter=junit", f"--outputFile.junit={JUNIT}")
# Tests that never touch a database run once, on SQLite.
_DATABASE = ("-p", "database_marker", "-m", "database")
_SECRETS = ("SECRET_KEY_DEVELOPMENT", "ACCESS_TOKEN_SECRET", "REFRESH_TOKEN_SECRET")
_SETTINGS = {"DJANGO_DEBUG": "True", **{f"DJANGO_{name}": f"of-a-check-{name}" for name in _SECRETS}}


class Suite(NamedTuple):
    directory: Path
    words: Words
    variables: dict[str, str] = {}
    # A check passes or fails as a whole.
    has_report: bool = True


def _check(*words: str | Path, **variables: str) -> Suite:
    return Suite(ROOT, words, variables, has_report=False)


def _playwright(browser: str, *words: str) -> Suite:
    run: Words = (NODE_BIN / "playwright", "test", "--reporter=list,junit", *words)
    return Suite(TESTS / "browser", (VENV_PYTHON, _BARE / "browsers.py", browser, *run))


SUITES = {
    "mypy": _check(VENV_PYTHON, "-m", "mypy", **_SETTINGS),
    "tsc": _check("npm", "run", "typecheck"),
    "biome": _check("npm", "run", "lint"),
    "ruff-check": _check(VENV_PYTHON, "-m", "ruff", "check", "."),
    "ruff-format": _check(VENV_PYTHON, "-m", "ruff", "format", "--check", "."),
    "lock-files": _check(VENV_PYTHON, SCRIPTS / "locks.py"),
    "messages-check": _check(VENV_PYTHON, _BARE / "catalogues.py", "check"),
    "plain-english": _check(VENV_PYTHON, SCRIPTS / "plain_english.py"),
    "library-sqlite": Suite(DJANGO_LIBRARY, _PYTEST),
    "library-postgresql": Suite(DJANGO_LIBRARY, (*_POSTGRES, *_PYTEST, *_DATABASE)),
    # What the default user model hides.
    "library-uuid": Suite(DJANGO_LIBRARY, (*_PYTEST, *_DATABASE), {"TEST_USER_MODEL": "project.UUIDUser"}),
    "backend-tests": Suite(BACKEND, _PYTEST),
    "system-sqlite": Suite(TESTS / "system", _PYTEST),
    "system-postgresql": Suite(TESTS / "system", (*_POSTGRES, *_PYTEST, "-m", "postgresql")),
    "faults": Suite(TESTS / "faults", _PYTEST),
    "plugins": Suite(TESTS / "plugins", _PYTEST),
    "scripts-tests": Suite(SCRIPTS, _PYTEST),
    "matrix-pairs": Suite(ROOT, (VENV_PYTHON, "-m", "nox", "-t", "pairs")),
    "client": Suite(JS_LIBRARY, _VITEST),
    "package": Suite(TESTS / "package", _VITEST),
    "app": Suite(FRONTEND, _VITEST),
    "chromium": _playwright("Chromium"),
    "firefox": _playwright("Firefox", "--config=engines"),
    "webkit": _playwright("WebKit", "--config=engines"),
    "lighthouse": _playwright("Chromium", "--config=lighthouse.config.ts"),
}
