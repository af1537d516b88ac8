"""An email is in the language of its user or of the request, not of the process that sends it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.utils import translation
from safejwt.accounts.emails import EMAILS
from safejwt.accounts.flows import email_change, verification
from safejwt.accounts.mail import delivery
from safejwt.accounts.mail.messages import Email, LinkEmail
from safejwt.accounts.mail.outbox import queue
from safejwt.accounts.models import Mail
from safejwt.conf import conf
from safejwt.testing import BrowserClient

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
    assert message.subject == "Example: Bestätigen Sie Ihre E-Mail-Adresse"


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
        sentences = {line for line in theirs.splitlines() if line.count(" ") > 3 and "<" not in line[:5]}
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
        "Example: Bestätigen Sie Ihre E-Mail-Adresse",
        "Example: Ein Gerät wurde zu Ihrer Sicherheit abgemeldet",
        "Example: Wählen Sie ein neues Passwort",
        "Example: choose a new password",
    ]
