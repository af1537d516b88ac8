"""Shared by the experiments: a PostgreSQL, a Valkey, a backend and the measured figures."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from harness.backend import Backend, migrate, running
from harness.postgresql import PostgreSQL
from harness.sizes import ALL
from harness.valkey import Valkey

_FIGURES = pytest.StashKey[list[str]]()
_LEFT_OUT = pytest.StashKey[int]()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run the stories only, unless FAULTS asks for all experiments."""
    if ALL:
        return
    left_out = [item for item in items if not item.get_closest_marker("story")]
    items[:] = [item for item in items if item.get_closest_marker("story")]
    config.stash[_LEFT_OUT] = len(left_out)
    config.hook.pytest_deselected(items=left_out)


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    # A short path: the socket address of PostgreSQL has room for about 100 characters.
    path = Path(tempfile.mkdtemp(prefix="safejwt-", dir="/tmp"))
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres(folder: Path) -> Iterator[PostgreSQL]:
    """A server with a migrated database `template`."""
    (folder / "pg").mkdir()
    server = PostgreSQL(folder / "pg")
    server.create()
    server.start()
    try:
        server.query("postgres", "CREATE DATABASE template")
        migrate(server.url("template"))
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def valkey(folder: Path) -> Iterator[Valkey]:
    server = Valkey(folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def backend(postgres: PostgreSQL) -> Iterator[Backend]:
    """Four processes on PostgreSQL. Most experiments use them, each with its own users."""
    postgres.copy("template", "shared")
    with running(postgres.url("shared"), "shared") as backend:
        yield backend


@pytest.fixture(scope="session")
def timed_backend(postgres: PostgreSQL) -> Iterator[Backend]:
    """Two processes with the default rotation interval. Experiments move the time of their users."""
    postgres.copy("template", "timed")
    with running(postgres.url("timed"), "timed", WEB_CONCURRENCY="2", DJANGO_ROTATION_INTERVAL="60") as backend:
        yield backend


@pytest.fixture(scope="session")
def sqlite_backend(folder: Path) -> Iterator[Backend]:
    """Four processes on one SQLite file."""
    file = folder / "db.sqlite3"
    migrate(f"sqlite:///{file}")
    with running(f"sqlite:///{file}", str(file)) as backend:
        yield backend


@pytest.fixture
def figures(request: pytest.FixtureRequest, record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Keep a measured figure for the end of the report."""

    def keep(text: str) -> None:
        request.config.stash.setdefault(_FIGURES, []).append(text)
        record_property("figures", text)

    return keep


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for text in config.stash.get(_FIGURES, []):
        terminalreporter.write_line(text)
    if left_out := config.stash.get(_LEFT_OUT, 0):
        terminalreporter.write_line(f"{left_out} experiments were left out. FAULTS=all or FAULTS=full runs them.")
