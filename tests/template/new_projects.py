"""Projects for the tests, created once each."""

import os
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import packages
import pytest
from address import free_port
from project import ROOT

Create = Callable[..., Path]
_SECONDS = pytest.StashKey[tuple[float, float]]()


@pytest.fixture(scope="session")
def command() -> packages.Command:
    """create-safejwt, built and installed."""
    return packages.build()


@pytest.fixture(scope="session")
def created(command: packages.Command, tmp_path_factory: pytest.TempPathFactory) -> Create:
    """Create a project with these options. Tests share it, and do not change it."""

    @cache
    def create(*options: str) -> Path:
        folder = tmp_path_factory.mktemp("created")
        done = command(folder, "corner-shop", "--title", "Café am Eck", *options)
        assert done.returncode == 0, done.stderr
        return folder / "corner-shop"

    return create


@pytest.fixture(scope="session")
def installed(command: packages.Command, tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Path:
    """A project with all defaults, which was set up, served and used in a browser."""
    folder = tmp_path_factory.mktemp("empty")
    started, worked = time.monotonic(), _processor_seconds()
    done = command(folder, "corner-shop", "--title", "Café am Eck")
    assert done.returncode == 0, done.stderr
    playwright = ROOT / "node_modules" / ".bin" / "playwright"
    own = {"NEW_PROJECT": str(folder / "corner-shop"), "NEW_PROJECT_PORT": str(free_port())}
    packages.run([playwright, "test", "--config=template"], ROOT / "tests" / "browser", **own)
    pytestconfig.stash[_SECONDS] = time.monotonic() - started, _processor_seconds() - worked
    return folder / "corner-shop"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if found := config.stash.get(_SECONDS, None):
        seconds, worked = found
        terminalreporter.write_line(
            f"From an empty folder to signed in: {seconds:.0f} s, with {worked:.0f} s of processor time"
        )


def _processor_seconds() -> float:
    """Those of all programs that have ended; other work on the machine does not count."""
    times = os.times()
    return times.children_user + times.children_system
