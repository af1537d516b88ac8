from collections.abc import Callable
from typing import Any

import pytest
from safejwt.testing import BrowserClient

from .attempts import Fields, browser_at, try_login


@pytest.fixture(autouse=True)
def _one_window(clock: Any) -> None:
    """Time that passes makes room for further attempts, and more of it on a busy machine."""


@pytest.fixture
def stranger() -> BrowserClient:
    return browser_at("203.0.113.9")


@pytest.fixture
def exhaust_limits(credentials: Fields) -> Callable[[], None]:
    """Strangers use up the limit of this account, each from their own network."""

    def exhaust() -> None:
        statuses = [try_login(browser_at(f"198.51.100.{number}"), credentials) for number in range(40)]
        assert statuses == [401] * 30 + [429] * 10

    return exhaust
