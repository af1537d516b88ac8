"""The command: what it refuses, and what it writes."""

import re
import subprocess
from pathlib import Path

import pytest
from answers import ALLAUTH, OPTIONS
from new_projects import Create
from packages import Command, run
from project import ROOT


@pytest.mark.parametrize("name", ["django", "json", "users", "update-me!", "2shops", "class", "x"])
def test_names_that_cannot_be_packages_are_refused(command: Command, tmp_path: Path, name: str) -> None:
    done = command(tmp_path, name)
    assert (done.returncode, list(tmp_path.iterdir())) == (1, [])
    assert repr(name) in done.stderr


def test_a_folder_with_files_is_left_alone(command: Command, tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "notes.txt").write_text("mine")
    done = command(tmp_path, "shop")
    assert (done.returncode, done.stderr) == (1, "shop is not empty. Choose another name.\n")


@pytest.mark.parametrize("title", ["<b>", "x" * 41])
def test_titles_that_would_need_escaping_are_refused(command: Command, tmp_path: Path, title: str) -> None:
    done = command(tmp_path, "shop", "--title", title)
    assert (done.returncode, (tmp_path / "shop" / "Makefile").exists()) == (1, False)
    assert done.stderr.startswith("Validation error for question 'title': Use 2 to 40 letters")


def test_answers_that_contradict_each_other_are_refused(command: Command, tmp_path: Path) -> None:
    done = command(tmp_path, "shop", "--passkeys")
    assert (done.returncode, "Passkeys come with django-allauth: --accounts allauth" in done.stderr) == (1, True)


@pytest.mark.parametrize("options", [(), ALLAUTH[0]])
def test_names_of_the_product_appear_only_in_its_packages(created: Create, options: tuple[str, ...]) -> None:
    project = created(*options)
    for name, pattern in {
        "backend": r"(?<![</])\bmain\b(?!__)",
        "frontend": r"(?<!django-)\bsafejwt\b(?!-js|/|\.github)",
    }.items():
        for file in files(project / name):
            assert not re.search(pattern, file.read_text().replace("__main__", "")), file
    assert "PRODUCT = 'Café am Eck'" in (project / "frontend/src/product.ts").read_text()
    assert 'env.str("DJANGO_SITE_NAME", "Café am Eck")' in (project / "backend/corner_shop/settings.py").read_text()


def test_answers_leave_the_lines_of_the_reference_project(created: Create) -> None:
    for name in (".env.example", "backend/main/settings.py", "backend/tests/settings.py", "frontend/index.html"):
        lines = (created() / name.replace("main/", "corner_shop/")).read_text().splitlines()
        assert [not line for line in lines] == [not line for line in (ROOT / name).read_text().splitlines()], name


@pytest.mark.parametrize("options", [*OPTIONS, *ALLAUTH])
def test_no_sign_of_the_template_is_left(created: Create, options: tuple[str, ...]) -> None:
    for file in files(created(*options)):
        assert not re.search(r"@[{%#]|%@", file.read_text()), file
        assert file.suffix != ".jinja"


@pytest.mark.parametrize("options", [*OPTIONS, *ALLAUTH])
def test_a_project_names_no_file_of_this_repository(created: Create, options: tuple[str, ...]) -> None:
    for file in files(created(*options)):
        for path in re.findall(r"\b(?:docs|protocol|examples|requirements)/[\w./-]+", file.read_text()):
            assert f"github.io/safejwt/latest/{path}" in file.read_text(), (file, path)


def test_a_new_project_is_a_git_repository_without_secrets(created: Create) -> None:
    (created() / ".env").touch()
    words = ["git", "ls-files", "--others", "--exclude-standard"]
    listed = subprocess.run(words, cwd=created(), capture_output=True, text=True, check=True).stdout.split()
    assert "Makefile" in listed
    assert ".env" not in listed


def test_a_new_project_names_the_license_of_what_was_copied_and_has_none_of_its_own(created: Create) -> None:
    notice = (created() / "LICENSE-safejwt").read_text()
    assert notice.endswith((ROOT / "LICENSE").read_text())
    assert notice.startswith("create-safejwt copied files into this project from")
    assert "LICENSE-safejwt" in (created() / "README.md").read_text()
    assert [path.name for path in created().glob("LICENSE*")] == ["LICENSE-safejwt"]


@pytest.mark.parametrize("options", [*OPTIONS[::2], *ALLAUTH])
def test_the_workflow_of_a_project_passes_the_check_of_workflows(created: Create, options: tuple[str, ...]) -> None:
    zizmor = ROOT / ".venv" / "bin" / "zizmor"
    run([zizmor, "--offline", "--no-progress", "--quiet", ".github"], created(*options))


def test_actions_are_named_by_the_commits_of_this_repository(created: Create) -> None:
    ours, theirs = (
        set(re.findall(r"uses: (.+)", (folder / ".github/workflows/ci.yml").read_text()))
        for folder in (ROOT, created())
    )
    assert theirs
    assert theirs <= ours


def test_programs_stay_executable(created: Create) -> None:
    for name in ("backend/manage.py", "deploy/release.sh"):
        assert (created() / name).stat().st_mode & 0o111 == (ROOT / name).stat().st_mode & 0o111


def files(folder: Path) -> list[Path]:
    """The text files below a folder that Git does not ignore."""
    return [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".mo" and ".git" not in path.parts]
