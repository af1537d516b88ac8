"""Projects for the tests, created once each."""

import os
import shutil
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import packages
import pytest
from address import free_port
from answers import ALLAUTH
from project import ROOT

Create = Callable[..., Path]
SHARED = (".venv", "frontend/node_modules", "uv.lock", "frontend/package-lock.json")
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
    use_in_browser(folder / "corner-shop", "sign-up.spec.ts")
    pytestconfig.stash[_SECONDS] = time.monotonic() - started, _processor_seconds() - worked
    return folder / "corner-shop"


@pytest.fixture(scope="session")
def with_allauth(created: Create, installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with django-allauth. It has Python packages of its own, and the npm packages of the other."""
    shared = [name for name in SHARED if name.startswith("frontend/")]
    project = like(installed, created(*ALLAUTH[0]), tmp_path_factory.mktemp("allauth"), shared)
    # Newer than its package.json: nothing is installed again.
    (project / "frontend" / "node_modules" / "installed").touch()
    packages.run(["make", "install"], project)
    return project


def like(installed: Path, created: Path, folder: Path, shared: Sequence[str] = SHARED) -> Path:
    """Copy the project, with the packages of the one that is installed."""
    project = folder / created.name
    shutil.copytree(created, project)
    for name in shared:
        (project / name).symlink_to((installed / name).resolve())
    return project


def use_in_browser(project: Path, story: str) -> None:
    """Serve the project with `make run`, and let a story of tests/browser/template use it."""
    playwright = ROOT / "node_modules" / ".bin" / "playwright"
    own = {"NEW_PROJECT": str(project), "NEW_PROJECT_PORT": str(free_port())}
    packages.run([playwright, "test", "--config=template", story], ROOT / "tests" / "browser", **own)


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
