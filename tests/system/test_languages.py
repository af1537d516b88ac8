"""Responses are in English, or in German for browsers that prefer it."""

import json
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client, RequestFactory
from django.utils import translation
from main.languages import LanguageMiddleware
from safejwt.testing import BrowserClient
from users.models import User

from .conftest import PASSWORD
from .mailbox import send_all
from .test_registration import register

pytestmark = pytest.mark.django_db

GERMAN = {"accept-language": "de-DE,de;q=0.9,en;q=0.8"}


def body_of(response: Any) -> Any:
    return json.loads(response.content.decode("utf-8"))


def test_registration_errors_are_in_german(client: BrowserClient, user: User) -> None:
    client.get("/users/csrf/")
    fields = {"username": "ADA", "email": "ada@example.com", "password": "short"}
    response = client.post("/users/", fields, format="json", headers=GERMAN)
    assert body_of(response)["errors"] == {
        "username": ["Dieser Benutzername ist schon vergeben."],
        "email": ["Diese E\u2011Mail-Adresse ist schon registriert."],
        "password": ["Dieses Passwort ist zu kurz. Es muss mindestens 15 Zeichen enthalten."],
    }


@pytest.mark.parametrize(
    ("path", "limits"),
    [
        ("", {"username": 150, "email": 254, "password": 1024}),
        ("login/", {"username": 254, "password": 1024}),
        ("email/verify/", {"token": 4096, "password": 1024}),
        ("email/verify/resend/", {"email": 254}),
        ("email/change/", {"email": 254}),
        ("password/reset/", {"email": 254}),
        ("password/reset/confirm/", {"token": 4096, "password": 1024}),
        ("password/change/", {"current_password": 1024, "password": 1024}),
        ("account/secure/", {"token": 4096}),
        ("links/check/", {"token": 4096}),
    ],
)
def test_too_long_values_are_reported_in_our_words(logged_in: BrowserClient, path: str, limits: dict[str, int]) -> None:
    fields = {name: "a" * most + ("@example.com" if name == "email" else "a") for name, most in limits.items()}
    for headers, sentence in (({}, "At most {} characters."), (GERMAN, "Höchstens {} Zeichen.")):
        response = logged_in.post(f"/users/{path}", fields, format="json", headers=headers)
        assert body_of(response)["errors"] == {name: [sentence.format(most)] for name, most in limits.items()}


def test_account_errors_are_in_german(logged_in: BrowserClient, user: User) -> None:
    path = f"/users/{user.pk}/"
    response = logged_in.patch(path, {"password": PASSWORD + " 2"}, format="json", headers=GERMAN)
    assert body_of(response)["errors"] == {"current_password": ["Dafür wird Ihr aktuelles Passwort gebraucht."]}
    response = logged_in.patch(
        path, {"password": PASSWORD + " 2", "current_password": "wrong"}, format="json", headers=GERMAN
    )
    assert body_of(response)["errors"] == {"current_password": ["Das ist nicht Ihr aktuelles Passwort."]}


def test_unknown_urls_are_reported_in_german(client: BrowserClient) -> None:
    response = client.get("/users/nowhere/", headers=GERMAN)
    assert (response.status_code, body_of(response)["detail"]) == (404, "Unter dieser Adresse gibt es nichts.")
    assert response["Content-Language"] == "de"
    assert body_of(client.get("/users/nowhere/"))["detail"] == "There is nothing at this address."


@pytest.mark.parametrize("path", ["/nothing.txt", "/static/none.css", "/health/nothing"])
def test_pages_of_errors_are_in_german_everywhere(client: BrowserClient, path: str) -> None:
    response = client.get(path, headers={**GERMAN, "accept": "text/html"})
    assert response.status_code == 404
    assert "Diese Seite gibt es nicht" in response.content.decode()
    assert response["Content-Language"] == "de"
    assert "accept-language" in response["Vary"].lower()


def test_registering_in_german_sends_a_german_email(client: BrowserClient) -> None:
    client.get("/users/csrf/")
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "de"
    assert register(client).status_code == 201
    send_all()
    [message] = mail.outbox
    assert message.subject.endswith(": Bestätigen Sie Ihre E\u2011Mail-Adresse")


def test_localized_responses_vary_and_are_not_stored(client: BrowserClient) -> None:
    for headers, language in ((GERMAN, "de"), ({}, "en"), ({"accept-language": "fr"}, "en")):
        response = client.get("/users/csrf/", headers=headers)
        assert response["Content-Language"] == language
        assert "accept-language" in response["Vary"].lower()
        assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/", "/account", "/health/live"])
def test_unlocalized_responses_do_not_vary(client: BrowserClient, path: str) -> None:
    response = client.get(path, headers=GERMAN)
    response.close()  # it may be a file
    assert "Content-Language" not in response
    assert "accept-language" not in response.headers.get("Vary", "").lower()


def test_language_is_reset_after_a_request(client: BrowserClient) -> None:
    client.get("/users/csrf/", headers=GERMAN)
    assert translation.get_language() == "en"
    assert b"malformed" in client.get("/users/csrf/", headers={"host": "evil.example"}).content


def test_language_is_reset_after_an_error() -> None:
    request = RequestFactory().get("/users/", headers=GERMAN)
    middleware: Any = LanguageMiddleware(lambda request: Client().get("/users/nowhere/"))
    middleware(request)
    assert translation.get_language() == "en"


def test_admin_is_in_german(client: BrowserClient) -> None:
    User.objects.create_superuser("root", "root@example.com", PASSWORD)
    browser = Client()
    browser.force_login(User.objects.get())
    page = browser.get("/admin/", headers=GERMAN).content.decode()
    for word in ("Benutzer", "Angemeldete Geräte"):
        assert word in page


def test_translated_labels_need_no_migration() -> None:
    with translation.override("de"):
        call_command("makemigrations", check=True, dry_run=True, verbosity=0)
