"""The tools a machine has to bring along: Python with venv, Node.js with npm."""

import importlib.util
import re
import shutil
import subprocess
import sys

from command import CommandError

PYTHON = (3, 11)
NODE = (20, 19)


def check() -> None:
    """Raise CommandError with the first thing that is missing or too old."""
    require_python(sys.version_info[:2], has_venv=importlib.util.find_spec("ensurepip") is not None)
    require_node(_version_of("node"), has_npm=shutil.which("npm") is not None)


def require_python(version: tuple[int, ...], *, has_venv: bool) -> None:
    found = _dotted(version)
    if version < PYTHON:
        raise CommandError(
            f"Python {_dotted(PYTHON)} or newer is needed and this is {found}: install a newer one, "
            "or name it with make PYTHON=/path/to/python."
        )
    if not has_venv:
        raise CommandError(
            f"This Python {found} comes without the venv module: install it "
            f"(on Debian and Ubuntu the package python{found}-venv)."
        )


def require_node(version: str | None, *, has_npm: bool) -> None:
    needed = _dotted(NODE)
    if version is None:
        raise CommandError(f"Node.js is missing: install version {needed} or newer, which brings npm along.")
    numbers = re.match(r"v?(\d+)\.(\d+)", version)
    if numbers is None or (int(numbers[1]), int(numbers[2])) < NODE:
        raise CommandError(f"Node.js {needed} or newer is needed and this is {version}: install a newer one.")
    if not has_npm:
        raise CommandError("npm is missing: install it, it is part of the usual Node.js packages.")


def _version_of(program: str) -> str | None:
    try:
        answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):  # A version manager's shim can exist and fail.
        return None
    return answer.stdout.strip()


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(str(part) for part in version[:2])
