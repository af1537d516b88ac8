"""A connection dies between two requests: a restart of the database, a failover, a proxy that closes idle connections."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import OperationalError, close_old_connections, connection, transaction
from safejwt import sessions
from safejwt.sessions import query
from safejwt.testing import BrowserClient

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs a server that ends connections"),
]


@pytest.fixture(autouse=True)
def _health_checks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A persistent connection, as `CONN_MAX_AGE` and `CONN_HEALTH_CHECKS` make it."""
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", None)
    monkeypatch.setitem(connection.settings_dict, "CONN_HEALTH_CHECKS", True)
    connection.close()
    yield
    connection.close()


def die() -> None:
    """End the connection at the server, as an administrator does."""
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [connection.connection.info.backend_pid])
    other.close()


def current_user(browser: BrowserClient) -> Any:
    # Django does this when a request starts, but not for its test client.
    close_old_connections()
    return browser.get("/users/auth/")


@pytest.mark.parametrize("check", ["database", "none"])
def test_request_after_it_succeeds(signed_in: BrowserClient, settings: Any, check: str) -> None:
    settings.SAFEJWT_SESSION_CHECK = check
    for _ in range(2):
        assert current_user(signed_in).status_code == 200
        die()
    assert current_user(signed_in).status_code == 200


@pytest.mark.parametrize("check", ["database", "none"])
def test_ordinary_request_has_no_statement_for_the_health_check(
    signed_in: BrowserClient, settings: Any, check: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SAFEJWT_SESSION_CHECK = check
    assert current_user(signed_in).status_code == 200
    monkeypatch.setattr(connection, "is_usable", lambda: pytest.fail("SELECT 1"))
    assert current_user(signed_in).status_code == 200
    assert connection.health_check_done


def test_outage_is_a_503(signed_in: BrowserClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert current_user(signed_in).status_code == 200

    def refuse(parameters: Any) -> Any:
        raise OperationalError("connection refused")

    die()
    monkeypatch.setattr(connection, "get_new_connection", refuse)
    for _ in range(2):
        response = current_user(signed_in)
        assert (response.status_code, response.json()["code"]) == (503, "service_unavailable")
    monkeypatch.undo()
    assert current_user(signed_in).status_code == 200


def test_error_of_a_connection_that_works_is_not_repeated(signed_in: BrowserClient) -> None:
    def refuse(execute: Any, sql: str, *arguments: Any) -> Any:
        statements.append(sql)
        raise OperationalError("canceling statement due to statement timeout")

    statements: list[str] = []
    with connection.execute_wrapper(refuse):
        assert current_user(signed_in).status_code == 503
    assert len(statements) == 1


def test_statement_of_a_transaction_is_not_repeated(user: Any) -> None:
    sid = sessions.start(user).sid
    close_old_connections()
    with transaction.atomic():
        # The transaction has ended with its connection. Nothing of it may be done on another one.
        connection.health_check_done = False
        die()
        with pytest.raises(OperationalError):
            query.find_session(sid)
        transaction.set_rollback(True)
    assert query.find_session(sid) is not None
