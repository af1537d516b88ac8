"""What users read about themselves follows their user model: what they log in by, and what they are called."""

from dataclasses import dataclass
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.utils import translation
from safejwt.accounts.email_addresses import mark_verified
from safejwt.accounts.emails import EMAILS
from safejwt.accounts.flows.data_export import _user
from safejwt.accounts.mail.messages import Email, LinkEmail
from safejwt.accounts.models import Mail
from safejwt.audit.sentences import sentence_of
from safejwt.errors import InvalidCredentials
from safejwt.handlers.sentences import sentence_for_user
from safejwt.password_validators import GuessablePasswordValidator
from safejwt.serializers.taken_values import taken_values
from safejwt.testing import BrowserClient

from tests.conftest import PASSWORD
from tests.other_user_models import run_with

pytestmark = pytest.mark.django_db

LANGUAGES = ("en", "de")
POSITIONS = list(enumerate(LANGUAGES))


@dataclass(frozen=True)
class Words:
    """The sentences of a user model, each in English and in German."""

    fields: dict[str, Any]
    refused: tuple[str, str]
    taken: tuple[str, str]
    changed: tuple[str, str]
    # How emails call the user, and what the user types at a login, if it is not the address.
    name: str
    typed: str = ""


OF_EMAIL = {
    "refused": (
        "No active account matches this email address and password.",
        "Zu dieser E\u2011Mail-Adresse und diesem Passwort gibt es kein aktives Konto.",
    ),
    "taken": ("This email address is taken.", "Diese E\u2011Mail-Adresse ist schon vergeben."),
    # The name of a field is Django's own translation.
    "changed": ("Email address changed", "E-Mail-Adresse geändert"),
}
ADDRESS = {"email": "ada@example.com"}
MODELS = {
    "auth.User": Words(
        fields={"username": "ada", **ADDRESS},
        refused=(
            "No active account matches this name and password.",
            "Zu diesem Namen und diesem Passwort gibt es kein aktives Konto.",
        ),
        taken=("This username is taken.", "Dieser Benutzername ist schon vergeben."),
        changed=("Username changed", "Benutzername geändert"),
        name="ada",
        typed="ada",
    ),
    "project.EmailUser": Words(fields=ADDRESS, name="ada@example.com", **OF_EMAIL),
    "project.UUIDUser": Words(fields={"username": "unused", **ADDRESS}, name="ada@example.com", **OF_EMAIL),
    "project.PhoneUser": Words(
        fields={"phone": "+4930123456", "city": "Berlin", **ADDRESS},
        refused=(
            "No active account matches this phone number and password.",
            "Zu diesen Angaben gibt es kein aktives Konto: Telefonnummer und Passwort.",
        ),
        taken=("This phone number is taken.", "Schon vergeben: Telefonnummer."),
        changed=("Phone number changed", "Telefonnummer geändert"),
        name="+4930123456",
        typed="+4930123456",
    ),
}
USERS = get_user_model()
LABEL = USERS._meta.label
here = pytest.mark.skipif(LABEL not in MODELS, reason="The matrix has this model; see below.")
nameless = pytest.mark.skipif(LABEL in {"auth.User", *({LABEL} - set(MODELS))}, reason="Users have a username.")


@pytest.fixture
def ada() -> Any:
    user = USERS(**MODELS[LABEL].fields)
    user.set_password(PASSWORD)
    user.save()
    mark_verified(user)
    return USERS._default_manager.get()


def rendered(kind: str, user: Any, language: str) -> str:
    """The subject and the text of an email of this kind to the user."""
    email = EMAILS[kind]
    assert isinstance(email, Email)
    message = email.message(Mail(kind=kind, user=user, address=user.email, language=language))
    return f"{message.subject}\n{message.body}"


@here
@pytest.mark.parametrize(("position", "language"), POSITIONS)
def test_refused_login_names_what_users_log_in_by(position: int, language: str, settings: Any) -> None:
    settings.MIDDLEWARE = ["django.middleware.locale.LocaleMiddleware", *settings.MIDDLEWARE]
    visitor = BrowserClient(headers={"accept-language": language})
    visitor.get("/users/csrf/")
    body = {USERS.USERNAME_FIELD: "nobody@example.com", "password": "wrong"}
    response = visitor.post("/users/login/", body, format="json")
    assert response.json() == {"code": "invalid_credentials", "detail": MODELS[LABEL].refused[position]}
    translation.activate("en")


