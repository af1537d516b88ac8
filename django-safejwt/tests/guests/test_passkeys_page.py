"""The server's part of the page on passkeys, in a new project."""

import os
import subprocess
import sys
from pathlib import Path

import safejwt

from . import readme
from .guides import blocks

STORY = """
import django
django.setup()
from django.test.utils import setup_test_environment
from safejwt.testing import BrowserClient
setup_test_environment()
browser = BrowserClient()
assert browser.get("/users/csrf/").status_code == 200
options = browser.get("/_allauth/app/v1/auth/webauthn/login").json()["data"]["request_options"]["publicKey"]
print(options["rpId"])
"""


def test_project_with_the_settings_of_the_page_offers_passkeys_of_its_domain(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "shop.settings",
        "PYTHONPATH": os.pathsep.join([str(Path(safejwt.__file__).parents[1]), os.environ.get("PYTHONPATH", "")]),
        **{
            f"DJANGO_{name}_TOKEN_SECRET": f"the-{name}-secret-of-the-guests-0123456789"
            for name in ("ACCESS", "REFRESH")
        },
    }

    def python(*words: str) -> str:
        every = [sys.executable, *words]
        finished = subprocess.run(every, cwd=tmp_path, env=environment, capture_output=True, text=True)
        assert finished.returncode == 0, f"{finished.stdout}\n{finished.stderr}"
        return finished.stdout + finished.stderr

    environment["DJANGO_SETTINGS_MODULE"] = ""
    python("-m", "django", "startproject", "shop", ".")
    environment["DJANGO_SETTINGS_MODULE"] = "shop.settings"
    settings = readme.settings_of({"INSTALLED_APPS": ["django.contrib.admin"]})
    include = ("urls.py", "from django.urls import include")
    pages = [*blocks("second-factor.md", "Install"), *blocks("passkeys.md", "On the server")]
    for file, text in [("settings.py", settings), include, *pages]:
        with (tmp_path / "shop" / file).open("a") as opened:
            opened.write(f"\n{text}\n")
    (tmp_path / "story.py").write_text(STORY)
    python("manage.py", "migrate", "-v", "0")
    assert python("story.py").split() == ["example.com"]
    # The login form of the admin does not ask for the second factor, as that page says.
    assert "safejwt.E" not in python("manage.py", "check")
