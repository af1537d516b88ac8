"""The packages as they are released: built twice, with the same bytes, and what is in them."""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
from archives import JAVASCRIPT, PYTHON, build, checksums
from project import ROOT
from site_links import SITE, leads_somewhere

EPOCH = 1_767_225_600
TEMPLATE = "src/create_safejwt/template/"
IGNORED = "backend/db.sqlite3"

pytestmark = pytest.mark.skipif(
    not (ROOT / "node_modules" / "typescript").is_dir(), reason="builds safejwt-js with the npm packages"
)


def copy(folder: Path, umask: int, modified: int) -> None:
    """Copy the sources as a checkout with this umask, made at this time."""
    for name in listed():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    (folder / IGNORED).touch()
    for path in folder.rglob("*"):
        path.chmod((0o777 if path.is_dir() or path.stat().st_mode & 0o100 else 0o666) & ~umask)
        os.utime(path, (modified, modified))
    subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
    (folder / "node_modules").symlink_to(ROOT / "node_modules")


def listed() -> list[str]:
    """The files of this checkout, with changes that are not committed."""
    words = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    return [name for name in names if (ROOT / name).is_file()]


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two builds: in other folders, with another umask, at another time, in another zone and language."""
    base = tmp_path_factory.mktemp("release")
    for name, umask, modified, zone, language in (
        ("a", 0o022, 1_000_000_000, "UTC", "C.UTF-8"),
        ("other/folder", 0o077, 1_800_000_000, "Asia/Tokyo", "de_DE.UTF-8"),
    ):
        copy(base / name, umask, modified)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("TZ", zone)
            patch.setenv("LC_ALL", language)
            before = os.umask(umask)
            try:
                build(base / name, base / name / "output", EPOCH)
            finally:
                os.umask(before)
    return [base / "a" / "output", base / "other" / "folder" / "output"]


@pytest.fixture(params=PYTHON)
def package(releases: list[Path], request: pytest.FixtureRequest) -> Path:
    """The folder of one Python package, with its name."""
    return releases[0] / str(request.param)


def only(pattern: str, folder: Path) -> Path:
    (file,) = folder.glob(pattern)
    return file


def modules_of(package: Path) -> str:
    return package.name.removeprefix("django-").replace("-", "_")


def names_in(file: Path) -> set[str]:
    """Return the names in a tar archive, without its folder."""
    with tarfile.open(file) as archive:
        return {name.partition("/")[2] for name in archive.getnames()}


def test_two_builds_are_the_same_bytes(releases: list[Path]) -> None:
    first, second = (checksums(folder) for folder in releases)
    assert len(first.splitlines()) == 5
    assert first == second


def test_source_distribution_holds_the_sources_and_no_test(package: Path) -> None:
    names = names_in(only("*.tar.gz", package))
    sources = f"src/{modules_of(package)}/"
    assert f"{sources}py.typed" in names
    others = {name for name in names if not name.startswith(sources)}
    # Hatchling adds .gitignore, by which it leaves files out.
    assert others - {"hatch_build.py"} == {".gitignore", "LICENSE", "README.md", "PKG-INFO", "pyproject.toml"}


def test_wheel_holds_the_modules_of_the_source_distribution(package: Path) -> None:
    with zipfile.ZipFile(only("*.whl", package)) as wheel:
        modules = {f"src/{name}" for name in wheel.namelist() if name.startswith(f"{modules_of(package)}/")}
    assert modules == {name for name in names_in(only("*.tar.gz", package)) if name.startswith("src/")}


def test_source_distribution_builds_the_same_wheel(package: Path, tmp_path: Path) -> None:
    with tarfile.open(only("*.tar.gz", package)) as archive:
        archive.extractall(tmp_path, filter="data")
    (source,) = tmp_path.iterdir()
    words = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(words, cwd=source, env={**os.environ, "SOURCE_DATE_EPOCH": str(EPOCH)}, check=True)
    assert only("*.whl", tmp_path).read_bytes() == only("*.whl", package).read_bytes()


def test_translations_are_released_compiled(releases: list[Path]) -> None:
    names = names_in(only("django-safejwt/*.tar.gz", releases[0]))
    assert "src/safejwt/locale/de/LC_MESSAGES/django.mo" in names


def test_template_holds_the_project_and_no_ignored_file(releases: list[Path]) -> None:
    names = names_in(only("create-safejwt/*.tar.gz", releases[0]))
    template = {name.removeprefix(TEMPLATE) for name in names if name.startswith(TEMPLATE)}
    assert {"copier.yml", *(f"project/{name}.jinja" for name in ("Makefile", "frontend/package.json"))} <= template
    assert {"project/.github/workflows/ci.yml.jinja", "project/backend/manage.py.jinja"} <= template
    assert "project/frontend/src/main.tsx" in template
    assert f"project/{IGNORED}" not in template


def test_links_of_a_new_project_lead_to_pages_of_the_site(releases: list[Path], tmp_path: Path) -> None:
    with tarfile.open(only("create-safejwt/*.tar.gz", releases[0])) as archive:
        archive.extractall(tmp_path, filter="data")
    files = [path for path in tmp_path.glob(f"*/{TEMPLATE}**/*") if path.is_file()]
    links = {link for file in files for link in re.findall(rf"{SITE}[\w/#-]*", file.read_text(errors="replace"))}
    assert len(links) > 5
    assert [link for link in links if not leads_somewhere(link)] == []


def test_tarball_holds_what_was_built_and_no_test(releases: list[Path]) -> None:
    names = names_in(only("*.tgz", releases[0] / JAVASCRIPT))
    others = {name for name in names if not name.startswith("dist/")}
    assert others == {"LICENSE", "README.md", "package.json"}
    assert {"dist/index.js", "dist/index.d.ts", "dist/testing/index.js"} <= names
    assert not [name for name in names if ".test." in name or "/tests/" in name]


def test_pypi_shows_what_a_user_looks_for(package: Path) -> None:
    with zipfile.ZipFile(only("*.whl", package)) as wheel:
        (metadata,) = (wheel.read(name).decode() for name in wheel.namelist() if name.endswith("METADATA"))
    project = tomllib.loads((ROOT / package.name / "pyproject.toml").read_text())["project"]
    for line in (
        "License-Expression: MIT",
        "License-File: LICENSE",
        f"Requires-Python: {project['requires-python']}",
        "Description-Content-Type: text/markdown",
        "Classifier: Typing :: Typed",
        *(f"Project-URL: {label}, {url}" for label, url in project["urls"].items()),
    ):
        assert line in metadata.splitlines()
    assert {"Homepage", "Documentation", "Changelog", "Source", "Issues", "Security"} == set(project["urls"])
