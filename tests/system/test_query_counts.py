"""SQL statements of the project's own endpoints, as in docs/reference/endpoint-costs.md."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from safejwt.testing import BrowserClient
from users.models import User

from .conftest import PASSWORD

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db]
NEXT = "another long passphrase"


def statements(client: BrowserClient, method: str, path: str, **body: Any) -> int:
    with CaptureQueriesContext(connection) as captured:
        response = getattr(client, method)(f"/users/{path}", body or None, format="json")
    assert response.status_code in {200, 201, 202}, response.content
    # Transaction statements are not counted.
    marks = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return sum(not query["sql"].startswith(marks) for query in captured)


def locking() -> int:
    """The user and the session are locked before a write. SQLite has a lock of its own, which takes a statement too."""
    return 2 + (not connection.features.has_select_for_update)


@pytest.fixture
def seen(logged_in: BrowserClient) -> BrowserClient:
    """A logged-in browser whose generation has been seen."""
    assert logged_in.get("/users/auth/").status_code == 200
    return logged_in


@pytest.mark.django_db(transaction=True)
def test_registration(client: BrowserClient, settings: Any) -> None:
    client.get("/users/csrf/")
    ada = {"username": "ada", "email": "ada@example.com", "password": PASSWORD}
    assert statements(client, "post", "", **ada) == 9


@pytest.mark.django_db(transaction=True)
def test_registration_by_email(client: BrowserClient, settings: Any) -> None:
    settings.SAFEJWT_ACCOUNTS_REGISTRATION = "mail"
    client.get("/users/csrf/")
    ada = {"username": "ada", "email": "ada@example.com", "password": PASSWORD}
    assert statements(client, "post", "", **ada) == 3


def test_reloads_within_the_interval_write_nothing(clock: Any, client: BrowserClient, user: User) -> None:
    client.get("/users/csrf/")
    client.take(client.post("/users/login/", {"username": "ada", "password": PASSWORD}, format="json"))
    # The first page marks its generation as seen.
    client.take(client.post("/users/token/"))
    for _ in range(2):
        clock.shift(timedelta(seconds=29))
        with CaptureQueriesContext(connection) as captured:
            client.take(client.post("/users/token/"))
            assert client.get("/users/auth/").status_code == 200
        assert [query["sql"][:6] for query in captured] == ["SELECT", "SELECT"]


def test_reading_the_account(seen: BrowserClient, user: User) -> None:
    assert statements(seen, "get", f"{user.pk}/") == 1


@pytest.mark.parametrize("method", ["patch", "post"])
def test_changing_the_username(seen: BrowserClient, user: User, method: str) -> None:
    # Including whether the address is confirmed.
    assert statements(seen, method, f"{user.pk}/", username="grace") == 5 + locking()


def test_replacing_the_account(seen: BrowserClient, user: User) -> None:
    fields = {"username": "grace", "email": user.email, "password": NEXT, "current_password": PASSWORD}
    assert statements(seen, "put", f"{user.pk}/", **fields) == 8 + locking()


@pytest.mark.parametrize("method", ["patch", "post"])
def test_changing_the_password(seen: BrowserClient, user: User, method: str) -> None:
    assert statements(seen, method, f"{user.pk}/", password=NEXT, current_password=PASSWORD) == 6 + locking()
