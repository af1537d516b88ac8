"""Texts for users are in their language; logs and headers are in English."""

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

# Of what users log in by.
BY_EMAIL = get_user_model().USERNAME_FIELD == "email"
NAME, NAMEN = ("email address", "dieser E\u2011Mail-Adresse") if BY_EMAIL else ("name", "diesem Namen")
REFUSED = f"No active account matches this {NAME} and password."
IN_GERMAN = f"Zu {NAMEN} und diesem Passwort gibt es kein aktives Konto."
GERMAN = {"accept-language": "de-AT,de;q=0.9,en;q=0.1"}
# Without those whose constructors take arguments.
ERRORS = [
    error
    for name in errors.__all__
    if isinstance(error := getattr(errors, name), type) and name not in {"BodyTooLarge", "CSRFFailed"}
]


@pytest.fixture(autouse=True)
def _locale(settings: Any) -> Iterator[None]:
    """Activate Django's own middleware; restore the language of the thread afterwards."""
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


@pytest.mark.django_db
def test_failed_login_response_is_in_german(visitor: BrowserClient) -> None:
    response = log_in(visitor, **GERMAN)
    assert response.json() == {
        "code": "invalid_credentials",
        "detail": IN_GERMAN,
    }
    assert response["Content-Language"] == "de"
    assert "Accept-Language" in response["Vary"]


@pytest.mark.django_db
@pytest.mark.parametrize("languages", ["", "en-GB", "fr", "*", "tlh,x-unknown;q=2"])
def test_unknown_or_missing_language_gets_english(visitor: BrowserClient, languages: str) -> None:
    response = log_in(visitor, **({"accept-language": languages} if languages else {}))
    assert response.json()["detail"] == REFUSED


@pytest.mark.django_db
def test_language_of_one_response_does_not_affect_the_next(visitor: BrowserClient) -> None:
    log_in(visitor, **GERMAN)
    assert log_in(visitor).json()["detail"] == REFUSED


def test_field_errors_are_in_german(visitor: BrowserClient) -> None:
    response = visitor.post("/users/login/", {}, format="json", headers=GERMAN)
    body = response.json()
    assert body["detail"] == "Manche Felder stimmen noch nicht."
    assert body["errors"]["password"] == ["Dieses Feld ist zwingend erforderlich."]


@pytest.mark.django_db
def test_rate_limit_response_is_in_german(visitor: BrowserClient, settings: Any, clock: Any) -> None:
    settings.SAFEJWT_LOGIN_RATE = "1/m"
    log_in(visitor)
    response = log_in(visitor, **GERMAN)
    seconds = response["Retry-After"]
    assert response.json()["detail"] == f"Zu viele Versuche. Versuchen Sie es in {seconds} Sekunden noch einmal."


def test_csrf_failure_is_in_german_and_its_log_record_in_english(caplog: pytest.LogCaptureFixture) -> None:
    response = Client(enforce_csrf_checks=True).post("/users/login/", headers=GERMAN)
    assert response.json()["detail"] == "CSRF-Prüfung fehlgeschlagen: Das CSRF-Cookie fehlt."
    [record] = [record for record in caplog.records if record.message == "malicious_csrf"]
    assert record.reason == "CSRF check failed: CSRF cookie not set."


@pytest.mark.django_db
def test_expired_token_response_is_in_german_and_its_challenge_in_english(clock: Any, signed_in: BrowserClient) -> None:
    clock.shift(timedelta(minutes=6))
    response = signed_in.get("/users/auth/", headers=GERMAN)
    assert response.json()["detail"] == "Access-Token abgelaufen"
    assert response["WWW-Authenticate"] == 'Bearer error="invalid_token", error_description="Access token expired"'


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.code)
def test_messages_for_logs_and_headers_are_ascii_in_every_language(error: type[errors.SafeJWTError]) -> None:
    english = error().translated()
    with translation.override("de"):
        assert error().message == english
        assert error().translated() != english
        assert www_authenticate(error()).isascii()


def test_json_is_utf_8(visitor: BrowserClient) -> None:
    response = Client(enforce_csrf_checks=True).post("/users/login/", headers=GERMAN)
    assert response["Content-Type"] == "application/json"
    assert "CSRF-Prüfung".encode() in response.content
    with translation.override("de"):
        assert "dürfen".encode() in permission_denied(RequestFactory().get("/")).content


def test_password_validation_errors_are_in_german() -> None:
    with translation.override("de"):
        with pytest.raises(ValidationError, match="muss mindestens 15 Zeichen enthalten"):
            LengthValidator().validate("kurz")
        with pytest.raises(ValidationError, match="darf höchstens 1024 Zeichen enthalten"):
            LengthValidator().validate("x" * 1025)
        with pytest.raises(ValidationError, match="zu häufig"):
            GuessablePasswordValidator().validate("password")
        assert LengthValidator().get_help_text().startswith("Mindestens 15 Zeichen")


@pytest.mark.django_db
def test_admin_is_in_german(user: Any) -> None:
    user.is_staff = user.is_superuser = True
    user.save()
    client = Client()
    client.force_login(user)
    page = client.get("/admin/safejwt/refreshtoken/", headers=GERMAN).content.decode()
    assert "Angemeldete Geräte" in page or "angemeldetes Gerät" in page
    assert "Ausgewählte Sitzungen beenden" in page


@pytest.mark.django_db
def test_package_works_without_translations(visitor: BrowserClient, settings: Any) -> None:
    settings.USE_I18N = False
    settings.MIDDLEWARE = settings.MIDDLEWARE[1:]
    client = BrowserClient()
    client.get("/users/csrf/")
    response = log_in(client, **GERMAN)
    assert response.json()["detail"] == REFUSED
    assert "Content-Language" not in response
