from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import server_secrets
import time_machine
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.dispatch import Signal
from safejwt.testing import BrowserClient

PASSWORD = "correct horse battery staple"


def pytest_configure(config: pytest.Config) -> None:
    server_secrets.watch(config, PASSWORD)


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.fixture
def make_user(db: None) -> Callable[..., Any]:
    def make(name: str = "ada", **fields: Any) -> Any:
        return get_user_model().objects.create_user(
            username=name, email=f"{name}@example.com", password=PASSWORD, **fields
        )

    return make


@pytest.fixture
def user(make_user: Callable[..., Any]) -> Any:
    return make_user()


@pytest.fixture
def browser() -> BrowserClient:
    return BrowserClient()


@pytest.fixture
def signed_in(browser: BrowserClient, user: Any) -> BrowserClient:
    browser.sign_in(user)
    return browser


@pytest.fixture
def clock() -> Any:
    """The clock, standing still until a test moves it: `clock.shift(timedelta)`."""
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False) as traveller:
        yield traveller


@pytest.fixture
def credentials(user: Any) -> dict[str, str]:
    return {user.USERNAME_FIELD: user.get_username(), "password": PASSWORD}


MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
T0 = datetime(2026, 11, 23, 12, tzinfo=UTC)
Heard = list[dict[str, Any]]


@pytest.fixture
def heard() -> Any:
    """`heard(signal)` is the list of what is announced from then on, a dictionary of the signal's arguments each."""
    with ExitStack() as stack:

        def listen(signal: Signal) -> Heard:
            found: Heard = []

            def receiver(**facts: Any) -> None:
                found.append(facts)

            signal.connect(receiver, weak=False)
            stack.callback(signal.disconnect, receiver)
            return found

        yield listen


Manage = Callable[[Callable[[Any], Any]], None]


@pytest.fixture
def manage(monkeypatch: pytest.MonkeyPatch) -> Manage:
    """`manage(select)`: the default manager of the user model selects `select(queryset)`."""

    def replace(select: Callable[[Any], Any]) -> None:
        model: Any = get_user_model()

        class Selecting(type(model._default_manager)):  # type: ignore[misc]  # which one it is, a variable says
            def get_queryset(self) -> Any:
                return select(super().get_queryset())

        manager = Selecting()
        manager.model, manager.name = model, "objects"
        monkeypatch.setitem(vars(model._meta), "default_manager", manager)

    return replace
