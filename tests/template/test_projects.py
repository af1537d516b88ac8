"""Projects of each set of answers: their own checks and tests, and one of them in a browser."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import postgres
import pytest
from answers import OPTIONS
from new_projects import Create
from packages import run

SHARED = (".venv", "frontend/node_modules", "uv.lock", "frontend/package-lock.json")
# These take what the first project has installed, whatever the times of the files.
MAKE = ["make", *(word for name in (".venv", "frontend/node_modules") for word in ("-o", f"{name}/installed"))]


def test_a_new_project_serves_its_app_and_passes_its_tests(installed: Path) -> None:
    run(["make", "test"], installed)


def test_ci_and_the_image_can_install_what_the_lock_files_say(installed: Path) -> None:
    run(["uv", "lock", "--check"], installed)
    run(["npm", "ci", "--dry-run", "--prefix", "frontend"], installed)


def test_secrets_are_readable_by_their_owner_alone(installed: Path) -> None:
    assert (installed / ".env").stat().st_mode & 0o777 == 0o600
    assert not re.search(r"^\w+=''$", (installed / ".env").read_text(), re.M)


def test_a_project_in_one_language_passes_its_tests(created: Create, installed: Path, tmp_path: Path) -> None:
    run([*MAKE, "test"], like(installed, created(*OPTIONS[1]), tmp_path))


@pytest.mark.parametrize("options", OPTIONS[2:])
def test_projects_on_postgresql_pass_their_tests(
    created: Create, installed: Path, tmp_path: Path, options: tuple[str, ...]
) -> None:
    with database(tmp_path) as url:
        run([*MAKE, "test-backend"], like(installed, created(*options), tmp_path), DATABASE_URL=url)


def like(installed: Path, created: Path, folder: Path) -> Path:
    """Copy the project, with the packages of the one that is installed."""
    project = folder / created.name
    shutil.copytree(created, project)
    for name in SHARED:
        (project / name).symlink_to(installed / name)
    return project


@contextmanager
def database(folder: Path) -> Iterator[str]:
    if url := os.environ.get(postgres.GIVEN):
        yield url
        return
    with postgres.server(folder) as url:
        yield url
