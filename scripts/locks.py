"""Check the lock files: no registry address, nothing missing, and the same versions for running and for tests."""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
NPM_LOCKS = ("package-lock.json", "benchmarks/client/package-lock.json")
_ADDRESS = re.compile(r"://|--(?:extra-)?index-url|--find-links|--trusted-host")
_PIN = re.compile(r"^([\w.-]+)(?:\[[^\]]*\])?==([^\s\\;]+)", re.M)


def problems() -> Iterator[str]:
    for file in NPM_LOCKS:
        yield from npm_problems(json.loads((ROOT / file).read_text()), file)
    texts = {path.stem: path.read_text() for path in sorted((ROOT / "requirements").glob("*.txt"))}
    yield from python_problems(texts)


def python_problems(texts: Mapping[str, str]) -> Iterator[str]:
    for name, text in texts.items():
        if _ADDRESS.search(text):
            yield f"requirements/{name}.txt holds the address of a registry: run make lock."
    for name, version in sorted(set(_PIN.findall(texts["run"])) - set(_PIN.findall(texts["dev"]))):
        yield f"requirements/dev.txt lacks {name} {version} of run.txt: run make lock."


def npm_problems(lock: Mapping[str, Any], file: str) -> Iterator[str]:
    """`npm install` leaves out builds for other systems that the registry lacks; `npm ci` then fails."""
    packages: Mapping[str, Mapping[str, Any]] = lock["packages"]
    for path, package in packages.items():
        if "://" in package.get("resolved", ""):
            yield f"{file} holds the address of a registry for {path}: run npm install with our .npmrc."
        for name in {**package.get("dependencies", {}), **package.get("optionalDependencies", {})}:
            if not any(place in packages for place in _places(path, name)):
                yield f"{file} lacks {name}, which {path or 'package.json'} needs: choose another version of it."


def _places(path: str, name: str) -> Iterator[str]:
    """Yield where Node.js looks for `name` from inside `path`: there, then folder by folder upwards."""
    parts = path.split("/") if path else []
    for length in range(len(parts), -1, -1):
        yield "/".join([*parts[:length], "node_modules", name])


if __name__ == "__main__":
    sys.exit("\n".join(problems()) or None)
