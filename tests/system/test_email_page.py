"""The page that shows emails under DEBUG, without scripts and safe with any content."""

import re
from html.parser import HTMLParser
from importlib import import_module, reload
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client, override_settings
from django.urls import clear_url_caches
from main import mail as mail_pages
from main.mail import DevelopmentBackend

pytestmark = pytest.mark.django_db


def read_urls_again() -> Any:
    """Import the URLs again: the project decides on these pages when it is imported."""
    urls = reload(import_module("main.urls"))
    clear_url_caches()
    return urls


@pytest.fixture
def pages() -> Any:
    """A client of the project under DEBUG."""
    mail_pages._sent.clear()
    with override_settings(DEBUG=True, ALLOWED_HOSTS=["testserver"]):
        read_urls_again()
        yield Client()
    read_urls_again()
    mail_pages._sent.clear()


def send(subject: str = "Hello", body: str = "Text", html: str = "<p>HTML</p>") -> None:
    message = EmailMultiAlternatives(subject, body, "from@example.com", ["to@example.com"])
    message.attach_alternative(html, "text/html")
    DevelopmentBackend().send_messages([message])


def test_latest_emails_are_listed_and_shown(pages: Client, capsys: Any) -> None:
    assert "No emails yet." in pages.get("/mail/").content.decode()
    send("First")
    send("Second", "See https://app.example.com/x#token=abc")
    assert "Second" in capsys.readouterr().out, "also in the terminal"
    text = pages.get("/mail/").content.decode()
    assert text.index("Second") < text.index("First")
    assert re.search(r"to to@example.com</small> <small>· \d\d:\d\d:\d\d UTC", text)
    number = mail_pages._sent[0][0]
    shown = pages.get(f"/mail/{number}/").content.decode()
    assert '<a href="https://app.example.com/x#token=abc"' in shown
    assert "to@example.com" in shown
    assert " UTC</p>" in shown, "as in the list"
    assert pages.get(f"/mail/{number + 1}/").status_code == 404


@pytest.mark.parametrize(
    ("processes", "changes", "warns"),
    [
        ("1", {}, False),
        ("2", {}, True),
        ("1", {"SAFEJWT_ACCOUNTS_SEND_IN_PROCESS": False}, True),
        ("1", {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend"}, True),
    ],
)
def test_page_warns_when_it_may_miss_emails(
    pages: Client, settings: Any, monkeypatch: pytest.MonkeyPatch, processes: str, changes: Any, warns: bool
) -> None:
    monkeypatch.setenv("WEB_CONCURRENCY", processes)
    settings.EMAIL_BACKEND, settings.SAFEJWT_ACCOUNTS_SEND_IN_PROCESS = "main.mail.DevelopmentBackend", True
    for name, value in changes.items():
        setattr(settings, name, value)
    assert ("shows only the emails of this process" in pages.get("/mail/").content.decode()) == warns


def test_page_without_emails_has_no_empty_list(pages: Client) -> None:
    assert "<ol" not in pages.get("/mail/").content.decode()
    send()
    assert pages.get("/mail/").content.decode().count("<ol") == 1


def test_email_content_is_never_executed(pages: Client) -> None:
    attack = "</iframe><script>alert(1)</script>"
    send(attack, attack, f'"{attack}<img src=x onerror=alert(2)>')
    for path in ("/mail/", f"/mail/{mail_pages._sent[0][0]}/"):
        response = pages.get(path)
        text = response.content.decode()
        assert "<script" not in text
        assert "</iframe><" not in text.replace("</iframe>\n", "")
        assert "default-src 'none'" in response["Content-Security-Policy"]
        assert "script-src" not in response["Content-Security-Policy"]
        assert response["Cache-Control"] == "no-store"
        assert response["Referrer-Policy"] == "no-referrer"
    assert 'sandbox="allow-popups' in text
    assert "allow-scripts" not in text
    assert "allow-same-origin" not in text


class _Frame(HTMLParser):
    srcdoc = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "iframe":
            self.srcdoc = dict(attrs)["srcdoc"] or ""


def test_frame_holds_the_whole_email(pages: Client) -> None:
    html = '<!doctype html>\n<html lang="en"><body style="color:#000">"A" &amp; <b class=\'x\'>B</b></body></html>'
    send(html=html)
    frame = _Frame()
    frame.feed(pages.get(f"/mail/{mail_pages._sent[0][0]}/").content.decode())
    assert frame.srcdoc == f"{html}<base target=_top>", "its links replace the page"


def test_only_the_last_fifty_emails_are_kept(pages: Client) -> None:
    for number in range(60):
        send(f"Number {number}.")
    text = pages.get("/mail/").content.decode()
    assert "Number 59." in text
    assert "Number 10." in text
    assert "Number 9." not in text


def test_production_has_no_email_page() -> None:
    with override_settings(DEBUG=False):
        names = {getattr(pattern, "name", None) for pattern in read_urls_again().urlpatterns}
    read_urls_again()
    assert not names & {"mail", "mails"}
