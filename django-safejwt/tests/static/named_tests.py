"""Tests that a page names, as in `system/test_csrf.py::test_…`."""

import re
from functools import cache
from pathlib import Path

__all__ = ["is_there", "named_tests"]

REPOSITORY = Path(__file__).resolve().parents[3]
FOLDERS = {
    "django-safejwt": "django-safejwt/tests",
    "system": "tests/system",
    "allauth": "tests/allauth_bridge",
    "faults": "tests/faults/tests",
    "browser": "tests/browser/specs",
    "safejwt-js": "safejwt-js/tests",
    "packed": "tests/package/tests",
    "scripts": "scripts/tests",
    "bare-machine": "scripts/bare-machine/tests",
    "plugins": "tests/plugins",
    "backend": "backend/tests",
    "app": "frontend/tests",
}


def named_tests(text: str) -> list[tuple[str, str, str]]:
    """Return folder, file and name of each test in a text."""
    return re.findall(r"`([\w-]+)/([\w/.-]+)::(.+?)`", text)


def is_there(folder: str, file: str, name: str) -> bool:
    path = REPOSITORY / FOLDERS[folder] / file
    return path.is_file() and name in _names(path)


@cache
def _names(path: Path) -> set[str]:
    text = path.read_text()
    if path.suffix == ".py":
        return set(re.findall(r"^ *def (test_\w+)\(", text, re.M))
    # What test('…', () => {}) and test.each([…])('…', () => {}) have in common.
    return {name for _, name in re.findall(r"""\(\s*(['"`])(.*?)(?<!\\)\1,\s*(?:async\s*)?\(""", text)}
