"""The project speaks the languages of its app: English, and German to whoever asks for it."""

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
from .post import send_all
from .test_registration import register

pytestmark = pytest.mark.django_db

GERMAN = {"accept-language": "de-DE,de;q=0.9,en;q=0.8"}


def body_of(answer: Any) -> Any:
    return json.loads(answer.content.decode("utf-8"))


def test_registration_is_refused_in_german(client: BrowserClient, user: User) -> None:
    client.get("/users/csrf/")
    fields = {"username": "ADA", "email": "ada@example.com", "password": "short"}
    answer = client.post("/users/", fields, format="json", headers=GERMAN)
    assert body_of(answer)["errors"] == {
        "username": ["Dieser Benutzername ist schon vergeben."],
        "email": ["Diese E-Mail-Adresse ist schon registriert."],
    }
    fields = {"username": "grace", "email": "grace@example.com", "password": "short"}
    errors = body_of(client.post("/users/", fields, format="json", headers=GERMAN))["errors"]
    assert errors["password"][0] == "Dieses Passwort ist zu kurz. Es muss mindestens 15 Zeichen enthalten."


def test_the_account_answers_in_german(signed_in: BrowserClient, user: User) -> None:
    path = f"/users/{user.pk}/"
    answer = signed_in.patch(path, {"password": PASSWORD + " 2"}, format="json", headers=GERMAN)
    assert body_of(answer)["errors"] == {"current_password": ["Dafür wird Ihr aktuelles Passwort gebraucht."]}
    answer = signed_in.patch(
        path, {"password": PASSWORD + " 2", "current_password": "wrong"}, format="json", headers=GERMAN
    )
    assert body_of(answer)["errors"] == {"current_password": ["Das ist nicht Ihr aktuelles Passwort."]}


def test_addresses_that_are_not_there_are_so_in_german(client: BrowserClient) -> None:
    answer = client.get("/users/nowhere/", headers=GERMAN)
    assert (answer.status_code, body_of(answer)["detail"]) == (404, "Unter dieser Adresse gibt es nichts.")
    assert answer["Content-Language"] == "de"
    assert body_of(client.get("/users/nowhere/"))["detail"] == "There is nothing at this address."


def test_a_person_who_registers_in_german_gets_a_german_mail(client: BrowserClient) -> None:
    client.get("/users/csrf/")
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "de"
    assert register(client).status_code == 201
    send_all()
    [message] = mail.outbox
    assert message.subject.endswith(": Bestätigen Sie Ihre E-Mail-Adresse")


def test_an_answer_that_depends_on_the_language_says_so_and_is_not_stored(client: BrowserClient) -> None:
    for headers, language in ((GERMAN, "de"), ({}, "en"), ({"accept-language": "fr"}, "en")):
        answer = client.get("/users/csrf/", headers=headers)
        assert answer["Content-Language"] == language
        assert "accept-language" in answer["Vary"].lower()
        assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/", "/account", "/.well-known/jwks.json", "/static/none.css"])
def test_what_is_the_same_in_every_language_does_not_vary_with_it(client: BrowserClient, path: str) -> None:
    answer = client.get(path, headers=GERMAN)
    answer.close()  # a file that is sent
    assert "Content-Language" not in answer
    assert "accept-language" not in answer.headers.get("Vary", "").lower()


def test_a_thread_does_not_keep_the_language_of_a_request(client: BrowserClient) -> None:
    client.get("/users/csrf/", headers=GERMAN)
    assert translation.get_language() == "en"
    assert b"malformed" in client.get("/users/csrf/", headers={"host": "evil.example"}).content


def test_a_fault_does_not_keep_it_either() -> None:
    request = RequestFactory().get("/users/", headers=GERMAN)
    middleware: Any = LanguageMiddleware(lambda request: Client().get("/users/nowhere/"))
    middleware(request)
    assert translation.get_language() == "en"


def test_the_admin_speaks_german(client: BrowserClient) -> None:
    User.objects.create_superuser("root", "root@example.com", PASSWORD)
    browser = Client()
    browser.force_login(User.objects.get())
    page = browser.get("/admin/", headers=GERMAN).content.decode()
    for word in ("Personen", "Angemeldete Geräte"):
        assert word in page


def test_translated_labels_ask_for_no_migration() -> None:
    with translation.override("de"):
        call_command("makemigrations", check=True, dry_run=True, verbosity=0)
