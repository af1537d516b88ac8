"""Password change, and re-authentication with the password."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from safejwt.accounts.signals import password_changed
from safejwt.conf import conf
from safejwt.models import RefreshToken
from safejwt.testing import BrowserClient
from safejwt.tokens import read_access_token

from tests.conftest import MINUTE, PASSWORD
from tests.presenting import refresh_later

from .conftest import Inbox, Send

pytestmark = pytest.mark.django_db
NEW = "another long passphrase"
SECOND = timedelta(seconds=1)


def test_other_sessions_end_and_the_owner_is_notified(
    clock: Any, signed_in: BrowserClient, user: Any, confirmed: Any, inbox: Inbox, send: Send, heard: Any
) -> None:
    received = heard(password_changed)
    kept = RefreshToken.objects.get()
    other = BrowserClient()
    other.sign_in(user)
    signed_in.defaults["HTTP_USER_AGENT"] = "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0"
    assert send(signed_in, "password/change/", current_password=PASSWORD, password=NEW).status_code == 204
    assert signed_in.get("/users/auth/").status_code == 200
    assert signed_in.post("/users/token/").status_code == 200
    assert refresh_later(signed_in, clock).status_code == 200
    assert list(RefreshToken.objects.all()) == [kept]
    assert other.get("/users/auth/").json()["code"] == "session_ended"
    (message,) = inbox()
    assert message.to == ["ada@example.com"]
    assert "Firefox on Linux · 127.0.0.1" in message.body
    assert len(received) == 1
    user.refresh_from_db()
    assert user.check_password(NEW)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"current_password": "wrong", "password": NEW}, "current_password"),
        ({"password": NEW}, "current_password"),
        ({"current_password": PASSWORD}, "password"),
        ({"current_password": PASSWORD, "password": "x" * 1025}, "password"),
        ({"current_password": PASSWORD, "password": PASSWORD.replace(" ", "\u00a0")}, "password"),
        ({"current_password": NEW, "password": NEW}, "current_password"),
        ({"current_password": PASSWORD, "password": "ada@example.com"}, "password"),
    ],
)
def test_wrong_or_weak_password_changes_nothing(
    signed_in: BrowserClient, user: Any, inbox: Inbox, send: Send, settings: Any, body: dict[str, str], field: str
) -> None:
    settings.AUTH_PASSWORD_VALIDATORS = [
        {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"}
    ]
    response = send(signed_in, "password/change/", **body)
    assert (response.status_code, list(response.json()["errors"])) == (400, [field])
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert inbox() == []


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("password/change/", {"current_password": PASSWORD, "password": NEW}),
        ("reauthenticate/", {"password": PASSWORD}),
    ],
)
def test_late_response_does_not_overwrite_a_newer_refresh_token(
    clock: Any, signed_in: BrowserClient, send: Send, path: str, body: dict[str, str]
) -> None:
    late = send(signed_in, path, **body)
    assert (late.status_code, late.content) == (204, b"")
    # Meanwhile another tab refreshes, and uses the new token.
    refresh_later(signed_in, clock)
    assert signed_in.get("/users/auth/").status_code == 200
    # Now the browser stores the cookies of the late response.
    signed_in.cookies.update(late.cookies)
    clock.shift(timedelta(minutes=4))
    assert signed_in.post("/users/token/").status_code == 200, "otherwise the token looks stolen"


def test_reauthentication_makes_the_next_access_token_recent(
    clock: Any, signed_in: BrowserClient, user: Any, send: Send
) -> None:
    clock.shift(timedelta(minutes=4))
    signed_in.take(signed_in.post("/users/token/"))
    assert send(signed_in, "reauthenticate/", password=PASSWORD).status_code == 204
    clock.shift(timedelta(minutes=9))
    signed_in.take(signed_in.post("/users/token/"))
    assert send(signed_in, "email/change/", email="new@example.com").status_code == 202


@pytest.mark.parametrize("check", ["database", "none"])
@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("password/change/", {"current_password": PASSWORD, "password": NEW}),
        ("reauthenticate/", {"password": PASSWORD}),
    ],
)
def test_refresh_token_rotates_only_after_the_interval(
    clock: Any, signed_in: BrowserClient, send: Send, settings: Any, path: str, body: dict[str, str], check: str
) -> None:
    """Two rotations in a row would make a delayed request of another tab look stolen."""
    settings.SAFEJWT_SESSION_CHECK = check
    names = {conf.refresh_cookie_name, conf.hint_cookie_name}
    held = signed_in.cookies.copy()
    refresh_later(signed_in, clock)
    rotated = RefreshToken.objects.get()
    clock.shift(SECOND)
    assert send(signed_in, path, **body).status_code == 204
    response = signed_in.post("/users/token/")
    signed_in.take(response)
    assert not names & set(response.cookies)
    assert auth_time(signed_in) == (rotated.created_at + MINUTE + SECOND).timestamp()
    assert send(signed_in, "email/change/", email="new@example.com").status_code == 202
    # The request of another tab, which left before the rotation, still gets the current token.
    signed_in.cookies, now = held, signed_in.cookies.copy()
    assert signed_in.post("/users/token/").status_code == 200
    signed_in.cookies = now
    clock.shift(59 * SECOND)
    assert not names & set(signed_in.post("/users/token/").cookies)
    clock.shift(SECOND)
    assert names < set(signed_in.post("/users/token/").cookies)
    assert RefreshToken.objects.get().generation == rotated.generation + 1


def auth_time(browser: BrowserClient) -> int | None:
    return read_access_token(browser.access_token or "", now=timezone.now()).authenticated_at


def test_wrong_password_does_not_reauthenticate(signed_in: BrowserClient, user: Any, send: Send) -> None:
    before = RefreshToken.objects.get().authenticated_at
    response = send(signed_in, "reauthenticate/", password="wrong")
    assert (response.status_code, response.json()["errors"]) == (400, {"password": ["This is not your password."]})
    assert RefreshToken.objects.get().authenticated_at == before


def test_attempts_with_a_stolen_access_token_share_one_limit(
    clock: Any, signed_in: BrowserClient, user: Any, send: Send
) -> None:
    codes = [send(signed_in, "reauthenticate/", password="wrong").status_code for _ in range(5)]
    codes += [send(signed_in, "password/change/", current_password="wrong", password=NEW).status_code for _ in range(7)]
    assert codes == [400] * 10 + [429] * 2
    assert send(signed_in, "reauthenticate/", password=PASSWORD).status_code == 429


def test_repeated_password_has_to_be_the_same(signed_in: BrowserClient, user: Any) -> None:
    body = {"current_password": PASSWORD, "password": NEW, "password2": NEW + "x"}
    response = signed_in.post("/users/password/change/", body, format="json")
    assert (response.status_code, list(response.json()["errors"])) == (400, ["password2"])
    assert signed_in.post("/users/password/change/", {**body, "password2": NEW}, format="json").status_code == 204


def test_both_fields_are_reported_at_once(signed_in: BrowserClient, send: Send, settings: Any) -> None:
    settings.AUTH_PASSWORD_VALIDATORS = [{"NAME": "safejwt.password_validators.LengthValidator"}]
    for current in ({"current_password": "wrong"}, {}):
        response = send(signed_in, "password/change/", **current, password="short")
        assert (response.status_code, set(response.json()["errors"])) == (400, {"current_password", "password"})
