"""Fixtures for suites with a server: SQLite databases in files, so that each of its threads has its own connection.

A `conftest.py` imports them.
"""

from typing import Any

import pytest
from django.db import connections

__all__ = ["django_db_modify_db_settings", "live_server"]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Store SQLite databases in files."""
    for alias in connections:
        database = connections[alias]
        if database.vendor == "sqlite":
            folder = tmp_path_factory.mktemp("database")
            database.settings_dict["TEST"]["NAME"] = str(folder / f"{alias}.sqlite3")


@pytest.fixture(scope="session")
def live_server(django_db_setup: None, live_server: Any) -> Any:
    """The server of pytest-django, started after the database exists.

    Before, it would take SQLite for a database in memory and share the connection among its threads.
    """
    return live_server
