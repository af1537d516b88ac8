"""Responses of the package's views are never stored."""

import pytest
from safejwt.testing import BrowserClient

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["csrf/", "auth/", "sessions/", "token/", "login/"])
def test_no_response_is_stored(signed_in: BrowserClient, path: str) -> None:
    assert signed_in.get(f"/users/{path}")["Cache-Control"] == "no-store"
