from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import secret_guard
import time_machine
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.core import signing
from django.core.cache import cache
from django.dispatch import Signal
from django.http.response import HttpResponseBase
from safejwt import tokens
from safejwt.testing import BrowserClient
from secret_guard import GUARD

PASSWORD = "correct horse battery staple"


def pytest_configure(config: pytest.Config) -> None:
    """Everything secret that comes into being while the suite runs: the guard finds it in whatever is logged."""
    config.pluginmanager.register(secret_guard)
    GUARD.learn(PASSWORD)
    GUARD.learn_results(tokens, "_encode")
    # The links in mails.
    GUARD.learn_results(signing, "dumps")
    GUARD.learn_arguments(HttpResponseBase, "set_cookie", 2)
    GUARD.learn_arguments(AbstractBaseUser, "set_password", 1)


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
