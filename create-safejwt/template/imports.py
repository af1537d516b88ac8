"""What a file of the front end imports or composes, and what these files need in turn."""

import re
from collections.abc import Iterable
from pathlib import Path

__all__ = ["imported_from"]

_IMPORT = re.compile(r"""(?:from |import |import\()['"](\.[^'"]+|frontend/[^'"]+)['"]""")
_ENDINGS = ("", ".ts", ".tsx", "/index.ts")


def imported_from(root: Path, names: Iterable[str]) -> set[str]:
    """Return these files of `root` and all that they need.

    Raises:
        ValueError: a file imports another one that is missing.
    """
    found: set[str] = set()
    waiting = [(root / name).resolve() for name in names]
    while waiting:
        file = waiting.pop()
        name = file.relative_to(root).as_posix()
        if name not in found:
            found.add(name)
            waiting += [_file(root, file, path) for path in _paths(file)]
    return found


def _paths(file: Path) -> list[str]:
    return _IMPORT.findall(file.read_text(encoding="utf-8")) if file.suffix in (".css", ".ts", ".tsx") else []


def _file(root: Path, importer: Path, path: str) -> Path:
    start = importer.parent if path.startswith(".") else root
    for ending in _ENDINGS:
        if (file := start / f"{path}{ending}").is_file():
            return file.resolve()
    raise ValueError(f"{importer} imports {path}, which is missing.")
