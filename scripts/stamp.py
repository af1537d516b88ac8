"""Stamps: a step is done again only when what it was made from has changed."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from project import STAMPS

# Made by tools, never a source.
_OUTPUT = {"node_modules", "dist", "build", "coverage", "__pycache__"}


class Stamp:
    """A note that `name` was last made from sources with a certain key."""

    def __init__(self, name: str, folder: Path = STAMPS) -> None:
        self._path = folder / name

    def matches(self, key: str) -> bool:
        return self._path.is_file() and self._path.read_text() == key

    def clear(self) -> None:
        """To be called before the step, so that a half-done one is done again."""
        self._path.unlink(missing_ok=True)

    def write(self, key: str) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_text(key)


def key(sources: Iterable[Path], *facts: str) -> str:
    """A digest of the files and folders named and of `facts` about the machine."""
    digest = hashlib.sha256()
    for path in sorted(_files(sources)):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path} {content}\n".encode())
    digest.update("\n".join(facts).encode())
    return digest.hexdigest()


def _files(sources: Iterable[Path]) -> Iterator[Path]:
    for source in sources:
        if source.is_dir():
            yield from _files(child for child in source.iterdir() if child.name not in _OUTPUT)
        elif source.is_file():
            yield source
