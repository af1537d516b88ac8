"""Logging in: its limits, its timing and what it records."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import hashers
from safejwt.testing import BrowserClient
from users.models import User

from .conftest import PASSWORD

pytestmark = pytest.mark.django_db

CREDENTIALS = {"username": "ada", "password": PASSWORD}


def test_login_sets_last_login(client: BrowserClient, user: User) -> None:
    client.get("/users/csrf/")
    client.post("/users/login/", CREDENTIALS, format="json")
    user.refresh_from_db()
    assert user.last_login is not None


@pytest.mark.parametrize("path_", ["/users/login/", "/users/"])
def test_login_and_registration_attempts_are_limited(
    client: BrowserClient, user: User, settings: Any, clock: Any, path_: str
) -> None:
    settings.SAFEJWT_LOGIN_RATE = settings.SAFEJWT_REGISTER_RATE = "3/m"
    client.get("/users/csrf/")
    body = {"username": "ada", "password": "wrong"}
    responses = [client.post(path_, body, format="json") for _ in range(4)]
    assert [response.status_code == 429 for response in responses] == [False, False, False, True]
    assert responses[-1].json()["code"] == "throttled"
    assert 1 <= int(responses[-1]["Retry-After"]) <= 60 + 60 / 3, "until the next minute and its first attempt"
    # The address of the connection counts. A header that any client can send does not.
    assert client.post(path_, body, format="json", HTTP_X_FORWARDED_FOR="203.0.113.9").status_code == 429


def test_waiting_for_retry_after_is_enough(client: BrowserClient, user: User, settings: Any, clock: Any) -> None:
    settings.SAFEJWT_LOGIN_RATE = "1/m"
    client.get("/users/csrf/")
    clock.shift(timedelta(seconds=59.6))
    client.post("/users/login/", {**CREDENTIALS, "password": "wrong"}, format="json")
    response = client.post("/users/login/", CREDENTIALS, format="json")
    assert response.status_code == 429
    clock.shift(timedelta(seconds=int(response["Retry-After"])))
    assert client.post("/users/login/", CREDENTIALS, format="json").status_code == 200


def test_unknown_username_takes_as_long_as_a_wrong_password(
    client: BrowserClient, create_user: Callable[..., User], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hashing takes nearly all of the time, so the test counts hashes instead of measuring time."""
    create_user("ada")
    create_user("gone", is_active=False)
    client.get("/users/csrf/")
    hasher, hashed = type(hashers.get_hasher()), []
    encode = hasher.encode

    def count(self: Any, *args: Any) -> str:
        hashed.append(args)
        return encode(self, *args)

    monkeypatch.setattr(hasher, "encode", count)
    responses = []
    for name in ("ada", "unknown", "gone"):
        responses.append(client.post("/users/login/", {"username": name, "password": "wrong"}, format="json"))
        assert len(hashed) == 1, name
        hashed.clear()
    assert (
        len({(response.status_code, response.content, tuple(response.headers.items())) for response in responses}) == 1
    )
