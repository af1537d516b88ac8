"""The set-up both commands share. A step is done again only when its sources have changed."""

import os
import platform
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import prerequisites
from processes import Words, step
from project import (
    BACKEND,
    DJANGO_LIBRARY,
    FRONTEND,
    JS_LIBRARY,
    NODE_MODULES,
    REQUIREMENTS,
    ROOT,
    VENV,
    VENV_PYTHON,
    relative,
)
from stamp import Stamp, key

Group = Literal["run", "dev"]

_MACHINE = f"{platform.system()} {platform.machine()}"
_THIS_PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"


def everything() -> None:
    """What it takes to serve: packages and builds."""
    packages("run")
    library()
    frontend()


def packages(group: Group) -> None:
    """The locked packages of both languages; `dev` adds what the tests and checks need."""
    prerequisites.check()
    python_packages(group)
    node_packages()


def python_packages(group: Group) -> None:
    """.venv with the locked packages and django-safejwt from its sources.

    dev.txt holds everything that run.txt does, in the same versions (scripts/locks.py checks that), so one
    environment serves both, and a current dev installation is good for running too.
    """
    stamp = Stamp("python")
    keys = {name: _python_key(name) for name in ("run", "dev")}
    accepted = ("dev",) if group == "dev" else ("run", "dev")
    if VENV_PYTHON.exists() and any(stamp.matches(keys[name]) for name in accepted):
        return
    stamp.clear()
    if _venv_version() != _THIS_PYTHON:
        step(f"Creating {relative(VENV)}", [sys.executable, "-m", "venv", "--clear", VENV])
    pip: Words = [VENV_PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    lock = REQUIREMENTS / f"{group}.txt"
    step("Installing the Python packages", [*pip, "--require-hashes", "-r", lock])
    step("Installing django-safejwt", [*pip, "--no-deps", "--no-build-isolation", "-e", DJANGO_LIBRARY])
    stamp.write(keys[group])


def node_packages() -> None:
    stamp = Stamp("node")
    manifests = [
        ROOT / ".npmrc",
        ROOT / "package.json",
        ROOT / "package-lock.json",
        *ROOT.glob("*/package.json"),
        *ROOT.glob("tests/*/package.json"),
    ]
    wanted = key(manifests, _MACHINE)
    if NODE_MODULES.is_dir() and stamp.matches(wanted):
        return
    stamp.clear()
    step("Installing the npm packages", ["npm", "ci", "--no-audit", "--no-fund"])
    stamp.write(wanted)


def library() -> None:
    sources = [JS_LIBRARY, ROOT / "tsconfig.base.json", ROOT / "package-lock.json"]
    _build("safejwt-js", JS_LIBRARY / "dist", key(sources))


def frontend() -> None:
    sources = [FRONTEND, JS_LIBRARY, ROOT / "tsconfig.base.json", ROOT / "package-lock.json"]
    _build("frontend", FRONTEND / "dist", key(sources))


def database(environment: Mapping[str, str]) -> None:
    words: Words = [VENV_PYTHON, "manage.py", "migrate", "--no-input"]
    step("Migrating the database", words, BACKEND, {**os.environ, **environment})


def _build(workspace: str, output: Path, wanted: str) -> None:
    stamp = Stamp(workspace)
    if output.is_dir() and stamp.matches(wanted):
        return
    stamp.clear()
    step(f"Building {workspace}", ["npm", "run", "build", "--workspace", workspace])
    stamp.write(wanted)


def _python_key(group: str) -> str:
    # The root is part of it because an editable installation holds the absolute path of its sources.
    sources = [REQUIREMENTS / f"{group}.txt", DJANGO_LIBRARY / "pyproject.toml"]
    return key(sources, _THIS_PYTHON, _MACHINE, str(ROOT), group)


def _venv_version() -> str | None:
    """The Python version of the environment that is there, None when there is none that works."""
    configuration = VENV / "pyvenv.cfg"
    if not VENV_PYTHON.exists() or not configuration.is_file():
        return None
    for line in configuration.read_text().splitlines():
        name, _, value = line.partition("=")
        if name.strip() == "version":
            return ".".join(value.strip().split(".")[:2])
    return None
