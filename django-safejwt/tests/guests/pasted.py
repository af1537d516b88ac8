"""A project of `django-admin startproject shop .`, into which the code of pages is pasted."""

import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import safejwt
from django.core.management import call_command

from . import readme
from .guides import blocks

__all__ = ["SETTINGS", "URLS", "Project", "follow", "new_project"]

# What speeds a project up. Nobody needs its database after a crash.
SETTINGS = """
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DATABASES["default"]["OPTIONS"] = {"init_command": "PRAGMA synchronous=OFF; PRAGMA journal_mode=MEMORY"}
LOGGING = {"version": 1, "disable_existing_loggers": False, "root": {"handlers": []}}
"""
# The endpoints.
URLS = 'from django.urls import include\nurlpatterns += [path("users/", include("safejwt.urls"))]'
# What each story begins with: tables, and a browser.
BEFORE = """
import django
django.setup()
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test.utils import setup_test_environment
from safejwt.testing import BrowserClient
setup_test_environment()
call_command("makemigrations", verbosity=0)
call_command("migrate", verbosity=0)
User, PASSWORD = get_user_model(), "quiet harbor of brass"

def visitor(**defaults):
    browser = BrowserClient(**defaults)
    expect(browser.get("/users/csrf/"), 200)
    return browser

def log_in(name, **fields):
    browser = visitor()
    body = {User.USERNAME_FIELD: name, "password": PASSWORD, **fields}
    browser.take(expect(browser.post("/users/login/", body, format="json"), 200))
    return browser

def expect(response, status):
    assert response.status_code == status, (response.status_code, response.content[:500])
    return response

"""


class Project:
    """One project in a folder of its own. Its keys are in the environment."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        sources = [str(Path(safejwt.__file__).parents[1]), os.environ.get("PYTHONPATH")]
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "GUEST"))},
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
            "PYTHONPATH": os.pathsep.join(filter(None, sources)),
            "PYTHONWARNINGS": "error:::safejwt",
            "DJANGO_ACCESS_TOKEN_SECRET": "the-ACCESS-secret-of-the-guests-0123456789-0123456789",
            "DJANGO_REFRESH_TOKEN_SECRET": "the-REFRESH-secret-of-the-guests-0123456789-0123456789",
        }

    def start(self) -> "Project":
        call_command("startproject", "shop", str(self.folder))
        self.environment["DJANGO_SETTINGS_MODULE"] = "shop.settings"
        self.paste([("settings.py", SETTINGS)])
        return self

    def paste(self, code: Iterable[tuple[str, str]]) -> "Project":
        """Add code to its file: below the package `shop`, or from the root if it names a folder. New folders are packages."""
        for name, text in code:
            file = self.folder / (name if "/" in name else f"shop/{name}")
            if not file.parent.exists():
                file.parent.mkdir(parents=True)
                (file.parent / "__init__.py").touch()
            with file.open("a") as opened:
                opened.write(f"\n{text}\n")
        return self

    def tell(self, story: str, environment: Mapping[str, str] | None = None) -> str:
        """Run what users do. Its assertions fail the test."""
        (self.folder / "story.py").write_text(BEFORE + story)
        return self.run(sys.executable, "story.py", **(environment or {}))

    def run(self, *words: str, **environment: str) -> str:
        every = {**self.environment, **environment}
        finished = subprocess.run(words, cwd=self.folder, env=every, capture_output=True, text=True, timeout=300)
        assert finished.returncode == 0, f"{finished.stdout}\n{finished.stderr}"
        return finished.stdout + finished.stderr


def new_project(folder: Path) -> Project:
    """A project that has followed the README."""
    settings = readme.settings_of({"INSTALLED_APPS": ["django.contrib.admin"]})
    return Project(folder).start().paste([("settings.py", settings)])


def follow(project: Project, page: str, *others: tuple[str, str], routes: str = URLS) -> Project:
    """Paste a page into the project, after what it has besides. The URLs of the package are routed, unless the page does it."""
    # The labels of alternatives are not part of the name of the file.
    code = [(file.partition(":")[0], text) for file, text in [*others, *blocks(page)]]
    with_apps = {folder for folder in ("users", "files") if any(file.startswith(f"{folder}/") for file, _ in code)}
    for app in with_apps:
        project.paste([(f"{app}/migrations/__init__.py", "")])
    return project.paste([("urls.py", routes), *code])
