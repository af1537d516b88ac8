"""The wheels, the source distributions and the npm tarball. The same sources give the same bytes.

That holds for the same versions of Python and Node.js, whose compression may differ.
"""

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

__all__ = ["JAVASCRIPT", "PYTHON", "build", "checksums"]

PYTHON = ("django-safejwt", "create-safejwt")
JAVASCRIPT = "safejwt-js"


def build(source: Path, output: Path, epoch: int) -> None:
    """Build a folder for each package in `output` from a checkout, whose modes this sets.

    `epoch` is the time of each file in the archives, in seconds since 1970.
    """
    _set_modes(source)
    for name in PYTHON:
        _run([sys.executable, "-m", "hatchling", "build", "-d", str(output / name)], source / name, epoch)
    packed = output / JAVASCRIPT
    packed.mkdir(parents=True)
    _run(["npm", "run", "build"], source / JAVASCRIPT, epoch)
    _run(["npm", "pack", "--ignore-scripts", "--pack-destination", str(packed)], source / JAVASCRIPT, epoch)


def checksums(folder: Path) -> str:
    """Return a line for each file below a folder, as `sha256sum --check` reads it."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "SHA256SUMS")
    return "".join(
        f"{sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}\n" for path in files
    )


def _set_modes(source: Path) -> None:
    # npm keeps the bits that the umask of a checkout has left.
    for path in source.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)


def _run(words: list[str], folder: Path, epoch: int) -> None:
    variables = {**os.environ, "SOURCE_DATE_EPOCH": str(epoch)}
    done = subprocess.run(words, cwd=folder, env=variables, umask=0o022, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(words)} failed:\n{done.stdout}{done.stderr}")
