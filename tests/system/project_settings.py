"""Evaluate the project's settings under other environment variables."""

import importlib.util
import os
import secrets
from pathlib import Path
from types import ModuleType

import main
import pytest

__all__ = ["BACKEND", "SECRETS", "production", "settings_under", "without_project_variables"]

# The one that is tested, which may be a copy.
BACKEND = Path(main.__file__).resolve().parents[1]
SECRETS = ["DJANGO_SECRET_KEY_PRODUCTION", "DJANGO_ACCESS_TOKEN_SECRET", "DJANGO_REFRESH_TOKEN_SECRET"]
_PREFIXES = ("DJANGO_", "DATABASE_", "CACHE_", "EMAIL_")


def production(**changes: str) -> dict[str, str]:
    """The variables of a production server of one process with fresh secrets."""
    fresh = {name: secrets.token_urlsafe(48) for name in [*SECRETS, "DJANGO_SECRET_KEY_DEVELOPMENT"]}
    server = {"DJANGO_DEBUG": "False", "DJANGO_ALLOWED_HOSTS": "app.example.com", "WEB_CONCURRENCY": "1"}
    server["DJANGO_BEHIND_PROXY"] = "False"
    emails = {"EMAIL_URL": "smtp://mail.example.com:25", "DJANGO_FROM_EMAIL": "a@example.com", "DJANGO_SITE_NAME": "A"}
    return {**server, "DATABASE_URL": "sqlite://:memory:", "CACHE_URL": "locmem://", **emails, **fresh, **changes}


def without_project_variables() -> dict[str, str]:
    """The environment of this process without the project's variables and .env file."""
    others = {name: value for name, value in os.environ.items() if not name.startswith(_PREFIXES)}
    return {**others, "DJANGO_ENV_FILE": os.devnull}


def settings_under(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]) -> ModuleType:
    """Evaluate the settings under these variables, in this process."""
    for name in [name for name in os.environ if name.startswith(_PREFIXES) and name != "DJANGO_SETTINGS_MODULE"]:
        monkeypatch.delenv(name)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    spec = importlib.util.spec_from_file_location("main.settings_under_test", BACKEND / "main" / "settings.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
