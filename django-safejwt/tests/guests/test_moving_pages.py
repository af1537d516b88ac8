"""The pages on moving here, followed word for word by projects whose users are signed in."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from shutil import copytree

import dj_database_url
import pytest
import safejwt

from . import readme
from .guides import FOLDER, blocks

# The project's own view. The rest speeds the suite up.
OWN = [
    (
        "settings.py",
        """
SECRET_KEY = "of the guests, longer than the 32 bytes that simplejwt wants"
ALLOWED_HOSTS = ["testserver"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGGING = {"version": 1, "disable_existing_loggers": False, "root": {"handlers": []}}
""",
    ),
    (
        "urls.py",
        """
from shop.views import things

urlpatterns += [path("things/", things)]
""",
    ),
    (
        "views.py",
        """
from rest_framework.decorators import api_view
from rest_framework.response import Response


@api_view(["GET", "POST"])
def things(request):
    return Response({"user": request.user.pk})
""",
    ),
]
# What stays of this package.
LIFETIME = "from datetime import timedelta\nSAFEJWT_IDLE_LIFETIME = timedelta(days=30)"
URLS = 'from django.urls import include\nurlpatterns += [path("users/", include("safejwt.urls"))]'
SQLITE = "django.db.backends.sqlite3"
BEFORE, BOTH, AFTER = "before", "both", "after"
# The deployments in their order, and what the users do during each. Two of them go back.
STORY = [
    (BEFORE, "users_log_in,some_renew_their_tokens"),
    (BOTH, "all_go_on,some_load_the_new_app"),
    (BEFORE, "the_others_go_on"),
    (BOTH, "those_who_had_moved_are_signed_in,more_load_the_new_app,the_last_return"),
    (AFTER, "all_are_signed_in,they_can_be_deleted"),
]


@dataclass(frozen=True)
class Move:
    """A page, the app of before, and how many users have it."""

    page: str
    app: str
    users: int = 18
    # Sections whose lines are added: to those of "What you have", and to those that stay.
    variant: str | None = None
    more: str | None = None


IS_FULL = os.environ.get("GUESTS") == "full"
MOVES = {
    "simplejwt": Move("moving-from-simplejwt.md", "SimpleJWTApp", users=1000 if IS_FULL else 100),
    "dj-rest-auth-cookies": Move("moving-from-dj-rest-auth.md", "RestAuthApp"),
    "dj-rest-auth-bodies": Move("moving-from-dj-rest-auth.md", "RestAuthBodyApp", variant="Tokens in the body"),
    "djoser": Move("moving-from-djoser.md", "DjoserApp", more="Account flows"),
    "knox": Move("moving-from-knox.md", "KnoxApp"),
    "drf-tokens": Move("moving-from-drf-tokens.md", "DRFTokenApp"),
    "django-sessions": Move("moving-from-django-sessions.md", "DjangoSessionApp"),
}


@pytest.fixture(params=["sqlite", "postgresql"] if IS_FULL else ["sqlite"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, object]]:
    # Nobody needs the file after a crash.
    pragmas = {"init_command": "PRAGMA synchronous=OFF; PRAGMA journal_mode=MEMORY"}
    found: dict[str, object] = {"ENGINE": SQLITE, "NAME": str(tmp_path / "db.sqlite3"), "OPTIONS": pragmas}
    made = nullcontext()
    if request.param == "postgresql":
        found = dict(dj_database_url.parse(os.environ["DATABASE_URL"]))
        made = import_module("tests.guests.postgresql").made({"default": found}, "moving")
    with made:
        yield found


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `django-admin startproject shop .` writes."""
    folder = tmp_path_factory.mktemp("startproject")
    words = [sys.executable, "-m", "django", "startproject", "shop", "."]
    subprocess.run(words, cwd=folder, check=True, env={**os.environ, "DJANGO_SETTINGS_MODULE": ""})
    return folder


class Deployments:
    """A project in its three states, with one database."""

    def __init__(self, folder: Path, empty: Path, move: Move, database: dict[str, object]) -> None:
        self.folder, self.empty, self.move, self.database = folder, empty, move, database
        variant = blocks(move.page, move.variant) if move.variant else []
        more = blocks(move.page, move.more) if move.more else []
        what_you_have = [*blocks(move.page, "What you have"), *variant]
        self._write(BEFORE, what_you_have)
        self._write(BOTH, [*what_you_have, *blocks(move.page, "1. Deploy the API"), *more])
        settings = readme.settings_of({"INSTALLED_APPS": ["django.contrib.admin"]})
        last = [*more, *blocks(move.page, "3. ")]
        self._write(AFTER, [("settings.py", settings), ("settings.py", LIFETIME), ("urls.py", URLS), *last])

    def _write(self, stage: str, code: list[tuple[str, str]]) -> None:
        copytree(self.empty, self.folder / stage)
        for file, text in [*OWN, ("settings.py", f"DATABASES = {{'default': {self.database!r}}}"), *code]:
            with (self.folder / stage / "shop" / file).open("a") as opened:
                opened.write(f"\n{text}\n")

    def run(self, stage: str, *words: str) -> str:
        sources = [str(Path(safejwt.__file__).parents[1]), str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH")]
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(filter(None, sources)),
            "PYTHONWARNINGS": "error:::safejwt",
            "DJANGO_SETTINGS_MODULE": "shop.settings",
            "DJANGO_ACCESS_TOKEN_SECRET": "the-ACCESS-secret-of-the-guests-0123456789-0123456789",
            "DJANGO_REFRESH_TOKEN_SECRET": "the-REFRESH-secret-of-the-guests-0123456789-0123456789",
        }
        every, cwd = [sys.executable, *words], self.folder / stage
        finished = subprocess.run(every, cwd=cwd, env=environment, capture_output=True, text=True, timeout=600)
        assert finished.returncode == 0, f"{stage}: {finished.stdout}\n{finished.stderr}"
        return finished.stdout + finished.stderr

    def deploy(self, stage: str, steps: str) -> None:
        words = (steps, self.move.app, str(self.move.users), str(self.folder / "visitors.json"))
        self.run(stage, "-m", "tests.guests.moves.story", *words)

    def drop_tables(self) -> None:
        """What the page does before the package of before is removed."""
        page = (FOLDER / self.move.page).read_text()
        for block in re.findall(r"^```bash\n(python manage\.py .*?)^```$", page, re.DOTALL | re.MULTILINE):
            for line in block.splitlines():
                self.run(BOTH, *shlex.split(line.removeprefix("python ")))


@pytest.mark.parametrize("name", MOVES)
def test_no_user_is_signed_out_by_a_move_and_a_rollback(
    name: str, tmp_path: Path, empty: Path, database: dict[str, object]
) -> None:
    deployments = Deployments(tmp_path, empty, MOVES[name], database)
    for stage, steps in STORY:
        if stage == AFTER:
            deployments.drop_tables()
        deployments.deploy(stage, steps)


@pytest.mark.parametrize("name", [name for name, move in MOVES.items() if not move.variant])
def test_their_tests_pass_before_and_after(name: str, tmp_path: Path, empty: Path) -> None:
    deployments = Deployments(tmp_path, empty, MOVES[name], {"ENGINE": SQLITE, "NAME": ":memory:"})
    found = dict(blocks(MOVES[name].page, "Your tests"))
    for stage, label in ((BEFORE, "before"), (BOTH, "after")):
        (tmp_path / stage / "shop" / "tests.py").write_text(found[f"tests.py: {label}"])
        assert "\nRan 1 test in " in deployments.run(stage, "manage.py", "test")
    assert "System check identified no issues" in deployments.run(BOTH, "manage.py", "check")
