"""An email is in the language of its user or of the request, not of the process that sends it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.test import RequestFactory
from django.utils import translation
from safejwt.accounts.emails import EMAILS
from safejwt.accounts.flows import email_change, registration, verification
from safejwt.accounts.languages import language_of, remember_language
from safejwt.accounts.mail import delivery
from safejwt.accounts.mail.messages import Email, LinkEmail
from safejwt.accounts.mail.outbox import queue
from safejwt.accounts.models import AccountEmail, Mail
from safejwt.conf import conf
from safejwt.models import RefreshToken
from safejwt.passwords import hashed
from safejwt.signals import new_device_signed_in, refresh_token_reused
from safejwt.testing import BrowserClient

from tests.conftest import PASSWORD

from .conftest import Inbox, Send

pytestmark = pytest.mark.django_db

GERMAN = {"accept-language": "de"}


@pytest.fixture(autouse=True)
def _translated(settings: Any) -> Iterator[None]:
    settings.MIDDLEWARE = ["django.middleware.locale.LocaleMiddleware", *settings.MIDDLEWARE]
    settings.LANGUAGES = [("en", "English"), ("de", "Deutsch")]
    settings.SAFEJWT_ACCOUNTS_SITE_NAME = "Example"
    with translation.override("en"):
        yield


def html_of(message: Any) -> str:
    return str(message.alternatives[0][0])


def test_german_request_results_in_a_german_email(visitor: BrowserClient, user: Any, inbox: Inbox) -> None:
    response = visitor.post("/users/password/reset/", {"email": "ada@example.com"}, format="json", headers=GERMAN)
    assert response.json()["detail"] == "Wenn es ein Konto mit dieser Adresse gibt, ist ein Link unterwegs."
    translation.activate("en")  # the language of another request, when the email is sent
    [message] = inbox()
    assert message.subject == "Example: Wählen Sie ein neues Passwort"
    assert "Jemand, wahrscheinlich Sie, hat bei Example ein neues Passwort angefordert." in message.body
    assert "Stunde" in message.body
    assert '<html lang="de">' in html_of(message)
    assert "Neues Passwort wählen" in html_of(message)
    assert translation.get_language() == "en"


def test_other_requests_result_in_an_english_email(visitor: BrowserClient, user: Any, inbox: Inbox, send: Send) -> None:
    with translation.override("de"):
        queued = Mail.objects.count()
    send(visitor, "password/reset/", email="ada@example.com")
    assert Mail.objects.count() == queued + 1
    translation.activate("de")
    [message] = inbox()
    assert message.subject == "Example: choose a new password"
    assert '<html lang="en">' in html_of(message)


def test_row_without_a_language_uses_language_code(user: Any, inbox: Inbox, settings: Any) -> None:
    settings.LANGUAGE_CODE = "de"
    verification.request(user)
    Mail.objects.update(language="")
    translation.deactivate()
    [message] = inbox()
    assert message.subject == "Example: Bestätigen Sie Ihre E\u2011Mail-Adresse"


def test_unsupported_language_does_not_stop_an_email(user: Any, inbox: Inbox) -> None:
    verification.request(user)
    Mail.objects.update(language="tlh")
    [message] = inbox()
    assert message.subject == "Example: confirm your email address"


NOTICES = [kind for kind, email in EMAILS.items() if isinstance(email, Email) and not isinstance(email, LinkEmail)]


@pytest.mark.parametrize("kind", NOTICES)
def test_notice_is_translated_completely(user: Any, inbox: Inbox, kind: str) -> None:
    english, german = _both(lambda: queue(kind, "ada@example.com", user=user, ip="192.0.2.7"), inbox)
    assert_all_is_translated(english, german)


def test_email_with_a_link_is_translated_completely(user: Any, inbox: Inbox, settings: Any) -> None:
    english, german = _both(lambda: verification.request(user), inbox)
    assert_all_is_translated(english, german)
    english, german = _both(lambda: email_change.request(user, "new@example.com"), inbox)
    assert_all_is_translated(english, german)


def _both(request: Any, inbox: Inbox) -> tuple[Any, Any]:
    """Return the first email, in English and in German."""
    found = []
    for language in ("en", "de"):
        mail.outbox.clear()
        with translation.override(language):
            request()
        found.append(inbox()[0])
    return found[0], found[1]


def assert_all_is_translated(english: Any, german: Any) -> None:
    assert german.subject != english.subject
    for ours, theirs in ((german.body, english.body), (html_of(german), html_of(english))):
        lines = theirs.splitlines()
        sentences = {line for line in lines if line.count(" ") > 3 and not line.startswith(("<", "."))}
        assert not sentences & set(ours.splitlines())


def test_resolved_request_keeps_its_language(user: Any) -> None:
    with translation.override("de"):
        verification.request_for_address("ada@example.com")
    request = Mail.objects.get()
    assert delivery._handle(request, request.due_at) == "resolved"
    assert Mail.objects.get().language == "de"


def speaks_german(user: Any) -> str | None:
    return "de" if user.get_username().startswith("ada") else None


GERMAN_USER = f"{__name__}.speaks_german"


@pytest.mark.parametrize("theirs", ["en", "de"])
def test_reuse_alert_does_not_use_the_attackers_language(
    clock: Any, user: Any, confirmed: Any, inbox: Inbox, settings: Any, theirs: str
) -> None:
    settings.LANGUAGE_CODE = ours = {"en": "de", "de": "en"}[theirs]
    owner = BrowserClient()
    stolen = owner.sign_in(user).refresh_token
    for _ in range(2):
        clock.shift(conf.rotation_interval)
        assert owner.post("/users/token/", headers={"accept-language": ours}).status_code == 200
    attacker = BrowserClient()
    attacker.cookies[conf.refresh_cookie_name] = stolen
    attacker.get("/users/csrf/")
    response = attacker.post("/users/token/", headers={"accept-language": theirs})
    assert response.json()["code"] == "refresh_token_reused"
    translation.deactivate()
    [message] = inbox()
    subjects = {
        "en": "Example: a device was logged out for your safety",
        "de": "Example: Ein Gerät wurde zu Ihrer Sicherheit abgemeldet",
    }
    assert message.subject == subjects[ours]


def test_users_own_language_takes_precedence_over_the_requests(
    visitor: BrowserClient, user: Any, make_user: Any, inbox: Inbox, send: Send, settings: Any
) -> None:
    settings.SAFEJWT_ACCOUNTS_USER_LANGUAGE = GERMAN_USER
    make_user("grace")
    for name in ("ada", "grace"):
        send(visitor, "password/reset/", email=f"{name}@example.com")
    verification.request(user)
    queue("session_reused", "ada@example.com", user=user, language="")
    send(visitor, "password/reset/", email="unknown@example.com")
    assert sorted(message.subject for message in inbox()) == [
        "Example: Bestätigen Sie Ihre E\u2011Mail-Adresse",
        "Example: Ein Gerät wurde zu Ihrer Sicherheit abgemeldet",
        "Example: Wählen Sie ein neues Passwort",
        "Example: choose a new password",
    ]


def use(browser: BrowserClient, language: str, path: str, **body: Any) -> Any:
    return browser.post(f"/users/{path}", body, format="json", headers={"accept-language": language})


def kept(user: Any) -> str | None:
    return AccountEmail.objects.filter(user_id=user.pk).values_list("language", flat=True).first()


@pytest.mark.parametrize("theirs", ["en", "de"])
def test_alert_is_in_the_language_of_the_account_and_never_in_the_strangers(
    user: Any, confirmed: Any, inbox: Inbox, settings: Any, theirs: str, credentials: dict[str, str]
) -> None:
    settings.LANGUAGE_CODE = theirs
    ours = {"en": "de", "de": "en"}[theirs]
    owner, stranger = BrowserClient(), BrowserClient()
    owner.sign_in(user)
    changed = use(owner, ours, "password/change/", current_password=PASSWORD, password="another long passphrase")
    assert changed.status_code == 204
    stranger.get("/users/csrf/")
    login = {**credentials, "password": "another long passphrase"}
    assert use(stranger, theirs, "login/", **login).status_code == 200
    assert kept(user) == ours, "a login changes nothing"
    use(stranger, theirs, "password/reset/", email=confirmed.email)
    refresh_token_reused.send(RefreshToken, user=user)
    assert [html_of(message).count(f'<html lang="{ours}">') for message in inbox()] == [1, 1, 1]


def test_alert_about_an_account_without_a_language_is_in_language_code(
    user: Any, confirmed: Any, inbox: Inbox, settings: Any
) -> None:
    settings.LANGUAGE_CODE = "de"
    request = RequestFactory().get("/")
    with translation.override("en"):
        new_device_signed_in.send(type(user), user=user, request=request)
    assert inbox()[0].subject == "Example: Anmeldung auf einem neuen Gerät"


def test_language_is_kept_when_the_account_is_created_and_when_its_user_changes_it(
    visitor: BrowserClient, user: Any, inbox: Inbox, settings: Any
) -> None:
    assert kept(user) is None
    use(visitor, "de", "password/reset/", email=user.email)
    assert kept(user) is None, "anyone can ask for that"
    use(visitor, "de", "password/reset/confirm/", token=inbox.token(), password="another long passphrase")
    assert kept(user) == "de"
    user.refresh_from_db()
    owner = BrowserClient()
    owner.sign_in(user)
    use(owner, "en", "email/change/", email="new@example.com")
    assert kept(user) == "en"


def test_account_created_by_email_keeps_the_language_of_the_browser_that_completed_it(
    visitor: BrowserClient, inbox: Inbox, settings: Any
) -> None:
    settings.SAFEJWT_ACCOUNTS_REGISTRATION = "mail"
    field = get_user_model().USERNAME_FIELD
    with translation.override("en"):
        registration.request({field: "grace", "email": "grace@example.com", "password": hashed(PASSWORD)})
    assert use(visitor, "de", "email/verify/", token=inbox.token(), password=PASSWORD).status_code == 200
    assert kept(get_user_model()._default_manager.get()) == "de"


def test_projects_own_field_takes_precedence(user: Any, settings: Any) -> None:
    with translation.override("en"):
        remember_language(user)
    assert language_of(user, otherwise="") == "en"
    settings.SAFEJWT_ACCOUNTS_USER_LANGUAGE = GERMAN_USER
    assert language_of(user, otherwise="") == "de"
