"""Each wrong combination of settings has its id (security bar B1, B2, L6)."""

from datetime import timedelta
from typing import Any

import pytest
from safejwt import keys
from safejwt.checks import check_settings, is_placeholder

from .key_pairs import private, public, unusable

GOOD: dict[str, Any] = {"CSRF_COOKIE_SECURE": True}
CROSS_SITE: dict[str, Any] = {
    "SAFEJWT_CROSS_SITE": True,
    "CSRF_TRUSTED_ORIGINS": ["https://app.example.net"],
}

WRONG: list[tuple[str, dict[str, Any]]] = [
    ("safejwt.E001", {"ACCESS_TOKEN_SECRET": ""}),
    ("safejwt.E001", {"ACCESS_TOKEN_SECRET": "short"}),
    ("safejwt.E002", {"REFRESH_TOKEN_SECRET": []}),
    ("safejwt.E002", {"REFRESH_TOKEN_SECRET": ["x" * 20]}),
    ("safejwt.E003", {"ACCESS_TOKEN_SECRET": "x" * 64}),
    ("safejwt.E003", {"REFRESH_TOKEN_SECRET": "django-insecure-0123456789012345678901234567890123456789"}),
    ("safejwt.E004", {"ACCESS_TOKEN_SECRET": "the-refresh-token-secret-of-the-tests-0123456789"}),
    ("safejwt.E004", {"SECRET_KEY": "the-refresh-token-secret-of-the-tests-0123456789"}),
    ("safejwt.E004", {"SECRET_KEY_FALLBACKS": ["the-refresh-token-secret-of-the-tests-0123456789"]}),
    ("safejwt.E004", {"ACCESS_TOKEN_SECRET": private("EdDSA"), "REFRESH_TOKEN_SECRET": private("EdDSA")}),
    (
        "safejwt.E004",
        {
            "ACCESS_TOKEN_SECRET": ["the-access-token-secret-of-the-tests-0123456789", public("ES256")],
            "REFRESH_TOKEN_SECRET": private("ES256"),
        },
    ),
    ("safejwt.E005", {"SAFEJWT_ACCESS_TOKEN_LIFETIME": timedelta(days=8)}),
    ("safejwt.E005", {"SAFEJWT_IDLE_LIFETIME": timedelta(days=91)}),
    ("safejwt.E006", {"CSRF_USE_SESSIONS": True}),
    ("safejwt.E006", {"CSRF_COOKIE_HTTPONLY": True}),
    ("safejwt.E007", {"SAFEJWT_COOKIE_SECURE": False, "SAFEJWT_REFRESH_COOKIE_NAME": "__Host-refreshtoken"}),
    ("safejwt.E007", {"CSRF_COOKIE_SECURE": False, "CSRF_COOKIE_NAME": "__Secure-csrf"}),
    ("safejwt.E008", {"SAFEJWT_REFRESH_COOKIE_SAMESITE": "None"}),
    ("safejwt.E009", {"ACCESS_TOKEN_SECRET": unusable("P-384")}),
    ("safejwt.E009", {"ACCESS_TOKEN_SECRET": [private("EdDSA"), unusable("encrypted")]}),
    ("safejwt.E009", {"REFRESH_TOKEN_SECRET": "-----BEGIN PRIVATE KEY-----"}),
    ("safejwt.E010", {"ACCESS_TOKEN_SECRET": unusable("RSA with 1024 bits")}),
    ("safejwt.E011", {"ACCESS_TOKEN_SECRET": public("RS256")}),
    ("safejwt.E011", {"REFRESH_TOKEN_SECRET": [public("EdDSA"), private("EdDSA")]}),
    ("safejwt.E014", {"CSRF_COOKIE_NAME": "__Host-csrftoken", "CSRF_COOKIE_DOMAIN": "example.com"}),
    ("safejwt.E014", {"CSRF_COOKIE_NAME": "__Host-csrftoken", "CSRF_COOKIE_PATH": "/users/"}),
    ("safejwt.E015", {**CROSS_SITE, "SAFEJWT_REFRESH_COOKIE_SAMESITE": "Strict"}),
    ("safejwt.E016", {**CROSS_SITE, "CSRF_COOKIE_SECURE": False}),
    ("safejwt.E016", {**CROSS_SITE, "SAFEJWT_COOKIE_SECURE": False}),
    ("safejwt.E017", {**CROSS_SITE, "CSRF_TRUSTED_ORIGINS": []}),
    ("safejwt.E017", {**CROSS_SITE, "CSRF_TRUSTED_ORIGINS": ["https://app.example.net", "https://*.example.net"]}),
    ("safejwt.E017", {**CROSS_SITE, "CSRF_TRUSTED_ORIGINS": ["http://app.example.net"]}),
    ("safejwt.E018", {"CORS_ALLOW_ALL_ORIGINS": True, "CORS_ALLOW_CREDENTIALS": True}),
    ("safejwt.E018", {"CORS_ORIGIN_ALLOW_ALL": True, "CORS_ALLOW_CREDENTIALS": True}),
    ("safejwt.E030", {"SAFEJWT_CLEAR_SITE_DATA": ("cache", "cookies")}),
    ("safejwt.E030", {"SAFEJWT_CLEAR_SITE_DATA": ("*",)}),
    ("safejwt.E031", {"SAFEJWT_LOGIN_RATE": "ten a minute"}),
    ("safejwt.E031", {"SAFEJWT_LOGIN_ACCOUNT_RATE": "30/h;100/d"}),
    ("safejwt.E031", {"SAFEJWT_LOGIN_ADDRESS_RATE": "60"}),
    ("safejwt.E031", {"SAFEJWT_REGISTER_RATE": "20/w"}),
    ("safejwt.E032", {"SAFEJWT_TRUSTED_PROXIES": -1}),
    ("safejwt.E032", {"SAFEJWT_TRUSTED_PROXIES": True}),
    ("safejwt.E032", {"SAFEJWT_TRUSTED_PROXIES": ["the proxy"]}),
    ("safejwt.E032", {"SAFEJWT_TRUSTED_PROXIES": ["10.0.0.1/8"]}),
    ("safejwt.E033", {"SAFEJWT_EVENT_HISTORY": 90}),
    ("safejwt.E033", {"SAFEJWT_EVENT_HISTORY": timedelta(0)}),
    ("safejwt.W030", {"CACHES": {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}}),
    ("safejwt.W030", {"CACHES": {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache"}}}),
    ("safejwt.W031", {"MIDDLEWARE": [], "AUTHENTICATION_BACKENDS": ["safejwt.backends.ModelBackend"]}),
    ("safejwt.W001", {"CSRF_COOKIE_SECURE": False}),
    ("safejwt.W001", {"SAFEJWT_COOKIE_SECURE": False}),
]


def ids() -> list[str | None]:
    return [message.id for message in check_settings(None)]


def test_good_settings_are_left_alone(settings: Any) -> None:
    settings.CSRF_COOKIE_SECURE = True
    assert ids() == []


def test_an_app_on_another_site_is_left_alone(settings: Any) -> None:
    for name, value in {**GOOD, **CROSS_SITE}.items():
        setattr(settings, name, value)
    assert ids() == []


@pytest.mark.parametrize(("check_id", "changes"), WRONG, ids=lambda value: str(value)[:60])
def test_a_wrong_setting_is_named_with_the_way_out(settings: Any, check_id: str, changes: dict[str, Any]) -> None:
    for name, value in {**GOOD, **changes}.items():
        setattr(settings, name, value)
    messages = [message for message in check_settings(None) if message.id == check_id]
    assert messages
    assert all(message.hint for message in messages)
    secrets = [str(value) for name, value in changes.items() if "SECRET" in name and len(value) > 10]
    assert not any(secret in str(message) for message in messages for secret in secrets)


@pytest.mark.parametrize("algorithm", ["EdDSA", "ES256", "RS256"])
def test_good_keys_are_left_alone(settings: Any, algorithm: str) -> None:
    settings.CSRF_COOKIE_SECURE = True
    settings.ACCESS_TOKEN_SECRET = [private(algorithm), settings.ACCESS_TOKEN_SECRET, public(algorithm, 1)]
    settings.REFRESH_TOKEN_SECRET = private(algorithm, 2)
    assert ids() == []


def test_a_missing_package_is_named(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "has_crypto", False)
    keys._key_ring.cache_clear()
    settings.ACCESS_TOKEN_SECRET = private("EdDSA")
    (message,) = [message for message in check_settings(None) if message.id == "safejwt.E012"]
    assert message.hint == "pip install django-safejwt[crypto]"


def test_placeholders_pass_in_development_only(settings: Any) -> None:
    settings.DEBUG = True
    settings.ACCESS_TOKEN_SECRET = "x" * 64
    assert ids() == []


@pytest.mark.parametrize("secret", ["xxxxxxxxxx", "0" * 64, "change-me-please", "my-CHANGEME-key", "your_secret_here"])
def test_examples_secrets_are_placeholders(secret: str) -> None:
    assert is_placeholder(secret)
