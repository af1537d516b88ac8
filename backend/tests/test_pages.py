"""The page of the app, unknown URLs and the admin."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from safejwt.testing import BrowserClient
from users.models import User

from .conftest import PASSWORD


@pytest.mark.django_db
def test_every_app_url_gets_the_page(client: Client, settings: Any, tmp_path: Path) -> None:
    settings.FRONTEND_DIST = tmp_path
    (tmp_path / "index.html").write_text("<title>the app</title>")
    for path in ("/login", "/account"):
        response: Any = client.get(path)
        assert b"".join(response.streaming_content) == b"<title>the app</title>"
        response.close()


def test_a_missing_build_is_reported(client: Client, settings: Any, tmp_path: Path) -> None:
    settings.FRONTEND_DIST = tmp_path
    assert client.get("/login").status_code == 503


def test_browsers_find_the_icon_of_pages_that_name_none(client: Client) -> None:
    assert client.get("/favicon.ico").headers["Location"] == "/favicon.svg"


def test_password_managers_find_the_page_that_changes_a_password(client: Client) -> None:
    assert client.get("/.well-known/change-password").headers["Location"] == "/account/password"


def test_unknown_api_urls_are_json(client: Client) -> None:
    for path in ("/users/nothing/here/", "/api/", "/api"):
        response = client.get(path, follow=True)
        assert (response.status_code, response.json()["code"]) == (404, "not_found")


def test_vite_forwards_the_paths_of_the_api(settings: Any) -> None:
    config = Path(__file__).parents[2] / "frontend" / "vite.config.ts"
    paths = re.search(r"const apiPaths = \[(.*)\]", config.read_text())
    assert paths is not None
    assert re.findall(r"'(.*?)'", paths[1]) == settings.API_PATHS


@pytest.mark.django_db
def test_login_and_logout(browser: BrowserClient, user: User) -> None:
    browser.take(browser.post("/users/login/", {"username": "ada", "password": PASSWORD}, format="json"))
    assert browser.get("/users/auth/").json()["username"] == "ada"
    assert browser.post("/users/logout/").status_code == 204
    assert browser.get("/users/auth/").status_code == 401


def test_the_admin_lists_users(admin_client: Client, user: User) -> None:
    assert "ada@example.com" in admin_client.get("/admin/users/user/").content.decode()


@pytest.mark.django_db
def test_a_new_database_has_no_user() -> None:
    assert not User.objects.exists()
