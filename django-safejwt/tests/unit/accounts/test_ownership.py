"""A link shows who reads the email, not who owns the account.

An attacker registers a victim's address with a password of their own, or changes their address to
it, and waits until the victim follows the link. The account would then be verified, and the
attacker could log in (Sudhodanan and Paverd, "Pre-hijacked accounts", USENIX Security 2022).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model, hashers
from safejwt import sessions
from safejwt.accounts.email_addresses import email_of, is_verified
from safejwt.accounts.flows import email_change, registration, verification
from safejwt.accounts.models import AccountEmail, PendingRegistration
from safejwt.errors import LinkInvalid, ServiceUnavailable
from safejwt.passwords import hashing
from safejwt.testing import BrowserClient

from tests.conftest import PASSWORD

from .conftest import Inbox, Send

pytestmark = pytest.mark.django_db
NEW = "another long passphrase"


@dataclass(frozen=True)
class Link:
    """An emailed link, and whether it was used."""

    path: str
    token: str
    is_used: Callable[[], bool]


def to_confirm(user: Any, inbox: Inbox) -> Link:
    verification.request(user)
    return Link("email/verify/", inbox.token(), lambda: is_verified(user))


def to_change(user: Any, inbox: Inbox) -> Link:
    email_change.request(user, "new@example.com")
    return Link("email/change/confirm/", inbox.token(), lambda: fresh(user).email == "new@example.com")


def to_register(user: Any, inbox: Inbox) -> Link:
    field = get_user_model().get_email_field_name()
    fields = {"username": "grace", field: "grace@example.com", "password": hashing.hashed(PASSWORD)}
    registration.request(fields)
    return Link("email/verify/", inbox.token(), lambda: not PendingRegistration.objects.exists())


def fresh(user: Any) -> Any:
    return get_user_model().objects.get(pk=user.pk)


@pytest.fixture(params=[to_confirm, to_change, to_register], ids=["confirm", "change", "register"])
def link(request: pytest.FixtureRequest, user: Any, inbox: Inbox) -> Link:
    link: Link = request.param(user, inbox)
    return link


@pytest.fixture(params=[to_confirm, to_change], ids=["confirm", "change"])
def owned_link(request: pytest.FixtureRequest, user: Any, inbox: Inbox) -> Link:
    link: Link = request.param(user, inbox)
    return link


def test_link_alone_confirms_nothing_and_stays_valid(visitor: BrowserClient, link: Link, send: Send) -> None:
    for _ in range(2):
        response = send(visitor, link.path, token=link.token)
        assert (response.status_code, response.json()["code"]) == (403, "password_required")
        assert not link.is_used()
    assert send(visitor, link.path, token=link.token, password=PASSWORD).status_code == 200
    assert link.is_used()


def test_session_of_the_owner_is_enough(signed_in: BrowserClient, owned_link: Link, send: Send) -> None:
    assert send(signed_in, owned_link.path, token=owned_link.token).status_code == 200
    assert owned_link.is_used()


def test_session_of_another_user_does_not_count(
    browser: BrowserClient, make_user: Any, link: Link, send: Send, settings: Any
) -> None:
    browser.sign_in(make_user("mallory"))
    for check in ("database", "none"):
        settings.SAFEJWT_SESSION_CHECK = check
        response = send(browser, link.path, token=link.token)
        assert (response.status_code, response.json()["code"]) == (403, "password_required")
        assert not link.is_used()
    assert send(browser, link.path, token=link.token, password=PASSWORD).status_code == 200


def test_expired_or_ended_session_gets_its_own_error(
    clock: Any, signed_in: BrowserClient, user: Any, owned_link: Link, send: Send
) -> None:
    clock.shift(timedelta(minutes=6))
    response = send(signed_in, owned_link.path, token=owned_link.token)
    assert (response.status_code, response.json()["code"]) == (401, "access_token_expired")
    signed_in.take(signed_in.post("/users/token/"))
    sessions.end_all(user)
    response = send(signed_in, owned_link.path, token=owned_link.token)
    assert (response.status_code, response.json()["code"]) == (401, "session_ended")
    assert not owned_link.is_used()
    # With the password, the session does not matter.
    assert send(signed_in, owned_link.path, token=owned_link.token, password=PASSWORD).status_code == 200


def test_session_counts_only_with_its_own_csrf_cookie(
    signed_in: BrowserClient, visitor: BrowserClient, owned_link: Link, send: Send
) -> None:
    visitor.access_token = signed_in.access_token
    response = send(visitor, owned_link.path, token=owned_link.token)
    assert (response.status_code, response.json()["code"]) == (403, "csrf_failed")
    assert not owned_link.is_used()


@pytest.mark.parametrize("password", ["wrong", "", " " + PASSWORD, None, 7, "x" * 1025, ["a"]])
def test_wrong_password_is_a_field_error_and_the_link_stays_valid(
    visitor: BrowserClient, link: Link, send: Send, password: Any
) -> None:
    response = send(visitor, link.path, token=link.token, password=password)
    assert (response.status_code, response.json()["code"]) == (400, "validation_error")
    assert list(response.json()["errors"]) == ["password"]
    assert not link.is_used()
    assert send(visitor, link.path, token=link.token, password=PASSWORD).status_code == 200


def test_wrong_password_is_refused_despite_a_session(signed_in: BrowserClient, owned_link: Link, send: Send) -> None:
    assert send(signed_in, owned_link.path, token=owned_link.token, password="wrong").status_code == 400
    assert not owned_link.is_used()


@pytest.mark.parametrize("token", ["garbage", "", "x" * 4097])
def test_password_is_not_checked_without_a_valid_link(
    visitor: BrowserClient, user: Any, send: Send, monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    monkeypatch.setattr(hashers, "verify_password", pytest.fail)
    for path in ("email/verify/", "email/change/confirm/"):
        assert send(visitor, path, token=token, password=PASSWORD).status_code == 400


def test_wrong_passwords_share_the_limit_of_the_login(
    clock: Any, visitor: BrowserClient, user: Any, credentials: dict[str, str], inbox: Inbox, send: Send
) -> None:
    link = to_confirm(user, inbox)

    def attempt_by_link() -> int:
        return int(send(visitor, link.path, token=link.token, password="wrong").status_code)

    def attempt_at_login() -> int:
        return int(send(visitor, "login/", **{**credentials, "password": "wrong"}).status_code)

    assert [attempt_by_link() for _ in range(6)] == [400] * 6
    assert [attempt_at_login() for _ in range(5)] == [401] * 4 + [429]
    response = send(visitor, link.path, token=link.token, password=PASSWORD)
    assert (response.status_code, response.json()["code"]) == (429, "throttled")
    assert int(response["Retry-After"]) > 0
    assert not link.is_used()


def test_attempts_with_a_registration_link_are_limited(
    clock: Any, visitor: BrowserClient, user: Any, inbox: Inbox, send: Send
) -> None:
    link = to_register(user, inbox)
    responses = [send(visitor, link.path, token=link.token, password="wrong").status_code for _ in range(11)]
    assert responses == [400] * 10 + [429]
    assert not link.is_used()


def test_correct_password_is_not_counted(
    clock: Any, visitor: BrowserClient, user: Any, inbox: Inbox, send: Send
) -> None:
    for _ in range(12):
        token = verification.make_token(user)
        assert send(visitor, "email/verify/", token=token, password=PASSWORD).status_code == 200
        AccountEmail.objects.update(address="")
    credentials = {user.USERNAME_FIELD: user.get_username(), "password": "wrong"}
    assert [send(visitor, "login/", **credentials).status_code for _ in range(11)] == [401] * 10 + [429]


def test_link_stays_valid_when_hashing_is_busy(
    visitor: BrowserClient, link: Link, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*args: object) -> None:
        raise ServiceUnavailable(retry_after=1)

    with monkeypatch.context() as patch:
        patch.setattr(hashing, "_slot", busy)
        response = send(visitor, link.path, token=link.token, password=PASSWORD)
    assert (response.status_code, response["Retry-After"]) == (503, "1")
    assert not link.is_used()
    assert send(visitor, link.path, token=link.token, password=PASSWORD).status_code == 200


def test_upgraded_hash_does_not_break_the_link(visitor: BrowserClient, link: Link, send: Send, settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher", *settings.PASSWORD_HASHERS]
    assert send(visitor, link.path, token=link.token, password=PASSWORD).status_code == 200
    assert link.is_used()


def test_password_changed_during_the_check_stops_the_email_change(user: Any, inbox: Inbox) -> None:
    token = to_change(user, inbox).token

    def change_password(user: Any) -> None:
        get_user_model().objects.filter(pk=user.pk).update(password=hashing.hashed(NEW))

    with pytest.raises(LinkInvalid):
        email_change.confirm(token, change_password)
    assert email_of(fresh(user)) == "ada@example.com"
    assert AccountEmail.objects.get().pending_address == "new@example.com", "nothing was written"


def test_attacker_gains_nothing_by_registering_a_victims_address(
    browser: BrowserClient, visitor: BrowserClient, user: Any, inbox: Inbox, send: Send
) -> None:
    """`browser` is the attacker, who knows the password; `visitor` is the owner of the address."""
    browser.sign_in(user)
    link = to_confirm(user, inbox)
    assert send(visitor, link.path, token=link.token).json()["code"] == "password_required"
    assert not is_verified(user)

    # A pending change to the attacker's address and repeated logins do not stop the owner's reset.
    send(browser, "email/change/", email="attacker@example.com")
    attackers_link = inbox.token()
    send(visitor, "password/reset/", email="ada@example.com")
    reset = inbox.token()
    credentials = {user.USERNAME_FIELD: user.get_username(), "password": PASSWORD}
    attacker = BrowserClient()
    attacker.get("/users/csrf/")
    assert send(attacker, "login/", **credentials).status_code == 200
    assert send(visitor, "password/reset/confirm/", token=reset, password=NEW).status_code == 204

    assert is_verified(fresh(user)), "the owner read the email and set the password"
    assert not sessions.active_sessions(user).exists()
    assert send(attacker, "login/", **credentials).status_code == 401
    for password in (PASSWORD, NEW):
        body = {"token": attackers_link, "password": password}
        assert send(attacker, "email/change/confirm/", **body).json()["code"] == "link_invalid"
    assert email_of(fresh(user)) == "ada@example.com"
    assert send(visitor, "password/reset/confirm/", token=reset, password=PASSWORD).json()["code"] == "link_invalid"
    assert send(visitor, "login/", **{**credentials, "password": NEW}).status_code == 200


def test_attackers_login_does_not_stop_a_requested_reset(
    clock: Any, visitor: BrowserClient, user: Any, inbox: Inbox, send: Send
) -> None:
    send(visitor, "password/reset/", email="ada@example.com")
    clock.shift(timedelta(seconds=1))
    send(visitor, "login/", **{user.USERNAME_FIELD: user.get_username(), "password": PASSWORD})
    assert len(inbox.tokens()) == 1


def test_emails_say_what_to_do_if_you_did_not_register(user: Any, inbox: Inbox) -> None:
    to_confirm(user, inbox)
    to_register(user, inbox)
    confirm, register = inbox()
    for message in (confirm, register):
        assert "password" in message.body
        assert "Ignore this email" in message.body
    assert "Choose your own password: https://app.example.com/forgot-password" in confirm.body
    assert "no account is created" in register.body
