"""The database is read only, or the cache is unavailable."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import InternalError, OperationalError, connection, transaction
from redis import ConnectionError as CacheConnectionError
from safejwt.models import RefreshToken
from safejwt.testing import BrowserClient
from safejwt.throttling import sliding_window

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def read_only(
    error: type[Exception] = InternalError, refused: tuple[str, ...] = ("UPDATE", "INSERT", "DELETE")
) -> Iterator[None]:
    """Fail like PostgreSQL in read-only mode, where psycopg raises an InternalError."""

    def refuse(execute: Any, sql: str, *arguments: Any) -> Any:
        if sql.startswith(refused):
            raise error("cannot execute UPDATE in a read-only transaction")
        return execute(sql, *arguments)

    with connection.execute_wrapper(refuse):
        yield


@pytest.mark.parametrize("error", [InternalError, OperationalError])
def test_access_tokens_work_while_the_database_is_read_only(signed_in: BrowserClient, error: type[Exception]) -> None:
    assert RefreshToken.objects.get().seen_generation == 0
    with read_only(error):
        assert signed_in.get("/users/auth/").status_code == 200
        assert signed_in.get("/users/auth/").status_code == 200
    assert RefreshToken.objects.get().seen_generation == 0, "nothing can be marked"
    assert signed_in.get("/users/auth/").status_code == 200
    assert RefreshToken.objects.get().seen_generation == 1, "the next request marks it"


def test_failed_marking_does_not_break_the_transaction_of_the_project(signed_in: BrowserClient) -> None:
    with read_only(), transaction.atomic():
        assert signed_in.get("/users/auth/").status_code == 200
        assert RefreshToken.objects.count() == 1, "the transaction continues"
    assert RefreshToken.objects.get().seen_generation == 0


def test_broken_transaction_of_the_project_is_an_outage(signed_in: BrowserClient) -> None:
    with transaction.atomic(), read_only(refused=("SELECT",)):
        response = signed_in.get("/users/auth/")
        transaction.set_rollback(True)
    assert (response.status_code, response.json()["code"]) == (503, "service_unavailable")


def test_refresh_within_the_interval_works_while_the_database_is_read_only(
    clock: Any, signed_in: BrowserClient
) -> None:
    clock.shift(timedelta(seconds=59))
    with read_only():
        signed_in.take(signed_in.post("/users/token/"))
        assert signed_in.get("/users/auth/").status_code == 200
    assert RefreshToken.objects.get().seen_generation == 0, "nothing can be marked"


@pytest.mark.parametrize("path", ["token/", "logout/"])
def test_writing_endpoints_are_503_while_the_database_is_read_only(
    clock: Any, signed_in: BrowserClient, path: str
) -> None:
    clock.shift(timedelta(seconds=60))
    with read_only():
        response = signed_in.post(f"/users/{path}")
    assert (response.status_code, response.json()["code"]) == (503, "service_unavailable")
    assert int(response["Retry-After"]) >= 1
    assert not response.cookies, "no cookie is deleted"
    assert signed_in.post("/users/token/").status_code == 200


@pytest.fixture
def no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: Any, **named: Any) -> Any:
        raise CacheConnectionError("Connection refused")

    for name in ("add", "incr", "get", "set", "get_many"):
        monkeypatch.setattr(cache._connections["default"], name, refuse)
    sliding_window._own_memory.clear()


@pytest.mark.usefixtures("no_cache")
def test_login_works_and_is_limited_without_the_cache(
    browser: BrowserClient, credentials: dict[str, str], clock: Any
) -> None:
    browser.get("/users/csrf/")
    assert browser.post("/users/login/", credentials, format="json").status_code == 200
    wrong = {**credentials, "password": "wrong"}
    statuses = [browser.post("/users/login/", wrong, format="json").status_code for _ in range(11)]
    # The successful login is not counted.
    assert statuses == [401] * 10 + [429]


def test_counter_that_expires_between_two_commands_causes_no_error(
    browser: BrowserClient, credentials: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache._connections["default"], "add", lambda *arguments, **named: True)
    browser.get("/users/csrf/")
    assert browser.post("/users/login/", credentials, format="json").status_code == 200
