"""What `make test` runs: each check and suite, its report, and what has to be running for it."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import browser
import engines
import environment
import postgres
import reports
from processes import Words
from project import (
    BROWSER_TESTS,
    BUILD,
    DJANGO_LIBRARY,
    FRONTEND,
    JS_LIBRARY,
    REPORTS,
    ROOT,
    TESTS,
    SCRIPTS,
    VENV_PYTHON,
)
from reports import Count

Group = Literal["build", "lint", "python", "js", "e2e", "engines", "lighthouse", "faults"]
GROUPS: tuple[Group, ...] = ("lint", "python", "js", "e2e", "engines")
# Only when it is asked for: whatever else runs on the machine makes its pages slow, and all the faults take an hour.
ON_DEMAND: tuple[Group, ...] = ("lighthouse", "faults")

_BIN = ROOT / "node_modules" / ".bin"
_SQLITE = {"DATABASE_URL": f"sqlite:///{BUILD / 'test.sqlite3'}"}


@dataclass(frozen=True)
class Suite:
    group: Group
    name: str
    words: Words
    directory: Path = ROOT
    # How to read the report at `report`; None for a check that passes or fails as a whole.
    read: Callable[[Path], Count] | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    # Starts what the suite needs, and gives the variables that say where it is.
    needs: Callable[[], AbstractContextManager[Mapping[str, str]]] = lambda: nullcontext({})

    @property
    def slug(self) -> str:
        return self.name.lower().replace(",", "").replace(" ", "-")

    @property
    def report(self) -> Path:
        return REPORTS / self.slug


def all_suites() -> list[Suite]:
    build = Suite("build", "build", [VENV_PYTHON, SCRIPTS / "build.py"])
    return [build, *_lint(), *_python(), *_javascript(), _browser(), *_engines(), _lighthouse(), _faults()]


def _lint() -> list[Suite]:
    return [
        Suite("lint", "lock files", [VENV_PYTHON, SCRIPTS / "locks.py"]),
        Suite("lint", "ruff check", [VENV_PYTHON, "-m", "ruff", "check", "."]),
        Suite("lint", "ruff format", [VENV_PYTHON, "-m", "ruff", "format", "--check", "."]),
        Suite("lint", "mypy", [VENV_PYTHON, "-m", "mypy"], variables=_settings()),
        Suite("lint", "biome", ["npm", "run", "lint"]),
        Suite("lint", "tsc", ["npm", "run", "typecheck"]),
    ]


def _python() -> list[Suite]:
    variables = _settings()
    return [
        _pytest("scripts", SCRIPTS, {}),
        _pytest("plugins", TESTS / "plugins", {}),
        _pytest("django-safejwt, SQLite", DJANGO_LIBRARY, _SQLITE),
        _pytest("django-safejwt, PostgreSQL", DJANGO_LIBRARY, {}, postgres.database),
        # One more cell of `make matrix`, for what the default user model hides.
        _pytest("django-safejwt, UUID user", DJANGO_LIBRARY, {**_SQLITE, "TEST_USER_MODEL": "project.UUIDUser"}),
        _pytest("backend, SQLite", TESTS / "system", {**variables, **_SQLITE}),
        _pytest("backend, PostgreSQL", TESTS / "system", variables, postgres.database),
        _pytest("faults", TESTS / "faults", {}),
    ]


def _pytest(
    name: str,
    directory: Path,
    variables: Mapping[str, str],
    needs: Callable[[], AbstractContextManager[Mapping[str, str]]] = lambda: nullcontext({}),
) -> Suite:
    suite = Suite("python", name, [], directory, reports.pytest, variables, needs)
    words: Words = [VENV_PYTHON, "-m", "pytest", "-q", f"--junit-xml={suite.report}"]
    return Suite("python", name, words, directory, reports.pytest, variables, needs)


def _javascript() -> list[Suite]:
    return [
        _vitest("safejwt-js", JS_LIBRARY),
        _vitest("safejwt-js, packed", TESTS / "package"),
        _vitest("frontend", FRONTEND),
    ]


def _vitest(name: str, directory: Path) -> Suite:
    report = Suite("js", name, []).report
    words: Words = [_BIN / "vitest", "run", "--reporter=default", "--reporter=json", f"--outputFile.json={report}"]
    return Suite("js", name, words, directory, reports.vitest)


def _browser() -> Suite:
    report = Suite("e2e", "browser", []).report
    words: Words = [_BIN / "playwright", "test", "--reporter=list,json"]
    variables = {"PLAYWRIGHT_JSON_OUTPUT_FILE": str(report)}
    return Suite("e2e", "browser", words, BROWSER_TESTS, reports.playwright, variables, browser.chromium)


def _engines() -> list[Suite]:
    """A few of the browser tests' stories in the two other engines."""
    return [_engine("Firefox", engines.firefox), _engine("WebKit", engines.webkit)]


def _engine(name: str, needs: Callable[[], AbstractContextManager[Mapping[str, str]]]) -> Suite:
    report = Suite("engines", name, []).report
    words: Words = [_BIN / "playwright", "test", "--config=engines", "--reporter=list,json"]
    variables = {"PLAYWRIGHT_JSON_OUTPUT_FILE": str(report)}
    return Suite("engines", name, words, BROWSER_TESTS, reports.playwright, variables, needs)


def _lighthouse() -> Suite:
    report = Suite("lighthouse", "Lighthouse", []).report
    words: Words = [_BIN / "playwright", "test", "--config=lighthouse.config.ts", "--reporter=list,json"]
    variables = {"PLAYWRIGHT_JSON_OUTPUT_FILE": str(report)}
    return Suite("lighthouse", "Lighthouse", words, BROWSER_TESTS, reports.playwright, variables, browser.chromium)


def _faults() -> Suite:
    """Those of the Python tests in their full size, which `FAULTS=full` asks for."""
    return replace(_pytest("faults", TESTS / "faults", {}), group="faults", name="all faults")


def _settings() -> dict[str, str]:
    """What the backend reads from its environment, so that no test depends on the .env of whoever runs it."""
    secrets = {name: environment.fresh_secret() for name in environment.SECRETS}
    return {"DJANGO_DEBUG": "True", "CACHE_URL": "locmem://", **secrets}
