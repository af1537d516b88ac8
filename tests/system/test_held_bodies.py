"""A body whose last byte arrives after the session has ended.

The server passes a body on as it arrives, so the user and the session are read before it.
"""

import threading
from functools import partial
from typing import Any

import pytest
from safejwt.authentication import SafeJWTAuthentication
from users.models import User

from .browser import Browser, exchange_over_tcp
from .conftest import PASSWORD
from .mailbox import last_token

pytestmark = pytest.mark.postgresql
OWNERS, THIEFS = "the passphrase of the owner", "the passphrase of the thief"
BODIES: dict[str, tuple[str, dict[str, str]]] = {
    "password/change/": ("POST", {"current_password": PASSWORD, "password": THIEFS}),
    "{pk}/": ("PATCH", {"current_password": PASSWORD, "password": THIEFS}),
    "{pk}/ renames": ("PATCH", {"username": "thief"}),
    "{pk}/ replaces": (
        "PUT",
        {"username": "thief", "email": "ada@example.com", "current_password": PASSWORD, "password": THIEFS},
    ),
    "reauthenticate/": ("POST", {"password": PASSWORD}),
    "email/change/": ("POST", {"email": "thief@example.com"}),
}


@pytest.fixture
def authenticated(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Set when the server has authenticated a request."""
    event, original = threading.Event(), SafeJWTAuthentication.check_request

    def check_request(self: SafeJWTAuthentication, *args: Any) -> None:
        original(self, *args)
        event.set()

    monkeypatch.setattr(SafeJWTAuthentication, "check_request", check_request)
    return event


@pytest.mark.parametrize("name", BODIES)
def test_nothing_is_written_after_the_owner_has_reset_the_password(
    live_server: Any, transactional_db: None, create_user: Any, authenticated: threading.Event, name: str
) -> None:
    user: User = create_user()
    thief, owner = Browser(live_server.url), Browser(live_server.url)
    thief.log_in("ada", PASSWORD)
    owner.csrf()
    owner.send("POST", "/users/password/reset/", {"email": user.email})
    token = last_token()

    def reset() -> None:
        assert authenticated.wait(timeout=30)
        confirmation = owner.send("POST", "/users/password/reset/confirm/", {"token": token, "password": OWNERS})
        assert confirmation.status == 204
        assert thief.whoami().status == 401

    slow = thief.copy()
    slow.exchange = partial(exchange_over_tcp, before_last_byte=reset)
    method, body = BODIES[name]
    response = slow.send(method, f"/users/{name.partition(' ')[0].format(pk=user.pk)}", body)
    assert (response.status, response.code) == (401, "session_ended")
    user.refresh_from_db()
    assert (user.username, user.email, user.check_password(OWNERS)) == ("ada", "ada@example.com", True)
    assert thief.refresh().status == 401
    owner.log_in("ada", OWNERS)
