"""`SECRET_KEY` is rotated with `SECRET_KEY_FALLBACKS`: sessions in use outlive the old key."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from safejwt import sessions
from safejwt.browser import device_cookie
from safejwt.errors import RefreshTokenRevoked, SessionEnded
from safejwt.models import RefreshToken
from safejwt.testing import BrowserClient
from safejwt.tokens import read_access_token

from tests.conftest import MINUTE, PASSWORD, T0
from tests.presenting import rotate

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
NextStep = Callable[[], None]


@pytest.fixture
def next_step(settings: Any) -> NextStep:
    """First the key is replaced, then the old one is removed."""
    old, new = settings.SECRET_KEY, "another-secret-key-for-tests-that-signs-no-token-of-ours"
    steps = iter([(new, [old]), (new, [])])

    def step() -> None:
        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = next(steps)

    return step


@pytest.fixture
def first(user: Any) -> sessions.Tokens:
    return sessions.start(user, now=T0)


def use(tokens: sessions.Tokens, now: datetime = T0) -> None:
    sessions.check(read_access_token(tokens.access_token, now=now), now=now + SECOND)


def test_session_that_is_refreshed_continues(first: sessions.Tokens, next_step: NextStep) -> None:
    next_step()
    second = rotate(first.refresh_token, now=T0 + MINUTE)
    assert second.refresh_token != first.refresh_token
    next_step()
    use(second)
    rotate(second.refresh_token, now=T0 + 2 * MINUTE)


@pytest.mark.parametrize("is_seen", [True, False])
def test_session_that_is_only_checked_continues(first: sessions.Tokens, next_step: NextStep, is_seen: bool) -> None:
    if is_seen:
        use(first)
    next_step()
    use(first)
    next_step()
    use(first)
    assert RefreshToken.objects.get().seen_generation == 1


def test_session_refreshed_within_the_rotation_interval_continues(first: sessions.Tokens, next_step: NextStep) -> None:
    next_step()
    assert rotate(first.refresh_token, now=T0 + SECOND).refresh_token == first.refresh_token
    next_step()
    use(first)


def test_hash_is_renewed_once(first: sessions.Tokens, next_step: NextStep, django_assert_num_queries: Any) -> None:
    use(first)
    next_step()
    for statements in (2, 1, 1):
        with django_assert_num_queries(statements):
            use(first)


def test_unused_session_ends_with_the_old_key(first: sessions.Tokens, next_step: NextStep) -> None:
    next_step()
    next_step()
    with pytest.raises(SessionEnded):
        use(first)


def test_no_hash_is_renewed_after_a_password_change(first: sessions.Tokens, user: Any, next_step: NextStep) -> None:
    before = RefreshToken.objects.get().auth_hash
    user.set_password("another password entirely")
    user.save()
    next_step()
    with pytest.raises(SessionEnded):
        use(first)
    with pytest.raises(RefreshTokenRevoked):
        rotate(first.refresh_token, now=T0)
    assert RefreshToken.objects.get().auth_hash == before


def test_password_change_between_check_and_write_is_not_overwritten(
    first: sessions.Tokens, user: Any, next_step: NextStep, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(first)
    next_step()
    session = RefreshToken.objects.get()
    assert session.is_valid(T0)
    RefreshToken.objects.update(auth_hash="of another password")
    sessions.rotation._write_seen(session, 1, T0)
    assert RefreshToken.objects.get().auth_hash == "of another password"


@pytest.mark.parametrize("seconds", [1, 60], ids=["within the interval", "after it"])
def test_browser_keeps_its_session_csrf_token_and_trust(
    clock: Any, signed_in: BrowserClient, next_step: NextStep, seconds: int
) -> None:
    for _ in range(2):
        next_step()
        assert signed_in.get("/users/auth/").status_code == 200
        clock.shift(seconds * SECOND)
        signed_in.take(signed_in.post("/users/token/"))
    assert RefreshToken.objects.get().generation == (1 if seconds == 1 else 3)


def test_csrf_endpoint_restores_a_token_of_the_old_key(signed_in: BrowserClient, next_step: NextStep) -> None:
    next_step()
    assert signed_in.get("/users/auth/").status_code == 200
    next_step()
    assert signed_in.get("/users/auth/").json()["code"] == "csrf_failed"
    signed_in.get("/users/csrf/")
    assert signed_in.get("/users/auth/").status_code == 200


def test_known_device_stays_known_while_the_old_key_is_a_fallback(
    browser: BrowserClient, user: Any, next_step: NextStep
) -> None:
    def is_known(*accounts: Any) -> list[bool]:
        request = RequestFactory().get("/")
        request.META["HTTP_COOKIE"] = f"__Host-Http-device={browser.cookies['__Host-Http-device'].value}"
        return [device_cookie.known_device(request, account) is not None for account in accounts]

    browser.get("/users/csrf/")
    browser.post("/users/login/", {user.USERNAME_FIELD: user.get_username(), "password": PASSWORD}, format="json")
    next_step()
    assert is_known(user, user.get_username(), "grace") == [True, True, False]
    request, response = RequestFactory().get("/"), HttpResponse()
    request.META["HTTP_COOKIE"] = f"__Host-Http-device={browser.cookies['__Host-Http-device'].value}"
    device_cookie.remember(request, response, user)
    browser.cookies.update(response.cookies)
    next_step()
    assert is_known(user, user.get_username()) == [True, True]


def test_session_of_a_repeated_refresh_continues(first: sessions.Tokens, next_step: NextStep) -> None:
    """A lost response is repeated and leaves the hash alone; the next check renews it."""
    second = rotate(first.refresh_token, now=T0 + MINUTE)
    next_step()
    repeated = rotate(first.refresh_token, now=T0 + 2 * MINUTE)
    assert repeated.refresh_token == second.refresh_token != first.refresh_token
    use(repeated, T0 + 2 * MINUTE)
    next_step()
    use(repeated, T0 + 2 * MINUTE)
