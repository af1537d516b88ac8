"""What the experiments share: one PostgreSQL, one Valkey, one backend of four processes, and a place for figures."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from harness.backend import Backend, migrate, running
from harness.postgresql import PostgreSQL
from harness.valkey import Valkey

_FIGURES = pytest.StashKey[list[str]]()


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    # A short path: the address of PostgreSQL's socket has room for about 100 characters.
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
    """Four processes on PostgreSQL; most experiments use this one, each with users of its own."""
    postgres.copy("template", "shared")
    with running(postgres.url("shared"), "shared") as backend:
        yield backend


@pytest.fixture(scope="session")
def cached_backend(postgres: PostgreSQL, valkey: Valkey) -> Iterator[Backend]:
    """Four processes on PostgreSQL that check sessions in Valkey."""
    postgres.copy("template", "in_cache")
    variables = {"CACHE_URL": valkey.url, "FAULTS_SESSION_CHECK": "cache"}
    with running(postgres.url("in_cache"), "in_cache", **variables) as backend:
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
    """Keeps a measured figure for the end of the report."""

    def keep(text: str) -> None:
        request.config.stash.setdefault(_FIGURES, []).append(text)
        record_property("figures", text)

    return keep


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for text in config.stash.get(_FIGURES, []):
        terminalreporter.write_line(text)
