"""The project's settings come from the environment. Wrong variables stop a production start."""

import os
import re
import secrets
import subprocess
import sys
from pathlib import Path

import django
import jwt
import pytest
import rest_framework
from django.core.exceptions import ImproperlyConfigured
from environs import EnvError
from main import environment

from .project_settings import SECRETS, production, settings_under, without_project_variables


@pytest.mark.parametrize("value", ["False", "false", "FALSE", "0", "no", "off", "n", "f"])
def test_every_false_value_disables_debug(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    variables = production(DJANGO_DEBUG=value)
    settings = settings_under(monkeypatch, variables)
    assert settings.DEBUG is False
    assert variables["DJANGO_SECRET_KEY_PRODUCTION"] == settings.SECRET_KEY


@pytest.mark.parametrize("value", ["True", "true", "1", "yes", "on"])
def test_every_true_value_enables_debug(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    variables = production(DJANGO_DEBUG=value)
    settings = settings_under(monkeypatch, variables)
    assert settings.DEBUG is True
    assert variables["DJANGO_SECRET_KEY_DEVELOPMENT"] == settings.SECRET_KEY


@pytest.mark.parametrize("value", ["Fasle", "maybe", "2", "None", "'True'"])
def test_invalid_debug_value_stops_the_start(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    with pytest.raises(EnvError, match="DJANGO_DEBUG"):
        settings_under(monkeypatch, production(DJANGO_DEBUG=value))


def test_debug_defaults_to_false(monkeypatch: pytest.MonkeyPatch) -> None:
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


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize("secret", BAD_SECRETS)
def test_bad_secret_stops_a_production_start_and_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, secret: str
) -> None:
    with pytest.raises(ImproperlyConfigured, match=name) as caught:
        settings_under(monkeypatch, production(**{name: secret}))
    assert "token_urlsafe" in str(caught.value), "the error says how to make a good secret"
    assert not secret or len(secret) < 5 or secret not in str(caught.value), "the error does not repeat the secret"


@pytest.mark.parametrize(
    ("one", "other"), [(SECRETS[0], SECRETS[1]), (SECRETS[0], SECRETS[2]), (SECRETS[1], SECRETS[2])]
)
def test_shared_secret_stops_a_production_start_and_is_named(
    monkeypatch: pytest.MonkeyPatch, one: str, other: str
) -> None:
    secret = secrets.token_urlsafe(48)
    with pytest.raises(ImproperlyConfigured, match=f"{one} and {other}"):
        settings_under(monkeypatch, production(**{one: secret, other: secret}))


def test_production_trusts_no_development_origins(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_under(monkeypatch, production())
    assert settings.CORS_ALLOWED_ORIGINS == settings.CSRF_TRUSTED_ORIGINS == []
    for alias in ("CORS_ORIGIN_WHITELIST", "CORS_ALLOW_ALL_ORIGINS", "CORS_ALLOWED_ORIGIN_REGEXES"):
        assert not hasattr(settings, alias)
    assert "*" not in settings.ALLOWED_HOSTS
    settings = settings_under(monkeypatch, production(DJANGO_TRUSTED_ORIGINS="https://app.example.com"))
    assert settings.CORS_ALLOWED_ORIGINS == settings.CSRF_TRUSTED_ORIGINS == ["https://app.example.com"]


def test_default_limits_and_lifetimes(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_under(monkeypatch, production())
    assert settings.SAFEJWT_ACCESS_TOKEN_LIFETIME.total_seconds() == 300
    assert settings.SAFEJWT_LOGIN_RATE == "10/m"
    assert (settings.SAFEJWT_LOGIN_ACCOUNT_RATE, settings.SAFEJWT_LOGIN_ADDRESS_RATE) == ("30/h,100/d", "60/m,600/h")
    assert settings.SAFEJWT_TRUSTED_PROXIES == 0


def test_dependency_versions_have_no_known_vulnerabilities() -> None:
    assert django.VERSION >= (5, 2)
    assert tuple(map(int, rest_framework.VERSION.split(".")[:2])) >= (3, 16)
    assert tuple(map(int, jwt.__version__.split(".")[:2])) >= (2, 13)


def test_fallback_keys_follow_the_signing_key(monkeypatch: pytest.MonkeyPatch) -> None:
    pem = "-----BEGIN PUBLIC KEY-----\\nAAAA\\n-----END PUBLIC KEY-----"
    variables = production(DJANGO_ACCESS_TOKEN_SECRET_FALLBACKS=f"{'k' * 50},{pem}")
    settings = settings_under(monkeypatch, variables)
    assert [variables["DJANGO_ACCESS_TOKEN_SECRET"], "k" * 50, pem] == settings.ACCESS_TOKEN_SECRET
    assert variables["DJANGO_REFRESH_TOKEN_SECRET"] == settings.REFRESH_TOKEN_SECRET


@pytest.mark.parametrize(
    ("variables", "expected"),
    [({}, False), ({"DJANGO_REQUIRE_VERIFIED": "yes"}, True), ({"DJANGO_REQUIRE_VERIFIED": "login"}, "login")],
)
def test_verified_emails_can_be_required_for_views_or_login(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], expected: object
) -> None:
    assert expected == settings_under(monkeypatch, production(**variables)).SAFEJWT_ACCOUNTS_REQUIRE_VERIFIED


def test_deprecation_warnings_are_errors(pytestconfig: pytest.Config) -> None:
    """Every test of this suite fails on a DeprecationWarning; this setting makes it so."""
    assert pytestconfig.getini("filterwarnings") == ["error"]


def test_tests_read_no_env_file() -> None:
    """A developer's .env must not change the result of a test."""
    assert os.environ["DJANGO_ENV_FILE"] == os.devnull
    assert environment.env.str("DJANGO_SITE_NAME", "unset") == "unset"


def test_env_file_can_be_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "other.env"
    file.write_text("DJANGO_SITE_NAME='Example'\n")
    monkeypatch.setenv("DJANGO_ENV_FILE", str(file))
    assert environment.read_env_file().str("DJANGO_SITE_NAME") == "Example"


def test_emails_of_a_development_server_link_to_its_port(monkeypatch: pytest.MonkeyPatch) -> None:
    for port, address in (("8123", "http://localhost:8123"), ("", "http://localhost:8000")):
        monkeypatch.setenv("PORT", port)
        settings = settings_under(monkeypatch, production(DJANGO_DEBUG="True"))
        assert address == settings.SAFEJWT_ACCOUNTS_LINK_BASE
    assert settings_under(monkeypatch, production()).SAFEJWT_ACCOUNTS_LINK_BASE == "https://app.example.com"


def test_emails_of_make_dev_link_to_the_port_of_the_app() -> None:
    root = Path(__file__).parents[2]
    (api,) = re.findall("^api: (.*)$", (root / "Procfile.dev").read_text(), re.M)
    shown = '-c "import main.settings as settings; print(settings.SAFEJWT_ACCOUNTS_LINK_BASE)"'
    line = api.replace('manage.py runserver "$API"', shown).replace("../.venv/bin/python", sys.executable)
    # honcho gives each program a PORT of its own.
    own = production(DJANGO_DEBUG="True", PORT="8223", APP_PORT="8123")
    done = subprocess.run(["sh", "-c", line], cwd=root, env=without_project_variables() | own, stdout=subprocess.PIPE)
    assert done.stdout.decode().strip() == "http://localhost:8123"


@pytest.mark.parametrize(("debug", "prefix", "admin"), [("True", "", ""), ("False", "__Host-Http-", "__Host-")])
def test_second_copy_on_a_host_has_cookies_of_its_own(
    monkeypatch: pytest.MonkeyPatch, debug: str, prefix: str, admin: str
) -> None:
    settings = settings_under(monkeypatch, production(DJANGO_DEBUG=debug, DJANGO_COOKIE_SUFFIX="8001"))
    assert f"{prefix}refreshtoken-8001" == settings.SAFEJWT_REFRESH_COOKIE_NAME
    assert f"{prefix}device-8001" == settings.SAFEJWT_DEVICE_COOKIE_NAME
    assert f"{admin}session-hint-8001" == settings.SAFEJWT_HINT_COOKIE_NAME
    assert f"{admin}sessionid-8001" == settings.SESSION_COOKIE_NAME
    usual = settings_under(monkeypatch, production(DJANGO_DEBUG=debug))
    assert not hasattr(usual, "SAFEJWT_REFRESH_COOKIE_NAME")


def test_hsts_of_subdomains_and_preload_is_opt_in(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_under(monkeypatch, production())
    assert settings.SECURE_HSTS_SECONDS == 365 * 24 * 3600
    assert (settings.SECURE_HSTS_INCLUDE_SUBDOMAINS, settings.SECURE_HSTS_PRELOAD) == (False, False)
    both = {"DJANGO_HSTS_SUBDOMAINS": "True", "DJANGO_HSTS_PRELOAD": "True"}
    settings = settings_under(monkeypatch, production(**both))
    assert (settings.SECURE_HSTS_INCLUDE_SUBDOMAINS, settings.SECURE_HSTS_PRELOAD) == (True, True)
