"""What is used of django-allauth and not documented, in each supported release."""

import ast
from pathlib import Path
from typing import Any

import safejwt.contrib.allauth
from django.urls import resolve
from safejwt.contrib.allauth import private

FOLDER = Path(safejwt.contrib.allauth.__file__).parent
# Of the documentation: the settings' classes, signals, models.
DOCUMENTED = {
    "allauth.account.models",
    "allauth.account.signals",
    "allauth.headless.adapter",
    "allauth.socialaccount.signals",
    "allauth.headless.tokens.strategies.base",
}


def test_all_private_names_are_in_one_file() -> None:
    for file in FOLDER.glob("*.py"):
        nodes = [node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.ImportFrom)]
        foreign = {str(node.module) for node in nodes if not node.level and str(node.module).startswith("allauth")}
        assert file.stem == "private" or foreign <= DOCUMENTED, file


def match(path: str) -> Any:
    return resolve(f"/_allauth/{path}")


def test_views_are_recognised() -> None:
    for client in ["app", "browser"]:
        assert private.is_headless(match(f"{client}/v1/auth/login"))
        assert private.is_browser_client(match(f"{client}/v1/auth/login")) is (client == "browser")
        assert private.route(match(f"{client}/v1/auth/session")) == "account:current_session"
        assert private.route(match(f"{client}/v1/auth/provider/redirect")) == "socialaccount:redirect_to_provider"
        names = ["auth/reauthenticate", "auth/reauthenticate/code/request", "auth/reauthenticate/code/confirm"]
        assert {private.route(match(f"{client}/v1/{name}")) for name in names} == private.PASSWORD_REAUTHENTICATION
        assert private.route(match(f"{client}/v1/auth/2fa/reauthenticate")) == "mfa:reauthenticate"
    assert not private.is_headless(resolve("/things/"))
    assert not private.is_headless(resolve("/accounts/dummy/login/"))
