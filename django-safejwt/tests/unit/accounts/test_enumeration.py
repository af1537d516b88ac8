"""Responses do not reveal whether an address is known: the response and the work are the same.

Time itself is a flaky measure, so these tests count what takes time: statements, hashings and rows
written. benchmarks/server/accounts.py measures the time.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test.utils import CaptureQueriesContext
from safejwt.accounts.flows import registration
from safejwt.accounts.flows.verification import mark_verified
from safejwt.accounts.models import Mail
from safejwt.models import SecurityEvent
from safejwt.testing import BrowserClient

from .conftest import Inbox, Send

pytestmark = pytest.mark.django_db


@pytest.fixture
def addresses(make_user: Any) -> dict[str, str]:
    """Addresses by the state of their user."""
    make_user("known")
    mark_verified(make_user("confirmed"))
    make_user("inactive", is_active=False)
    registration.request({"username": "waiting", "email": "waiting@example.com", "password": "md5$s$h"})
    return {name: f"{name}@example.com" for name in ("known", "confirmed", "inactive", "waiting", "unknown")}


@pytest.mark.parametrize("path", ["password/reset/", "email/verify/resend/"])
def test_link_request_does_the_same_work_for_every_address(
    visitor: BrowserClient, addresses: dict[str, str], send: Send, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[object] = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *args: hashed.append(1) or encode(*args))
    seen = set()
    for address in addresses.values():
        before = Mail.objects.count()
        with CaptureQueriesContext(connection) as captured:
            response = send(visitor, path, email=address)
        statements = tuple(query["sql"].split("VALUES")[0] for query in captured)
        written = Mail.objects.count() - before
        seen.add((response.status_code, response.content, tuple(response.headers.items()), statements, written))
    assert hashed == []
    ((status, _, _, statements, written),) = seen
    assert (status, len(statements), written) == (202, 1, 1)


def test_registration_by_email_does_the_same_work_for_every_address(
    addresses: dict[str, str], django_assert_num_queries: Any
) -> None:
    field = "email"
    for name, address in addresses.items():
        with CaptureQueriesContext(connection) as captured:
            registration.request({"username": f"x{name}", field: address, "password": "md5$s$h"})
        assert [query["sql"].split()[0] for query in captured] == ["SAVEPOINT", "INSERT", "INSERT", "RELEASE"]


def test_email_change_does_the_same_work_for_every_address(
    signed_in: BrowserClient, addresses: dict[str, str], send: Send
) -> None:
    send(signed_in, "email/change/", email="first@example.com")  # the first request inserts the row
    seen = set()
    for address in addresses.values():
        with CaptureQueriesContext(connection) as captured:
            response = send(signed_in, "email/change/", email=address)
        statements = tuple(query["sql"].split()[0] for query in captured)
        seen.add((response.status_code, response.content, tuple(response.headers.items()), statements))
    assert len(seen) == 1


@pytest.mark.django_db(transaction=True)
def test_history_after_an_email_change_does_not_tell_whether_the_address_is_taken(
    signed_in: BrowserClient, addresses: dict[str, str], inbox: Inbox, send: Send, settings: Any
) -> None:
    settings.SAFEJWT_EVENT_HISTORY = timedelta(days=90)
    histories = []
    for name in ("confirmed", "unknown"):
        send(signed_in, "email/change/", email=addresses[name])
        inbox()
        events = signed_in.get("/users/events/").json()
        histories.append([(event["event"], event["reason"]) for event in events if "mail" in event["event"]])
        SecurityEvent.objects.all().delete()
    assert histories[0] == histories[1] == [("email_change_request", "")]
