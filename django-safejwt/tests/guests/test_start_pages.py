"""The pages of docs/start, followed by projects, and driven over HTTP."""

import re
import shutil
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import DEVNULL, Popen

import httpx
import pytest

from .guides import FOLDER, blocks
from .pasted import Project

EXISTING, NEW = "../start/existing-project.md", "../start/new-project.md"
REPOSITORY = Path(__file__).parents[3]
BOB = {"username": "bob", "email": "bob@example.com", "password": "quiet harbor of brass"}
# An API of before, with a page for everybody.
API = """
INSTALLED_APPS += ["rest_framework"]
REST_FRAMEWORK = {"DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAdminUser"], "SEARCH_PARAM": "q"}
"""
NO_SETTINGS = 'INSTALLED_APPS += ["rest_framework"]\nREST_FRAMEWORK = {}'


def existing(folder: Path, settings: str) -> Project:
    return Project(folder).start().paste([("settings.py", settings), *blocks(EXISTING)])


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = existing(tmp_path_factory.mktemp("existing"), NO_SETTINGS)
    commands = re.findall(r"python manage\.py (\w+)$", (FOLDER / EXISTING).read_text(), re.M)
    assert commands == ["migrate", "check", "runserver"]
    outputs = [project.run(sys.executable, "manage.py", command) for command in commands[:2]]
    assert "System check identified no issues (0 silenced)." in outputs[-1]
    return project


@contextmanager
def served(project: Project) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    words = [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"]
    with Popen(words, cwd=project.folder, env=project.environment, stdout=DEVNULL, stderr=DEVNULL) as server:
        try:
            wait_for(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def wait_for(port: int) -> None:
    for _ in range(600):
        try:
            return socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(port)


class Browser(httpx.Client):
    """Sends the value of the CSRF cookie in the header, and the access token."""

    def send(self, request: httpx.Request, **options: object) -> httpx.Response:
        request.headers["X-CSRFToken"] = self.cookies.get("csrftoken") or ""
        return super().send(request, **options)  # type: ignore[arg-type]  # handed on as it is

    def take(self, response: httpx.Response) -> None:
        self.headers["Authorization"] = f"Bearer {response.json()['accessToken']}"


@pytest.fixture(scope="module")
def origin(project: Project) -> Iterator[str]:
    with served(project) as origin:
        yield origin


def test_users_of_an_existing_project_log_in_and_call_its_views(origin: str) -> None:
    with Browser(base_url=origin) as browser:
        assert browser.get("/api/hello/").status_code == 401
        assert browser.get("/users/csrf/").status_code == 200
        assert browser.post("/users/", json=BOB).status_code == 201
        browser.take(browser.post("/users/login/", json={"username": "bob", "password": BOB["password"]}))
        assert browser.get("/api/hello/").json() == {"hello": "bob"}
        browser.take(browser.post("/users/token/"))
        assert browser.get("/api/hello/").json() == {"hello": "bob"}
        assert browser.post("/users/logout/").status_code == 204
        assert browser.get("/api/hello/").status_code == 401


@pytest.mark.skipif(not shutil.which("curl"), reason="The script of the page uses curl.")
def test_script_of_the_page_prints_the_answer_of_the_protected_view(project: Project, origin: str) -> None:
    (project.folder / "try.sh").write_text(dict(blocks(EXISTING, "A protected view"))["try.sh"])
    output = project.run("bash", "-e", "try.sh", origin)
    assert '{"hello":"ada"}' in output.splitlines()
    assert output.count('"accessToken"') == 2


def test_settings_of_an_existing_api_stay(tmp_path: Path) -> None:
    output = existing(tmp_path, API).tell(
        """
call_command("check", fail_level="WARNING")
from rest_framework.settings import api_settings
User.objects.create_user("ada", password=PASSWORD)
browser = visitor()
browser.take(browser.post("/users/login/", {"username": "ada", "password": PASSWORD}, format="json"))
print(browser.get("/api/hello/").status_code, api_settings.SEARCH_PARAM)
"""
    )
    # Only staff may call the API.
    assert "403 q\n" in output


@pytest.fixture
def copy(tmp_path: Path) -> Project:
    """A copy of the reference project, outside of the repository."""
    shutil.copytree(REPOSITORY / "backend", tmp_path / "backend", ignore=shutil.ignore_patterns("*.sqlite3*"))
    project = Project(tmp_path)
    secrets = {f"DJANGO_{name}": f"the-{name}-of-this-test" * 3 for name in ("SECRET_KEY_DEVELOPMENT",)}
    project.environment |= {**secrets, "DJANGO_ENV_FILE": "/dev/null", "DJANGO_DEBUG": "True"}
    project.environment |= {"DJANGO_SETTINGS_MODULE": "main.settings", "CACHE_URL": "locmem://", "PYTHONWARNINGS": ""}
    project.environment["PYTHONPATH"] = f"backend:{project.environment['PYTHONPATH']}"
    project.environment["DATABASE_URL"] = f"sqlite:///{tmp_path}/db.sqlite3"
    return project


REGISTERED = """
browser = visitor()
ada = {"username": "ada", "email": "ada@example.com", "password": PASSWORD}
browser.take(expect(browser.post("/users/", ada, format="json"), 201))
user = User.objects.get()
"""


def test_app_of_the_page_answers_in_a_copy_of_the_reference_project(copy: Project) -> None:
    (line,) = re.findall(r"^\.\./\.venv/bin/python (manage\.py startapp tasks)$", (FOLDER / NEW).read_text(), re.M)
    copy.run("sh", "-c", f"cd backend && {sys.executable} {line}")
    story = """
expect(visitor().get("/api/tasks/"), 401)
expect(browser.post("/api/tasks/", {"title": "Buy milk", "author": 7}, format="json"), 201)
assert browser.get("/api/tasks/").json() == [{"id": 1, "title": "Buy milk", "author": user.pk}]
"""
    copy.paste(blocks(NEW)).tell(REGISTERED + story)


def test_users_of_a_copy_get_a_field_where_the_page_says(copy: Project) -> None:
    email, detail = '    email = models.EmailField(_("email address"))\n', '"email", "last_login"'
    own = {
        "models.py": (email, f"{email}    name = models.CharField(max_length=100, blank=True)\n"),
        "serializers.py": (detail, '"email", "name", "last_login"'),
    }
    own_update = ('.Meta.fields, "current_password"]', '.Meta.fields, "current_password", "name"]')
    for name, change in [*own.items(), ("serializers.py", own_update)]:
        file = copy.folder / "backend" / "users" / name
        assert file.read_text().count(change[0]) == 1, change
        file.write_text(file.read_text().replace(*change))
    story = """
changed = expect(browser.patch(f"/users/{user.pk}/", {"name": "Ada L."}, format="json"), 200).json()
assert (changed["username"], changed["name"]) == ("ada", "Ada L.")
"""
    copy.tell(REGISTERED + story)


def test_commands_of_the_page_are_targets_of_make() -> None:
    page, makefile = (FOLDER / NEW).read_text(), (REPOSITORY / "Makefile").read_text()
    targets = set(re.findall(r"\bmake ([\w-]+)", page))
    assert targets == {"run", "dev", "backend-tests", "app", "test", "lint"}
    assert targets <= set(re.findall(r"^([\w-]+):", makefile, re.M))
    paths = re.findall(r"`((?:backend|frontend)/[\w./-]+|[\w.-]+/)`", page)
    assert [path for path in paths if not (REPOSITORY / path).exists()] == ["api/", "tasks/"]
