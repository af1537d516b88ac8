"""Waiting for a database or a cache is limited. tests/faults has real outages."""

import pytest
from django.db import connection

from .project_settings import production, settings_under

PREPARED = {"server_side_binding": True, "prepare_threshold": 2}


def test_postgresql_has_short_timeouts_that_the_url_may_override(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "postgres://user:password@127.0.0.1/name"
    options = settings_under(monkeypatch, production(DATABASE_URL=url)).DATABASES["default"]["OPTIONS"]
    assert options == {"connect_timeout": 3, "tcp_user_timeout": 10_000, **PREPARED}
    changed = production(DATABASE_URL=f"{url}?connect_timeout=7&sslmode=require")
    options = settings_under(monkeypatch, changed).DATABASES["default"]["OPTIONS"]
    assert options == {"connect_timeout": 7, "tcp_user_timeout": 10_000, "sslmode": "require", **PREPARED}


def test_statements_on_postgresql_are_prepared_unless_the_url_says_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    changed = production(DATABASE_URL="postgres://user:password@127.0.0.1/name?server_side_binding=false")
    options = settings_under(monkeypatch, changed).DATABASES["default"]["OPTIONS"]
    assert options["server_side_binding"] is False


@pytest.mark.postgresql
@pytest.mark.django_db
def test_statement_is_prepared_when_it_is_used_for_the_third_time() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL prepares statements")
    with connection.cursor() as cursor:
        for _ in range(3):
            cursor.execute("SELECT %s::int AS third_time", [1])
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%third_time%%'", [])
        assert cursor.fetchone() == (1,)


def test_shared_cache_has_a_timeout_of_one_second(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_under(monkeypatch, production(CACHE_URL="redis://127.0.0.1:6379/0"))
    assert settings.CACHES["default"]["OPTIONS"] == {"socket_connect_timeout": 1, "socket_timeout": 1}
    options = settings_under(monkeypatch, production(CACHE_URL="locmem://")).CACHES["default"]["OPTIONS"]
    assert not {"socket_connect_timeout", "socket_timeout"} & set(options)
