"""Each wrong setting of the app has the id of its check."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from safejwt.accounts.checks import check_settings

from .mailing import SMTP, mailing

BACKEND = "safejwt.accounts.backends.AccountBackend"
WRONG: list[tuple[str, dict[str, Any]]] = [
    *(
        ("safejwt.E101", {"SAFEJWT_ACCOUNTS_LINK_BASE": value})
        for value in ("", "app.example.com", "//app.example.com", "ftp://a.b", "https://", "https://a.b/?x=1")
    ),
    ("safejwt.E101", {"SAFEJWT_ACCOUNTS_LINK_BASE": "https://a.b#c"}),
    ("safejwt.E101", {"SAFEJWT_ACCOUNTS_LINK_BASE": "https://a.b@evil.example"}),
    ("safejwt.E102", {"SAFEJWT_ACCOUNTS_REGISTRATION": "open"}),
    ("safejwt.E102", {"SAFEJWT_ACCOUNTS_LOGIN": "name"}),
    ("safejwt.E102", {"SAFEJWT_ACCOUNTS_REQUIRE_VERIFIED": "yes"}),
    ("safejwt.E103", {"SAFEJWT_ACCOUNTS_REQUIRE_VERIFIED": "login", "SAFEJWT_ACCOUNTS_REGISTRATION": "mail"}),
    (
        "safejwt.E103",
        {
            "SAFEJWT_ACCOUNTS_REQUIRE_VERIFIED": "login",
            "SAFEJWT_ACCOUNTS_REGISTRATION": "mail",
            "AUTHENTICATION_BACKENDS": [BACKEND, "django.contrib.auth.backends.ModelBackend"],
        },
    ),
    ("safejwt.E104", {"SAFEJWT_ACCOUNTS_RESET_LIFETIME": timedelta(hours=2)}),
    ("safejwt.E104", {"SAFEJWT_ACCOUNTS_RESET_LIFETIME": timedelta(0)}),
    ("safejwt.E104", {"SAFEJWT_ACCOUNTS_VERIFICATION_LIFETIME": timedelta(days=8)}),
    ("safejwt.E105", {"SAFEJWT_ACCOUNTS_MAIL_RATE": "20 per hour"}),
    ("safejwt.E105", {"SAFEJWT_ACCOUNTS_LINK_RATE": "x/h"}),
    *(
        ("safejwt.E106", {"SAFEJWT_ACCOUNTS_USER_LANGUAGE": value})
        for value in ("x", "tests.project.nowhere.language", "tests.project.settings.SECRET_KEY", 7)
    ),
    ("safejwt.E104", {"SAFEJWT_ACCOUNTS_RESET_LIFETIME": 3600}),
    ("safejwt.E105", {"SAFEJWT_ACCOUNTS_LINK_RATE": 30}),
    *(("safejwt.E110", {"SAFEJWT_ACCOUNTS_MAILS_PER_ADDRESS": value}) for value in (0, "5", None, True)),
    ("safejwt.W110", {"SAFEJWT_ACCOUNTS_MAIL_ATTEMPTS": 5}),
    ("safejwt.E111", {"SAFEJWT_ACCOUNTS_SEND_IN_PROCESS": "False"}),
    ("safejwt.E111", {"SAFEJWT_ACCOUNTS_SITE_NAME": None}),
    ("safejwt.W110", {"SAFEJWT_ACCOUNTS_MAIL_RATES": "20/h"}),
    ("safejwt.E107", {"SAFEJWT_ACCOUNTS_REQUIRE_VERIFIED": "login", "AUTHENTICATION_BACKENDS": [BACKEND]}),
    ("safejwt.W101", {"SAFEJWT_ACCOUNTS_LINK_BASE": "http://app.example.com"}),
    *(
        ("safejwt.W115", {"SAFEJWT_ACCOUNTS_LINK_BASE": value})
        for value in ("https://localhost", "http://localhost:8000", "https://127.0.0.1", "https://[::1]:8000")
    ),
    ("safejwt.W115", {"SAFEJWT_ACCOUNTS_LINK_BASE": "https://app.localhost"}),
    ("safejwt.W102", mailing(SMTP)),
]


def test_valid_settings_pass(settings: Any) -> None:
    assert check_settings(None) == []
    settings.SAFEJWT_ACCOUNTS_REQUIRE_VERIFIED, settings.AUTHENTICATION_BACKENDS = "login", [BACKEND]
    settings.SAFEJWT_ACCOUNTS_REGISTRATION = "mail"
    assert check_settings(None) == []


@pytest.mark.parametrize(("check_id", "changes"), WRONG, ids=lambda value: str(value)[:60])
def test_wrong_setting_has_id_and_hint(settings: Any, check_id: str, changes: dict[str, Any]) -> None:
    for name, value in changes.items():
        setattr(settings, name, value)
    messages = check_settings(None)
    assert {message.id for message in messages} == {check_id}
    assert all(message.hint for message in messages)


def test_user_model_without_email_field_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(get_user_model(), "EMAIL_FIELD", "mail")
    (message,) = check_settings(None)
    assert message.id == "safejwt.E112"
    assert message.hint


def test_link_base_is_localhost_in_development(settings: Any) -> None:
    del settings.SAFEJWT_ACCOUNTS_LINK_BASE
    assert {message.id for message in check_settings(None)} == {"safejwt.E101"}
    settings.DEBUG = True
    assert check_settings(None) == []
