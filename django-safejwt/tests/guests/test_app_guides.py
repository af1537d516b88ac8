"""The guides about what an app does with its API, pasted into new projects."""

import sys
from pathlib import Path

import pytest

from .guides import blocks
from .pasted import URLS, Project, follow, new_project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return new_project(tmp_path)


def test_files_are_for_their_owner_and_for_a_link_of_a_minute(project: Project) -> None:
    follow(project, "files.md").tell(
        """
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signing import TimestampSigner
from django.test import Client
from unittest.mock import patch
import time

for name in ("ada", "eve"):
    User.objects.create_user(name, password=PASSWORD)
ada, eve = log_in("ada"), log_in("eve")
page = SimpleUploadedFile("page.html", b"<script>alert(1)</script>", "text/html")
stored = expect(ada.post("/api/files/", {"content": page}), 201).json()
assert stored == {"id": 1, "name": "page.html"}, stored
response = expect(ada.get("/api/files/1/"), 200)
assert b"".join(response.streaming_content) == b"<script>alert(1)</script>"
assert response["Content-Disposition"] == 'attachment; filename="page.html"'
expect(eve.get("/api/files/1/"), 404)
expect(eve.post("/api/files/1/link/"), 404)
expect(visitor().get("/api/files/1/"), 401)
url = expect(ada.post("/api/files/1/link/"), 200).json()["url"]
expect(Client().get(url), 200)
expect(Client().get(url.replace("downloads/1", "downloads/2")), 404)
with patch("time.time", return_value=time.time() + 61):
    expect(Client().get(url), 404)
refused = expect(ada.post("/api/files/", {"other": page}), 400).json()
assert refused["content"] == ["No file was submitted."], refused
"""
    )


SOCKETS = """
import asyncio, json, time
from unittest.mock import patch
from asgiref.sync import sync_to_async
from asgiref.testing import ApplicationCommunicator
from shop.asgi import application

def open_socket(origin="http://testserver"):
    headers = [(b"host", b"testserver"), (b"origin", origin.encode())]
    return ApplicationCommunicator(application, {"type": "websocket", "path": "/live/", "headers": headers, "query_string": b""})

async def connect(**options):
    socket = open_socket(**options)
    await socket.send_input({"type": "websocket.connect"})
    return socket, (await socket.receive_output(10))["type"]

async def say(socket, **message):
    await socket.send_input({"type": "websocket.receive", "text": json.dumps(message)})
    return await hear(socket)

async def hear(socket):
    answer = await socket.receive_output(10)
    return json.loads(answer["text"])["text"] if "text" in answer else answer["code"]

async def story(browser):
    socket, answer = await connect()
    assert answer == "websocket.accept"
    assert await say(socket, token="none") == 4401
    socket, answer = await connect(origin="https://evil.example")
    assert answer == "websocket.close"
    socket, _ = await connect()
    assert await say(socket, token=browser.access_token) == "Hello ada."
    assert await say(socket, text="hi") == "You said hi."
    await sync_to_async(browser.post)("/users/logout/")
    assert await hear(socket) == 4401

async def expiry(browser):
    socket, _ = await connect()
    # The token expires in five minutes.
    with patch("shop.consumers.time.time", return_value=time.time() + 300):
        await say(socket, token=browser.access_token)
    assert await hear(socket) == 4401
    with patch("shop.consumers.SECONDS_TO_AUTHENTICATE", 0):
        silent, _ = await connect()
        assert await hear(silent) == 4401

User.objects.create_user("ada", password=PASSWORD)
asyncio.run(story(log_in("ada")))
asyncio.run(expiry(log_in("ada")))
"""


def test_websocket_authenticates_and_ends_with_its_token_or_session(project: Project) -> None:
    follow(project, "websockets.md").tell(SOCKETS)


