"""Choosing another password by the link of a mail (security bar F8, E3)."""

from datetime import timedelta
from typing import Any

import pytest
from safejwt import sessions
from safejwt.accounts.flows.verification import mark_verified
from safejwt.accounts.models import Mail
from safejwt.testing import BrowserClient

from tests.conftest import PASSWORD

from .conftest import Post, Send

pytestmark = pytest.mark.django_db
NEW = "another long passphrase"


def login(browser: BrowserClient, user: Any, password: str) -> int:
    credentials = {user.USERNAME_FIELD: user.get_username(), "password": password}
    return int(browser.post("/users/login/", credentials, format="json").status_code)


def test_a_forgotten_password_is_replaced_by_the_link_of_a_mail(
    visitor: BrowserClient, user: Any, post: Post, send: Send
) -> None:
    answer = send(visitor, "password/reset/", email="Ada@Example.com")
    assert (answer.status_code, list(answer.json())) == (202, ["detail"])
    answer = send(visitor, "password/reset/confirm/", token=post.token(), password=NEW)
    assert (answer.status_code, answer.content) == (204, b"")
    assert "refreshtoken" not in str(answer.cookies)
    assert (login(visitor, user, PASSWORD), login(visitor, user, NEW)) == (401, 200)


def test_a_link_works_once(visitor: BrowserClient, user: Any, post: Post, send: Send) -> None:
    send(visitor, "password/reset/", email="ada@example.com")
    token = post.token()
    assert send(visitor, "password/reset/confirm/", token=token, password=NEW).status_code == 204
    answer = send(visitor, "password/reset/confirm/", token=token, password="yet another passphrase")
    assert (answer.status_code, answer.json()["code"]) == (400, "link_invalid")


def test_all_sessions_end_and_the_owner_is_told(
    visitor: BrowserClient, signed_in: BrowserClient, user: Any, post: Post, send: Send
) -> None:
    send(visitor, "password/reset/", email="ada@example.com")
    send(visitor, "password/reset/confirm/", token=post.token(), password=NEW)
    assert not sessions.active_sessions(user).exists()
    assert signed_in.get("/users/auth/").json()["code"] == "session_ended"
    assert post.subjects("ada@example.com")[-1] == "app.example.com: you have a new password"


def test_a_link_dies_at_the_next_login(visitor: BrowserClient, user: Any, post: Post, send: Send) -> None:
    mark_verified(user)
    send(visitor, "password/reset/", email="ada@example.com")
    token = post.token()
    assert login(visitor, user, PASSWORD) == 200
    answer = send(visitor, "password/reset/confirm/", token=token, password=NEW)
    assert answer.json()["code"] == "link_invalid"


def test_a_mail_that_waited_until_after_the_next_login_is_not_sent(
    clock: Any, visitor: BrowserClient, user: Any, post: Post, send: Send
) -> None:
    mark_verified(user)
    send(visitor, "password/reset/", email="ada@example.com")
    clock.shift(timedelta(seconds=1))
    assert login(visitor, user, PASSWORD) == 200
    assert post.tokens() == []
    assert not Mail.objects.exists()


@pytest.mark.parametrize(("minutes", "status"), [(60, 204), (61, 400)])
def test_a_link_is_good_for_an_hour(
    clock: Any, visitor: BrowserClient, user: Any, post: Post, send: Send, minutes: int, status: int
) -> None:
    send(visitor, "password/reset/", email="ada@example.com")
    token = post.token()
    clock.shift(timedelta(minutes=minutes))
    assert send(visitor, "password/reset/confirm/", token=token, password=NEW).status_code == status


@pytest.mark.parametrize("password", ["", "x" * 1025])
def test_a_bad_password_is_refused_and_the_link_stays_good(
    visitor: BrowserClient, user: Any, post: Post, send: Send, password: str, settings: Any
) -> None:
    send(visitor, "password/reset/", email="ada@example.com")
    token = post.token()
    assert send(visitor, "password/reset/confirm/", token=token, password=password).json()["code"] == "validation_error"
    settings.AUTH_PASSWORD_VALIDATORS = [
        {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"}
    ]
    answer = send(visitor, "password/reset/confirm/", token=token, password="ada@example.com")
    assert "too similar" in answer.json()["errors"]["password"][0]
    assert send(visitor, "password/reset/confirm/", token=token, password=NEW).status_code == 204


@pytest.mark.parametrize("state", ["inactive", "without a password", "unknown"])
def test_nobody_else_gets_a_link_and_the_answer_is_the_same(
    visitor: BrowserClient, user: Any, post: Post, send: Send, state: str
) -> None:
    known = send(visitor, "password/reset/", email="ada@example.com")
    assert len(post.tokens()) == 1
    match state:
        case "inactive":
            user.is_active = False
        case "without a password":
            user.set_unusable_password()
        case _:
            user.email = "somebody-else@example.com"
    user.save()
    other = send(visitor, "password/reset/", email="ada@example.com")
    assert (other.status_code, other.content, other.headers.items()) == (202, known.content, known.headers.items())
    assert len(post.tokens()) == 1


def test_the_mail_goes_to_the_address_on_record_and_not_to_the_one_that_was_typed(
    visitor: BrowserClient, user: Any, post: Post, send: Send
) -> None:
    """Where a database compares letters more loosely than a mail server does, they are two people's addresses."""
    send(visitor, "password/reset/", email="ADA@example.com")
    assert [message.to for message in post()] == [["ada@example.com"]]


def test_the_link_leads_to_the_configured_host_whatever_the_request_said(
    visitor: BrowserClient, user: Any, post: Post, settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    hostile = {"HTTP_HOST": "evil.example", "HTTP_X_FORWARDED_HOST": "evil.example"}
    assert (
        visitor.post("/users/password/reset/", {"email": "ada@example.com"}, format="json", **hostile).status_code
        == 202
    )
    (message,) = post()
    html = message.alternatives[0][0]
    assert "evil.example" not in message.body + html
    assert "https://app.example.com/reset-password#token=" in message.body
    assert "https://app.example.com/reset-password#token=" in html
