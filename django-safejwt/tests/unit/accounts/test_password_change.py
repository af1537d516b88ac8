"""Another password for somebody who knows his own, and the password asked for again (security bar F7, G5)."""

from datetime import timedelta
from typing import Any

import pytest
from safejwt.accounts.signals import password_changed
from safejwt.models import RefreshToken
from safejwt.testing import BrowserClient

from tests.conftest import PASSWORD

from .conftest import Post, Send

pytestmark = pytest.mark.django_db
NEW = "another long passphrase"


def test_this_session_goes_on_the_others_end_and_the_owner_is_told(
    signed_in: BrowserClient, user: Any, post: Post, send: Send, heard: Any
) -> None:
    told = heard(password_changed)
    other = BrowserClient()
    other.sign_in(user)
    sid = RefreshToken.objects.exclude(pk=other.sign_in(user).sid).order_by("created_at").first()
    signed_in.defaults["HTTP_USER_AGENT"] = "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0"
    assert send(signed_in, "password/change/", current_password=PASSWORD, password=NEW).status_code == 204
    assert signed_in.get("/users/auth/").status_code == 200
    assert signed_in.post("/users/token/").status_code == 200
    assert list(RefreshToken.objects.all()) == [sid]
    assert other.get("/users/auth/").json()["code"] == "session_ended"
    (message,) = post()
    assert message.to == ["ada@example.com"]
    assert "127.0.0.1 (Firefox, Linux)" in message.body
    assert len(told) == 1
    user.refresh_from_db()
    assert user.check_password(NEW)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"current_password": "wrong", "password": NEW}, "current_password"),
        ({"password": NEW}, "current_password"),
        ({"current_password": PASSWORD}, "password"),
        ({"current_password": PASSWORD, "password": "x" * 1025}, "password"),
        ({"current_password": PASSWORD, "password": "ada@example.com"}, "password"),
    ],
)
def test_a_wrong_or_a_bad_password_changes_nothing(
    signed_in: BrowserClient, user: Any, post: Post, send: Send, settings: Any, body: dict[str, str], field: str
) -> None:
    settings.AUTH_PASSWORD_VALIDATORS = [
        {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"}
    ]
    answer = send(signed_in, "password/change/", **body)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert post() == []


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("password/change/", {"current_password": PASSWORD, "password": NEW}),
        ("reauthenticate/", {"password": PASSWORD}),
    ],
)
def test_an_answer_that_comes_late_puts_no_older_refresh_token_over_a_newer_one(
    clock: Any, signed_in: BrowserClient, send: Send, path: str, body: dict[str, str]
) -> None:
    late = send(signed_in, path, **body)
    assert (late.status_code, late.content) == (204, b"")
    # Meanwhile another tab has refreshed, and used what it got.
    signed_in.take(signed_in.post("/users/token/"))
    assert signed_in.get("/users/auth/").status_code == 200
    # The browser takes the late answer's cookies now.
    signed_in.cookies.update(late.cookies)
    clock.shift(timedelta(minutes=4))
    assert signed_in.post("/users/token/").status_code == 200, "or it would be taken for stolen"


def test_the_password_asked_for_again_makes_the_next_access_token_recent(
    clock: Any, signed_in: BrowserClient, user: Any, send: Send
) -> None:
    clock.shift(timedelta(minutes=4))
    signed_in.take(signed_in.post("/users/token/"))
    assert send(signed_in, "reauthenticate/", password=PASSWORD).status_code == 204
    clock.shift(timedelta(minutes=9))
    signed_in.take(signed_in.post("/users/token/"))
    assert send(signed_in, "email/change/", email="new@example.com").status_code == 202


def test_a_wrong_password_proves_nothing(signed_in: BrowserClient, user: Any, send: Send) -> None:
    before = RefreshToken.objects.get().authenticated_at
    answer = send(signed_in, "reauthenticate/", password="wrong")
    assert (answer.status_code, answer.json()["errors"]) == (400, {"password": ["This is not your password."]})
    assert RefreshToken.objects.get().authenticated_at == before


def test_guesses_with_a_stolen_access_token_are_counted_together(
    clock: Any, signed_in: BrowserClient, user: Any, send: Send
) -> None:
    codes = [send(signed_in, "reauthenticate/", password="wrong").status_code for _ in range(5)]
    codes += [send(signed_in, "password/change/", current_password="wrong", password=NEW).status_code for _ in range(7)]
    assert codes == [400] * 10 + [429] * 2
    assert send(signed_in, "reauthenticate/", password=PASSWORD).status_code == 429
