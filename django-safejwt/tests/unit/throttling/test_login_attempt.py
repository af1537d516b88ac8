"""One login attempt: counted by username and by user, and refunded."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.http import HttpRequest
from django.test import RequestFactory
from safejwt.throttling.login_attempt import LoginAttempt
from safejwt.throttling.sliding_window import Refusal

ADA = get_user_model()(pk=get_user_model()._meta.pk.get_default() or 7)


@pytest.fixture(autouse=True)
def _three_attempts(settings: Any, clock: Any) -> None:
    settings.SAFEJWT_LOGIN_RATE = "3/m"
    settings.SAFEJWT_LOGIN_ACCOUNT_RATE = settings.SAFEJWT_LOGIN_ADDRESS_RATE = None


def new_attempt(username: str = "ada") -> LoginAttempt:
    return LoginAttempt(RequestFactory().post("/"), username)


def test_backend_finds_the_attempt_of_the_view_through_the_request() -> None:
    request: HttpRequest = RequestFactory().post("/")
    attempt = LoginAttempt(request, "ada")
    assert LoginAttempt.of(request, "ada") is attempt
    assert LoginAttempt.of(RequestFactory().post("/"), "ada") is not attempt


def test_backend_starts_an_attempt_if_the_form_has_none() -> None:
    request = RequestFactory().post("/")
    assert LoginAttempt.of(request, "ada") is LoginAttempt.of(request, "ada")


def test_refusal_by_username_has_the_wait() -> None:
    for _ in range(3):
        assert new_attempt().acquire_by_username() is None
    refusal = new_attempt().acquire_by_username()
    assert isinstance(refusal, Refusal)
    assert refusal.wait > 0
    assert new_attempt("grace").acquire_by_username() is None


@pytest.mark.parametrize("user", [ADA, None], ids=["known", "unknown"])
def test_attempts_by_user_are_limited_whether_the_user_exists_or_not(user: Any) -> None:
    assert [new_attempt().acquire_by_user(user) for _ in range(4)] == [True, True, True, False]


def test_attempts_under_two_names_of_one_user_share_a_limit() -> None:
    names = ["ada", "ada@example.com"] * 2
    assert [new_attempt(name).acquire_by_user(ADA) for name in names] == [True, True, True, False]


def test_success_refunds_every_hit() -> None:
    for _ in range(9):
        attempt = new_attempt()
        assert attempt.acquire_by_username() is None
        assert attempt.acquire_by_user(ADA)
        attempt.succeeded()


def test_success_refunds_only_once() -> None:
    new_attempt().acquire_by_username()
    attempt = new_attempt()
    attempt.acquire_by_username()
    attempt.succeeded()
    attempt.succeeded()
    assert [new_attempt().acquire_by_username() is None for _ in range(3)] == [True, True, False]


def test_correct_password_alone_keeps_the_hits_by_username() -> None:
    """Django's admin refuses users who are not staff after it has checked the password."""
    results = []
    for _ in range(4):
        attempt = new_attempt()
        results.append(attempt.acquire_by_username() is None)
        assert attempt.acquire_by_user(ADA)
        attempt.password_matched()
    assert results == [True, True, True, False]
