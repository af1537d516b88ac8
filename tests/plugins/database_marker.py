"""A pytest plugin: `-p database_marker -m database` runs the tests that touch a database, and no others."""

import pytest
from django.test import TransactionTestCase

_FIXTURES = {"db", "transactional_db", "live_server"}


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "database: touches a database; set by this plugin")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        # django_db marks some tests; others only ask for one of its fixtures.
        fixtures = _FIXTURES & set(getattr(item, "fixturenames", ()))
        is_case = isinstance(cls := getattr(item, "cls", None), type) and issubclass(cls, TransactionTestCase)
        if fixtures or is_case or item.get_closest_marker("django_db"):
            item.add_marker("database")
