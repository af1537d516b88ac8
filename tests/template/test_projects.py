"""Projects of each set of answers: their own checks and tests, and one of them in a browser."""

import json
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import postgres
import pytest
from answers import ALLAUTH, OPTIONS
from new_projects import Create, like, use_in_browser
from packages import run

# These take what the first project has installed, whatever the times of the files.
MAKE = ["make", *(word for name in (".venv", "frontend/node_modules") for word in ("-o", f"{name}/installed"))]
PRODUCTION = {
    "CACHE_URL": "redis://localhost/0",
    "DATABASE_URL": "postgres://user:password@localhost/name",
    "DJANGO_ALLOWED_HOSTS": "shop.example.com",
    "DJANGO_BEHIND_PROXY": "True",
    "DJANGO_DEBUG": "False",
    "DJANGO_ENV_FILE": os.devnull,
    "DJANGO_FROM_EMAIL": "Corner Shop <no-reply@shop.example.com>",
    "DJANGO_SITE_NAME": "Corner Shop",
    "EMAIL_URL": "smtp+tls://user:password@mail.example.com:587",
}


def test_a_new_project_serves_its_app_and_passes_its_tests(installed: Path) -> None:
    run(["make", "test"], installed)


def test_ci_and_the_image_can_install_what_the_lock_files_say(installed: Path) -> None:
    run(["uv", "lock", "--check"], installed)
    run(["npm", "ci", "--dry-run", "--prefix", "frontend"], installed)


def test_secrets_are_readable_by_their_owner_alone(installed: Path) -> None:
    assert (installed / ".env").stat().st_mode & 0o777 == 0o600
    assert not re.search(r"^\w+=''$", (installed / ".env").read_text(), re.M)


def test_a_project_in_one_language_passes_its_tests(created: Create, installed: Path, tmp_path: Path) -> None:
    run([*MAKE, "test"], like(installed, created(*OPTIONS[1]), tmp_path))


@pytest.mark.parametrize("options", OPTIONS[2:])
def test_projects_on_postgresql_pass_their_tests(
    created: Create, installed: Path, tmp_path: Path, options: tuple[str, ...]
) -> None:
    with database(tmp_path) as url:
        run([*MAKE, "test-backend"], like(installed, created(*options), tmp_path), DATABASE_URL=url)


def test_a_project_with_django_allauth_passes_its_tests(with_allauth: Path) -> None:
    run(["make", "test"], with_allauth)


def test_a_project_with_django_allauth_describes_its_api(with_allauth: Path) -> None:
    run(["make", "openapi"], with_allauth)
    document = json.loads((with_allauth / "openapi.json").read_text())
    assert {"/users/account/", "/api/vault/", "/users/token/"} <= set(document["paths"])
    assert "https://docs.allauth.org/" in document["info"]["description"]
    words = ["../.venv/bin/python", "manage.py", "spectacular", "--settings=corner_shop.openapi"]
    run([*words, "--validate", "--fail-on-warn", f"--file={os.devnull}"], with_allauth / "backend")


def test_users_of_a_project_with_django_allauth_log_in_and_manage_their_account(with_allauth: Path) -> None:
    use_in_browser(with_allauth, "allauth.spec.ts")


def test_a_project_with_django_allauth_is_ready_for_production(with_allauth: Path) -> None:
    keys = ("DJANGO_SECRET_KEY_PRODUCTION", "DJANGO_ACCESS_TOKEN_SECRET", "DJANGO_REFRESH_TOKEN_SECRET")
    values = {name: secrets.token_urlsafe(48) for name in keys} | PRODUCTION
    words = ["../.venv/bin/python", "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    run(words, with_allauth / "backend", **values)


def test_a_project_with_django_allauth_can_do_without_passkeys(
    created: Create, with_allauth: Path, tmp_path: Path
) -> None:
    with database(tmp_path) as url:
        run([*MAKE, "test-backend"], like(with_allauth, created(*ALLAUTH[1]), tmp_path), DATABASE_URL=url)


@contextmanager
def database(folder: Path) -> Iterator[str]:
    if url := os.environ.get(postgres.GIVEN):
        yield url
        return
    with postgres.server(folder) as url:
        yield url