CROSS_ORIGIN = """
call_command("check", fail_level="WARNING")
User.objects.create_user("ada", password=PASSWORD)
own = {"HTTP_HOST": "api.example.com", "HTTP_ORIGIN": ORIGIN, "HTTP_SEC_FETCH_SITE": SITE, "secure": True}

def call(browser, method, path, body=None, **changed):
    return getattr(browser, method)(path, body, format="json", **{**own, **changed})

browser = BrowserClient()
# A page of another host takes the token from the body.
token = expect(call(browser, "get", "/users/csrf/"), 200).json()["csrfToken"]
answer = call(browser, "post", "/users/login/", {"username": "ada", "password": PASSWORD}, HTTP_X_CSRFTOKEN=token)
browser.take(expect(answer, 200))
assert answer["Access-Control-Allow-Origin"] == ORIGIN
assert answer["Access-Control-Allow-Credentials"] == "true"
[cookie] = [cookie for name, cookie in answer.cookies.items() if "refreshtoken" in name]
print("cookie", cookie["samesite"], bool(cookie["secure"]), "Partitioned" in cookie.OutputString())
expect(call(browser, "get", "/users/auth/"), 200)
expect(call(browser, "post", "/users/token/", HTTP_ORIGIN="https://other.example.com"), 403)
asked = {"HTTP_ACCESS_CONTROL_REQUEST_METHOD": "POST", "HTTP_ACCESS_CONTROL_REQUEST_HEADERS": "authorization,x-csrftoken"}
allowed = expect(call(browser, "options", "/users/token/", **asked), 200)["Access-Control-Allow-Headers"]
assert {"authorization", "content-type", "x-csrftoken"} <= set(allowed.split(", ")), allowed
"""


@pytest.mark.parametrize(
    ("labels", "site", "cookie"),
    [(["same site"], "same-site", "Strict"), (["same site", "another site"], "cross-site", "None")],
)
def test_app_on_another_origin_logs_in(project: Project, labels: list[str], site: str, cookie: str) -> None:
    found = dict(blocks("cross-origin.md"))
    settings = [("settings.py", found[f"settings.py: {label}"]) for label in labels]
    hosts = 'ALLOWED_HOSTS = ["api.example.com", "testserver"]'
    project.paste([("settings.py", hosts), *settings, ("urls.py", URLS)])
    story = f"ORIGIN, SITE = 'https://app.example.com', {site!r}\n{CROSS_ORIGIN}"
    is_cross_site = cookie == "None"
    assert f"cookie {cookie} {is_cross_site} {is_cross_site}\n" in project.tell(story)


def test_requests_that_a_rendering_server_forwards_are_those_of_its_origin(project: Project) -> None:
    follow(project, "server-rendering.md").tell(
        """
own = {"HTTP_HOST": "testserver", "HTTP_X_FORWARDED_PROTO": "https", "HTTP_SEC_FETCH_SITE": "same-origin"}
browser = visitor(**own, HTTP_ORIGIN="https://app.example.com")
User.objects.create_user("ada", password=PASSWORD)
body = {"username": "ada", "password": PASSWORD}
expect(browser.post("/users/login/", body, format="json"), 200)
expect(browser.post("/users/login/", body, format="json", HTTP_ORIGIN="https://evil.example.com"), 403)
"""
    )


RUNNERS = {
    "manage.py test --settings=shop.test_settings": "\nRan 4 tests in ",
    "-m pytest -q -p no:cacheprovider --ds=shop.test_settings shop/test_hello.py shop/test_reset.py": "4 passed",
}


@pytest.mark.parametrize("command", RUNNERS, ids=["django", "pytest"])
def test_tests_of_a_project_pass_as_the_page_has_them(command: str, project: Project) -> None:
    existing = "../start/existing-project.md"
    views = [*blocks(existing, "Steps")[2:], *blocks(existing, "A protected view")]
    project.paste([*views, *blocks("accounts.md", "Installation"), *blocks("testing.md")])
    assert RUNNERS[command] in project.run(sys.executable, *command.split())
