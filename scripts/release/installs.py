"""The packages, installed into empty folders and used there."""

import json
import subprocess
import sys
from pathlib import Path

from project import ROOT

__all__ = ["install_command", "install_library", "install_tarball"]

# As `npm ls` has them; an app has its own versions.
_PEERS = ("react", "axios")
_IMPORT = """
import { readFileSync } from 'node:fs';
const { exports } = JSON.parse(readFileSync('node_modules/safejwt-js/package.json', 'utf8'));
for (const path of Object.keys(exports)) {
  const names = Object.keys(await import('safejwt-js' + path.slice(1)));
  if (!names.length) throw new Error(`${path} exports nothing`);
  console.log(`safejwt-js${path.slice(1)}: ${names.length} names`);
}
"""


def install_library(wheel: Path, folder: Path) -> Path:
    """Install django-safejwt, import it, and return the environment's Python."""
    program = _installed(f"{wheel}[crypto]", folder)
    print(_run([program, "-c", "import safejwt; print(safejwt.__file__)"], folder), end="")
    _run([program, "-m", "safejwt", "generate-key"], folder)
    return program


def install_command(wheel: Path, folder: Path) -> Path:
    """Install create-safejwt, start a project with it, and return the environment's Python."""
    program = _installed(str(wheel), folder)
    command = program.with_name("create-safejwt")
    _run([command, "--help"], folder)
    print("create-safejwt", _run([command, "--version"], folder), end="")
    print(_run([command, "corner-shop", "--defaults"], folder), end="")
    return program


def install_tarball(tarball: Path, folder: Path) -> None:
    """Install the tarball and its peers, and import all that it exports."""
    lock = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    peers = [f"{name}@{lock[f'node_modules/{name}']['version']}" for name in _PEERS]
    (folder / "package.json").write_text('{"private": true, "type": "module"}')
    _run(["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", tarball, *peers], folder)
    (folder / "import.js").write_text(_IMPORT)
    print(_run(["node", "import.js"], folder), end="")


def _installed(requirement: str, folder: Path) -> Path:
    """Install a wheel with its locked dependencies, and return the environment's Python."""
    program = folder / "environment" / "bin" / "python"
    _run([sys.executable, "-m", "venv", "--without-pip", folder / "environment"], folder)
    uv, lock = ROOT / ".venv" / "bin" / "uv", ROOT / "requirements" / "dev.txt"
    _run([uv, "pip", "install", "--quiet", "--python", program, "--constraint", lock, requirement], folder)
    return program


def _run(words: list[str | Path], folder: Path) -> str:
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, words))} failed:\n{done.stdout}{done.stderr}")
    return done.stdout
