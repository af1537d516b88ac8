"""The project as a whole in development and in production: system checks, cookies and pages."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import import_module, reload
from typing import Any

import pytest
from django.core.checks import WARNING, run_checks
from django.test import Client, override_settings
from django.urls import clear_url_caches
from users.models import User

from .conftest import PASSWORD
from .project_settings import BACKEND, SECRETS, production, settings_under, without_project_variables

# Tests need their own values of these.
KEPT = {"AUTH_USER_MODEL", "CACHES", "DATABASES", "INSTALLED_APPS", "PASSWORD_HASHERS"}
CROSS_SITE = {"DJANGO_CROSS_SITE": "True"}


@pytest.fixture
def use_environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[dict[str, str]], None]]:
    """Run the project under these environment variables until the end of the test."""
    overrides: list[Any] = []

    def use(variables: dict[str, str]) -> None:
        module = settings_under(monkeypatch, variables)
        names = [name for name in dir(module) if name.isupper() and name not in KEPT]
        overrides.append(override_settings(**{name: getattr(module, name) for name in names}))
        overrides[-1].enable()
        reload_urls()

    yield use
    for override in reversed(overrides):
        override.disable()
    reload_urls()


def reload_urls() -> None:
    """The project decides on some URLs when it is imported."""
    reload(import_module("main.urls"))
    clear_url_caches()


def failed_checks() -> list[str]:
    messages = run_checks(include_deployment_checks=True)
    return [str(message.id) for message in messages if message.level >= WARNING and not message.is_silenced()]


def run(variables: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", *words],
        cwd=BACKEND,
        env=without_project_variables() | variables,
        capture_output=True,
        text=True,
    )


def test_development_passes_all_checks(use_environment: Callable[[dict[str, str]], None]) -> None:
    use_environment(production(DJANGO_DEBUG="True"))
    messages = run_checks()
    assert [message for message in messages if message.level >= WARNING and not message.is_silenced()] == []


def test_production_passes_all_deployment_checks(use_environment: Callable[[dict[str, str]], None]) -> None:
    use_environment(production())
    assert failed_checks() == []


def test_cross_site_app_passes_deployment_checks_with_its_origin(
    use_environment: Callable[[dict[str, str]], None],
) -> None:
    use_environment(production(**CROSS_SITE, DJANGO_TRUSTED_ORIGINS="https://app.example.net"))
    assert failed_checks() == []
    use_environment(production(**CROSS_SITE))
    assert "safejwt.E017" in failed_checks()


def test_login_with_verified_emails_requires_registration_by_email(
    use_environment: Callable[[dict[str, str]], None],
) -> None:
    variables = production(DJANGO_REQUIRE_VERIFIED="login", DJANGO_DEBUG="True")
    use_environment(variables)
    assert "safejwt.E107" in {message.id for message in run_checks()}
    use_environment({**variables, "DJANGO_REGISTRATION": "mail"})
    assert "safejwt.E107" not in {message.id for message in run_checks()}


def test_missing_secret_stops_the_process_and_is_named() -> None:
    done = run(production(**{SECRETS[2]: ""}), "manage.py", "check")
    assert done.returncode != 0
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith(f"django.core.exceptions.ImproperlyConfigured: {SECRETS[2]}")


# Checks the deployment, logs a user in, and prints what a browser would see.
VISIT = """
import json, django
django.setup()
from django.conf import settings
from django.core.management import call_command
from django.test import Client
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
call_command("check", deploy=True, fail_level="WARNING", verbosity=0)
call_command("migrate", verbosity=0)
from users.models import User
User.objects.create_user("ada", "ada@example.com", "correct horse battery staple")
browser = Client(enforce_csrf_checks=True, headers={"host": "localhost", "origin": "https://localhost"})
token = browser.get("/users/csrf/", secure=True).json()["csrfToken"]
body = {"username": "ada", "password": "correct horse battery staple"}
login = browser.post(
    "/users/login/", body, content_type="application/json", headers={"x-csrftoken": token}, secure=True
)
fault = browser.get("/users/auth/", headers={"host": "evil.example"}, secure=True)
unknown = [
    getattr(browser, method)(path, secure=secure)
    for method in ("get", "post") for secure in (True, False)
    for path in ("/users/nothing/", "/users/nothing", "/api/", "/api/orders", "/health/nothing")
]
plain = [browser.get(path, headers={"origin": "http://localhost"}) for path in ("/users/csrf/", "/admin/")]
print(json.dumps({
    "status": login.status_code,
    "cookies": [morsel.OutputString() for morsel in login.cookies.values()],
    "headers": dict(login.headers),
    "fault": fault.content.decode(),
    "unknown": [(response.status_code, response.json()["code"]) for response in unknown],
    "plain": [response.status_code for response in plain],
}))
"""


def test_production_has_host_cookies_and_no_debug_pages() -> None:
    variables = production(DJANGO_SETTINGS_MODULE="main.settings", DJANGO_LOG_LEVEL="ERROR")
    done = run(variables, "-c", VISIT)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout.splitlines()[-1])
    assert seen["status"] == 200
    device, refresh, csrf, hint = sorted(seen["cookies"])
    assert device.startswith("__Host-Http-device=")
    assert refresh.startswith("__Host-Http-refreshtoken=")
    assert csrf.startswith("__Host-csrftoken=")
    assert re.match("__Host-session-hint=[0-9a-f]{8};", hint)
    for cookie in (device, refresh, csrf, hint):
        assert "Secure" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie
    for cookie in (device, refresh):
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie
    assert "HttpOnly" not in csrf + hint, "the app reads them"
    assert json.loads(seen["fault"])["code"] == "bad_request", "JSON, not a page with settings"
    assert seen["headers"]["Strict-Transport-Security"] == "max-age=31536000"
    assert {tuple(pair) for pair in seen["unknown"]} == {(404, "not_found"), (403, "permission_denied")}, "JSON"
    # The API does not redirect to https: a token sent in plain text has to fail visibly.
    assert seen["plain"] == [403, 301]


@pytest.mark.django_db
def test_development_has_plain_cookies(
    use_environment: Callable[[dict[str, str]], None],
) -> None:
    use_environment(production(DJANGO_DEBUG="True"))
    User.objects.create_user("ada", "ada@example.com", PASSWORD)
    browser = Client(enforce_csrf_checks=True, headers={"host": "localhost", "origin": "http://localhost"})
    headers = {"x-csrftoken": browser.get("/users/csrf/").json()["csrfToken"]}
    body = {"username": "ada", "password": PASSWORD}
    login = browser.post("/users/login/", body, content_type="application/json", headers=headers)
    assert login.status_code == 200
    csrf, device, refresh, hint = sorted(morsel.OutputString() for morsel in login.cookies.values())
    assert device.startswith("device=")
    assert csrf.startswith("csrftoken=")
    assert refresh.startswith("refreshtoken=")
    assert re.match("session-hint=[0-9a-f]{8};", hint)
    for cookie in (refresh, device, csrf):
        assert "Secure" not in cookie, "WebKit drops it on http://localhost"
        assert "Domain" not in cookie
    assert "HttpOnly" in refresh
