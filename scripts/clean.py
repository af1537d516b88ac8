"""`make clean`: removes all that the other commands made, except .env and the database."""

import shutil
from pathlib import Path

import command
from project import (
    BACKEND,
    BROWSER_TESTS,
    BUILD,
    DJANGO_LIBRARY,
    FRONTEND,
    JS_LIBRARY,
    NODE_MODULES,
    ROOT,
    STAMPS,
    SCRIPTS,
    VENV,
)

_CACHES = (".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis", "__pycache__")
_PYTHON = (ROOT, BACKEND, DJANGO_LIBRARY, SCRIPTS)


def main() -> int:
    for path in _made():
        shutil.rmtree(path, ignore_errors=True)
    print("Removed packages, builds and caches; .env and the database stay")
    return 0


def _made() -> list[Path]:
    made = [VENV, ROOT / ".venv-lock", NODE_MODULES, BUILD, STAMPS]
    for workspace in (JS_LIBRARY, FRONTEND, BROWSER_TESTS, ROOT / "benchmarks" / "client"):
        made += [workspace / "dist", workspace / "node_modules"]
    made += [folder / cache for folder in _PYTHON for cache in _CACHES]
    for folder in (BACKEND, DJANGO_LIBRARY, SCRIPTS):
        made += folder.rglob("__pycache__")
    return made


if __name__ == "__main__":
    command.run(main)
