"""The built app: its page at every address of its own, its files, and no faults."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, override_settings

PAGE = b"<!doctype html><title>the app</title>"

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Client]:
    (tmp_path / "index.html").write_bytes(PAGE)
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "index-BdK3x9aQ.js").write_text("export {}")
    with override_settings(FRONTEND_DIST=tmp_path, WHITENOISE_ROOT=tmp_path, WHITENOISE_AUTOREFRESH=False):
        yield Client(enforce_csrf_checks=True)


def body(answer: Any) -> bytes:
    content = b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)
    answer.close()
    return content


@pytest.mark.parametrize("path", ["/", "/login", "/account", "/register/", "/deep/down/here", "/?next=/account"])
def test_every_address_of_the_app_gets_its_page_anew(browser: Client, path: str) -> None:
    answer = browser.get(path)
    assert (answer.status_code, body(answer)) == (200, PAGE)
    assert answer["Content-Type"].startswith("text/html")
    # "/" is whitenoise's own, the others the view's; neither may be kept unasked.
    assert answer["Cache-Control"] in ("no-cache", "max-age=60, public", "max-age=0, public")


def test_a_file_of_the_app_is_kept_for_ever(browser: Client) -> None:
    answer = browser.get("/assets/index-BdK3x9aQ.js")
    assert (answer.status_code, body(answer)) == (200, b"export {}")
    assert "immutable" in answer["Cache-Control"]


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
        *("/api-auth/login/", "/assets/../../backend/main/settings.py", "/..%2f..%2fetc/passwd.txt", "/%00.js", "/a.b"),
    ],
)
def test_a_missing_file_is_404_and_no_page(browser: Client, path: str) -> None:
    answer = browser.get(path)
    assert answer.status_code == 404
    assert PAGE not in body(answer)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
@pytest.mark.parametrize("path", ["/", "/login", "/account"])
def test_the_page_is_only_read(browser: Client, path: str, method: str) -> None:
    answer = getattr(browser, method)(path)
    assert answer.status_code in (403, 405)


@pytest.mark.parametrize("path", ["/" + "x" * 5000, "/%ff", "/%00", "/a%0d%0ab", "//evil.example", "/\\evil.example"])
def test_no_address_is_a_fault(browser: Client, path: str) -> None:
    answer = browser.get(path)
    assert answer.status_code < 500
    body(answer)


def test_a_page_that_is_not_built_says_how_to_build_it(tmp_path: Path) -> None:
    with override_settings(FRONTEND_DIST=tmp_path, WHITENOISE_ROOT=None):
        answer = Client().get("/login")
    assert answer.status_code == 503
    assert b"make run" in answer.content


def test_an_unknown_address_of_the_api_is_json_and_not_the_page(browser: Client) -> None:
    answer = browser.get("/users/nothing/here")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_the_page_may_not_be_framed_and_its_type_not_guessed(browser: Client) -> None:
    answer = browser.get("/login")
    body(answer)
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
