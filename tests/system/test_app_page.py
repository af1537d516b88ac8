"""The built app: its page at every app URL, and its files."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, override_settings

PAGE = b"<!doctype html><title>the app</title>\n"

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def browser() -> Iterator[Client]:
    """One client for all tests: it lists the files once, as production does."""
    with override_settings(WHITENOISE_AUTOREFRESH=False):
        client = Client(enforce_csrf_checks=True)
        client.handler.load_middleware()
        yield client


def body(response: Any) -> bytes:
    content = b"".join(response.streaming_content) if response.streaming else bytes(response.content)
    response.close()
    return content


@pytest.mark.parametrize("path", ["/", "/login", "/account", "/register/", "/deep/down/here", "/?next=/account"])
def test_every_app_url_gets_the_page_uncached(browser: Client, path: str) -> None:
    response = browser.get(path)
    assert (response.status_code, body(response)) == (200, PAGE)
    assert response["Content-Type"].startswith("text/html")
    # WhiteNoise serves "/", the view serves the others. Neither may be cached for long.
    assert response["Cache-Control"] in ("no-cache", "max-age=60, public", "max-age=0, public")


def test_hashed_file_is_cached_forever(browser: Client) -> None:
    response = browser.get("/assets/index-BdK3x9aQ.js")
    assert (response.status_code, body(response)) == (200, b"export {}\n")
    assert "immutable" in response["Cache-Control"]


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/assets/index-gone.js",
            "/favicon-gone.ico",
            "/robots.txt",
            "/.env",
            "/.git/config",
            "/assets/",
            "/static/gone",
        ),
        *("/assets/../../backend/main/settings.py", "/..%2f..%2fetc/passwd.txt", "/%00.js", "/a.b"),
    ],
)
def test_missing_file_is_404_without_the_page(browser: Client, path: str) -> None:
    response = browser.get(path)
    assert response.status_code == 404
    assert PAGE not in body(response)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
@pytest.mark.parametrize("path", ["/", "/login", "/account"])
def test_page_allows_only_safe_methods(browser: Client, path: str, method: str) -> None:
    response = getattr(browser, method)(path)
    assert response.status_code in (403, 405)


@pytest.mark.parametrize("path", ["/" + "x" * 5000, "/%ff", "/%00", "/a%0d%0ab", "//evil.example", "/\\evil.example"])
def test_no_url_causes_a_server_error(browser: Client, path: str) -> None:
    response = browser.get(path)
    assert response.status_code < 500
    body(response)


def test_missing_build_says_how_to_build_it(tmp_path: Path) -> None:
    with override_settings(FRONTEND_DIST=tmp_path, WHITENOISE_ROOT=None):
        response = Client().get("/login")
    assert response.status_code == 503
    assert b"make run" in response.content


def test_unknown_api_url_is_json(browser: Client) -> None:
    response = browser.get("/users/nothing/here")
    assert (response.status_code, response.json()["code"]) == (404, "not_found")


def test_page_cannot_be_framed_or_sniffed(browser: Client) -> None:
    response = browser.get("/login")
    body(response)
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
