"""The changes of docs/guides/build-on-it.md, made to a copy of the backend as they stand there."""

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from socket import create_connection, socket
from typing import Any

import pytest

from .browser import Browser
from .project_settings import BACKEND, production, without_project_variables

PAGE = (BACKEND.parent / "docs" / "guides" / "build-on-it.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n# backend/(\S+?)(?:, [^\n]*)?\n(.*?)^```", PAGE, re.M | re.S)
ORIGIN = "https://app.example.com"
MEGABYTE = 1024 * 1024


def changed_copy(folder: Path, *edits: tuple[str, str, str]) -> Path:
    """A copy of the backend with the page's files and lines, and then with `edits`: a file, a text, and another."""
    backend = folder / "backend"
    shutil.copytree(BACKEND, backend, ignore=shutil.ignore_patterns("*.sqlite3*", "__pycache__", "tests"))
    for name, text in BLOCKS:
        file = backend / name
        if name == "main/urls.py":
            anchor = '    path("users/", include("users.urls")),\n'
            replace(file, anchor, anchor + text)
        elif file.exists():
            for line in text.strip().splitlines():
                setting = line.partition(" = ")[0]
                (old,) = re.findall(rf"^{setting} = .*$", file.read_text(), re.M)
                replace(file, old, line)
        else:
            file.parent.mkdir(exist_ok=True)
            file.write_text(text)
    for name, old, new in edits:
        replace(backend / name, old, new)
    return backend


def replace(file: Path, old: str, new: str) -> None:
    assert file.read_text().count(old) == 1, (file, old)
    file.write_text(file.read_text().replace(old, new))


@contextmanager
def serving(backend: Path, **variables: str) -> Iterator[str]:
    """Run the copy as production runs it, over plain http."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    own = production(DJANGO_DEBUG="True", DATABASE_URL=f"sqlite:///{backend / 'db.sqlite3'}", **variables)
    environment = {**without_project_variables(), **own, "PYTHONDONTWRITEBYTECODE": "1"}
    environment.pop("PYTHONPATH", None)
    manage = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    subprocess.run(manage, cwd=backend, env=environment, check=True)
    words = [sys.executable, "-m", "gunicorn", f"--bind=127.0.0.1:{port}"]
    with subprocess.Popen(words, cwd=backend, env=environment) as server:
        try:
            wait_for(port)
            yield f"http://localhost:{port}"
        finally:
            server.terminate()


def wait_for(port: int) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        else:
            return


def registered(address: str, users: str = "/users/", **headers: str) -> Browser:
    browser = Browser(address)
    browser.send("GET", f"{users}csrf/", headers=headers)
    account = {"username": "ada", "email": "ada@example.com", "password": "correct horse battery staple"}
    response = browser.send("POST", users, account, headers=headers)
    assert response.status == 201, response.body
    return browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(changed_copy(tmp_path_factory.mktemp("copy")), DJANGO_TRUSTED_ORIGINS=ORIGIN) as address:
        yield address


@pytest.fixture(scope="module")
def ada(address: str) -> Browser:
    return registered(address)


def form(size: int) -> dict[str, Any]:
    head = '--line\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\n\r\n'
    return {
        "body": head.encode() + b"x" * size + b"\r\n--line--\r\n",
        "headers": {"Content-Type": "multipart/form-data; boundary=line"},
    }


def test_endpoint_knows_the_user_and_checks_csrf(ada: Browser) -> None:
    assert ada.send("GET", "/v2/orders/").json()["user"] == "ada"
    assert ada.send("GET", "/v2/orders/", headers={"X-CSRFToken": None}).code == "csrf_failed"
    assert Browser(ada.address).send("GET", "/v2/orders/").code == "not_authenticated"


def test_unknown_path_below_the_new_one_is_json_and_the_old_one_is_the_app(ada: Browser) -> None:
    response = ada.send("GET", "/v2/nothing/")
    assert (response.status, response.code, response.headers["Cache-Control"]) == (404, "not_found", "no-store")
    assert ada.send("GET", "/api/nothing").code is None


def test_file_is_uploaded(ada: Browser) -> None:
    assert ada.send("POST", "/v2/photos/", **form(8 * MEGABYTE)).json() == {"name": "a.jpg", "size": 8 * MEGABYTE}
    without_token = form(1)
    without_token["headers"]["X-CSRFToken"] = None
    assert ada.send("POST", "/v2/photos/", **without_token).code == "csrf_failed"


def test_five_megabytes_of_json_are_read(ada: Browser) -> None:
    rows = {"rows": ["x" * 1000] * 5 * 1024}
    assert ada.send("POST", "/v2/import/", rows).json() == {"rows": 5 * 1024}
    assert ada.send("PATCH", "/users/1/", rows).code == "body_too_large", "other views keep their limit"


def test_larger_uploads_need_one_variable(tmp_path: Path, ada: Browser) -> None:
    with suppress(ConnectionResetError):  # The server does not read on, and the client may not have read yet.
        assert ada.send("POST", "/v2/photos/", **form(11 * MEGABYTE)).status == 413
    with serving(changed_copy(tmp_path), DJANGO_MAX_BODY_MB="12") as address:
        assert registered(address).send("POST", "/v2/photos/", **form(11 * MEGABYTE)).status == 201


def test_app_on_another_origin_sends_and_reads_its_headers(ada: Browser) -> None:
    asked = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "authorization,idempotency-key"}
    preflight = ada.send("OPTIONS", "/v2/orders/", headers={"Origin": ORIGIN, **asked})
    assert preflight.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "idempotency-key" in preflight.headers["Access-Control-Allow-Headers"]
    sent = {"Origin": ORIGIN, "Sec-Fetch-Site": "same-site", "Idempotency-Key": "1"}
    response = ada.send("GET", "/v2/orders/", headers=sent)
    assert response.json()["user"] == "ada"
    assert response.headers["Access-Control-Expose-Headers"] == "retry-after, x-total-count"
    assert response.headers["X-Total-Count"] == "0"
    assert ada.send("GET", "/v2/orders/", headers={"Origin": "https://evil.example"}).code == "csrf_failed"


def test_all_of_the_api_can_be_below_another_path(tmp_path: Path) -> None:
    edits = [
        ("main/settings.py", '["users", "v2"]', '["backend"]'),
        ("main/urls.py", 'path("users/"', 'path("backend/users/"'),
        ("main/urls.py", 'path("v2/"', 'path("backend/"'),
    ]
    with serving(changed_copy(tmp_path, *edits), DJANGO_TRUSTED_ORIGINS=ORIGIN) as address:
        browser = registered(address, "/backend/users/")
        assert browser.send("POST", "/backend/users/token/").status == 200
        response = browser.send("GET", "/backend/orders/", headers={"Origin": ORIGIN})
        assert response.headers["Access-Control-Allow-Origin"] == ORIGIN
        assert browser.send("GET", "/backend/nothing").code == "not_found"
        assert browser.send("GET", "/users/auth/").code is None
