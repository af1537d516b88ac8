"""System checks of a project that has django-allauth."""

import subprocess
import sys
from typing import Any

import pytest
from django.contrib.admin import AdminSite, site
from django.core import checks
from django.urls import include, path
from safejwt.contrib.allauth_checks import check_allauth
from safejwt.views import LoginView

from . import urls


class CodeLoginView(LoginView):
    """Its serializer asks for a code of the app."""

    amr = ("pwd", "otp")


urlpatterns = [*urls.urlpatterns, path("nested/", include([path("login/", LoginView.as_view())]))]


def ids() -> list[str | None]:
    return [message.id for message in check_allauth(None)]


def test_guide_is_clean() -> None:
    assert ids() == []
    registered: Any = checks.registry.registry.get_checks()
    assert check_allauth in registered


@pytest.mark.urls("allauth_bridge.test_checks")
def test_login_by_password_beside_a_second_factor(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ids() == ["safejwt.E080"]
    monkeypatch.setattr(LoginView, "amr", ("pwd", "otp"))
    assert ids() == []
    monkeypatch.undo()
    settings.INSTALLED_APPS = [name for name in settings.INSTALLED_APPS if name != "allauth.mfa"]
    assert ids() == []


@pytest.mark.parametrize("name", ["HEADLESS_TOKEN_STRATEGY", "HEADLESS_ADAPTER", "MIDDLEWARE"])
def test_part_of_the_bridge_is_missing(settings: Any, name: str) -> None:
    if name == "MIDDLEWARE":
        settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if "AllauthMiddleware" not in each]
    else:
        delattr(settings, name)
    (message,) = check_allauth(None)
    assert message.id == "safejwt.E081"
    assert name in message.msg


def test_project_without_the_bridge(settings: Any) -> None:
    del settings.HEADLESS_TOKEN_STRATEGY, settings.HEADLESS_ADAPTER
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if "AllauthMiddleware" not in each]
    assert ids() == []


def test_middleware_in_the_wrong_order(settings: Any) -> None:
    settings.MIDDLEWARE = [settings.MIDDLEWARE[-1], *settings.MIDDLEWARE[:-1]]
    assert ids() == ["safejwt.E084"]


def test_two_owners_of_email_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    installed = {"safejwt.accounts", "allauth.account"}
    monkeypatch.setattr("safejwt.contrib.allauth_checks.apps.is_installed", installed.__contains__)
    assert ids() == ["safejwt.E082"]


def test_sessions_in_cookies(settings: Any) -> None:
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    assert ids() == ["safejwt.E083"]


def test_other_list_of_sessions(settings: Any) -> None:
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "allauth.usersessions"]
    assert ids() == ["safejwt.W080"]


def test_login_of_the_admin(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = AdminSite(name="plain")
    monkeypatch.setattr("safejwt.contrib.allauth_checks.all_sites", [plain, site])
    assert ids() == ["safejwt.W081"]
    monkeypatch.setattr(plain, "login", lambda request: None)
    assert ids() == []


OLDER = """
import sys


class NoHeadlessAPI:
    def find_spec(self, name, path=None, target=None):
        if name.startswith("allauth.headless"):
            raise ModuleNotFoundError(name)


sys.meta_path.insert(0, NoHeadlessAPI())
import django
from django.conf import settings
from django.core.checks import run_checks

settings.configure(
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "rest_framework",
        "allauth",
        "allauth.account",
        "safejwt",
        "safejwt.accounts",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "allauth.account.middleware.AccountMiddleware",
    ],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    ROOT_URLCONF="safejwt.urls",
    SECRET_KEY="a key of this test",
)
django.setup()
print(*(message.id for message in run_checks() if message.id.startswith("safejwt.E08")))
"""


def test_release_without_the_headless_api() -> None:
    finished = subprocess.run([sys.executable, "-c", OLDER], capture_output=True, text=True)
    assert finished.stdout.split() == ["safejwt.E082"], finished.stderr
