"""The protections of protections.toml, and the change of the sources that removes one."""

import tomllib
from pathlib import Path
from typing import Any

__all__ = ["PROTECTIONS", "ROOT", "path_of", "without"]

ROOT = Path(__file__).resolve().parents[2]
PROTECTIONS: dict[str, dict[str, Any]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text())


def path_of(protection: dict[str, Any]) -> Path:
    """The file that holds the protection, relative to the root of the repository."""
    file = Path(protection["file"])
    return file if file.parts[0] == "backend" else "django-safejwt/src/safejwt" / file


def without(protection: dict[str, Any], text: str) -> str:
    """Return the text of its file after the change."""
    assert text.count(protection["before"]) == 1, "the protection looks different now: adapt protections.toml"
    return text.replace(protection["before"], protection["after"])
