"""The server's code of the guides, pasted into new projects, and what their users do."""

import sys
from pathlib import Path

import pytest

from . import readme
from .guides import blocks
from .pasted import Project

URLS = 'from django.urls import include\nurlpatterns += [path("users/", include("safejwt.urls"))]'
LOG_IN = """
def log_in(name, **fields):
    browser = visitor()
    body = {User.USERNAME_FIELD: name, "password": PASSWORD, **fields}
    browser.take(expect(browser.post("/users/login/", body, format="json"), 200))
    return browser

"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    settings = readme.settings_of({"INSTALLED_APPS": ["django.contrib.admin"]})
    return Project(tmp_path).start().paste([("settings.py", settings)])


def pasted(project: Project, page: str, *others: tuple[str, str], routes: str = URLS) -> Project:
    # The labels of alternatives are not part of the name of the file.
    code = [(file.partition(":")[0], text) for file, text in [*others, *blocks(page)]]
    with_apps = {folder for folder in ("users", "files") if any(file.startswith(f"{folder}/") for file, _ in code)}
    for app in with_apps:
        project.paste([(f"{app}/migrations/__init__.py", "")])
    return project.paste([("urls.py", routes), *code])


def test_custom_users_have_their_fields_and_change_them(project: Project) -> None:
    pasted(project, "custom-users.md").tell(
        LOG_IN
        + """
User.objects.create_user("ada", "ada@example.com", PASSWORD, role="manager")
browser = log_in("ada")
own = browser.get("/users/auth/").json()
assert own.keys() == {"id", "username", "email", "name", "role"}, own
assert browser.patch("/api/profile/", {"name": "Ada L.", "role": "none"}, format="json").json() == {**own, "name": "Ada L."}
assert expect(browser.post("/users/token/"), 200).json()["user"]["name"] == "Ada L."
User.objects.update(role="guest")
expect(browser.get("/users/auth/"), 401)
try:
    User.objects.create(username="ADA", email="other@example.com").validate_constraints()
except Exception as error:
    assert "users_username" in str(error), error
else:
    raise AssertionError
"""
    )


def test_visitors_register_with_the_fields_of_the_project(project: Project) -> None:
    model = """
from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    phone = models.CharField(max_length=20)
"""
    settings = 'INSTALLED_APPS += ["users"]\nAUTH_USER_MODEL = "users.User"'
    own = 'from users.views import WelcomeView\nurlpatterns += [path("welcome/", WelcomeView.as_view())]'
    pasted(project, "registration.md", ("users/models.py", model), ("settings.py", settings), routes="").paste(
        [("urls.py", own)]
    ).tell(
        """
ada = {"username": "ada", "email": "ada@example.com", "password": PASSWORD, "phone": "+1 555 0100", "terms": True}
refused = expect(visitor().post("/users/", {**ada, "terms": False}, format="json"), 400).json()
assert refused["errors"] == {"terms": ["Accept the terms."]}, refused
browser = visitor()
browser.take(expect(browser.post("/users/", ada, format="json"), 201))
expect(browser.get("/users/auth/"), 200)
assert User.objects.get().phone == ada["phone"]
refused = expect(visitor().post("/users/", {**ada, "username": "Ada"}, format="json"), 400).json()
assert refused["errors"].keys() == {"username"}, refused
refused = expect(visitor().post("/users/", {**ada, "username": "eve", "password2": "x"}, format="json"), 400).json()
assert refused["errors"].keys() == {"password2"}, refused
expect(visitor().post("/welcome/", {**ada, "username": "bob"}, format="json"), 201)
assert User.objects.get(username="bob").groups.get().name == "newcomers"
"""
    )


def test_users_without_a_username_log_in_by_email_in_any_case(project: Project) -> None:
    without = [("users/migrations/__init__.py", ""), ("urls.py", URLS), *blocks("email-login.md", "Without")]
    register = 'from safejwt.views import RegisterView\nurlpatterns += [path("users/", RegisterView.as_view())]'
    project.paste([*without, ("urls.py", register)]).tell(
        LOG_IN
        + """
call_command("check", fail_level="WARNING")
ada = {"email": "ada@example.com", "password": PASSWORD}
expect(visitor().post("/users/", ada, format="json"), 201)
refused = expect(visitor().post("/users/", {**ada, "email": "ADA@example.com"}, format="json"), 400).json()
assert refused["errors"].keys() == {"email"}, refused
assert log_in(" ADA@Example.com").get("/users/auth/").json()["email"] == "ada@example.com"
refused = expect(visitor().post("/users/login/", {"username": "ada@example.com", "password": PASSWORD}, format="json"), 400)
assert refused.json()["errors"].keys() == {"email"}, refused.json()
User.objects.create_superuser("root@example.com", PASSWORD)
assert User.objects.get(email="root@example.com").is_staff
"""
    )


def test_users_with_a_username_log_in_by_either(project: Project) -> None:
    both = [
        ("settings.py", text) for file, text in blocks("email-login.md", "By username") if file == "settings.py: both"
    ]
    assert both
    project.paste([*both, ("urls.py", URLS)]).tell(
        LOG_IN
        + """
