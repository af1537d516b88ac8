"""The package as it is published: built, installed into an empty folder, and used by the smallest project there is."""

import io
import os
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
import safejwt

ROOT = Path(__file__).resolve().parents[2]

# The settings of safejwt/__init__.py, on a project that has nothing else.
SETTINGS = """
SECRET_KEY = "a-secret-key-for-the-empty-project-0123456789"
ALLOWED_HOSTS = ["testserver"]
ROOT_URLCONF = "urls"
USE_TZ = True
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "db.sqlite3"}}
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes"]
SILENCED_SYSTEM_CHECKS = ["safejwt.W001", "security.W003"]

INSTALLED_APPS += ["rest_framework", "safejwt"]
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["safejwt.authentication.SafeJWTAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
}
ACCESS_TOKEN_SECRET = "an-access-token-secret-0123456789-abcdefghijk"
REFRESH_TOKEN_SECRET = "a-refresh-token-secret-0123456789-abcdefghij"
"""
URLS = """
from django.urls import include, path

urlpatterns = [path("users/", include("safejwt.urls"))]
"""
# A user logs in, reloads, works and logs out, without this package's own test client.
VISIT = """
import json
import django
django.setup()
import safejwt
from django.contrib.auth.models import User
from django.test import Client

User.objects.create_user("ada", "ada@example.com", "correct horse battery staple")
browser = Client(enforce_csrf_checks=True)

def send(method, path, body=None, **headers):
    token = browser.cookies["csrftoken"].value if "csrftoken" in browser.cookies else ""
    headers = {"x-csrftoken": token, **headers}
    return browser.generic(method, path, json.dumps(body or {}), content_type="application/json", headers=headers)

assert send("GET", "/users/csrf/").status_code == 200
response = send("POST", "/users/login/", {"username": "ada", "password": "correct horse battery staple"})
assert response.status_code == 200, response.content
response = send("POST", "/users/token/")
assert response.status_code == 200, response.content
authorization = "Bearer " + response.json()["accessToken"]
response = send("GET", "/users/auth/", authorization=authorization)
assert response.json() == {"id": 1, "username": "ada", "email": "ada@example.com"}, response.content
bound = browser.cookies["csrftoken"].value
assert send("POST", "/users/logout/").status_code == 204
browser.cookies["csrftoken"] = bound
assert send("GET", "/users/auth/", authorization=authorization).json()["code"] == "session_ended"
print(safejwt.__file__)
"""


# What a project's environment may hold while the package is built in it.
SENTINELS = {
    name: f"sentinel-{name.lower()}-0123456789"
    for name in (
        "DJANGO_SECRET_KEY_PRODUCTION",
        "DJANGO_ACCESS_TOKEN_SECRET",
        "DJANGO_REFRESH_TOKEN_SECRET",
        "DATABASE_URL",
        "CACHE_URL",
    )
}


def run(*words: str | Path, folder: Path, variables: Mapping[str, str] | None = None) -> str:
    done = subprocess.run(words, cwd=folder, env={**os.environ, **(variables or {})}, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "-d", folder, folder=ROOT, variables=SENTINELS)
    (file,) = folder.glob("*.whl")
    return file


def test_the_wheel_holds_the_package_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    modules = {name for name in names if ".dist-info/" not in name}
    source = Path(safejwt.__file__).parent
    files = {f"safejwt/{file.relative_to(source).as_posix()}" for file in source.rglob("*") if file.is_file()}
    assert modules == {name for name in files if "__pycache__" not in name}
    assert {"safejwt/py.typed", "safejwt/migrations/0001_initial.py", "safejwt/migrations/__init__.py"} <= modules
    assert {f"safejwt/locale/de/LC_MESSAGES/django.{kind}" for kind in ("po", "mo")} <= modules
    assert not [name for name in names if "test" in name.lower() and name != "safejwt/testing.py"]


def test_wheel_and_source_distribution_hold_no_secret_of_the_build(wheel: Path) -> None:
    (source,) = wheel.parent.glob("*.tar.gz")
    with zipfile.ZipFile(wheel) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    with tarfile.open(source) as packed:
        members = [member for member in packed.getmembers() if member.isfile()]
        contents |= {member.name: (packed.extractfile(member) or io.BytesIO()).read() for member in members}
    assert len(members) > 50
    secrets = [secret.encode() for secret in SENTINELS.values()]
    assert not [name for name, content in contents.items() if any(secret in content for secret in secrets)]


def test_wheel_metadata_names_requirements_and_license(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (metadata,) = (archive.read(name).decode() for name in archive.namelist() if name.endswith("METADATA"))
        (licence,) = (name for name in archive.namelist() if name.endswith("licenses/LICENSE"))
        # The list of long passwords has another author.
        of_the_list = archive.read(licence.removesuffix("LICENSE") + "src/safejwt/passwords/data/LICENSE").decode()
        assert "Daniel Miessler" in of_the_list
    for line in (
        "Requires-Python: >=3.11",
        "Requires-Dist: django>=",
        "Requires-Dist: pyjwt>=2.13",
        "License-Expression: MIT",
        "License-File: src/safejwt/passwords/data/LICENSE",
    ):
        assert line in metadata


def test_an_empty_project_with_four_settings_and_one_include_signs_people_in_and_out(
    wheel: Path, tmp_path: Path
) -> None:
    packages, project = tmp_path / "packages", tmp_path / "project"
    project.mkdir()
    install = ("-m", "pip", "install", "--no-deps", "--no-index", "--quiet", "--disable-pip-version-check")
    run(sys.executable, *install, "--target", packages, wheel, folder=tmp_path)
    (project / "settings.py").write_text(SETTINGS)
    (project / "urls.py").write_text(URLS)
    variables = {"PYTHONPATH": os.pathsep.join([str(packages), str(project)]), "DJANGO_SETTINGS_MODULE": "settings"}
    variables["PYTHONWARNINGS"] = "error"
    for command in (
        ["check", "--fail-level", "WARNING"],
        ["makemigrations", "--check"],
        ["migrate", "--verbosity", "0"],
    ):
        run(sys.executable, "-m", "django", *command, folder=project, variables=variables)
    used = run(sys.executable, "-c", VISIT, folder=project, variables=variables)
    assert Path(used.strip().splitlines()[-1]).is_relative_to(packages), "the wheel was used, not the checkout"


def test_the_package_asks_for_no_more_settings_than_it_says() -> None:
    documented = safejwt.__doc__ or ""
    for line in SETTINGS.strip().splitlines()[-4:]:
        assert line.split("=")[0].strip().removesuffix(" +") in documented
