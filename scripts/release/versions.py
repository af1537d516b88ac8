"""All packages, the changelog and the tag name one version, and all is committed."""

import json
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

from archives import JAVASCRIPT, PYTHON

__all__ = ["problems", "uncommitted"]


def problems(source: Path, tag: str | None = None) -> Iterator[str]:
    """Yield what is out of step in a checkout. `tag` is that of the release, such as v1.2.3."""
    versions = dict(_versions(source))
    version = versions.pop("django-safejwt")
    for name, other in versions.items():
        if other != version:
            yield f"{name} has the version {other}, and django-safejwt {version}."
    if tag is not None and tag != f"v{version}":
        yield f"The tag {tag} is not v{version}."
    changelog = (source / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## (?!Unreleased)(\S+) - (.+)$", changelog, re.M)
    if newest is None or newest[1] != version:
        yield f"The newest version in CHANGELOG.md is not {version}."
    elif tag is not None and not re.fullmatch(r"\d{4}-\d\d-\d\d", newest[2]):
        yield f"CHANGELOG.md gives {version} no date."


def _versions(source: Path) -> Iterator[tuple[str, str]]:
    for name in PYTHON:
        yield name, tomllib.loads((source / name / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    yield JAVASCRIPT, json.loads((source / JAVASCRIPT / "package.json").read_text(encoding="utf-8"))["version"]


def uncommitted(checkout: Path) -> list[str]:
    """Return the changes that a release of the last commit would leave out."""
    words = ["git", "status", "--porcelain"]
    return subprocess.run(words, cwd=checkout, check=True, capture_output=True, text=True).stdout.splitlines()
