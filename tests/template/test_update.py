"""`create-safejwt update`: a change of the template reaches a project, and keeps what the project has changed."""

import shutil
import subprocess
from pathlib import Path

import packages
import pytest
from answers import ALLAUTH, OPTIONS
from new_projects import Create
from packages import RELEASE, Command, run

LATER = "99.0.0"
CHANGES = {
    "NEWS.md": ("", "# News\n"),
    "README.md.jinja": ("A Django REST Framework API with a React app", "An API with an app"),
    "backend/@{package}@/settings.py.jinja": ('"DJANGO_LOGIN_RATE", "10/m"', '"DJANGO_LOGIN_RATE", "9/m"'),
}


@pytest.fixture(scope="module")
def later(command: Command) -> Command:
    return packages.later_release(command, LATER, CHANGES)


@pytest.fixture
def project(created: Create, tmp_path: Path) -> Path:
    """One in which everything is committed."""
    shutil.copytree(created(*OPTIONS[1]), tmp_path / "corner-shop", symlinks=True)
    commit(tmp_path / "corner-shop")
    return tmp_path / "corner-shop"


def test_changes_of_the_template_reach_the_project(later: Command, project: Path) -> None:
    settings = project / "backend" / "corner_shop" / "settings.py"
    edit(settings, 'TIME_ZONE = "UTC"', 'TIME_ZONE = "Europe/Berlin"')
    (project / "frontend" / "README.md").unlink()
    (project / "backend" / "shop.py").write_text("# mine\n")
    commit(project)
    done = later(project, "update")
    assert done.returncode == 0, done.stderr
    assert '"9/m"' in settings.read_text()
    assert 'TIME_ZONE = "Europe/Berlin"' in settings.read_text()
    assert "Café am Eck" in settings.read_text()
    assert "An API with an app" in (project / "README.md").read_text()
    assert f'release: "{LATER}"' in (project / ".create-safejwt.yml").read_text()
    assert not (project / "frontend" / "README.md").exists()
    assert run(["git", "diff", "--staged", "--name-only"], project).split() == [
        ".create-safejwt.yml",
        "NEWS.md",
        "README.md",
        "backend/corner_shop/settings.py",
    ]


def test_changes_of_the_same_line_are_conflicts(later: Command, project: Path) -> None:
    settings = project / "backend" / "corner_shop" / "settings.py"
    edit(settings, '"DJANGO_LOGIN_RATE", "10/m"', '"DJANGO_LOGIN_RATE", "5/m"')
    commit(project)
    done = later(project, "update")
    assert (done.returncode, "conflict" in done.stdout) == (1, True)
    assert {"<<<<<<<", "=======", ">>>>>>>"} <= {line[:7] for line in settings.read_text().splitlines()}
    assert "An API with an app" in (project / "README.md").read_text()


def test_a_project_can_be_a_folder_of_a_larger_repository(later: Command, created: Create, tmp_path: Path) -> None:
    project = tmp_path / "shops" / "corner-shop"
    shutil.copytree(created(*OPTIONS[1]), project, ignore=shutil.ignore_patterns(".git"))
    run(["git", "init", "--quiet"], tmp_path)
    commit(tmp_path)
    assert later(project, "update").returncode == 0
    assert "An API with an app" in (project / "README.md").read_text()
    assert [path.name for path in tmp_path.iterdir() if path.name != ".git"] == ["shops"]


def test_a_new_file_replaces_none_of_the_project(later: Command, project: Path) -> None:
    (project / "NEWS.md").write_text("mine")
    done = later(project, "update")
    assert (done.returncode, "NEWS.md" in done.stderr) == (1, True)
    assert (project / "NEWS.md").read_text() == "mine"
    assert run(["git", "status", "--porcelain"], project) == "?? NEWS.md\n"


def test_the_same_release_changes_nothing(command: Command, project: Path) -> None:
    assert command(project, "update").returncode == 0
    assert run(["git", "status", "--porcelain"], project) == ""


def test_an_update_keeps_the_answers(command: Command, created: Create, tmp_path: Path) -> None:
    project = tmp_path / "corner-shop"
    shutil.copytree(created(*ALLAUTH[1]), project)
    commit(project)
    assert command(project, "update").returncode == 0
    assert run(["git", "status", "--porcelain"], project) == ""


def test_an_update_waits_until_changes_are_committed(later: Command, project: Path) -> None:
    edit(project / "README.md", "# Café am Eck", "# Café")
    done = later(project, "update")
    assert (done.returncode, done.stderr.partition(",")[0]) == (1, "Commit your changes first")


def test_an_update_outside_of_a_project_says_where_to_run_it(later: Command, project: Path) -> None:
    done = later(project / "backend", "update")
    assert (done.returncode, "run this in the folder of a project" in done.stderr) == (1, True)


def test_a_release_that_is_not_in_the_index_is_named(later: Command, project: Path) -> None:
    edit(project / ".create-safejwt.yml", f'"{RELEASE}"', '"0.0.9"')
    commit(project)
    done = later(project, "update")
    assert (done.returncode, done.stderr.partition(",")[0]) == (1, "create-safejwt 0.0.9")


def edit(file: Path, old: str, new: str) -> None:
    assert file.read_text().count(old) == 1
    file.write_text(file.read_text().replace(old, new))


def commit(project: Path) -> None:
    who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"]
    run(["git", "add", "--all"], project)
    subprocess.run(["git", *who, "commit", "--quiet", "--message", "Work"], cwd=project, check=True)
