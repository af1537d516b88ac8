"""The project's settings: read from the environment, strict in production, and a wrong one stops the start."""

import importlib.util
import json
import os
import secrets
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import django
import jwt
import pytest
import rest_framework
from django.core.exceptions import ImproperlyConfigured
from environs import EnvError

BACKEND = Path(__file__).resolve().parents[2] / "backend"
NAMES = ["DJANGO_SECRET_KEY_PRODUCTION", "DJANGO_ACCESS_TOKEN_SECRET", "DJANGO_REFRESH_TOKEN_SECRET"]


def production(**changes: str) -> dict[str, str]:
    fresh = {name: secrets.token_urlsafe(48) for name in [*NAMES, "DJANGO_SECRET_KEY_DEVELOPMENT"]}
    return {"DJANGO_DEBUG": "False", "DATABASE_URL": "sqlite://:memory:", **fresh, **changes}


def outside(variables: dict[str, str]) -> dict[str, str]:
    """The environment of a process: nothing of ours but these. They win over a .env, also where they are empty."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}
    return {**inherited, "DJANGO_TRUSTED_ORIGINS": "", "DJANGO_ALLOWED_HOSTS": "", **variables}


def run(variables: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", *words], cwd=BACKEND, env=outside(variables), capture_output=True, text=True
    )


def settings_under(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]) -> ModuleType:
    """The settings as this environment makes them, without a process of their own."""
    for name in [name for name in os.environ if name.startswith("DJANGO_") and name != "DJANGO_SETTINGS_MODULE"]:
        monkeypatch.delenv(name)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    spec = importlib.util.spec_from_file_location("main.settings_under_test", BACKEND / "main" / "settings.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("value", ["False", "false", "FALSE", "0", "no", "off", "n", "f"])
def test_main_trap_04_every_word_for_no_switches_debugging_off(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    variables = production(DJANGO_DEBUG=value)
    settings = settings_under(monkeypatch, variables)
    assert settings.DEBUG is False
    assert variables["DJANGO_SECRET_KEY_PRODUCTION"] == settings.SECRET_KEY


@pytest.mark.parametrize("value", ["True", "true", "1", "yes", "on"])
def test_every_word_for_yes_switches_debugging_on(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    variables = production(DJANGO_DEBUG=value)
    settings = settings_under(monkeypatch, variables)
    assert settings.DEBUG is True
    assert variables["DJANGO_SECRET_KEY_DEVELOPMENT"] == settings.SECRET_KEY


@pytest.mark.parametrize("value", ["Fasle", "maybe", "2", "None", "'True'"])
def test_a_word_that_is_neither_stops_the_start(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    with pytest.raises(EnvError, match="DJANGO_DEBUG"):
        settings_under(monkeypatch, production(DJANGO_DEBUG=value))


def test_without_a_word_it_is_production(monkeypatch: pytest.MonkeyPatch) -> None:
    variables = production()
    del variables["DJANGO_DEBUG"]
    assert settings_under(monkeypatch, variables).DEBUG is False


BAD_SECRETS = [
    "",
    "x",
    "short-but-random-7Jq2",
    "x" * 64,
    "django-insecure-" + "k9" * 24,
    "changeme" * 8,
    "your-secret" * 6,
]
BAD_SECRETS += ["placeholder-" * 5, "abcdefgh-xxxxxxxxxx-abcdefgh-ijklmnop-qrstuvwx-yzabcdef"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("secret", BAD_SECRETS)
def test_a_bad_secret_stops_a_production_start_and_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, secret: str
) -> None:
    with pytest.raises(ImproperlyConfigured, match=name) as caught:
        settings_under(monkeypatch, production(**{name: secret}))
    assert "token_urlsafe" in str(caught.value), "it says how to make a good one"
    assert not secret or len(secret) < 5 or secret not in str(caught.value), "and does not repeat it"


@pytest.mark.parametrize(("one", "other"), [(NAMES[0], NAMES[1]), (NAMES[0], NAMES[2]), (NAMES[1], NAMES[2])])
def test_main_trap_03_two_purposes_with_one_secret_stop_a_production_start_and_are_named(
    monkeypatch: pytest.MonkeyPatch, one: str, other: str
) -> None:
    secret = secrets.token_urlsafe(48)
    with pytest.raises(ImproperlyConfigured, match=f"{one} and {other}"):
        settings_under(monkeypatch, production(**{one: secret, other: secret}))


def test_trap_21_nothing_of_the_developers_machine_is_trusted_in_production(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_under(monkeypatch, production())
    assert settings.CORS_ALLOWED_ORIGINS == settings.CSRF_TRUSTED_ORIGINS == []
    for alias in ("CORS_ORIGIN_WHITELIST", "CORS_ALLOW_ALL_ORIGINS", "CORS_ALLOWED_ORIGIN_REGEXES"):
        assert not hasattr(settings, alias)
    assert "*" not in settings.ALLOWED_HOSTS
    settings = settings_under(monkeypatch, production(DJANGO_TRUSTED_ORIGINS="https://app.example.com"))
    assert settings.CORS_ALLOWED_ORIGINS == settings.CSRF_TRUSTED_ORIGINS == ["https://app.example.com"]


def test_trap_22_the_limits_and_lifetimes_are_the_guides_unless_said_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_under(monkeypatch, production())
    assert settings.SAFEJWT_ACCESS_TOKEN_LIFETIME.total_seconds() == 300
    assert settings.SAFEJWT_LOGIN_RATE == "10/m"
    assert (settings.SAFEJWT_LOGIN_ACCOUNT_RATE, settings.SAFEJWT_LOGIN_ADDRESS_RATE) == ("30/h,100/d", "60/m,600/h")
    assert settings.SAFEJWT_TRUSTED_PROXIES == 0


def test_trap_23_the_versions_are_past_those_with_known_faults() -> None:
    assert django.VERSION >= (5, 2)
    assert tuple(map(int, rest_framework.VERSION.split(".")[:2])) >= (3, 16)
    assert tuple(map(int, jwt.__version__.split(".")[:2])) >= (2, 13)


def test_development_passes_the_checks_without_a_warning() -> None:
    done = run(production(DJANGO_DEBUG="True"), "manage.py", "check", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr


def test_production_passes_the_deployment_checks_without_a_warning() -> None:
    done = run(production(), "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr


def test_an_app_on_another_site_passes_them_too_when_its_origin_is_named() -> None:
    cross_site = {"DJANGO_CROSS_SITE": "True"}
    words = ("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    done = run(production(**cross_site, DJANGO_TRUSTED_ORIGINS="https://app.example.net"), *words)
    assert done.returncode == 0, done.stderr
    done = run(production(**cross_site), *words)
    assert done.returncode != 0
    assert "safejwt.E017" in done.stderr


def test_a_missing_secret_ends_the_process_and_its_name_is_the_last_thing_said() -> None:
    done = run(production(**{NAMES[2]: ""}), "manage.py", "check")
    assert done.returncode != 0
    assert done.stderr.strip().splitlines()[-1].startswith(f"django.core.exceptions.ImproperlyConfigured: {NAMES[2]}")


# Signs somebody in under real settings, and prints what a browser would see.
VISIT = """
import json, django
django.setup()
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import NoReverseMatch, reverse
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
call_command("migrate", verbosity=0)
from users.models import User
User.objects.create_user("ada", "ada@example.com", "correct horse battery staple")
browser = Client(enforce_csrf_checks=True, headers={"host": "localhost", "origin": "ORIGIN"})
secure = "ORIGIN".startswith("https")
token = browser.get("/users/csrf/", secure=secure).json()["csrfToken"]
body = {"username": "ada", "password": "correct horse battery staple"}
login = browser.post("/users/login/", body, content_type="application/json", headers={"x-csrftoken": token}, secure=secure)
cookies = [morsel.OutputString() for morsel in login.cookies.values()]
try:
    api_auth = reverse("rest_framework:login")
