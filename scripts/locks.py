"""The lock files: `make lock` makes requirements/*.txt, `make lint` checks all of them."""

import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import command
from command import CommandError
from processes import step
from project import REQUIREMENTS, ROOT, relative

GROUPS = ("run", "dev", "bench")
# Beside the project and not with it, so it may have other versions of the same packages.
APART = ("audit",)
# One Django each, so it is the one package in which they differ from the others (scripts/matrix.py).
MATRIX = {"django-5.2": "3.11", "django-6.0": "3.12", "django-6.1": "3.12"}
NPM_LOCKS = (ROOT / "package-lock.json", ROOT / "benchmarks" / "client" / "package-lock.json")
# uv has an environment of its own: it belongs to no group that anybody runs or tests.
UV_VENV = ROOT / ".venv-lock"
# Django itself, and what only Python 3.11 gets.
_OF_ONE_PYTHON = {"django", "async-timeout"}
_ADDRESS = re.compile(r"://|--(?:extra-)?index-url|--find-links|--trusted-host")
_PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s\\;]+)", re.M)


def problems() -> Iterator[str]:
    """One sentence for each thing that is wrong with the lock files."""
    for path in NPM_LOCKS:
        yield from npm_problems(json.loads(path.read_text()), relative(path))
    texts = {group: (REQUIREMENTS / f"{group}.txt").read_text() for group in (*GROUPS, *APART, *MATRIX)}
    for group, text in texts.items():
        if _ADDRESS.search(text):
            yield f"requirements/{group}.txt holds the address of a registry: make it again with make lock."
    # Markers may differ: the others install some packages everywhere that run.txt installs on older Pythons only.
    for group in (*GROUPS[1:], *MATRIX):
        for name, _ in sorted(pins(texts["run"]) - pins(texts[group])):
            if group in MATRIX and name in _OF_ONE_PYTHON:
                continue
            yield f"requirements/run.txt and {group}.txt differ about {name}: make both again with make lock."


def npm_problems(lock: Mapping[str, Any], file: str = "package-lock.json") -> Iterator[str]:
    """Addresses, and packages that are named but missing, on which `npm ci` fails.

    `npm install` makes such a lock when the registry lacks a package's builds for other systems.
    """
    packages: Mapping[str, Mapping[str, Any]] = lock["packages"]
    for path, package in packages.items():
        if "://" in package.get("resolved", ""):
            yield f"{file} holds an address for {path}: run npm install with our .npmrc."
        parent = path or "package.json"
        for name in {**package.get("dependencies", {}), **package.get("optionalDependencies", {})}:
            if not any(place in packages for place in _places(path, name)):
                yield f"{file} lacks {name}, which {parent} needs: choose another version of it."


def pins(text: str) -> set[tuple[str, str]]:
    """Name and version of each requirement."""
    return set(_PIN.findall(text))


def make() -> None:
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]
    uv = UV_VENV / "bin" / "uv"
    if not uv.exists() or not _has_version(uv, groups["lock"][0]):
        step(f"Creating {relative(UV_VENV)}", [sys.executable, "-m", "venv", "--clear", UV_VENV])
        step(
            "Installing uv",
            [UV_VENV / "bin" / "pip", "install", "--disable-pip-version-check", *groups["lock"]],
        )
    for group, python in {**dict.fromkeys((*GROUPS, *APART), "3.11"), **MATRIX}.items():
        output = relative(REQUIREMENTS / f"{group}.txt")
        words: list[str | Path] = [
            uv,
            "pip",
            "compile",
            "--universal",
            "--python-version",
            python,
            "--generate-hashes",
            "--no-header",
        ]
        words += ["--group", group, "pyproject.toml", "-o", output]
        # uv may otherwise fetch a Python of its own when the machine has no 3.11.
        step(f"Locking {output}", words, environment={**os.environ, "UV_PYTHON_DOWNLOADS": "never"})


def _places(path: str, name: str) -> Iterator[str]:
    """Where Node.js looks for `name` from inside `path`: there, then folder by folder upwards."""
    parts = path.split("/") if path else []
    for length in range(len(parts), -1, -1):
        yield "/".join([*parts[:length], "node_modules", name])


def _has_version(uv: Path, pin: str) -> bool:
    answer = subprocess.run([uv, "--version"], capture_output=True, text=True).stdout
    return pin.partition("==")[2] in answer.split()


def main() -> int:
    if sys.argv[1:] == ["make"]:
        make()
        return 0
    found = list(problems())
    if found:
        raise CommandError("\n".join(found))
    return 0


if __name__ == "__main__":
    command.run(main)
