"""Both packages as they are released: built twice, with the same bytes, and what is in them."""

import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from archives import SOURCES, build, checksums
from project import ROOT

EPOCH = 1_767_225_600

pytestmark = pytest.mark.skipif(
    not (ROOT / "node_modules" / "typescript").is_dir(), reason="builds safejwt-js with the npm packages"
)


def copy(folder: Path, umask: int, modified: int) -> None:
    """Copy the sources as a checkout with this umask, made at this time."""
    leftovers = shutil.ignore_patterns("node_modules", "dist", "__pycache__", ".*_cache", ".hypothesis")
    folder.mkdir(parents=True)
    for name in SOURCES:
        source = ROOT / name
        shutil.copytree(source, folder / name, ignore=leftovers) if source.is_dir() else shutil.copy(source, folder)
    for path in folder.rglob("*"):
        path.chmod((0o777 if path.is_dir() else 0o666) & ~umask)
        os.utime(path, (modified, modified))
    (folder / "node_modules").symlink_to(ROOT / "node_modules")


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


@pytest.fixture
def release(releases: list[Path]) -> Callable[[str], Path]:
    """Return the only file of the release that matches a pattern."""

    def find(pattern: str) -> Path:
        (file,) = releases[0].glob(pattern)
        return file

    return find


def names_in(file: Path) -> set[str]:
    """Return the names in a tar archive, without its folder."""
    with tarfile.open(file) as archive:
        return {name.partition("/")[2] for name in archive.getnames()}


def test_two_builds_are_the_same_bytes(releases: list[Path]) -> None:
    first, second = (checksums(folder) for folder in releases)
    assert len(first.splitlines()) == 3
    assert first == second


def test_source_distribution_holds_the_sources_and_no_test(release: Callable[[str], Path]) -> None:
    names = names_in(release("pypi/*.tar.gz"))
    assert {"LICENSE", "README.md", "pyproject.toml", "src/safejwt/py.typed"} <= names
    assert "src/safejwt/locale/de/LC_MESSAGES/django.mo" in names
    others = {name for name in names if not name.startswith("src/safejwt/")}
    assert others == {"LICENSE", "README.md", "PKG-INFO", "pyproject.toml"}


def test_wheel_holds_the_modules_of_the_source_distribution(release: Callable[[str], Path]) -> None:
    with zipfile.ZipFile(release("pypi/*.whl")) as wheel:
        modules = {f"src/{name}" for name in wheel.namelist() if name.startswith("safejwt/")}
    assert modules == {name for name in names_in(release("pypi/*.tar.gz")) if name.startswith("src/")}


def test_source_distribution_builds_the_same_wheel(release: Callable[[str], Path], tmp_path: Path) -> None:
    with tarfile.open(release("pypi/*.tar.gz")) as archive:
        archive.extractall(tmp_path, filter="data")
    (source,) = tmp_path.iterdir()
    words = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(words, cwd=source, env={**os.environ, "SOURCE_DATE_EPOCH": str(EPOCH)}, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    assert wheel.read_bytes() == release("pypi/*.whl").read_bytes()


def test_tarball_holds_what_was_built_and_no_test(release: Callable[[str], Path]) -> None:
    names = names_in(release("npm/*.tgz"))
    others = {name for name in names if not name.startswith("dist/")}
    assert others == {"LICENSE", "README.md", "package.json"}
    assert {"dist/index.js", "dist/index.d.ts", "dist/testing/index.js"} <= names
    assert not [name for name in names if ".test." in name or "/tests/" in name]


def test_pypi_shows_what_a_user_looks_for(release: Callable[[str], Path]) -> None:
    with zipfile.ZipFile(release("pypi/*.whl")) as wheel:
        (metadata,) = (wheel.read(name).decode() for name in wheel.namelist() if name.endswith("METADATA"))
    project = tomllib.loads((ROOT / "django-safejwt" / "pyproject.toml").read_text())["project"]
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
