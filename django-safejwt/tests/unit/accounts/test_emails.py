"""Every kind of email: its templates, its limit and its documentation."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from safejwt.accounts.email_addresses import mark_verified
from safejwt.accounts.emails import EMAILS
from safejwt.accounts.mail.alerts import Alert
from safejwt.accounts.mail.delivery import send_due
from safejwt.accounts.mail.messages import Email, LinkEmail
from safejwt.accounts.models import Mail
from safejwt.testing import BrowserClient

from .conftest import Send

pytestmark = pytest.mark.django_db

MESSAGES = {kind: email for kind, email in EMAILS.items() if isinstance(email, Email)}
DOCUMENTATION = Path(__file__).resolve().parents[4] / "docs/guides/accounts.md"


@pytest.mark.parametrize("kind", sorted(MESSAGES))
def test_every_kind_of_email_renders(user: Any, kind: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LinkEmail, "link", lambda *args: "https://app.example.com/page#token=a%3Ab&c")
    if user.get_email_field_name() != user.USERNAME_FIELD:
        type(user)._base_manager.filter(pk=user.pk).update(**{user.USERNAME_FIELD: "<b>&ada"})
    mark_verified(user)
    Mail.objects.create(
        kind=kind,
        address="ada@example.com",
        user=user,
        context={"ip": "192.0.2.7", "browser": "Firefox", "system": "Linux"},
    )
    settings.SAFEJWT_ACCOUNTS_SITE_NAME = "Cats & Dogs"
    settings.SAFEJWT_ACCOUNTS_CONTACT_EMAIL = "help@example.com"
    assert list(send_due()) == ["sent"]
    (message,) = mail.outbox
    html = message.alternatives[0][0]
    assert message.subject.startswith("Cats & Dogs: ")
    assert "\n" not in message.subject
    assert "Cats & Dogs" in message.body
    assert "Cats &amp; Dogs" in html
    assert "Cats & Dogs" not in html
    assert "Firefox on Linux · 192.0.2.7 · " in message.body
    assert "Firefox on Linux · 192.0.2.7 · " in html
    assert message.reply_to == ["help@example.com"]
    assert message.extra_headers == {"Auto-Submitted": "auto-generated"}
    assert "<b>" not in html
    for text in (message.body, re.sub("<style>.*?</style>", "", html, flags=re.S)):
        assert "{" not in text.replace("{{", "")
        assert "help@example.com" in text
        assert ("page#token=" in text) == isinstance(MESSAGES[kind], LinkEmail)
        assert ("/secure-account#token=" in text) == isinstance(MESSAGES[kind], Alert)
    assert not re.search(r"<(script|img|link|iframe|form)|https?://(?!app\.example\.com)", html)


def test_every_kind_of_email_is_limited_per_address() -> None:
    assert all(email.is_limited(Mail(kind=kind)) for kind, email in MESSAGES.items())


def test_documentation_lists_every_kind_of_email() -> None:
    table = re.split(r"^## (?:Mails|Emails)$", DOCUMENTATION.read_text(), flags=re.M)[1]
    rows = [row.split("|")[1] for row in table.splitlines() if row.startswith("| `")]
    assert set(re.findall(r"`(\w+)`", "".join(rows))) == set(MESSAGES)


def test_projects_template_takes_precedence_in_the_language_of_the_row(user: Any, settings: Any, tmp_path: Any) -> None:
    templates = tmp_path / "safejwt" / "mail"
    templates.mkdir(parents=True)
    (templates / "password_changed.subject.txt").write_text(
        "{% load i18n %}{% get_current_language as l %}{{ l }}\n{% translate 'Monday' %}"
    )
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    Mail.objects.create(kind="password_changed", address="a@example.com", user=user, language="de")
    list(send_due())
    assert mail.outbox[0].subject == "de Montag"


@pytest.mark.parametrize(
    "end", ["\r\nBcc: mallory@example.com", "\nBcc: mallory@example.com", ", mallory@example.com", "\0"]
)
@pytest.mark.parametrize("path", ["password/reset/", "email/verify/resend/"])
def test_address_that_is_more_than_one_gets_no_email(visitor: BrowserClient, send: Send, path: str, end: str) -> None:
    response = send(visitor, path, email=f"ada@example.com{end}")
    assert (response.status_code, list(response.json()["errors"])) == (400, ["email"])
    assert not Mail.objects.exists()
