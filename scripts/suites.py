"""The suites that make runs: their commands, folders and variables. The Makefile has their order and their needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from project import BACKEND, DJANGO_LIBRARY, FRONTEND, JS_LIBRARY, NODE_BIN, ROOT, SCRIPTS, TESTS, VENV_PYTHON

__all__ = ["JUNIT", "SUITES", "Suite"]

JUNIT = "{junit}"
"""Where a command names the file of its report."""

Words = tuple[str | Path, ...]
_BARE = SCRIPTS / "bare-machine"
_POSTGRES: Words = (VENV_PYTHON, _BARE / "postgres.py")
_PYTEST: Words = (VENV_PYTHON, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junit-xml={JUNIT}")
# Tests that never touch a database run once, on SQLite.
_DATABASE = ("-p", "database_marker", "-m", "database")
_SECRETS = ("SECRET_KEY_DEVELOPMENT", "ACCESS_TOKEN_SECRET", "REFRESH_TOKEN_SECRET")
_SETTINGS = {"DJANGO_DEBUG": "True", **{f"DJANGO_{name}": f"of-a-check-{name}" for name in _SECRETS}}
_VITEST: Words = (NODE_BIN / "vitest", "run", "--reporter=default", "--reporter=junit", f"--outputFile.junit={JUNIT}")


@dataclass(frozen=True)
class Suite:
    directory: Path
    words: Words
    variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def has_report(self) -> bool:
        """Whether it counts tests; a check passes or fails as a whole."""
        return self.words[0] == NODE_BIN / "vitest" or {"pytest", "nox", "test"} & set(map(str, self.words)) != set()


def _playwright(browser: str, *words: str) -> Suite:
    run: Words = (NODE_BIN / "playwright", "test", "--reporter=list,junit", *words)
    return Suite(TESTS / "browser", (VENV_PYTHON, _BARE / "browsers.py", browser, *run))


SUITES = {
    "mypy": Suite(ROOT, (VENV_PYTHON, "-m", "mypy"), _SETTINGS),
    "tsc": Suite(ROOT, ("npm", "run", "typecheck")),
    "biome": Suite(ROOT, ("npm", "run", "lint")),
    "ruff-check": Suite(ROOT, (VENV_PYTHON, "-m", "ruff", "check", ".")),
    "ruff-format": Suite(ROOT, (VENV_PYTHON, "-m", "ruff", "format", "--check", ".")),
    "lock-files": Suite(ROOT, (VENV_PYTHON, SCRIPTS / "locks.py")),
    "messages-check": Suite(ROOT, (VENV_PYTHON, _BARE / "catalogues.py", "check")),
    "plain-english": Suite(ROOT, (VENV_PYTHON, SCRIPTS / "plain_english.py")),
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
