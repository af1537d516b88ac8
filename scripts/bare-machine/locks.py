"""Check the lock files: no registry address, nothing missing, and the same versions for running as for tests."""

import json
import re
import sys
from collections.abc import Iterator
from typing import Any

from processes import ROOT

NPM_LOCKS = (
    "package-lock.json",
    "tests/openapi/package-lock.json",
    "tests/jest/package-lock.json",
    "benchmarks/client/package-lock.json",
    "scripts/diagrams/package-lock.json",
)
_ADDRESS = re.compile(r"://|--(?:extra-)?index-url|--find-links|--trusted-host")
_PIN = re.compile(r"^([\w.-]+)(?:\[[^\]]*\])?==([^\s\\;]+)", re.M)


def python_problems(texts: dict[str, str]) -> Iterator[str]:
    for name in (name for name, text in texts.items() if _ADDRESS.search(text)):
        yield f"requirements/{name}.txt holds the address of a registry: run make lock."
    for name, version in set(_PIN.findall(texts["run"])) - set(_PIN.findall(texts["dev"])):
        yield f"requirements/dev.txt lacks {name} {version} of run.txt: run make lock."


def npm_problems(packages: dict[str, dict[str, Any]], file: str) -> Iterator[str]:
    """`npm install` leaves out builds for other systems that a registry lacks; `npm ci` then fails."""
    for path, package in packages.items():
        if "://" in package.get("resolved", ""):
            yield f"{file} holds the address of a registry for {path}: run npm install with our .npmrc."
        # Node.js looks inside the folder, then folder by folder upwards.
        parts = path.split("/") if path else []
        folders = ["/".join([*parts[:length], "node_modules"]) for length in range(len(parts) + 1)]
        for name in {**package.get("dependencies", {}), **package.get("optionalDependencies", {})}:
            if not any(f"{folder}/{name}" in packages for folder in folders):
                yield f"{file} lacks {name}, which {path or 'package.json'} needs: choose another version of it."


if __name__ == "__main__":
    found = list(python_problems({path.stem: path.read_text() for path in (ROOT / "requirements").glob("*.txt")}))
    for file in NPM_LOCKS:
        found += npm_problems(json.loads((ROOT / file).read_text())["packages"], file)
    sys.exit("\n".join(found) or None)