call_command("check", fail_level="WARNING")
User.objects.create_user("ada", "ada@example.com", PASSWORD)
for name in ("ada", "ada@example.com", "ADA@example.com"):
    assert log_in(name).get("/users/auth/").json()["username"] == "ada"
"""
    )


def test_files_are_for_their_owner_and_for_a_link_of_a_minute(project: Project) -> None:
    pasted(project, "files.md").tell(
        LOG_IN
        + """
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
    pasted(project, "websockets.md").tell(LOG_IN + SOCKETS)


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
    pasted(project, "server-rendering.md").tell(
        LOG_IN
        + """
own = {"HTTP_HOST": "testserver", "HTTP_X_FORWARDED_PROTO": "https", "HTTP_SEC_FETCH_SITE": "same-origin"}
browser = visitor(**own, HTTP_ORIGIN="https://app.example.com")
User.objects.create_user("ada", password=PASSWORD)
body = {"username": "ada", "password": PASSWORD}
expect(browser.post("/users/login/", body, format="json"), 200)
expect(browser.post("/users/login/", body, format="json", HTTP_ORIGIN="https://evil.example.com"), 403)
"""
    )


# What a project of 2020 has, and its package for settings.
PROJECT_OF_2020 = [
    ("settings.py", 'import decouple\nINSTALLED_APPS += ["rest_framework", "users"]\nAUTH_USER_MODEL = "users.User"'),
    ("settings.py", 'REST_FRAMEWORK = {"DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"]}'),
    ("settings.py", 'REFRESH_TOKEN_SECRET = decouple.config("DJANGO_REFRESH_TOKEN_SECRET")'),
    ("urls.py", 'from django.urls import include\nurlpatterns += [path("users/", include("users.urls"))]'),
    ("users/migrations/__init__.py", ""),
    (
        "users/models.py",
        """
from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    email = models.EmailField("email address", unique=True)
""",
    ),
    (
        "users/serializers.py",
        """
from django.contrib.auth import get_user_model
from rest_framework import serializers


class UserDetailSerializer(serializers.ModelSerializer):
    class Meta:
        model = get_user_model()
        fields = ["username", "email", "id", "last_login", "date_joined"]
""",
    ),
]
DECOUPLE = """
import os

def config(name, default=None, cast=str):
    return cast(os.environ.get(name, default))
"""


def test_project_of_2020_moves_here(tmp_path: Path) -> None:
    project = Project(tmp_path).start().paste([*PROJECT_OF_2020, *blocks("from-the-2020-guide.md")])
    (tmp_path / "decouple.py").write_text(DECOUPLE)
    story = """
call_command("check", fail_level="WARNING")
browser = visitor()
ada = {"username": "ada", "email": "ada@example.com", "password": PASSWORD}
user = browser.take(expect(browser.post("/users/", ada, format="json"), 201))["user"]
assert user.keys() == {"id", "username", "email", "last_login", "date_joined"}, user
browser.take(expect(browser.post("/users/login/", {"username": "ada", "password": PASSWORD}, format="json"), 200))
assert browser.get("/users/auth/").json()["email"] == "ada@example.com"
own = f"/users/{user['id']}/"
changed = expect(browser.post(own, {"username": "countess", "password": "another harbor of brass"}, format="json"), 200)
assert changed.json()["username"] == "countess"
User.objects.create_user("eve", "eve@example.com")
expect(browser.get(f"/users/{user['id'] + 1}/"), 404)
browser.take(expect(browser.get("/users/token/"), 200))
expect(browser.get("/users/logout/"), 204)
expect(browser.get(own), 401)
"""
    project.tell(story, {"DJANGO_DEBUG": "True"})


RUNNERS = {
    "manage.py test --settings=shop.test_settings": "\nRan 4 tests in ",
    "-m pytest -q -p no:cacheprovider --ds=shop.test_settings shop/test_hello.py": "3 passed",
}


@pytest.mark.parametrize("command", RUNNERS, ids=["django", "pytest"])
def test_tests_of_a_project_pass_as_the_page_has_them(command: str, project: Project) -> None:
    existing = "../start/existing-project.md"
    views = [*blocks(existing, "Steps")[2:], *blocks(existing, "A protected view")]
    project.paste([*views, *blocks("testing.md")])
    assert RUNNERS[command] in project.run(sys.executable, *command.split())
