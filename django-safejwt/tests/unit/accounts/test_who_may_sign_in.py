"""The account flows serve users who may be signed in, and those who first have to verify their address."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from safejwt.accounts.backends import AccountBackend
from safejwt.accounts.email_addresses import find_active_user, may_follow_links
from safejwt.accounts.flows import deletion, email_change, password_reset, verification
from safejwt.accounts.mail.delivery import send_due
from safejwt.accounts.models import Mail
from safejwt.models import RefreshToken
from safejwt.testing import BrowserClient

from tests.conftest import PASSWORD, Manage

from .conftest import Inbox, Send

pytestmark = pytest.mark.django_db
BANNED = "banned@example.com"


class NotBanned(AccountBackend):
    def user_can_authenticate(self, user: Any) -> bool:
        return super().user_can_authenticate(user) and user.email != BANNED


@pytest.fixture(params=["backend", "manager"])
def refused(request: Any, user: Any, settings: Any, manage: Manage) -> Any:
    """A user whom the backend refuses, or the default manager hides."""
    settings.AUTHENTICATION_BACKENDS = [f"{__name__}.NotBanned"]
    if request.param == "manager":
        settings.AUTHENTICATION_BACKENDS = ["safejwt.accounts.backends.AccountBackend"]
        manage(lambda users: users.exclude(email=BANNED))
    type(user)._base_manager.update(email=BANNED)
    user.email = BANNED
    return user


def test_refused_user_gets_no_link(visitor: BrowserClient, refused: Any, inbox: Inbox, send: Send) -> None:
    for path in ("password/reset/", "email/verify/resend/"):
        assert send(visitor, path, email=BANNED).status_code == 202
    assert inbox.tokens() == []
    assert not Mail.objects.exists()
    assert not password_reset.request_by_administrator(refused)


def test_link_from_before_the_refusal_is_invalid(user: Any, settings: Any) -> None:
    settings.AUTHENTICATION_BACKENDS = [f"{__name__}.NotBanned"]
    email_change.request(user, "other@example.com")
    assert verification.make_token(user) is not None
    user.email = BANNED
    assert verification.make_token(user) is None
    assert email_change.make_token(user, "other@example.com") is None
    type(user).objects.update(email=BANNED)
    assert find_active_user(str(user.pk)) is None


def test_refused_user_cannot_log_in_by_email(visitor: BrowserClient, refused: Any, send: Send) -> None:
    response = send(visitor, "login/", **{refused.USERNAME_FIELD: BANNED, "password": PASSWORD})
    assert response.status_code == 401
    assert not RefreshToken.objects.exists()


@pytest.mark.skipif(get_user_model().USERNAME_FIELD == "email", reason="Addresses are unique in this model.")
def test_hidden_user_with_the_same_email_blocks_no_login(
    visitor: BrowserClient, user: Any, make_user: Any, settings: Any, send: Send, manage: Manage
) -> None:
    settings.AUTHENTICATION_BACKENDS = ["safejwt.accounts.backends.AccountBackend"]
    deleted = make_user("grace")
    type(user).objects.filter(pk=deleted.pk).update(email=user.email)
    manage(lambda users: users.exclude(pk=deleted.pk))
    body = {"username": user.email, "password": PASSWORD}
    assert send(visitor, "login/", **body).status_code == 200


def test_unverified_user_can_verify_where_a_login_requires_it(
    visitor: BrowserClient, user: Any, settings: Any, inbox: Inbox, send: Send
) -> None:
    settings.AUTHENTICATION_BACKENDS = ["safejwt.accounts.backends.AccountBackend"]
    settings.SAFEJWT_ACCOUNTS_REQUIRE_VERIFIED = "login"
    body = {user.USERNAME_FIELD: user.get_username(), "password": PASSWORD}
    assert send(visitor, "login/", **body).status_code == 401
    send(visitor, "email/verify/resend/", email=user.email)
    assert send(visitor, "email/verify/", token=inbox.token(), password=PASSWORD).status_code == 200
    assert send(visitor, "login/", **body).status_code == 200
    type(user).objects.update(is_active=False)
    assert not may_follow_links(type(user).objects.get())


def test_deletion_that_keeps_the_row_ends_the_sessions(user: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = BrowserClient()
    browser.sign_in(user)
    monkeypatch.setattr(type(user), "delete", lambda self: None)
    deletion.delete(user)
    assert not RefreshToken.objects.exists()
    list(send_due())
