"""Where things are in this repository."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = ROOT / "scripts"
REQUIREMENTS = ROOT / "requirements"
DJANGO_LIBRARY = ROOT / "django-safejwt"
BACKEND = ROOT / "backend"
JS_LIBRARY = ROOT / "safejwt-js"
FRONTEND = ROOT / "frontend"
TESTS = ROOT / "tests"
BROWSER_TESTS = TESTS / "browser"

BUILD = ROOT / "build"
LOGS = BUILD / "logs"
REPORTS = BUILD / "reports"
STAMPS = ROOT / ".stamps"

NODE_MODULES = ROOT / "node_modules"
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"


def relative(path: Path) -> str:
    """The path as a person in the repository's folder would type it."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)
