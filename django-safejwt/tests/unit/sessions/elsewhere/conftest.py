from collections.abc import Callable
from typing import Any

import pytest
from safejwt.signals import event_recorded
from safejwt.testing import BrowserClient

from tests.conftest import Heard

from .copies import CHROME, EVENT, HOME, at


@pytest.fixture
def owner(user: Any, clock: Any) -> BrowserClient:
    browser = at(HOME, CHROME)
    browser.sign_in(user)
    return browser


@pytest.fixture
def recorded(heard: Callable[..., Heard]) -> Callable[[], list[Any]]:
    """`recorded()` returns the facts of the events of retries from elsewhere so far."""
    received = heard(event_recorded)
    return lambda: [each["facts"] for each in received if each["event"] == EVENT]
