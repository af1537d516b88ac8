"""Another e-mail address (security bar G5, K5)."""

from datetime import timedelta
from typing import Any

import pytest
from safejwt import sessions
from safejwt.accounts.models import AccountEmail
from safejwt.accounts.signals import email_changed
from safejwt.testing import BrowserClient

from tests.conftest import PASSWORD

from .conftest import Post, Send

pytestmark = pytest.mark.django_db
OLD, NEW = "ada@example.com", "new@example.com"


def change(browser: BrowserClient, post: Post, send: Send, email: str = NEW) -> str:
    assert send(browser, "email/change/", email=email).status_code == 202
    return post.token()


def test_the_new_address_is_the_persons_when_its_link_is_followed_and_not_before(
    signed_in: BrowserClient, visitor: BrowserClient, user: Any, post: Post, send: Send, heard: Any
) -> None:
    told = heard(email_changed)
    token = change(signed_in, post, send)
    assert signed_in.get("/users/email/").json() == {"email": OLD, "verified": False, "pending": NEW}
    assert send(visitor, "email/change/confirm/", token=token, password=PASSWORD).json() == {"email": NEW}
    user.refresh_from_db()
    assert user.email == NEW
    assert signed_in.get("/users/email/").json() == {"email": NEW, "verified": True, "pending": None}
    assert [(facts["old"], facts["email"]) for facts in told] == [(OLD, NEW)]


def test_the_old_address_is_told_before_and_after_and_gets_no_link(
    signed_in: BrowserClient, user: Any, post: Post, send: Send
) -> None:
    token = change(signed_in, post, send)
    send(signed_in, "email/change/confirm/", token=token)
    assert post.subjects(OLD) == [
        "app.example.com: your e-mail address is about to be changed",
        "app.example.com: your e-mail address was changed",
    ]
    assert not [message for message in post() if message.to == [OLD] and "#token=" in message.body]


def test_it_takes_a_person_who_showed_lately_who_he_is(
    clock: Any, signed_in: BrowserClient, user: Any, post: Post, send: Send
) -> None:
    clock.shift(timedelta(minutes=11))
    signed_in.take(signed_in.post("/users/token/"))
    assert send(signed_in, "email/change/", email=NEW).json()["code"] == "reauthentication_required"
    assert not AccountEmail.objects.exists()
    assert post() == []
    assert send(signed_in, "reauthenticate/", password=PASSWORD).status_code == 204
    signed_in.take(signed_in.post("/users/token/"))
    assert send(signed_in, "email/change/", email=NEW).status_code == 202


def test_a_link_works_once_and_only_for_the_address_asked_for_last(
    signed_in: BrowserClient, user: Any, post: Post, send: Send
) -> None:
    first = change(signed_in, post, send, "first@example.com")
    second = change(signed_in, post, send, "second@example.com")
    assert send(signed_in, "email/change/confirm/", token=first).json()["code"] == "link_invalid"
    assert send(signed_in, "email/change/confirm/", token=second).json() == {"email": "second@example.com"}
    assert send(signed_in, "email/change/confirm/", token=second).json()["code"] == "link_invalid"


def test_another_password_in_between_stops_it(signed_in: BrowserClient, user: Any, post: Post, send: Send) -> None:
    token = change(signed_in, post, send)
    user.set_password("what the owner chose when he was told")
    user.save()
    assert send(signed_in, "email/change/confirm/", token=token).status_code in (400, 403)
    fresh = BrowserClient()
    fresh.get("/users/csrf/")
    assert send(fresh, "email/change/confirm/", token=token).json()["code"] == "link_invalid"


def test_an_address_that_somebody_has_is_answered_alike_and_gets_no_link(
    signed_in: BrowserClient, make_user: Any, user: Any, post: Post, send: Send
) -> None:
    make_user("grace")
    free = send(signed_in, "email/change/", email=NEW)
    post()
    taken = send(signed_in, "email/change/", email="Grace@example.com")
    assert (taken.status_code, taken.content) == (202, free.content)
    assert len(post.tokens()) == 1
    assert post.subjects("Grace@example.com") == []


