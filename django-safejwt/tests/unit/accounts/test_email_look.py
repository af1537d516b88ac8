"""What emails look like: readable in light and in dark, with a button for what one should do, and a name."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.core import mail
from safejwt.accounts.conf import conf
from safejwt.accounts.email_addresses import mark_verified
from safejwt.accounts.emails import EMAILS
from safejwt.accounts.mail.delivery import send_due
from safejwt.accounts.mail.messages import Email, LinkEmail
from safejwt.accounts.models import Mail

pytestmark = pytest.mark.django_db

KINDS = sorted(kind for kind, email in EMAILS.items() if isinstance(email, Email))
Style = dict[str, str]
# WCAG 2.2, 1.4.3: text of normal size.
LEAST = 4.5


class Texts(HTMLParser):
    """Collects each text with the color and the background that it has, in light or in dark."""

    def __init__(self, html: str, *, dark: bool) -> None:
        super().__init__()
        rules = re.findall(r"^\.(\w+) \{ (.*?) \}", html, re.M) if dark else []
        self._classes = {name: _declarations(text.replace(" !important", "")) for name, text in rules}
        self._stack: list[Style] = [{"color": "#000000", "background-color": "#ffffff"}]
        self.found: list[tuple[str, str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"meta", "br"}:
            return
        attributes = {name: value or "" for name, value in attrs}
        by_class = self._classes.get(attributes.get("class", ""), {})
        self._stack.append({**self._stack[-1], **_declarations(attributes.get("style", "")), **by_class})

    def handle_endtag(self, tag: str) -> None:
        self._stack.pop()

    def handle_data(self, data: str) -> None:
        if data.strip() and self.lasttag not in {"style", "title"}:
            style = self._stack[-1]
            self.found.append((data.strip(), style["color"], style["background-color"]))


def _declarations(text: str) -> Style:
    pairs = (each.partition(":") for each in text.split(";") if each.strip())
    return {name.strip(): value.strip() for name, _, value in pairs}


def contrast(one: str, other: str) -> float:
    """The contrast of two colors, such as #0b6e64 (WCAG 2.2, "contrast ratio")."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    shares = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def message_of(kind: str, user: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(LinkEmail, "link", lambda *args: "https://app.example.com/page#token=a")
    mark_verified(user)
    context = {"ip": "192.0.2.7", "browser": "Firefox", "system": "Linux"}
    Mail.objects.create(kind=kind, address=user.email, user=user, context=context)
    assert list(send_due()) == ["sent"]
    return mail.outbox[-1]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_text_has_enough_contrast(kind: str, dark: bool, user: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = Texts(message_of(kind, user, monkeypatch).alternatives[0][0], dark=dark).found
    assert len(texts) > 5
    assert {text: contrast(*colors) for text, *colors in texts if contrast(*colors) < LEAST} == {}


def test_texts_are_found_in_the_colors_of_the_scheme(user: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    html = message_of("new_device", user, monkeypatch).alternatives[0][0]
    button = ("Review your devices", "#ffffff", "#0b6e64")
    assert button in Texts(html, dark=False).found
    assert button in Texts(html, dark=True).found
    assert ("This was not me", "#0b6e64", "#ffffff") in Texts(html, dark=False).found
    assert ("This was not me", "#74cfc3", "#1a2321") in Texts(html, dark=True).found
    assert round(contrast("#6b7280", "#1a2321"), 1) == 3.3, "the test would find a grey that is too dark"


@pytest.mark.parametrize("kind", KINDS)
def test_every_email_leads_somewhere_or_names_a_contact(
    kind: str, user: Any, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.SAFEJWT_ACCOUNTS_CONTACT_EMAIL = "help@example.com"
    message = message_of(kind, user, monkeypatch)
    pages = ("/page#token=", "/account/devices", "/account/password", "/forgot-password")
    for text in (message.body, message.alternatives[0][0]):
        assert any(f"https://app.example.com{page}" in text for page in pages) or "Write to help@example.com" in text


@pytest.mark.parametrize("kind", ["account_deleted", "email_changed"])
@pytest.mark.parametrize(
    ("sender", "advice"),
    [
        ("Example <hello@example.com>", "Reply to this email."),
        ("Example <no-reply@example.com>", "Ask the support of Example."),
        ("noreply@example.com", "Ask the support of Example."),
        ("DoNotReply@example.com", "Ask the support of Example."),
        ("casino.reply@example.com", "Reply to this email."),
    ],
)
def test_without_a_contact_one_is_told_to_reply_where_someone_reads_it(
    kind: str, sender: str, advice: str, user: Any, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.DEFAULT_FROM_EMAIL, settings.SAFEJWT_ACCOUNTS_SITE_NAME = sender, "Example"
    message = message_of(kind, user, monkeypatch)
    assert f"Was this not you? {advice}" in message.body
    assert not message.reply_to


@pytest.mark.parametrize(
    ("sender", "link_base", "name"),
    [
        ("Example Shop <no-reply@example.com>", "https://app.example.com", "Example Shop"),
        ("no-reply@example.com", "https://app.example.com", "app.example.com"),
        ("webmaster@localhost", "http://localhost:8000", "this site"),
        ("webmaster@localhost", "http://127.0.0.1:8000", "this site"),
    ],
)
def test_localhost_is_no_name(settings: Any, sender: str, link_base: str, name: str) -> None:
    settings.DEFAULT_FROM_EMAIL, settings.SAFEJWT_ACCOUNTS_LINK_BASE = sender, link_base
    assert conf.site_name == name


def test_time_and_place_are_one_line(user: Any, monkeypatch: pytest.MonkeyPatch, clock: Any, settings: Any) -> None:
    settings.TIME_ZONE = "UTC"
    line = "Firefox on Linux · 192.0.2.7 · 23 November 2026, 12:00 UTC"
    message = message_of("new_device", user, monkeypatch)
    assert line in message.body
    assert line in message.alternatives[0][0]


@pytest.mark.parametrize("kind", ["verify_email", "register", "address_known", "email_change", "account_deleted"])
def test_email_to_an_address_that_may_be_a_strangers_is_not_addressed_by_a_chosen_name(
    kind: str, user: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = message_of(kind, user, monkeypatch)
    assert message.body.startswith("Hello,\n")
    assert str(user.get_username()) not in message.body
