"""Where things are in this repository."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = ROOT / "scripts"
DJANGO_LIBRARY = ROOT / "django-safejwt"
BACKEND = ROOT / "backend"
JS_LIBRARY = ROOT / "safejwt-js"
FRONTEND = ROOT / "frontend"
TESTS = ROOT / "tests"
BUILD = ROOT / "build"
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
NODE_BIN = ROOT / "node_modules" / ".bin"
