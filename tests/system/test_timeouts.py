"""Waiting for a database or a cache is limited. tests/faults has real outages."""

import pytest

from .project_settings import production, settings_under


def test_postgresql_has_short_timeouts_that_the_url_may_override(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "postgres://user:password@127.0.0.1/name"
    options = settings_under(monkeypatch, production(DATABASE_URL=url)).DATABASES["default"]["OPTIONS"]
    assert options == {"connect_timeout": 3, "tcp_user_timeout": 10_000}
    changed = production(DATABASE_URL=f"{url}?connect_timeout=7&sslmode=require")
    options = settings_under(monkeypatch, changed).DATABASES["default"]["OPTIONS"]
    assert options == {"connect_timeout": 7, "tcp_user_timeout": 10_000, "sslmode": "require"}


def test_shared_cache_has_a_timeout_of_one_second(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_under(monkeypatch, production(CACHE_URL="redis://127.0.0.1:6379/0"))
    assert settings.CACHES["default"]["OPTIONS"] == {"socket_connect_timeout": 1, "socket_timeout": 1}
    options = settings_under(monkeypatch, production(CACHE_URL="locmem://")).CACHES["default"]["OPTIONS"]
    assert not {"socket_connect_timeout", "socket_timeout"} & set(options)
