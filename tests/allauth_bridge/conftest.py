from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import server_secrets
import time_machine
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.core.cache import cache

from .app import PASSWORD, App


def pytest_configure(config: pytest.Config) -> None:
    server_secrets.watch(config, PASSWORD)


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.fixture
def clock() -> Iterator[Any]:
    """The clock, standing still until a test moves it."""
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False) as traveller:
        yield traveller


@pytest.fixture
def make_user(db: None) -> Callable[..., Any]:
    def make(name: str = "ada", **fields: Any) -> Any:
        email, model = f"{name}@example.com", get_user_model()
        if model.USERNAME_FIELD == "username":
            fields["username"] = name
        user = model.objects.create_user(email=email, password=PASSWORD, **fields)
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        return user

    return make


@pytest.fixture
def user(make_user: Callable[..., Any]) -> Any:
    return make_user()


@pytest.fixture(params=["app", "browser"])
def app(request: pytest.FixtureRequest, db: None) -> App:
    """The app in a browser, by each of the two kinds of clients."""
    return App(request.param)


@pytest.fixture
def other(db: None) -> App:
    """The same in another browser."""
    return App("app")


MINUTE = timedelta(minutes=1)
