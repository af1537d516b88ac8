"""The shape of error responses, and what an error must not undo."""

from typing import Any

import pytest
from django.db import OperationalError, connection
from safejwt import sessions
from safejwt.models import RefreshToken
from safejwt.testing import BrowserClient

from tests.presenting import refresh_later

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["token/", "logout/", "login/"])
def test_outage_is_503_with_retry_after_and_deletes_no_cookie(
    signed_in: BrowserClient, credentials: dict[str, str], path: str, monkeypatch: Any
) -> None:
    def away(*args: Any, **kwargs: Any) -> Any:
        raise OperationalError("connection refused")

    for verb in ("rotate", "end", "start"):
        monkeypatch.setattr(sessions, verb, away)
    response = signed_in.post(f"/users/{path}", credentials, format="json")
    assert response.status_code == 503
    assert response.json()["code"] == "service_unavailable"
    assert response["Retry-After"] == "5"
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies


@pytest.mark.django_db(transaction=True)
def test_reuse_deletes_session_with_atomic_requests(clock: Any, signed_in: BrowserClient) -> None:
    """With ATOMIC_REQUESTS the 401 would roll the deletion back, and an attacker could continue."""
    connection.settings_dict["ATOMIC_REQUESTS"] = True
    try:
        old = dict(signed_in.cookies)
        stolen = {name: cookie.value for name, cookie in old.items()}
        for _ in range(2):
            refresh_later(signed_in, clock)
        for name, value in stolen.items():
            signed_in.cookies[name] = value
        assert signed_in.post("/users/token/").json()["code"] == "refresh_token_reused"
    finally:
        connection.settings_dict["ATOMIC_REQUESTS"] = False
    assert not RefreshToken.objects.exists()


def test_unsupported_methods_are_405(signed_in: BrowserClient) -> None:
    for method, path in [
        ("PUT", "token/"),
        ("HEAD", "token/"),
        ("HEAD", "logout/"),
        ("GET", "login/"),
        ("POST", "auth/"),
        ("OPTIONS", "login/"),
        ("TRACE", "auth/"),
        ("POST", "csrf/"),
    ]:
        response = signed_in.generic(method, f"/users/{path}")
        assert response.status_code == 405, (method, path)
        if method != "HEAD":
            assert response.json()["code"] == "method_not_allowed"
