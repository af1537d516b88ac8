"""Browsers in front of that project."""

from typing import Any

import pytest
from safejwt.testing import BrowserClient

from .project import SESSION, Codes, codes


@pytest.fixture(autouse=True)
def _adopts(settings: Any) -> None:
    settings.SAFEJWT_ADOPT = [SESSION]
    Codes.forgotten.clear()
    codes.clear()


@pytest.fixture
def returned(browser: BrowserClient, user: Any) -> BrowserClient:
    """A browser that has come back from the provider, and has fetched the CSRF cookie."""
    browser.get(f"/provider/?user={user.pk}")
    browser.get("/users/csrf/")
    return browser


@pytest.fixture
def visitor(browser: BrowserClient, user: Any) -> BrowserClient:
    browser.get("/users/csrf/")
    return browser
