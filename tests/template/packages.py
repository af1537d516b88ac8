"""The three packages as they are published, built from this checkout."""

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from project import BUILD, ROOT

__all__ = ["RELEASE", "Command", "build", "environment", "later_release", "run"]

FOLDER = BUILD / "template"
RELEASE = tomllib.loads((ROOT / "create-safejwt" / "pyproject.toml").read_text())["project"]["version"]
_OURS = {"CI", "DATABASE_URL", "MAKEFLAGS", "MAKELEVEL", "PORT"}


def environment(**own: str) -> dict[str, str]:
    """What a developer's terminal has: no settings, and uv in the path."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_") and name not in _OURS}
    return kept | {"PATH": f"{ROOT / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"} | _indexes() | own


@cache
def _indexes() -> dict[str, str]:
    """The variables with which uv finds packages. It does not read pip's configuration, in which a mirror may be named."""
    words = [sys.executable, "-m", "pip", "config", "get"]
    names = {"index-url": "UV_DEFAULT_INDEX", "extra-index-url": "UV_INDEX", "find-links": "UV_FIND_LINKS"}
    found = {
        ours: subprocess.run([*words, f"global.{theirs}"], capture_output=True, text=True)
        for theirs, ours in names.items()
    }
    of_pip = {name: done.stdout.strip() for name, done in found.items() if done.returncode == 0}
    for variables in ({}, of_pip | {"UV_INDEX_STRATEGY": "unsafe-best-match"}):
        if _resolves(variables):
            return variables
    pytest.skip("uv reaches no package index, also with pip's configuration")


def _resolves(variables: dict[str, str]) -> bool:
    words: list[str | Path] = [ROOT / ".venv" / "bin" / "uv", "pip", "compile", "--quiet", "-"]
    return (
        subprocess.run(words, input="django\n", text=True, capture_output=True, env=os.environ | variables).returncode
        == 0
    )


def run(words: Sequence[str | Path], folder: Path, **own: str) -> str:
    """Run to the end, and return the output; fail with all of it."""
    done = subprocess.run(
        [str(word) for word in words], cwd=folder, env=environment(**own), capture_output=True, text=True
    )
    assert done.returncode == 0, f"{words}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@dataclass(frozen=True)
class Command:
    """`create-safejwt` of one release, as installed from its wheel."""

    installed: Path
    files: Path

    def __call__(self, folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
        wheel, tarball = next(self.files.glob("django_safejwt-*.whl")), next(self.files.glob("safejwt-js-*.tgz"))
        return subprocess.run(
            [sys.executable, "-m", "create_safejwt", *words, "--safejwt", wheel, "--safejwt-js", tarball],
            cwd=folder,
            # The index has no releases yet; these files stand in for it.
            env=environment(
                PYTHONPATH=str(self.installed), UV_FIND_LINKS=str(self.files), UV_NO_INDEX="1", UV_NO_CACHE="1"
            ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )


def build() -> Command:
    """Build all three, and install create-safejwt into a folder of its own."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    files = FOLDER / "files"
    files.mkdir(parents=True)
    _wheel(ROOT / "django-safejwt", files)
    run(["npm", "pack", "--silent", "--workspace", "safejwt-js", "--pack-destination", files], ROOT)
    return _installed(_wheel(ROOT / "create-safejwt", files), files)


def later_release(command: Command, number: str, changes: dict[str, tuple[str, str]]) -> Command:
    """Return another release, whose template differs in these files. A file with an empty old text is new."""
    source = FOLDER / number
    shutil.copytree(ROOT / "create-safejwt", source, ignore=shutil.ignore_patterns("template"))
    package = source / "src" / "create_safejwt"
    shutil.copytree(command.installed / "create_safejwt" / "template", package / "template")
    edits = {source / "pyproject.toml": (f'version = "{RELEASE}"', f'version = "{number}"')}
    edits |= {package / "template" / "project" / name: change for name, change in changes.items()}
    for file, (old, new) in edits.items():
        text = file.read_text() if old else ""
        assert not old or text.count(old) == 1, (file, old)
        file.write_text(text.replace(old, new))
    return _installed(_wheel(source, FOLDER / f"{number}-files"), command.files)


def _wheel(source: Path, target: Path) -> Path:
    run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", target], source)
    return max(target.glob("*.whl"), key=lambda wheel: wheel.stat().st_mtime_ns)


def _installed(wheel: Path, files: Path) -> Command:
    target = FOLDER / f"{wheel.stem}-installed"
    run(["uv", "pip", "install", "--quiet", "--no-deps", "--target", target, wheel], FOLDER)
    return Command(target, files)
