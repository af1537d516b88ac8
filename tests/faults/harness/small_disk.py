"""A file system small enough to be filled by a test."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["NeedsRoot", "SmallDisk"]


class NeedsRoot(Exception):
    """Only root may mount a file system. `unshare -rm` makes a command root of a namespace."""


class SmallDisk:
    """`folder` is the root of the file system."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._filler = folder / "filler"

    @classmethod
    @contextmanager
    def mounted(cls, folder: Path, megabytes: int) -> Iterator["SmallDisk"]:
        """Mount a file system at `folder` within the block.

        Raises:
            NeedsRoot: mounting is not permitted.
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
            # Lazily: processes may still have open files there.
            subprocess.run(["umount", "--lazy", str(folder)], check=True)

    @contextmanager
    def full(self) -> Iterator[None]:
        """Fill the disk to the last byte within the block."""
        with open(os.open(self._filler, os.O_CREAT | os.O_WRONLY), "wb", buffering=0) as file:
            try:
                while file.write(bytes(1024 * 1024)):
                    pass
            except OSError:
                # The disk is full.
                pass
        try:
            yield
        finally:
            self._filler.unlink()