def test_an_address_that_somebody_took_in_between_is_not_taken_from_him(
    signed_in: BrowserClient, make_user: Any, user: Any, post: Post, send: Send
) -> None:
    token = change(signed_in, post, send, "grace@example.com")
    make_user("grace")
    assert send(signed_in, "email/change/confirm/", token=token).json()["code"] == "link_invalid"
    user.refresh_from_db()
    assert user.email == OLD
    assert AccountEmail.objects.get().pending_address == "grace@example.com", "nothing was written"


def test_a_change_that_can_no_longer_be_confirmed_waits_no_more(
    clock: Any, signed_in: BrowserClient, visitor: BrowserClient, user: Any, post: Post, send: Send
) -> None:
    token = change(signed_in, post, send)
    clock.shift(timedelta(days=1))
    signed_in.take(signed_in.post("/users/token/"))
    assert signed_in.get("/users/email/").json()["pending"] == NEW
    clock.shift(timedelta(seconds=1))
    assert signed_in.get("/users/email/").json()["pending"] is None
    assert send(visitor, "email/change/confirm/", token=token, password=PASSWORD).json()["code"] == "link_invalid"


def test_another_password_of_the_persons_own_ends_it(
    signed_in: BrowserClient, user: Any, post: Post, send: Send
) -> None:
    change(signed_in, post, send)
    answer = send(signed_in, "password/change/", current_password=PASSWORD, password="another long passphrase")
    assert answer.status_code == 204
    signed_in.take(signed_in.post("/users/token/"))
    assert signed_in.get("/users/email/").json()["pending"] is None
    assert not AccountEmail.objects.exclude(pending_address="").exists()


def test_the_person_takes_his_wish_back(
    clock: Any, signed_in: BrowserClient, visitor: BrowserClient, user: Any, post: Post, send: Send, caplog: Any
) -> None:
    caplog.set_level("INFO", "safejwt")
    token = change(signed_in, post, send)
    clock.shift(timedelta(minutes=11))
    signed_in.take(signed_in.post("/users/token/"))
    for _ in range(2):
        answer = signed_in.delete("/users/email/change/")
        assert (answer.status_code, answer.content) == (204, b"")
    assert [record.message for record in caplog.records].count("email_change_withdrawn") == 1
    assert signed_in.get("/users/email/").json()["pending"] is None
    assert send(visitor, "email/change/confirm/", token=token, password=PASSWORD).json()["code"] == "link_invalid"


def test_nobody_else_takes_it_back(signed_in: BrowserClient, visitor: BrowserClient, post: Post, send: Send) -> None:
    change(signed_in, post, send)
    assert visitor.delete("/users/email/change/").json()["code"] == "not_authenticated"
    assert signed_in.delete("/users/email/change/", HTTP_X_CSRFTOKEN="").json()["code"] == "csrf_failed"
    assert signed_in.get("/users/email/").json()["pending"] == NEW


@pytest.mark.parametrize("email", [OLD, "ada@EXAMPLE.com"])
def test_the_present_address_is_no_change(
    signed_in: BrowserClient, user: Any, post: Post, send: Send, email: str
) -> None:
    answer = send(signed_in, "email/change/", email=email)
    assert (answer.status_code, answer.json()["errors"]) == (400, {"email": ["This is your address already."]})
    assert post() == []


def test_sessions_go_on(signed_in: BrowserClient, user: Any, post: Post, send: Send) -> None:
    other = sessions.start(user)
    send(signed_in, "email/change/confirm/", token=change(signed_in, post, send))
    assert sessions.active_sessions(user).filter(pk=other.sid).exists()
    assert signed_in.get("/users/auth/").status_code == 200


@pytest.mark.parametrize("email", ["", "x", "a@b", "a@b.c\n", "x" * 250 + "@example.com", None, 7, ["a@example.com"]])
def test_what_is_no_address_is_refused(signed_in: BrowserClient, user: Any, send: Send, email: Any) -> None:
    answer = send(signed_in, "email/change/", email=email)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["email"])
