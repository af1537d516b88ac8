"""What `make test` runs: set-up steps, checks and suites, in the order in which they start, the longest first."""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from processes import Words
from project import BACKEND, BUILD, DJANGO_LIBRARY, FRONTEND, JS_LIBRARY, NODE_BIN, ROOT, SCRIPTS, TESTS, VENV_PYTHON

__all__ = ["GROUPS", "Suite", "clean_environment", "selected"]

GROUPS = ("lint", "python", "js", "browser")
_BARE = SCRIPTS / "bare-machine"
_POSTGRES: Words = [VENV_PYTHON, _BARE / "postgres.py"]
# Tests that never touch a database run once, on SQLite.
_DATABASE = ("-p", "database_marker", "-m", "database")


@dataclass(frozen=True)
class Suite:
    name: str
    group: str
    words: Words
    directory: Path = ROOT
    needs: tuple[str, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    # A check passes or fails as a whole.
    has_report: bool = False

    @property
    def reports(self) -> Path:
        """The folder of its JUnit reports."""
        return BUILD / "reports" / self.name


def all_suites(*, full: bool = False) -> Iterator[Suite]:
    yield from _set_up()
    yield _playwright("chromium", "Chromium")
    yield _pytest("faults", TESTS / "faults")
    yield _pytest("library-sqlite", DJANGO_LIBRARY)
    yield _pytest("system-sqlite", TESTS / "system")
    yield _pytest("library-postgresql", DJANGO_LIBRARY, *_DATABASE, beside=_POSTGRES)
    yield _vitest("app", FRONTEND)
    yield _pytest("system-postgresql", TESTS / "system", "-m", "postgresql", beside=_POSTGRES)
    # What the default user model hides.
    yield _pytest("library-uuid", DJANGO_LIBRARY, *_DATABASE, TEST_USER_MODEL="project.UUIDUser")
    yield _vitest("client", JS_LIBRARY)
    yield _playwright("firefox", "Firefox", "--config=engines")
    yield _playwright("webkit", "WebKit", "--config=engines")
    yield _vitest("package", TESTS / "package")
    yield from _checks()
    yield _pytest("plugins", TESTS / "plugins")
    yield _pytest("backend", BACKEND)
    yield _pytest("scripts", SCRIPTS)
    if full:
        words: Words = [VENV_PYTHON, "-m", "nox", "-t", "pairs"]
        yield Suite("matrix", "python", words, needs=("python-packages",), has_report=True)


def on_demand() -> Iterator[Suite]:
    """What runs alone only: other work on the machine slows its pages down."""
    yield _playwright("lighthouse", "Chromium", "--config=lighthouse.config.ts")


def selected(names: Sequence[str], *, full: bool = False) -> list[Suite]:
    """Return these suites and groups, all by default, and what they need."""
    suites = list(all_suites(full=full))
    known = {suite.name: suite for suite in [*suites, *on_demand()]}
    if unknown := set(names) - {*known, *GROUPS}:
        raise SystemExit(f"There is no suite {', '.join(sorted(unknown))}. Choose from {', '.join([*GROUPS, *known])}.")
    wanted = {suite.name for suite in known.values() if {suite.name, suite.group} & set(names)}
    wanted = wanted or {suite.name for suite in suites}
    for name in list(wanted):
        wanted |= _all_needs(known, name)
    return [suite for suite in known.values() if suite.name in wanted]


def clean_environment() -> dict[str, str]:
    """Return the environment without what configures a server or a test runner, and without the developer's .env."""
    names = {"DATABASE_URL", "CACHE_URL", "EMAIL_URL", "HOST", "PORT", "API_ORIGIN", "WEB_CONCURRENCY", "FAULTS"}
    names |= {"MAKEFLAGS", "MFLAGS", "MAKELEVEL", "PYTEST_ADDOPTS", "HYPOTHESIS_PROFILE", "ENGINES"}
    kept = {n: value for n, value in os.environ.items() if n not in names and not n.startswith(("DJANGO_", "PG"))}
    return {**kept, "ENV_FILE": os.devnull}


def _all_needs(known: Mapping[str, Suite], name: str) -> set[str]:
    needs = set(known[name].needs)
    return needs.union(*(_all_needs(known, other) for other in needs))


def _set_up() -> Iterator[Suite]:
    def step(name: str, *words: str, needs: tuple[str, ...] = ()) -> Suite:
        command: Words = [sys.executable, _BARE / words[0], *words[1:]]
        return Suite(name, "set-up", command, needs=needs)

    yield step("npm-packages", "setup.py", "npm")
    yield step("python-packages", "setup.py", "python-dev")
    yield step("build", "setup.py", "build", needs=("npm-packages",))
    yield step("browsers", "browsers.py", "install", needs=("npm-packages",))


def _checks() -> Iterator[Suite]:
    def check(name: str, *words: str | Path, needs: str = "python-packages", **variables: str) -> Suite:
        return Suite(name, "lint", words, needs=(needs,), variables=variables)

    secrets = {f"DJANGO_{name}": f"of-a-check-{name}" for name in _SECRETS}
    yield check("mypy", VENV_PYTHON, "-m", "mypy", DJANGO_DEBUG="True", **secrets)
    yield check("tsc", "npm", "run", "typecheck", needs="build")
    yield check("biome", "npm", "run", "lint", needs="npm-packages")
    yield check("ruff-check", VENV_PYTHON, "-m", "ruff", "check", ".")
    yield check("ruff-format", VENV_PYTHON, "-m", "ruff", "format", "--check", ".")
    yield check("lock-files", VENV_PYTHON, SCRIPTS / "locks.py")
    yield check("messages", VENV_PYTHON, _BARE / "catalogues.py", "check")
    yield check("plain-english", VENV_PYTHON, SCRIPTS / "plain_english.py")


_SECRETS = ("SECRET_KEY_DEVELOPMENT", "ACCESS_TOKEN_SECRET", "REFRESH_TOKEN_SECRET")


def _pytest(name: str, directory: Path, *words: str, beside: Words = (), **variables: str) -> Suite:
    suite = Suite(name, "python", (), directory, ("python-packages",), has_report=True)
    own = {
        "DATABASE_URL": f"sqlite:///{BUILD / name}.sqlite3",
        "HYPOTHESIS_STORAGE_DIRECTORY": str(BUILD / "hypothesis" / name),
    }
    pytest: Words = [VENV_PYTHON, "-m", "pytest", "-q", "-o", f"cache_dir={BUILD / 'pytest' / name}"]
    run: Words = [*beside, *pytest, f"--junit-xml={suite.reports}/junit.xml", *words]
    return Suite(name, "python", run, directory, suite.needs, own | variables, has_report=True)


def _vitest(name: str, directory: Path) -> Suite:
    suite = Suite(name, "js", (), directory)
    words: Words = [NODE_BIN / "vitest", "run", "--reporter=default", "--reporter=junit"]
    run: Words = [*words, f"--outputFile.junit={suite.reports}/junit.xml"]
    return Suite(name, "js", run, directory, ("build",), has_report=True)


def _playwright(name: str, browser: str, *words: str) -> Suite:
    suite = Suite(name, "browser", ())
    run: Words = [VENV_PYTHON, _BARE / "browsers.py", browser, NODE_BIN / "playwright", "test", *words]
    own = {"PLAYWRIGHT_JUNIT_OUTPUT_FILE": f"{suite.reports}/junit.xml", "SUITE": name}
    needs = ("python-packages", "build", "browsers")
    return Suite(name, "browser", [*run, "--reporter=list,junit"], TESTS / "browser", needs, own, has_report=True)
