"""Each wrong combination of settings has its id (security bar B1, B2, L6)."""

from datetime import timedelta
from typing import Any

import pytest
from safejwt.checks import check_settings, is_placeholder

GOOD: dict[str, Any] = {"CSRF_COOKIE_SECURE": True}

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
    ("safejwt.E005", {"SAFEJWT_ACCESS_TOKEN_LIFETIME": timedelta(days=8)}),
    ("safejwt.E005", {"SAFEJWT_IDLE_LIFETIME": timedelta(days=91)}),
    ("safejwt.E006", {"CSRF_USE_SESSIONS": True}),
    ("safejwt.E006", {"CSRF_COOKIE_HTTPONLY": True}),
    ("safejwt.E007", {"SAFEJWT_COOKIE_SECURE": False, "SAFEJWT_REFRESH_COOKIE_NAME": "__Host-refreshtoken"}),
    ("safejwt.E007", {"CSRF_COOKIE_SECURE": False, "CSRF_COOKIE_NAME": "__Secure-csrf"}),
    ("safejwt.E008", {"SAFEJWT_REFRESH_COOKIE_SAMESITE": "None"}),
    ("safejwt.W001", {"CSRF_COOKIE_SECURE": False}),
    ("safejwt.W001", {"SAFEJWT_COOKIE_SECURE": False}),
]


def ids() -> list[str | None]:
    return [message.id for message in check_settings(None)]


def test_good_settings_are_left_alone(settings: Any) -> None:
    settings.CSRF_COOKIE_SECURE = True
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


def test_placeholders_pass_in_development_only(settings: Any) -> None:
    settings.DEBUG = True
    settings.ACCESS_TOKEN_SECRET = "x" * 64
    assert ids() == []


@pytest.mark.parametrize("secret", ["xxxxxxxxxx", "0" * 64, "change-me-please", "my-CHANGEME-key", "your_secret_here"])
def test_examples_secrets_are_placeholders(secret: str) -> None:
    assert is_placeholder(secret)
