"""Nothing waits for a database or a cache for ever (faults X10, X13; e2e/faults has the real outages)."""

import pytest

from .test_settings import production, settings_under


def test_postgresql_is_waited_for_seconds_and_the_address_may_say_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "postgres://user:password@127.0.0.1/name"
    options = settings_under(monkeypatch, production(DATABASE_URL=url)).DATABASES["default"]["OPTIONS"]
    assert options == {"connect_timeout": 3, "tcp_user_timeout": 10_000}
    changed = production(DATABASE_URL=f"{url}?connect_timeout=7&sslmode=require")
    options = settings_under(monkeypatch, changed).DATABASES["default"]["OPTIONS"]
    assert options == {"connect_timeout": 7, "tcp_user_timeout": 10_000, "sslmode": "require"}


def test_a_shared_cache_is_waited_for_one_second(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_under(monkeypatch, production(CACHE_URL="redis://127.0.0.1:6379/0"))
    assert settings.CACHES["default"]["OPTIONS"] == {"socket_connect_timeout": 1, "socket_timeout": 1}
    options = settings_under(monkeypatch, production(CACHE_URL="locmem://")).CACHES["default"]["OPTIONS"]
    assert not {"socket_connect_timeout", "socket_timeout"} & set(options)
