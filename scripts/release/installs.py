"""The wheel and the tarball, installed into empty folders and imported there."""

import json
import subprocess
import sys
from pathlib import Path

from project import ROOT

__all__ = ["install_tarball", "install_wheel"]

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


def install_wheel(wheel: Path, folder: Path) -> Path:
    """Install the wheel with its locked dependencies, import it, and return the environment's Python."""
    environment = folder / "environment"
    program = environment / "bin" / "python"
    _run([sys.executable, "-m", "venv", "--without-pip", environment], folder)
    uv = ROOT / ".venv" / "bin" / "uv"
    lock = ROOT / "requirements" / "run.txt"
    _run([uv, "pip", "install", "--quiet", "--python", program, "--constraint", lock, f"{wheel}[crypto]"], folder)
    print(_run([program, "-c", "import safejwt; print(safejwt.__file__)"], folder), end="")
    _run([program, "-m", "safejwt", "generate-key"], folder)
    return program


def install_tarball(tarball: Path, folder: Path) -> None:
    """Install the tarball and its peers, and import all that it exports."""
    lock = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    peers = [f"{name}@{lock[f'node_modules/{name}']['version']}" for name in _PEERS]
    (folder / "package.json").write_text('{"private": true, "type": "module"}')
    _run(["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", tarball, *peers], folder)
    (folder / "import.js").write_text(_IMPORT)
    print(_run(["node", "import.js"], folder), end="")


def _run(words: list[str | Path], folder: Path) -> str:
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, words))} failed:\n{done.stdout}{done.stderr}")
    return done.stdout
