"""Limits on guessing (security bar E4)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.views import APIView
from safejwt.testing import BrowserClient
from safejwt.throttling import LoginThrottle

pytestmark = pytest.mark.django_db


def test_guesses_at_one_account_are_limited_and_the_limit_passes(
    browser: BrowserClient, credentials: dict[str, str], clock: Any
) -> None:
    browser.get("/users/csrf/")
    wrong = {**credentials, "password": "wrong"}
    answers = [browser.post("/users/login/", wrong, format="json").status_code for _ in range(12)]
    assert answers == [401] * 10 + [429] * 2
    refused = browser.post("/users/login/", credentials, format="json")
    assert (refused.status_code, refused.json()["code"]) == (429, "throttled")
    assert 0 < int(refused["Retry-After"]) <= 60
    clock.shift(timedelta(seconds=int(refused["Retry-After"])))
    assert browser.post("/users/login/", credentials, format="json").status_code == 200


def test_another_account_or_address_is_not_concerned(
    browser: BrowserClient, credentials: dict[str, str], make_user: Any
) -> None:
    browser.get("/users/csrf/")
    for _ in range(11):
        browser.post("/users/login/", {**credentials, "password": "wrong"}, format="json")
    other = make_user("grace")
    fields = {**credentials, other.USERNAME_FIELD: other.get_username()}
    assert browser.post("/users/login/", fields, format="json").status_code == 200
    assert browser.post("/users/login/", credentials, format="json", REMOTE_ADDR="203.0.113.9").status_code == 200


def test_a_forwarded_address_or_a_further_field_resets_no_counter(
    browser: BrowserClient, credentials: dict[str, str]
) -> None:
    browser.get("/users/csrf/")
    answers = [
        browser.post(
            "/users/login/",
            {**credentials, "password": "wrong", f"field{number}": number},
            format="json",
            HTTP_X_FORWARDED_FOR=f"203.0.113.{number}",
        ).status_code
        for number in range(11)
    ]
    assert answers[-1] == 429


def test_two_hundred_parallel_guesses_get_ten_tries(settings: Any) -> None:
    def guess(_: int) -> bool:
        request = RequestFactory().post("/", {"username": "ada"}, content_type="application/json")
        return LoginThrottle().allow_request(Request(request, parsers=[JSONParser()]), APIView())

    with ThreadPoolExecutor(50) as pool:
        assert sum(pool.map(guess, range(200))) == 10


def test_a_rate_that_is_none_is_said_to_be_none(browser: BrowserClient, settings: Any) -> None:
    settings.SAFEJWT_LOGIN_RATE = "ten a minute"
    browser.get("/users/csrf/")
    with pytest.raises(ImproperlyConfigured, match="10/m"):
        browser.post("/users/login/", {}, format="json")