except NoReverseMatch:
    api_auth = None
fault = browser.get("/users/auth/", headers={"host": "evil.example"}, secure=secure)
plain = [browser.get(path, headers={"origin": "http://localhost"}) for path in ("/users/csrf/", "/admin/")]
print(json.dumps({"status": login.status_code, "cookies": cookies, "api_auth": api_auth, "headers": dict(login.headers),
    "fault": fault.content.decode(), "plain": [answer.status_code for answer in plain]}))
"""


def visit(origin: str, **changes: str) -> Any:
    variables = production(DJANGO_SETTINGS_MODULE="main.settings", DJANGO_LOG_LEVEL="ERROR", **changes)
    done = run(variables, "-c", VISIT.replace("ORIGIN", origin))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_production_has_host_cookies_no_browsable_login_and_no_debug_page() -> None:
    seen = visit("https://localhost")
    assert seen["status"] == 200
    device, refresh, csrf = sorted(seen["cookies"])
    assert device.startswith("__Host-Http-device=")
    assert refresh.startswith("__Host-Http-refreshtoken=")
    assert csrf.startswith("__Host-csrftoken=")
    for cookie in (device, refresh, csrf):
        assert "Secure" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie
    for cookie in (device, refresh):
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie
    assert "HttpOnly" not in csrf, "the app reads it"
    assert seen["api_auth"] is None, "trap 20"
    assert json.loads(seen["fault"])["code"] == "bad_request", "JSON, no page full of settings"
    assert seen["headers"]["Strict-Transport-Security"].startswith("max-age=31536000; includeSubDomains")
    # Plain http is not led on to https by the API: a token that was sent in the clear has to fail where it is seen.
    assert seen["plain"][1] == 301
    assert seen["plain"][0] == 200


def test_trap_20_development_has_plain_cookies_and_the_browsable_login() -> None:
    seen = visit("http://localhost", DJANGO_DEBUG="True")
    assert seen["status"] == 200
    csrf, device, refresh = sorted(seen["cookies"])
    assert device.startswith("device=")
    assert csrf.startswith("csrftoken=")
    assert refresh.startswith("refreshtoken=")
    for cookie in (refresh, device, csrf):
        assert "Secure" not in cookie, "WebKit drops it on http://localhost"
        assert "Domain" not in cookie
    assert "HttpOnly" in refresh
    assert seen["api_auth"] == "/api-auth/login/"


def test_fallback_keys_stand_behind_the_one_that_signs(monkeypatch: pytest.MonkeyPatch) -> None:
    pem = "-----BEGIN PUBLIC KEY-----\\nAAAA\\n-----END PUBLIC KEY-----"
    variables = production(DJANGO_ACCESS_TOKEN_SECRET_FALLBACKS=f"{'k' * 50},{pem}")
    settings = settings_under(monkeypatch, variables)
    assert [variables["DJANGO_ACCESS_TOKEN_SECRET"], "k" * 50, pem] == settings.ACCESS_TOKEN_SECRET
    assert variables["DJANGO_REFRESH_TOKEN_SECRET"] == settings.REFRESH_TOKEN_SECRET


@pytest.mark.parametrize(
    ("words", "meant"),
    [({}, False), ({"DJANGO_REQUIRE_VERIFIED": "yes"}, True), ({"DJANGO_REQUIRE_VERIFIED": "login"}, "login")],
)
def test_confirmed_addresses_are_asked_for_nowhere_for_some_things_or_at_the_login(
    monkeypatch: pytest.MonkeyPatch, words: dict[str, str], meant: object
) -> None:
    assert meant == settings_under(monkeypatch, production(**words)).SAFEJWT_ACCOUNTS_REQUIRE_VERIFIED


def test_a_login_for_confirmed_addresses_goes_with_registering_by_mail() -> None:
    variables = {**production(DJANGO_REQUIRE_VERIFIED="login"), "DJANGO_DEBUG": "True"}
    assert "safejwt.E107" in run(variables, "manage.py", "check").stderr
    assert run({**variables, "DJANGO_REGISTRATION": "mail"}, "manage.py", "check").returncode == 0
