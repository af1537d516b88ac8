"""Limits on guessing (security bar E4, E5, E6)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.views import APIView
from safejwt.conf import conf
from safejwt.testing import BrowserClient
from safejwt.throttling import LoginThrottle, PasswordThrottle, RegisterThrottle

pytestmark = pytest.mark.django_db

Fields = dict[str, str]


def browser_at(address: str) -> BrowserClient:
    browser = BrowserClient(REMOTE_ADDR=address)
    browser.get("/users/csrf/")
    return browser


def try_login(browser: BrowserClient, fields: Fields, typed: str = "wrong") -> int:
    return int(browser.post("/users/login/", {**fields, "password": typed}, format="json").status_code)


@pytest.fixture
def stranger() -> BrowserClient:
    return browser_at("203.0.113.9")


@pytest.fixture
def lock(credentials: Fields) -> Callable[[], None]:
    """Others use up all there is for strangers at this account, each from a place of his own."""

    def guess() -> None:
        answers = [try_login(browser_at(f"198.51.100.{number}"), credentials) for number in range(40)]
        assert answers == [401] * 30 + [429] * 10

    return guess


def test_guesses_at_one_account_are_limited_and_the_limit_passes(
    browser: BrowserClient, credentials: Fields, clock: Any
) -> None:
    browser.get("/users/csrf/")
    assert [try_login(browser, credentials) for _ in range(12)] == [401] * 10 + [429] * 2
    refused = browser.post("/users/login/", credentials, format="json")
    assert (refused.status_code, refused.json()["code"]) == (429, "throttled")
    assert refused.json()["detail"] == "Too many attempts. Try again in 66 seconds."
    # The next window, and a tenth of it for one try of the ten.
    assert refused["Retry-After"] == "66"
    clock.shift(timedelta(seconds=65))
    assert browser.post("/users/login/", credentials, format="json").status_code == 429
    clock.shift(timedelta(seconds=1))
    assert browser.post("/users/login/", credentials, format="json").status_code == 200


def test_the_edge_of_a_window_gives_no_second_helping(
    browser: BrowserClient, credentials: Fields, clock: Any, settings: Any
) -> None:
    settings.SAFEJWT_LOGIN_ACCOUNT_RATE = None
    browser.get("/users/csrf/")
    clock.shift(timedelta(seconds=59))
    assert [try_login(browser, credentials) for _ in range(11)] == [401] * 10 + [429]
    let_through = 0
    for _ in range(60):
        clock.shift(timedelta(seconds=1))
        let_through += [try_login(browser, credentials) for _ in range(3)].count(401)
    assert let_through == 9, "as the last minute's tries fall out of it, and not ten at once"


def test_refused_tries_do_not_make_the_wait_longer(
    browser: BrowserClient, credentials: Fields, clock: Any, settings: Any
) -> None:
    settings.SAFEJWT_LOGIN_ACCOUNT_RATE = settings.SAFEJWT_LOGIN_ADDRESS_RATE = None
    browser.get("/users/csrf/")
    for _ in range(100):
        try_login(browser, credentials)
        clock.shift(timedelta(seconds=1))
    clock.shift(timedelta(seconds=10))
    assert browser.post("/users/login/", credentials, format="json").status_code == 200


def test_another_account_or_address_is_not_concerned(
    browser: BrowserClient, credentials: Fields, make_user: Any, stranger: BrowserClient
) -> None:
    browser.get("/users/csrf/")
    for _ in range(11):
        try_login(browser, credentials)
    other = make_user("grace")
    fields = {**credentials, other.USERNAME_FIELD: other.get_username()}
    assert browser.post("/users/login/", fields, format="json").status_code == 200
    assert stranger.post("/users/login/", credentials, format="json").status_code == 200


def test_guesses_at_one_account_from_everywhere_are_limited_together(
    lock: Callable[[], None], stranger: BrowserClient, credentials: Fields
) -> None:
    lock()
    refused = stranger.post("/users/login/", credentials, format="json")
    assert refused.status_code == 429
    assert refused.json()["detail"].endswith("minutes.")


def test_guesses_at_all_accounts_from_one_place_are_limited_together(stranger: BrowserClient, user: Any) -> None:
    name = user.USERNAME_FIELD
    answers = [try_login(stranger, {name: f"person{number}@example.com"}) for number in range(62)]
    assert answers == [401] * 60 + [429] * 2


def test_addresses_of_one_ipv6_network_are_one_place(user: Any) -> None:
    name = user.USERNAME_FIELD
    answers = [try_login(browser_at(f"2001:db8::{number:x}"), {name: f"person{number}"}) for number in range(62)]
    assert answers == [401] * 60 + [429] * 2
    assert try_login(browser_at("2001:db8:0:1::1"), {name: "person"}) == 401


def test_a_spelling_of_a_name_gives_no_tries_of_its_own(stranger: BrowserClient, credentials: Fields) -> None:
    name = next(name for name in credentials if name != "password")
    typed = credentials[name]
    spellings = [
        typed,
        typed.upper(),
        typed.title(),
        "".join(chr(ord(c) + 0xFEE0) if c.isalpha() else c for c in typed),
        *(" " * number + typed for number in range(1, 4)),
        *(f"{typed}{space}" for space in "\t\n\u3000"),
    ]
    answers = [try_login(stranger, {name: spelling}) for spelling in (*spellings, typed)]
    assert answers == [401] * 10 + [429]


def test_whoever_guesses_cannot_keep_the_owner_out_of_the_browser_he_uses(
    browser: BrowserClient, lock: Callable[[], None], credentials: Fields, clock: Any
) -> None:
    browser.get("/users/csrf/")
    assert browser.post("/users/login/", credentials, format="json").status_code == 200
    browser.post("/users/logout/")
    lock()
    assert browser.post("/users/login/", credentials, format="json").status_code == 200
    clock.shift(timedelta(days=181))
    lock()
    browser.access_token = None
    browser.get("/users/csrf/")
    assert browser.post("/users/login/", credentials, format="json").status_code == 429, "known for half a year"


def test_a_browser_that_is_known_has_tries_of_its_own_and_no_more(
    browser: BrowserClient, credentials: Fields, clock: Any
) -> None:
    browser.get("/users/csrf/")
    browser.post("/users/login/", credentials, format="json")
    assert [try_login(browser, credentials) for _ in range(11)] == [401] * 10 + [429]
    assert browser.post("/users/login/", credentials, format="json").status_code == 429


@pytest.mark.parametrize("forged", ["", "x", "a:b:c", "W10:1:x"])
def test_a_forged_or_strange_cookie_of_a_device_is_none(
    credentials: Fields, lock: Callable[[], None], stranger: BrowserClient, forged: str
) -> None:
    lock()
    stranger.cookies[conf.device_cookie_name] = forged
    assert try_login(stranger, credentials) == 429


def test_the_cookie_of_a_device_is_for_those_who_signed_in_with_it(
    browser: BrowserClient, lock: Callable[[], None], credentials: Fields, make_user: Any
) -> None:
    eve = make_user("eve")
    name = eve.USERNAME_FIELD
    browser.get("/users/csrf/")
    assert browser.post("/users/login/", {**credentials, name: eve.get_username()}, format="json").status_code == 200
    lock()
    assert try_login(browser, credentials) == 429


def test_two_people_of_one_browser_are_both_known_in_it(
    browser: BrowserClient, lock: Callable[[], None], credentials: Fields, make_user: Any
) -> None:
    name = next(name for name in credentials if name != "password")
    browser.get("/users/csrf/")
    for who in (credentials[name], make_user("grace").get_username()):
        assert browser.post("/users/login/", {**credentials, name: who}, format="json").status_code == 200
    lock()
    assert browser.post("/users/login/", credentials, format="json").status_code == 200


@pytest.mark.parametrize("keep", [True, False])
def test_the_cookie_of_a_device_names_nobody_and_script_cannot_read_it(
    browser: BrowserClient, credentials: Fields, user: Any, keep: bool
) -> None:
    browser.get("/users/csrf/")
    answer = browser.post("/users/login/", {**credentials, "remember": keep}, format="json")
    cookie = answer.cookies["__Host-Http-device"]
    assert (cookie["httponly"], cookie["secure"], cookie["samesite"], cookie["path"]) == (True, True, "Strict", "/")
    assert cookie["max-age"] == (180 * 24 * 3600 if keep else ""), "forgotten with the session where that is asked for"
    assert not cookie["domain"]
    assert user.get_username() not in cookie.value
    assert "__Host-Http-device" not in browser.post("/users/logout/").cookies


def test_no_device_is_known_where_that_is_turned_off(
    browser: BrowserClient, credentials: Fields, settings: Any
) -> None:
    settings.SAFEJWT_DEVICE_LIFETIME = timedelta(0)
    browser.get("/users/csrf/")
    answer = browser.post("/users/login/", credentials, format="json")
    assert conf.device_cookie_name not in answer.cookies


def test_people_who_get_in_are_not_counted(stranger: BrowserClient, credentials: Fields, settings: Any) -> None:
    settings.SAFEJWT_DEVICE_LIFETIME = timedelta(0)
    assert {try_login(stranger, credentials, credentials["password"]) for _ in range(15)} == {200}


def test_an_own_account_resets_no_counter(stranger: BrowserClient, credentials: Fields, make_user: Any) -> None:
    victim = make_user("grace")
    guesses = []
    for _ in range(11):
        guesses.append(try_login(stranger, {victim.USERNAME_FIELD: victim.get_username()}))
        try_login(stranger, credentials, credentials["password"])
    assert guesses == [401] * 10 + [429]


def test_a_forwarded_address_or_a_further_field_resets_no_counter(browser: BrowserClient, credentials: Fields) -> None:
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


def test_behind_a_proxy_what_the_client_forwards_resets_no_counter(
    browser: BrowserClient, credentials: Fields, settings: Any
) -> None:
    settings.SAFEJWT_TRUSTED_PROXIES = 1
    settings.SAFEJWT_LOGIN_ACCOUNT_RATE = None
    browser.get("/users/csrf/")

    def guess(forwarded: str) -> int:
        fields = {**credentials, "password": "wrong"}
        answer = browser.post("/users/login/", fields, format="json", HTTP_X_FORWARDED_FOR=forwarded)
        return int(answer.status_code)

    assert [guess(f"192.0.2.{number}, 203.0.113.7") for number in range(11)] == [401] * 10 + [429]
    assert guess("203.0.113.8") == 401, "another client of the same proxy"


def as_login(address: str = "127.0.0.1", name: str = "ada") -> Request:
    field = "email" if django_settings.AUTH_USER_MODEL == "project.UUIDUser" else "username"
    request = RequestFactory(REMOTE_ADDR=address).post("/", {field: name}, content_type="application/json")
    return Request(request, parsers=[JSONParser()])


@pytest.mark.parametrize(
    ("limit", "request_of"),
    [
        (10, lambda number: as_login()),
        (30, lambda number: as_login(f"198.51.100.{number}")),
        (60, lambda number: as_login(name=f"person{number}")),
    ],
    ids=["account and address", "account", "address"],
)
def test_two_hundred_parallel_guesses_get_as_many_tries_as_there_are(
    limit: int, request_of: Callable[[int], Request]
) -> None:
    def guess(number: int) -> bool:
        return LoginThrottle().allow_request(request_of(number), APIView())

    with ThreadPoolExecutor(50) as pool:
        assert sum(pool.map(guess, range(200))) == limit


@pytest.mark.parametrize("throttle", [LoginThrottle, RegisterThrottle, PasswordThrottle])
def test_no_rate_is_no_limit(settings: Any, throttle: Any) -> None:
    for name in ("LOGIN", "LOGIN_ACCOUNT", "LOGIN_ADDRESS", "REGISTER"):
        setattr(settings, f"SAFEJWT_{name}_RATE", None)
    assert all(throttle().allow_request(as_login(), APIView()) for _ in range(200))


def test_a_rate_that_is_none_is_said_to_be_none(browser: BrowserClient, settings: Any) -> None:
    settings.SAFEJWT_LOGIN_RATE = "ten a minute"
    browser.get("/users/csrf/")
    with pytest.raises(ImproperlyConfigured, match="10/m"):
        browser.post("/users/login/", {}, format="json")
