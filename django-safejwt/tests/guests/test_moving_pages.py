"""The pages on moving here, followed word for word by projects whose users are signed in."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import dj_database_url
import pytest
import safejwt

from . import readme
from .guides import blocks

# The project's own view. The rest speeds the suite up.
OWN = {
    "settings.py": """
ALLOWED_HOSTS = ["testserver"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGGING = {"version": 1, "disable_existing_loggers": False, "root": {"handlers": []}}
""",
    "urls.py": """
from shop.views import things

urlpatterns += [path("things/", things)]
""",
    "views.py": """
from rest_framework.decorators import api_view
from rest_framework.response import Response


@api_view(["GET", "POST"])
def things(request):
    return Response({"user": request.user.pk})
""",
}
BEFORE, BOTH, AFTER = "before", "both", "after"
# The deployments in their order, and what the users do during each. Two of them go back.
STORY = [
    (BEFORE, "users_log_in,some_renew_their_tokens"),
    (BOTH, "all_go_on,some_load_the_new_app"),
    (BEFORE, "the_others_go_on"),
    (BOTH, "those_who_had_moved_are_signed_in,more_load_the_new_app,the_last_return"),
    (AFTER, "all_are_signed_in"),
]


@dataclass(frozen=True)
class Move:
    """A page, the app of before, and how many users have it."""

    page: str
    app: str
    users: int
    # The section of a variant, whose lines are added to those of "What you have".
    variant: str | None = None


MOVES = {
    "simplejwt": Move("moving-from-simplejwt.md", "SimpleJWTApp", 1000),
}


@pytest.fixture(params=["sqlite", "postgresql"] if os.environ.get("GUESTS") == "full" else ["sqlite"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, object]]:
    found: dict[str, object] = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(tmp_path / "db.sqlite3")}
    made = nullcontext()
    if request.param == "postgresql":
        found = dict(dj_database_url.parse(os.environ["DATABASE_URL"]))
        made = import_module("tests.guests.postgresql").made({"default": found}, "moving")
    with made:
        yield found


class Deployments:
    """A project in its three states, with one database."""

    def __init__(self, folder: Path, move: Move, database: dict[str, object]) -> None:
        self.folder, self.move = folder, move
        what_you_have = [*blocks(move.page, "What you have"), *(blocks(move.page, move.variant) if move.variant else [])]
        self._write(BEFORE, what_you_have, database)
        self._write(BOTH, [*what_you_have, *blocks(move.page, "1. Deploy the API")], database)
        # The settings of this package stay.
        kept = [line for line in readme.settings_of({"INSTALLED_APPS": ["django.contrib.admin"]}).splitlines()]
        lifetime = "from datetime import timedelta\nSAFEJWT_IDLE_LIFETIME = timedelta(days=30)\n"
        urls = 'from django.urls import include\nurlpatterns += [path("users/", include("safejwt.urls"))]\n'
        self._write(AFTER, [("settings.py", "\n".join(kept) + f"\n{lifetime}"), ("urls.py", urls)], database)

    def _write(self, stage: str, code: list[tuple[str, str]], database: dict[str, object]) -> None:
        (self.folder / stage).mkdir()
        self.bash(stage, "django-admin startproject shop .")
        own = {**OWN, "settings.py": f"{OWN['settings.py']}SECRET_KEY = {'s' * 50!r}\n"}
        own["settings.py"] += f"DATABASES = {{'default': {database!r}}}\n"
        for file, text in [*own.items(), *code]:
            with (self.folder / stage / "shop" / file).open("a") as opened:
                opened.write(f"\n{text}")

    def bash(self, stage: str, script: str) -> str:
        sources = [str(Path(safejwt.__file__).parents[1]), str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH")]
        environment = {
            **os.environ,
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
            "PYTHONPATH": os.pathsep.join(filter(None, sources)),
            "PYTHONWARNINGS": "error:::safejwt",
            "DJANGO_SETTINGS_MODULE": "shop.settings",
            "DJANGO_ACCESS_TOKEN_SECRET": "the-ACCESS-secret-of-the-guests-0123456789-0123456789",
            "DJANGO_REFRESH_TOKEN_SECRET": "the-REFRESH-secret-of-the-guests-0123456789-0123456789",
        }
        words, cwd = ["bash", "-euc", script], self.folder / stage
        finished = subprocess.run(words, cwd=cwd, env=environment, capture_output=True, text=True, timeout=300)
        assert finished.returncode == 0, f"{stage}: {finished.stdout}\n{finished.stderr}"
        return finished.stdout + finished.stderr

    def deploy(self, stage: str, steps: str) -> None:
        words = f"{self.move.app} {self.move.users} {self.folder / 'visitors.json'}"
        self.bash(stage, f"python manage.py migrate -v 0\npython -m tests.guests.moves.story {steps} {words}")


@pytest.mark.parametrize("name", MOVES)
def test_no_user_is_signed_out_by_a_move_and_a_rollback(
    name: str, tmp_path: Path, database: dict[str, object]
) -> None:
    deployments = Deployments(tmp_path, MOVES[name], database)
    for stage, steps in STORY:
        deployments.deploy(stage, steps)


@pytest.mark.parametrize("name", MOVES)
def test_their_tests_pass_before_and_after(name: str, tmp_path: Path) -> None:
    deployments = Deployments(
        tmp_path, MOVES[name], {"ENGINE": "django.db.backends.sqlite3", "NAME": str(tmp_path / "db.sqlite3")}
    )
    found = dict(blocks(MOVES[name].page, "Your tests"))
    for stage, label in ((BEFORE, "before"), (BOTH, "after"), (AFTER, "after")):
        (tmp_path / stage / "shop" / "tests.py").write_text(found[f"tests.py: {label}"])
        assert "System check identified no issues" in deployments.bash(stage, "python manage.py check")
        assert "\nRan 1 test in " in deployments.bash(stage, "python manage.py test")
