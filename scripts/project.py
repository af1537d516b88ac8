"""Where things are in this repository."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BACKEND = ROOT / "backend"
TESTS = ROOT / "tests"
BUILD = ROOT / "build"
VENV_PYTHON = ROOT / ".venv" / "bin" / "python"
