"""Finding Pythons."""

import sys
from pathlib import Path

import interpreters
import pytest

VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"


def program(path: Path, text: str = "#!/bin/sh\necho 3.12\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


def test_the_version_that_runs_this_is_found_without_a_search() -> None:
    assert interpreters.find(VERSION) == Path(sys.executable)


def test_those_on_the_path_come_before_those_of_the_managers_and_the_newest_first(tmp_path: Path) -> None:
    on_path = program(tmp_path / "bin/python3.12")
    managed = [
        program(tmp_path / ".pyenv/versions/3.12.10/bin/python3.12"),
        program(tmp_path / ".pyenv/versions/3.12.9/bin/python3.12"),
        program(tmp_path / ".local/share/uv/python/cpython-3.12.8-linux-x86_64-gnu/bin/python3.12"),
        program(tmp_path / ".local/share/mise/installs/python/3.12.7/bin/python3.12"),
    ]
    program(tmp_path / ".pyenv/versions/3.1.2/bin/python3.12")
    program(tmp_path / ".pyenv/versions/3.13.0/bin/python3.12")
    program(tmp_path / ".pyenv/versions/pypy3.12-7.3/bin/python3.12")
    environ = {"PATH": f"{tmp_path / 'nowhere'}:{tmp_path / 'bin'}", "HOME": str(tmp_path)}
    assert list(interpreters.candidates("3.12", environ)) == [on_path, *managed]


def test_the_managers_folders_can_be_elsewhere(tmp_path: Path) -> None:
    found = program(tmp_path / "pyenv/versions/3.12.1/bin/python3.12")
    environ = {"PATH": "", "HOME": "/nonexistent", "PYENV_ROOT": str(tmp_path / "pyenv")}
    assert list(interpreters.candidates("3.12", environ)) == [found]


@pytest.mark.parametrize(
    "text",
    ["#!/bin/sh\necho 'pyenv: python3.12: command not found' >&2\nexit 127\n", "#!/bin/sh\necho 3.1\n", "nothing"],
)
def test_a_shim_that_fails_or_is_another_version_is_none(tmp_path: Path, text: str) -> None:
    assert not interpreters.answers(program(tmp_path / "python3.12", text), "3.12")


def test_what_answers_with_the_version_is_one(tmp_path: Path) -> None:
    assert interpreters.answers(program(tmp_path / "python3.12"), "3.12")
