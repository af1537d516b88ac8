"""A mail is in the language of the request that caused it, whoever sends it and whenever."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.utils import translation
from safejwt.accounts.flows import email_change, verification
from safejwt.accounts.mail import delivery
from safejwt.accounts.mail.messages import KINDS
from safejwt.accounts.mail.outbox import queue
from safejwt.accounts.models import Mail
from safejwt.conf import conf
from safejwt.testing import BrowserClient

from .conftest import Post, Send

pytestmark = pytest.mark.django_db

GERMAN = {"accept-language": "de"}


@pytest.fixture(autouse=True)
def _speaking(settings: Any) -> Iterator[None]:
    settings.MIDDLEWARE = ["django.middleware.locale.LocaleMiddleware", *settings.MIDDLEWARE]
    settings.LANGUAGES = [("en", "English"), ("de", "Deutsch")]
    settings.SAFEJWT_ACCOUNTS_SITE_NAME = "Example"
    with translation.override("en"):
        yield


def html_of(message: Any) -> str:
    return str(message.alternatives[0][0])


def test_whoever_asks_in_german_gets_a_german_mail(visitor: BrowserClient, user: Any, post: Post) -> None:
    answer = visitor.post("/users/password/reset/", {"email": "ada@example.com"}, format="json", headers=GERMAN)
    assert answer.json()["detail"] == "Wenn es ein Konto mit dieser Adresse gibt, ist ein Link unterwegs."
    translation.activate("en")  # somebody else's language is spoken when the mail is sent
    [message] = post()
    assert message.subject == "Example: Wählen Sie ein neues Passwort"
    assert "Jemand, wahrscheinlich Sie, hat bei Example ein neues Passwort angefordert." in message.body
    assert "Stunde" in message.body
    assert '<html lang="de">' in html_of(message)
    assert "Neues Passwort wählen" in html_of(message)
    assert translation.get_language() == "en"


def test_others_get_an_english_one(visitor: BrowserClient, user: Any, post: Post, send: Send) -> None:
    with translation.override("de"):
        queued = Mail.objects.count()
    send(visitor, "password/reset/", email="ada@example.com")
    assert Mail.objects.count() == queued + 1
    translation.activate("de")
    [message] = post()
    assert message.subject == "Example: choose a new password"
    assert '<html lang="en">' in html_of(message)


def test_a_row_without_a_language_is_in_that_of_the_site(user: Any, post: Post, settings: Any) -> None:
    settings.LANGUAGE_CODE = "de"
    verification.request(user)
    Mail.objects.update(language="")
    translation.deactivate()
    [message] = post()
    assert message.subject == "Example: Bestätigen Sie Ihre E-Mail-Adresse"


def test_a_language_that_is_not_spoken_any_more_stops_no_mail(user: Any, post: Post) -> None:
    verification.request(user)
    Mail.objects.update(language="tlh")
    [message] = post()
    assert message.subject == "Example: confirm your e-mail address"


@pytest.mark.parametrize("kind", [kind for kind, link in KINDS.items() if link is None])
def test_every_notice_is_german_throughout(user: Any, post: Post, kind: str) -> None:
    english, german = _both(lambda: queue(kind, "ada@example.com", user=user, ip="192.0.2.7"), post)
    assert_all_is_translated(english, german)


def test_every_link_is_german_throughout(user: Any, post: Post, settings: Any) -> None:
    english, german = _both(lambda: verification.request(user), post)
    assert_all_is_translated(english, german)
    english, german = _both(lambda: email_change.request(user, "new@example.com"), post)
    assert_all_is_translated(english, german)


def _both(ask: Any, post: Post) -> tuple[Any, Any]:
    """The same first mail in English and in German."""
    found = []
    for language in ("en", "de"):
        mail.outbox.clear()
        with translation.override(language):
            ask()
        found.append(post()[0])
    return found[0], found[1]


def assert_all_is_translated(english: Any, german: Any) -> None:
    assert german.subject != english.subject
    for ours, theirs in ((german.body, english.body), (html_of(german), html_of(english))):
        sentences = {line for line in theirs.splitlines() if line.count(" ") > 3 and "<" not in line[:5]}
        assert not sentences & set(ours.splitlines())


def test_what_is_looked_up_keeps_its_language(user: Any) -> None:
    with translation.override("de"):
        verification.request_for_address("ada@example.com")
    waiting = Mail.objects.get()
    assert delivery._look_up(waiting, waiting.due_at) == "resolved"
    assert Mail.objects.get().language == "de"


def speaks_german(user: Any) -> str | None:
    return "de" if user.get_username().startswith("ada") else None


GERMAN_PERSON = f"{__name__}.speaks_german"


@pytest.mark.parametrize("theirs", ["en", "de"])
def test_the_mail_about_a_stolen_session_is_not_in_the_language_of_the_thief(
    user: Any, post: Post, settings: Any, theirs: str
) -> None:
    settings.LANGUAGE_CODE = ours = {"en": "de", "de": "en"}[theirs]
    owner = BrowserClient()
    stolen = owner.sign_in(user).refresh_token
    for _ in range(2):
        owner.post("/users/token/", headers={"accept-language": ours})
    thief = BrowserClient()
    thief.cookies[conf.refresh_cookie_name] = stolen
    thief.get("/users/csrf/")
    answer = thief.post("/users/token/", headers={"accept-language": theirs})
    assert answer.json()["code"] == "refresh_token_reused"
    translation.deactivate()
    [message] = post()
    subjects = {
        "en": "Example: a device was signed out for safety",
        "de": "Example: Ein Gerät wurde zu Ihrer Sicherheit abgemeldet",
    }
    assert message.subject == subjects[ours]


def test_who_has_a_language_is_written_to_in_it_whoever_caused_the_mail(
    visitor: BrowserClient, user: Any, make_user: Any, post: Post, send: Send, settings: Any
) -> None:
    settings.SAFEJWT_ACCOUNTS_USER_LANGUAGE = GERMAN_PERSON
    make_user("grace")
    for name in ("ada", "grace"):
        send(visitor, "password/reset/", email=f"{name}@example.com")
    verification.request(user)
    queue("session_reused", "ada@example.com", user=user, language="")
    send(visitor, "password/reset/", email="nobody@example.com")
    assert sorted(message.subject for message in post()) == [
        "Example: Bestätigen Sie Ihre E-Mail-Adresse",
        "Example: Ein Gerät wurde zu Ihrer Sicherheit abgemeldet",
        "Example: Wählen Sie ein neues Passwort",
        "Example: choose a new password",
    ]
