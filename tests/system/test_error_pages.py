"""Errors as a browser and as a client get them from gunicorn with production settings."""

import http.client
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from safejwt.testing import BrowserClient
from users.models import User

from .project_settings import BACKEND, production, without_project_variables

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
SCRIPT = {"Accept": "*/*"}


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A production server whose database has no tables, so that a login of the admin fails."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    database = tmp_path_factory.mktemp("database") / "empty.sqlite3"
    variables = production(DATABASE_URL=f"sqlite:///{database}", DJANGO_SSL_REDIRECT="False", DJANGO_LOG_LEVEL="ERROR")
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "main.wsgi:application", f"--bind=127.0.0.1:{port}", "--log-level=critical"],
        cwd=BACKEND,
        env=without_project_variables() | variables,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
        yield port
    finally:
        server.terminate()
        server.wait(30)


def send(port: int, method: str, path: str, headers: dict[str, str], body: str | None = None) -> Any:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request(method, path, body, {"Host": "localhost", **headers})
    response = connection.getresponse()
    content = response.read().decode()
    connection.close()
    return response.status, dict(response.getheaders()), content


def failing_login(port: int) -> tuple[str, dict[str, str], str]:
    _, headers, page = send(port, "GET", "/admin/login/", BROWSER)
    token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    cookie = headers["Set-Cookie"].partition(";")[0]
    form = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie, "Origin": "http://localhost"}
    return "/admin/login/", form, f"csrfmiddlewaretoken={token}&username=ada&password=wrong"


CASES = {
    "host": (400, "bad_request", "This request could not be read"),
    "csrf": (403, "csrf_failed", "This form is out of date"),
    "file": (404, "not_found", "This page does not exist"),
    "api": (404, "not_found", "This page does not exist"),
    "fault": (500, "server_error", "Something went wrong"),
}


def respond(port: int, case: str, accepted: dict[str, str]) -> Any:
    match case:
        case "host":
            return send(port, "GET", "/admin/", {**accepted, "Host": "evil.example"})
        case "csrf":
            return send(port, "POST", "/admin/login/", accepted, "")
        case "file":
            return send(port, "GET", "/file.txt", accepted)
        case "api":
            return send(port, "GET", "/users/nothing/", accepted)
        case _:
            path, headers, body = failing_login(port)
            return send(port, "POST", path, {**headers, **accepted}, body)


@pytest.mark.parametrize("case", CASES)
def test_browser_gets_a_page(port: int, case: str) -> None:
    status, _, heading = CASES[case]
    got, headers, page = respond(port, case, BROWSER)
    assert got == status
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert f"<h1>{heading}</h1>" in page
    assert "<strong>safejwt</strong>" in page
    assert "style-src 'sha256-" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert not [word for word in ("Traceback", "Django", "sqlite", "no such table") if word in page]


@pytest.mark.parametrize("case", CASES)
def test_client_gets_json(port: int, case: str) -> None:
    status, code, _ = CASES[case]
    got, headers, body = respond(port, case, SCRIPT)
    assert (got, headers["Content-Type"]) == (status, "application/json")
    assert json.loads(body).keys() == {"detail", "code"}
    assert json.loads(body)["code"] == code


def test_page_of_the_api_is_in_the_language_of_the_browser(port: int) -> None:
    page = send(port, "GET", "/users/nothing/", {**BROWSER, "Accept-Language": "de"})[2]
    assert "<h1>Diese Seite gibt es nicht</h1>" in page


def test_typing_the_address_of_the_api_leads_to_the_app(port: int) -> None:
    status, headers, _ = send(port, "GET", "/users", BROWSER)
    assert (status, headers["Location"]) == (301, "/users/")
    status, headers, _ = send(port, "GET", "/users/", BROWSER)
    assert (status, headers["Location"]) == (302, "/")
    assert headers["Cache-Control"] == "no-store"
    assert send(port, "GET", "/users/", SCRIPT)[0] == 403


def test_browsable_login_is_gone(port: int) -> None:
    assert "rest_framework" not in send(port, "GET", "/api-auth/login/", BROWSER)[2]


@pytest.mark.django_db
def test_registration_is_no_page(client: BrowserClient) -> None:
    """A POST is answered as before, whatever it accepts."""
    client.get("/users/csrf/")
    body = {"username": "grace", "email": "grace@example.com", "password": "correct horse battery staple"}
    assert client.post("/users/", body, format="json", headers=BROWSER).status_code == 201
    assert User.objects.exists()
