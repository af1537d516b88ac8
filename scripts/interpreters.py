"""The Pythons of this machine: on PATH, and where pyenv, uv and mise keep theirs."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

# What a version manager's shim may print instead of failing is not this.
_QUESTION = "import ensurepip, sys, venv; print('%d.%d' % sys.version_info[:2])"
_ADVICE = "install it, with pyenv or uv or as a package with its venv module, so that {name} is on PATH"


def find(version: str) -> Path | None:
    """An interpreter of this version (`3.12`) that runs and can make environments; None where there is none."""
    if version == f"{sys.version_info.major}.{sys.version_info.minor}":
        return Path(sys.executable)
    return next((path for path in candidates(version, os.environ) if answers(path, version)), None)


def advice(version: str) -> str:
    """What to do where `find` gives None."""
    return _ADVICE.format(name=f"python{version}")


def candidates(version: str, environ: Mapping[str, str]) -> Iterator[Path]:
    """Where an interpreter of this version may be, the more likely first; those of the folders as they are there."""
    name = f"python{version}"
    for folder in environ.get("PATH", "").split(os.pathsep):
        if folder and (Path(folder) / name).exists():
            yield Path(folder) / name
    for versions in _managed(environ):
        found = [path for path in versions.glob("*") if _is_of(path.name, version)]
        for installed in sorted(found, key=_numbers, reverse=True):
            if (installed / "bin" / name).exists():
                yield installed / "bin" / name


def answers(path: Path, version: str) -> bool:
    """Whether it runs, has the modules that make environments, and is of this version: a shim can be there and fail."""
    try:
        done = subprocess.run([path, "-c", _QUESTION], capture_output=True, text=True, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and done.stdout.strip() == version


def _managed(environ: Mapping[str, str]) -> Iterator[Path]:
    home = Path(environ.get("HOME", "/"))
    data = Path(environ.get("XDG_DATA_HOME") or home / ".local/share")
    yield Path(environ.get("PYENV_ROOT") or home / ".pyenv") / "versions"
    yield Path(environ.get("UV_PYTHON_INSTALL_DIR") or data / "uv/python")
    yield Path(environ.get("MISE_DATA_DIR") or data / "mise") / "installs/python"


def _is_of(folder: str, version: str) -> bool:
    # pyenv and mise say 3.12.1, uv says cpython-3.12.1-linux-x86_64-gnu. No free-threaded and no debug builds.
    return re.fullmatch(rf"(cpython-)?{re.escape(version)}(\.\d+)?(-[a-z]\w*-\w+-\w+)?", folder) is not None


def _numbers(folder: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", folder.name)[:3]]
