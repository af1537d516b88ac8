"""Sentences for people are in their language; logs and headers, which others read, are in English."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.test import Client, RequestFactory
from django.utils import translation
from safejwt import errors
from safejwt.handlers import permission_denied, www_authenticate
from safejwt.password_validators import GuessablePasswordValidator, LengthValidator
from safejwt.testing import BrowserClient

pytestmark = pytest.mark.django_db

GERMAN = {"accept-language": "de-AT,de;q=0.9,en;q=0.1"}
ERRORS = [
    getattr(errors, name)
    for name in errors.__all__
    if name not in {"DATABASE_OUTAGES", "BodyTooLarge", "CSRFFailed", "gettext_noop"}
]


@pytest.fixture(autouse=True)
def _speaking(settings: Any) -> Iterator[None]:
    """Django's own middleware; afterwards the thread speaks as before."""
    settings.MIDDLEWARE = ["django.middleware.locale.LocaleMiddleware", *settings.MIDDLEWARE]
    settings.LANGUAGES = [("en", "English"), ("de", "Deutsch")]
    with translation.override("en"):
        yield


@pytest.fixture
def visitor() -> BrowserClient:
    client = BrowserClient()
    client.get("/users/csrf/")
    return client


def log_in(visitor: BrowserClient, **headers: str) -> Any:
    fields = {get_user_model().USERNAME_FIELD: "nobody", "password": "wrong"}
    return visitor.post("/users/login/", fields, format="json", headers=headers)


def test_a_failed_login_is_answered_in_german(visitor: BrowserClient) -> None:
    answer = log_in(visitor, **GERMAN)
    assert answer.json() == {
        "code": "invalid_credentials",
        "detail": "Zu diesem Namen und diesem Passwort gibt es kein aktives Konto.",
    }
    assert answer["Content-Language"] == "de"
    assert "Accept-Language" in answer["Vary"]


@pytest.mark.parametrize("languages", ["", "en-GB", "fr", "*", "tlh,x-unknown;q=2"])
def test_whoever_asks_for_another_language_or_for_none_is_answered_in_english(
    visitor: BrowserClient, languages: str
) -> None:
    answer = log_in(visitor, **({"accept-language": languages} if languages else {}))
    assert answer.json()["detail"] == "No active account matches this name and password."


def test_one_answer_does_not_change_the_language_of_the_next(visitor: BrowserClient) -> None:
    log_in(visitor, **GERMAN)
    assert log_in(visitor).json()["detail"] == "No active account matches this name and password."


def test_fields_are_refused_in_german(visitor: BrowserClient) -> None:
    answer = visitor.post("/users/login/", {}, format="json", headers=GERMAN)
    body = answer.json()
    assert body["detail"] == "Manche Felder stimmen noch nicht."
    assert body["errors"]["password"] == ["Dieses Feld ist zwingend erforderlich."]


def test_a_limit_is_told_in_german(visitor: BrowserClient, settings: Any, clock: Any) -> None:
    settings.SAFEJWT_LOGIN_RATE = "1/m"
    log_in(visitor)
    answer = log_in(visitor, **GERMAN)
    seconds = answer["Retry-After"]
    assert answer.json()["detail"] == f"Zu viele Versuche. Versuchen Sie es in {seconds} Sekunden noch einmal."


def test_a_failed_csrf_check_is_told_in_german_and_logged_in_english(caplog: pytest.LogCaptureFixture) -> None:
    answer = Client(enforce_csrf_checks=True).post("/users/login/", headers=GERMAN)
    assert answer.json()["detail"] == "CSRF-Prüfung fehlgeschlagen: Das CSRF-Cookie fehlt."
    [record] = [record for record in caplog.records if record.message == "malicious_csrf"]
    assert record.reason == "CSRF check failed: CSRF cookie not set."


def test_an_expired_token_is_told_in_german_and_challenged_in_english(clock: Any, signed_in: BrowserClient) -> None:
    clock.shift(timedelta(minutes=6))
    answer = signed_in.get("/users/auth/", headers=GERMAN)
    assert answer.json()["detail"] == "Access-Token abgelaufen"
    assert answer["WWW-Authenticate"] == 'Bearer error="invalid_token", error_description="Access token expired"'


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.code)
def test_what_is_for_logs_and_headers_is_ascii_in_every_language(error: type[errors.SafeJWTError]) -> None:
    english = error().translated()
    with translation.override("de"):
        assert error().message == english
        assert error().translated() != english
        assert www_authenticate(error()).isascii()


def test_json_is_utf_8(visitor: BrowserClient) -> None:
    answer = Client(enforce_csrf_checks=True).post("/users/login/", headers=GERMAN)
    assert answer["Content-Type"] == "application/json"
    assert "CSRF-Prüfung".encode() in answer.content
    with translation.override("de"):
        assert "dürfen".encode() in permission_denied(RequestFactory().get("/")).content


def test_new_passwords_are_judged_in_german() -> None:
    with translation.override("de"):
        with pytest.raises(ValidationError, match="muss mindestens 15 Zeichen enthalten"):
            LengthValidator().validate("kurz")
        with pytest.raises(ValidationError, match="darf höchstens 1024 Zeichen enthalten"):
            LengthValidator().validate("x" * 1025)
        with pytest.raises(ValidationError, match="zu häufig"):
            GuessablePasswordValidator().validate("password")
        assert LengthValidator().get_help_text().startswith("Mindestens 15 Zeichen")


def test_the_admin_speaks_german(user: Any) -> None:
    user.is_staff = user.is_superuser = True
    user.save()
    client = Client()
    client.force_login(user)
    page = client.get("/admin/safejwt/refreshtoken/", headers=GERMAN).content.decode()
    assert "Angemeldete Geräte" in page or "angemeldetes Gerät" in page
    assert "Ausgewählte Sitzungen beenden" in page


def test_the_package_needs_no_translations(visitor: BrowserClient, settings: Any) -> None:
    settings.USE_I18N = False
    settings.MIDDLEWARE = settings.MIDDLEWARE[1:]
    client = BrowserClient()
    client.get("/users/csrf/")
    answer = log_in(client, **GERMAN)
    assert answer.json()["detail"] == "No active account matches this name and password."
    assert "Content-Language" not in answer
