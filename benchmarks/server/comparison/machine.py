"""What the figures depend on: versions, the processor, settings of the database."""

import os
import platform
import sqlite3
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Any

from comparison.database import Postgres
from comparison.places import ROOT

__all__ = ["described"]

_PACKAGES = (
    "Django",
    "djangorestframework",
    "PyJWT",
    "psycopg",
    "django-safejwt",
    "djangorestframework-simplejwt",
    "dj-rest-auth",
    "django-rest-knox",
    "django-allauth",
    "gunicorn",
    "granian",
)


def described(postgres: Postgres | None) -> dict[str, Any]:
    return {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "processor": _processor(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "commit": _commit(),
        "packages": {name: version(name) for name in _PACKAGES},
        "sqlite": sqlite3.sqlite_version,
        "postgresql": postgres.described() if postgres else None,
    }


def _processor() -> str:
    file = Path("/proc/cpuinfo")
    lines = file.read_text().splitlines() if file.exists() else []
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.processor())


def _commit() -> str:
    words = ["git", "describe", "--always", "--dirty"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    return done.stdout.strip() or "unknown"
