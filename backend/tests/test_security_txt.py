"""Where to report a vulnerability (RFC 9116)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.utils import timezone
from main.environment import read_contacts

ADDRESS = "/.well-known/security.txt"


def test_site_without_a_contact_has_no_file(client: Client) -> None:
    assert client.get(ADDRESS).status_code == 404


def test_contacts_are_listed_by_preference(client: Client, settings: Any) -> None:
    settings.SECURITY_CONTACTS = ["mailto:security@example.com", "https://example.com/report"]
    response = client.get(ADDRESS)
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    fields = [line.split(": ", 1) for line in response.content.decode().splitlines()]
    assert [value for name, value in fields if name == "Contact"] == settings.SECURITY_CONTACTS
    assert sorted({name for name, _ in fields}) == ["Contact", "Expires", "Preferred-Languages"]


def test_file_expires_within_a_month(client: Client, settings: Any) -> None:
    """RFC 9116, section 2.5.5: less than a year, so that a copy does not outlive the address."""
    settings.SECURITY_CONTACTS = ["mailto:security@example.com"]
    (line,) = (line for line in client.get(ADDRESS).content.decode().splitlines() if line.startswith("Expires: "))
    expires = datetime.fromisoformat(line.removeprefix("Expires: "))
    assert timedelta(days=28) < expires - timezone.now() <= timedelta(days=30)


def test_address_that_is_no_uri_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SECURITY_CONTACT", "security@example.com")
    with pytest.raises(ImproperlyConfigured, match="mailto:"):
        read_contacts("DJANGO_SECURITY_CONTACT")