@here
@pytest.mark.parametrize("login", ["both", "username", "email"])
def test_refused_login_names_the_address_where_only_addresses_are_accepted(login: str, settings: Any) -> None:
    settings.AUTHENTICATION_BACKENDS = ["safejwt.accounts.backends.AccountBackend"]
    settings.SAFEJWT_ACCOUNTS_LOGIN = login
    words = OF_EMAIL["refused"] if login == "email" else MODELS[LABEL].refused
    assert sentence_for_user(InvalidCredentials()) == words[0]


@here
def test_projects_own_sentence_about_a_login_stays() -> None:
    assert sentence_for_user(InvalidCredentials("Use the company's login.")) == "Use the company's login."


@here
@pytest.mark.parametrize(("position", "language"), POSITIONS)
def test_taken_value_is_named_as_the_model_calls_it(ada: Any, position: int, language: str) -> None:
    field = USERS.USERNAME_FIELD
    another = USERS(**MODELS[LABEL].fields)
    with translation.override(language):
        found = taken_values(another, {field: getattr(ada, field)}, unchecked=frozenset())
    assert found[field] == [MODELS[LABEL].taken[position]]


@here
@pytest.mark.parametrize(("position", "language"), POSITIONS)
def test_event_of_a_change_by_an_administrator_names_the_field(position: int, language: str) -> None:
    with translation.override(language):
        assert sentence_of("user_updated", "renamed") == MODELS[LABEL].changed[position]


@here
def test_emails_call_users_by_their_name_and_otherwise_by_what_they_log_in_by(ada: Any) -> None:
    assert f"Hello {MODELS[LABEL].name}," in rendered("new_device", ada, "en")
    if not hasattr(ada, "first_name"):
        return
    ada.first_name = "Ada"
    assert "Hallo Ada!" in rendered("new_device", ada, "de")
    ada.last_name = "Lovelace\n"
    assert "Hello Ada Lovelace," in rendered("new_device", ada, "en")


@here
def test_emails_say_what_to_type_at_a_login_unless_it_is_the_address(
    ada: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LinkEmail, "link", lambda *args: "https://app.example.com/page#token=a")
    typed = MODELS[LABEL].typed
    assert (f"You log in as {typed}." in rendered("password_reset", ada, "en")) == bool(typed)
    assert (f"Sie melden sich jetzt als {typed} an." in rendered("username_changed", ada, "de")) == bool(typed)
    settings.SAFEJWT_ACCOUNTS_LOGIN = "email"
    for kind in ("password_reset", "username_changed"):
        assert "log in as" not in rendered(kind, ada, "en")


@nameless
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_email_speaks_of_a_username(ada: Any, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LinkEmail, "link", lambda *args: "https://app.example.com/page#token=a")
    for kind in (kind for kind, email in EMAILS.items() if isinstance(email, Email)):
        text = rendered(kind, ada, language).lower()
        assert "username" not in text, kind
        assert "benutzername" not in text, kind


@here
def test_help_about_passwords_suits_any_user_model() -> None:
    assert "your name" not in GuessablePasswordValidator().get_help_text()


@here
def test_export_has_the_field_under_its_own_name(ada: Any, rf: Any) -> None:
    exported = _user(ada, rf.get("/"))
    assert exported[USERS.USERNAME_FIELD] == str(ada.get_username())
    assert ("username" in exported) == ("username" in {field.name for field in USERS._meta.fields})


@here
def test_command_names_the_field() -> None:
    with pytest.raises(CommandError, match=f"There is no user with the {USERS.USERNAME_FIELD} 'nobody'"):
        call_command("safejwt_revoke_sessions", user="nobody", stdout=StringIO())


@pytest.mark.parametrize("model", sorted(set(MODELS) - {"auth.User"}))
@pytest.mark.skipif(LABEL != "auth.User", reason="Once is enough.")
def test_other_user_models(model: str) -> None:
    run_with(model, __file__)
