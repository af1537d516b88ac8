"""A file system that is so small that a test can fill it."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["NeedsRoot", "SmallDisk"]


class NeedsRoot(Exception):
    """Nobody else may mount a file system. In a namespace of his own everybody is root: `unshare -rm make faults`."""


class SmallDisk:
    """`folder` is the root of its own file system."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._filler = folder / "filler"

    @classmethod
    @contextmanager
    def mounted(cls, folder: Path, megabytes: int) -> Iterator["SmallDisk"]:
        """Mounts one at `folder` for the length of the block.

        Raises:
            NeedsRoot: we may not.
        """
        folder.mkdir()
        words = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=700", "tmpfs", str(folder)]
        try:
            done = subprocess.run(words, capture_output=True, text=True)
        except OSError as error:
            raise NeedsRoot(f"no file system could be mounted: {error}") from error
        if done.returncode:
            raise NeedsRoot(f"no file system could be mounted: {done.stderr.strip()}")
        try:
            yield cls(folder)
        finally:
            # Lazily: whoever still has a file open there may close it later.
            subprocess.run(["umount", "--lazy", str(folder)], check=True)

    @contextmanager
    def full(self) -> Iterator[None]:
        """There is no room for a single byte for the length of the block."""
        with open(os.open(self._filler, os.O_CREAT | os.O_WRONLY), "wb", buffering=0) as file:
            try:
                while file.write(bytes(1024 * 1024)):
                    pass
            except OSError:
                # What fitted in was written.
                pass
        try:
            yield
        finally:
            self._filler.unlink()
