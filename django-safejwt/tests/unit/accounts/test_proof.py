"""A link shows who reads the mail, not whose account it is (Sudhodanan and Paverd, Pre-hijacked accounts, 2022).

A stranger registers another person's address with a password of his own, or gives it for his, and waits until the other
follows the link: the account would then be confirmed as the other's, and open to the stranger.
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

from .conftest import Post, Send

pytestmark = pytest.mark.django_db
NEW = "another long passphrase"


@dataclass(frozen=True)
class Link:
    """A link that confirms something, and whether that has happened."""

    path: str
    token: str
    is_used: Callable[[], bool]


def to_confirm(user: Any, post: Post) -> Link:
    verification.request(user)
    return Link("email/verify/", post.token(), lambda: is_verified(user))


def to_change(user: Any, post: Post) -> Link:
    email_change.request(user, "new@example.com")
    return Link("email/change/confirm/", post.token(), lambda: fresh(user).email == "new@example.com")


def to_register(user: Any, post: Post) -> Link:
    field = get_user_model().get_email_field_name()
    fields = {"username": "grace", field: "grace@example.com", "password": hashing.hashed(PASSWORD)}
    registration.request(fields)
    return Link("email/verify/", post.token(), lambda: not PendingRegistration.objects.exists())


def fresh(user: Any) -> Any:
    return get_user_model().objects.get(pk=user.pk)


@pytest.fixture(params=[to_confirm, to_change, to_register], ids=["confirm", "change", "register"])
def link(request: pytest.FixtureRequest, user: Any, post: Post) -> Link:
    made: Link = request.param(user, post)
    return made


@pytest.fixture(params=[to_confirm, to_change], ids=["confirm", "change"])
def link_of_person(request: pytest.FixtureRequest, user: Any, post: Post) -> Link:
    made: Link = request.param(user, post)
    return made


def test_a_link_alone_confirms_nothing_and_stays_good(visitor: BrowserClient, link: Link, send: Send) -> None:
    for _ in range(2):
        answer = send(visitor, link.path, token=link.token)
        assert (answer.status_code, answer.json()["code"]) == (403, "password_required")
        assert not link.is_used()
    assert send(visitor, link.path, token=link.token, password=PASSWORD).status_code == 200
    assert link.is_used()


def test_the_session_of_its_person_is_enough(signed_in: BrowserClient, link_of_person: Link, send: Send) -> None:
    assert send(signed_in, link_of_person.path, token=link_of_person.token).status_code == 200
    assert link_of_person.is_used()


def test_the_session_of_somebody_else_is_none(
    browser: BrowserClient, make_user: Any, link: Link, send: Send, settings: Any
) -> None:
    browser.sign_in(make_user("mallory"))
    for check in ("database", "none"):
        settings.SAFEJWT_SESSION_CHECK = check
        answer = send(browser, link.path, token=link.token)
        assert (answer.status_code, answer.json()["code"]) == (403, "password_required")
        assert not link.is_used()
    assert send(browser, link.path, token=link.token, password=PASSWORD).status_code == 200


def test_a_session_that_has_ended_is_none_and_one_that_has_to_be_renewed_is_said(
    clock: Any, signed_in: BrowserClient, user: Any, link_of_person: Link, send: Send
) -> None:
    clock.shift(timedelta(minutes=6))
    answer = send(signed_in, link_of_person.path, token=link_of_person.token)
    assert (answer.status_code, answer.json()["code"]) == (401, "access_token_expired")
    signed_in.take(signed_in.post("/users/token/"))
    sessions.end_all(user)
    answer = send(signed_in, link_of_person.path, token=link_of_person.token)
    assert (answer.status_code, answer.json()["code"]) == (401, "session_ended")
    assert not link_of_person.is_used()
    # With the password, no session matters.
    assert send(signed_in, link_of_person.path, token=link_of_person.token, password=PASSWORD).status_code == 200


def test_a_session_counts_only_with_its_own_csrf_cookie(
    signed_in: BrowserClient, visitor: BrowserClient, link_of_person: Link, send: Send
) -> None:
    visitor.access_token = signed_in.access_token
    answer = send(visitor, link_of_person.path, token=link_of_person.token)
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")
    assert not link_of_person.is_used()


@pytest.mark.parametrize("password", ["wrong", "", " " + PASSWORD, None, 7, "x" * 1025, ["a"]])
def test_a_wrong_password_is_said_beside_its_field_and_the_link_stays_good(
    visitor: BrowserClient, link: Link, send: Send, password: Any
) -> None:
    answer = send(visitor, link.path, token=link.token, password=password)
    assert (answer.status_code, answer.json()["code"]) == (400, "validation_error")
    assert list(answer.json()["errors"]) == ["password"]
    assert not link.is_used()
    assert send(visitor, link.path, token=link.token, password=PASSWORD).status_code == 200


def test_a_wrong_password_counts_even_beside_the_session(
    signed_in: BrowserClient, link_of_person: Link, send: Send
) -> None:
    assert send(signed_in, link_of_person.path, token=link_of_person.token, password="wrong").status_code == 400
    assert not link_of_person.is_used()


@pytest.mark.parametrize("token", ["garbage", "", "x" * 4097])
def test_without_a_link_no_password_is_looked_at(
    visitor: BrowserClient, user: Any, send: Send, monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    monkeypatch.setattr(hashers, "verify_password", pytest.fail)
    for path in ("email/verify/", "email/change/confirm/"):
        assert send(visitor, path, token=token, password=PASSWORD).status_code == 400


def test_wrong_passwords_count_together_with_those_at_the_login(
    visitor: BrowserClient, user: Any, credentials: dict[str, str], post: Post, send: Send
) -> None:
    link = to_confirm(user, post)

    def guess_by_link() -> int:
        return int(send(visitor, link.path, token=link.token, password="wrong").status_code)

    def guess_at_login() -> int:
        return int(send(visitor, "login/", **{**credentials, "password": "wrong"}).status_code)

    assert [guess_by_link() for _ in range(6)] == [400] * 6
    assert [guess_at_login() for _ in range(5)] == [401] * 4 + [429]
    answer = send(visitor, link.path, token=link.token, password=PASSWORD)
    assert (answer.status_code, answer.json()["code"]) == (429, "throttled")
    assert int(answer["Retry-After"]) > 0
    assert not link.is_used()


def test_guesses_by_a_link_are_counted_for_one_that_is_to_open_an_account_too(
    visitor: BrowserClient, user: Any, post: Post, send: Send
) -> None:
    link = to_register(user, post)
    answers = [send(visitor, link.path, token=link.token, password="wrong").status_code for _ in range(11)]
    assert answers == [400] * 10 + [429]
    assert not link.is_used()


def test_a_right_password_costs_no_try(visitor: BrowserClient, user: Any, post: Post, send: Send) -> None:
    for _ in range(12):
        token = verification.make_token(user)
        assert send(visitor, "email/verify/", token=token, password=PASSWORD).status_code == 200
        AccountEmail.objects.update(address="")
    credentials = {user.USERNAME_FIELD: user.get_username(), "password": "wrong"}
    assert [send(visitor, "login/", **credentials).status_code for _ in range(11)] == [401] * 10 + [429]


def test_where_all_that_hash_are_busy_the_link_stays_good(
    visitor: BrowserClient, link: Link, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*args: object) -> None:
        raise ServiceUnavailable(retry_after=1)

    with monkeypatch.context() as patch:
        patch.setattr(hashing, "_slot", busy)
        answer = send(visitor, link.path, token=link.token, password=PASSWORD)
    assert (answer.status_code, answer["Retry-After"]) == (503, "1")
    assert not link.is_used()
    assert send(visitor, link.path, token=link.token, password=PASSWORD).status_code == 200


def test_a_password_that_is_hashed_better_meanwhile_does_not_break_the_link(
    visitor: BrowserClient, link: Link, send: Send, settings: Any
) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher", *settings.PASSWORD_HASHERS]
    assert send(visitor, link.path, token=link.token, password=PASSWORD).status_code == 200
    assert link.is_used()


def test_another_password_while_this_one_is_compared_stops_a_change_of_address(user: Any, post: Post) -> None:
    token = to_change(user, post).token

    def prove(person: Any) -> None:
        get_user_model().objects.filter(pk=user.pk).update(password=hashing.hashed(NEW))

    with pytest.raises(LinkInvalid):
        email_change.confirm(token, prove)
    assert email_of(fresh(user)) == "ada@example.com"
    assert AccountEmail.objects.get().pending_address == "new@example.com", "nothing was written"


def test_a_stranger_who_registered_another_persons_address_gets_nothing_of_it(
    browser: BrowserClient, visitor: BrowserClient, user: Any, post: Post, send: Send
) -> None:
    """Ada's account is a stranger's who knows its password; the address is read by its owner, who follows the link."""
    browser.sign_in(user)
    link = to_confirm(user, post)
    assert send(visitor, link.path, token=link.token).json()["code"] == "password_required"
    assert not is_verified(user)

    # He may wait with another address of his own, and log in again and again: the owner's reset stops and survives it.
    send(browser, "email/change/", email="stranger@example.com")
    strangers_link = post.token()
    send(visitor, "password/reset/", email="ada@example.com")
    reset = post.token()
    credentials = {user.USERNAME_FIELD: user.get_username(), "password": PASSWORD}
    thief = BrowserClient()
    thief.get("/users/csrf/")
    assert send(thief, "login/", **credentials).status_code == 200
    assert send(visitor, "password/reset/confirm/", token=reset, password=NEW).status_code == 204

    assert is_verified(fresh(user)), "by the mail and by a password of his own"
    assert not sessions.active_sessions(user).exists()
    assert send(thief, "login/", **credentials).status_code == 401
    for password in (PASSWORD, NEW):
        body = {"token": strangers_link, "password": password}
        assert send(thief, "email/change/confirm/", **body).json()["code"] == "link_invalid"
    assert email_of(fresh(user)) == "ada@example.com"
    assert send(visitor, "password/reset/confirm/", token=reset, password=PASSWORD).json()["code"] == "link_invalid"
    assert send(visitor, "login/", **{**credentials, "password": NEW}).status_code == 200


def test_a_reset_that_was_asked_for_before_a_strangers_login_is_still_sent(
    clock: Any, visitor: BrowserClient, user: Any, post: Post, send: Send
) -> None:
    send(visitor, "password/reset/", email="ada@example.com")
    clock.shift(timedelta(seconds=1))
    send(visitor, "login/", **{user.USERNAME_FIELD: user.get_username(), "password": PASSWORD})
    assert len(post.tokens()) == 1


def test_the_mails_tell_what_to_do_who_did_not_sign_up(user: Any, post: Post) -> None:
    to_confirm(user, post)
    to_register(user, post)
    confirm, register = post()
    for message in (confirm, register):
        assert "password" in message.body
        assert "do nothing" in message.body
    assert "choose a password of your own" in " ".join(confirm.body.split())
    assert "no account will be opened" in register.body
