"""docs/start/django-safejwt.md, followed word for word by a new project and by one that has an API already."""

import os
import re
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest
import safejwt

from . import readme

# A project that had an API of its own before: pages for everybody, for users, and for staff.
API = """
from django.urls import path
from rest_framework.decorators import api_view, permission_classes
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.response import Response

@api_view(["GET"])
@permission_classes([AllowAny])
def public(request):
    return Response({"user": request.user.pk})

@api_view(["GET"])
def default(request):
    return Response({"user": request.user.pk})

@api_view(["GET"])
@permission_classes([IsAuthenticated])
def private(request):
    return Response({"user": request.user.pk})

urlpatterns += [path("public/", public), path("default/", default), path("private/", private)]
"""
OWN = {
    "staff": 'REST_FRAMEWORK = {"DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAdminUser"]}',
    "no permission": 'REST_FRAMEWORK = {"DEFAULT_AUTHENTICATION_CLASSES": ("rest_framework.authentication.TokenAuthentication",)}',
}
# What the app does after the installation. It prints the status of each of the project's views.
STORY = """
import django
django.setup()
from django.contrib.auth.models import User
from django.test.utils import setup_test_environment
from safejwt.testing import BrowserClient
setup_test_environment()
User.objects.create_user("ada", password="correct horse battery staple")
browser, credentials = BrowserClient(), {"username": "ada", "password": "correct horse battery staple"}
views = VIEWS
print("visitors", *[browser.get(view).status_code for view in views])
assert browser.get("/users/csrf/").status_code == 200
browser.take(browser.post("/users/login/", credentials, format="json"))
assert browser.get("/users/auth/").json()["username"] == "ada"
print("users", *[browser.get(view).status_code for view in views])
browser.take(browser.post("/users/token/"))
assert browser.post("/users/logout/").status_code == 204
assert browser.get("/users/auth/").status_code == 401
"""


@pytest.fixture
def environment() -> dict[str, str]:
    """Without keys, and with the python of this suite as `python`."""
    words = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}
    sources = os.pathsep.join(filter(None, [str(Path(safejwt.__file__).parents[1]), os.environ.get("PYTHONPATH")]))
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return {**words, "PATH": path, "PYTHONPATH": sources, "PYTHONWARNINGS": "error:::safejwt"}


def bash(script: str, folder: Path, environment: dict[str, str]) -> str:
    finished = subprocess.run(["bash", "-c", script], cwd=folder, env=environment, capture_output=True, text=True)
    assert finished.returncode == 0, f"{finished.stdout}\n{finished.stderr}"
    return finished.stdout


def follow(folder: Path, environment: dict[str, str], views: list[str], own: str = "") -> str:
    """Make a project, change it as an API of its own would, follow the page, and tell the story."""
    bash("django-admin startproject shop .", folder, environment)
    if own:
        with (folder / "shop" / "settings.py").open("a") as settings:
            settings.write(f'\nINSTALLED_APPS += ["rest_framework"]\n{own}\n')
        with (folder / "shop" / "urls.py").open("a") as urls:
            urls.write(API)
    (folder / "story.py").write_text(dedent(STORY).replace("VIEWS", repr(views)))
    words = [
        readme.script(folder / "shop", has_rest_framework=bool(own)),
        "DJANGO_SETTINGS_MODULE=shop.settings python story.py",
    ]
    return bash("\n".join(words), folder, environment)


def statuses(output: str, who: str) -> list[int]:
    found = re.search(f"^{who}((?: \\d+)*)$", output, re.MULTILINE)
    assert found, output
    return [int(status) for status in found[1].split()]


def test_new_project_follows_the_page(tmp_path: Path, environment: dict[str, str]) -> None:
    output = follow(tmp_path, environment, ["/users/sessions/"])
    assert "System check identified no issues (0 silenced)." in output
    assert statuses(output, "visitors") == [401]
    assert statuses(output, "users") == [200]


@pytest.mark.parametrize(("own", "users"), [("staff", [200, 403, 200]), ("no permission", [200, 200, 200])])
def test_existing_project_follows_the_page(
    own: str, users: list[int], tmp_path: Path, environment: dict[str, str]
) -> None:
    """Its permissions hold. What had the default of Django REST Framework, which is public, no longer is."""
    output = follow(tmp_path, environment, ["/public/", "/default/", "/private/"], OWN[own])
    assert "System check identified no issues (0 silenced)." in output
    assert statuses(output, "visitors") == [200, 401, 401]
    assert statuses(output, "users") == users


def test_keys_are_made_before_the_settings_can_be_loaded(tmp_path: Path, environment: dict[str, str]) -> None:
    """The project's settings raise KeyError until the keys exist."""
    (tmp_path / "manage_settings.py").write_text('import os\nACCESS_TOKEN_SECRET = os.environ["MISSING"]\n')
    broken = {**environment, "DJANGO_SETTINGS_MODULE": "manage_settings"}
    keys = bash("python -m safejwt generate-key; python -m safejwt generate-key", tmp_path, broken).split()
    assert len(set(keys)) == 2
    assert min(map(len, keys)) >= 43
