"""The templates of docs/guides/accounts.md, in the folder that the page names."""

import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from safejwt.testing import BrowserClient

from .mailbox import send_all
from .test_registration import register

pytestmark = pytest.mark.django_db

PAGE = Path(__file__).parents[2] / "docs" / "guides" / "accounts.md"
TEMPLATES = re.findall(r"^```html\n({# (safejwt/mail/\S+) #}\n.*?)^```", PAGE.read_text(), re.M | re.S)


def test_page_names_the_folder_of_the_project() -> None:
    engine: dict[str, Any] = project.TEMPLATES[0]
    assert engine["DIRS"] == [project.BASE_DIR / "main" / "templates"]
    assert "`backend/main/templates/`" in PAGE.read_text()


def test_own_texts_take_precedence(client: BrowserClient, settings: Any, tmp_path: Path) -> None:
    for text, name in TEMPLATES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    settings.TEMPLATES = deepcopy(project.TEMPLATES)
    settings.TEMPLATES[0]["DIRS"] = [tmp_path]
    settings.SAFEJWT_ACCOUNTS_SITE_NAME = "Tea & Co"
    register(client)
    send_all()
    (message,) = mail.outbox
    assert isinstance(message, EmailMultiAlternatives)
    html = str(message.alternatives[0][0])
    assert message.subject == "Your team at Tea & Co"
    assert "waits for you at Tea & Co. Confirm grace.hopper@example.com" in message.body
    assert "/verify-email#token=" in message.body
    assert "<p>Your team waits for you at Tea &amp; Co.</p>" in html
    assert "Join your team</a>" in html
    assert "Welcome" not in message.body + html
