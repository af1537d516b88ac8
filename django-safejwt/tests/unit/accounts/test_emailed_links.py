"""Emailed links at their limits: the length of a token, and a user who is deactivated while a link is used."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model, hashers
from safejwt.accounts.mail import links
from safejwt.errors import LinkInvalid
from safejwt.testing import BrowserClient

from .conftest import Inbox, Send

pytestmark = pytest.mark.django_db
LIMIT = 1024


@pytest.mark.parametrize("length", [LIMIT - 200, LIMIT + 1])
def test_genuine_token_is_refused_if_it_is_too_long(length: int) -> None:
    token = links.mint("password_reset", "7" * (length * 3 // 4))
    if len(token) <= LIMIT:
        assert links.read("password_reset", token).subject
        return
    with pytest.raises(LinkInvalid):
        links.read("password_reset", token)


def test_user_deactivated_during_a_reset_keeps_the_old_password(
    visitor: BrowserClient, user: Any, inbox: Inbox, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hashing is slow; an administrator may deactivate the user meanwhile."""
    send(visitor, "password/reset/", email="ada@example.com")
    token, make_password = inbox.token(), hashers.make_password

    def deactivate_meanwhile(*args: Any, **options: Any) -> str:
        get_user_model().objects.filter(pk=user.pk).update(is_active=False)
        return make_password(*args, **options)

    monkeypatch.setattr(hashers, "make_password", deactivate_meanwhile)
    response = send(visitor, "password/reset/confirm/", token=token, password="another long passphrase")
    assert (response.status_code, response.json()["code"]) == (400, "link_invalid")
    before = user.password
    user.refresh_from_db()
    assert user.password == before
