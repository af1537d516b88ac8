"""Rate limits on login attempts (OWASP ASVS 6.3.1)."""

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
from safejwt.testing import BrowserClient
from safejwt.throttling import LoginThrottle, PasswordThrottle, RegisterThrottle

from .attempts import Fields, browser_at, try_login


@pytest.mark.django_db
def test_attempts_at_one_account_are_limited_until_the_wait_is_over(
    browser: BrowserClient, credentials: Fields, clock: Any
) -> None:
    browser.get("/users/csrf/")
    assert [try_login(browser, credentials) for _ in range(12)] == [401] * 10 + [429] * 2
    refused = browser.post("/users/login/", credentials, format="json")
    assert (refused.status_code, refused.json()["code"]) == (429, "throttled")
    assert refused.json()["detail"] == "Too many attempts. Try again in 66 seconds."
    # The rest of this window, and a tenth of the next one for one of ten attempts.
    assert refused["Retry-After"] == "66"
    clock.shift(timedelta(seconds=65))
    assert browser.post("/users/login/", credentials, format="json").status_code == 429
    clock.shift(timedelta(seconds=1))
    assert browser.post("/users/login/", credentials, format="json").status_code == 200


@pytest.mark.django_db
def test_window_edge_allows_no_second_burst(
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
    assert let_through == 9, "as the attempts of the last minute expire, and not ten at once"


@pytest.mark.django_db
def test_refused_attempts_do_not_extend_the_wait(
    browser: BrowserClient, credentials: Fields, clock: Any, settings: Any
) -> None:
    settings.SAFEJWT_LOGIN_ACCOUNT_RATE = settings.SAFEJWT_LOGIN_ADDRESS_RATE = None
    browser.get("/users/csrf/")
    for _ in range(100):
        try_login(browser, credentials)
        clock.shift(timedelta(seconds=1))
    clock.shift(timedelta(seconds=10))
    assert browser.post("/users/login/", credentials, format="json").status_code == 200


@pytest.mark.django_db
def test_limit_does_not_affect_other_accounts_or_addresses(
    browser: BrowserClient, credentials: Fields, make_user: Any, stranger: BrowserClient
) -> None:
    browser.get("/users/csrf/")
    for _ in range(11):
        try_login(browser, credentials)
    other = make_user("grace")
    fields = {**credentials, other.USERNAME_FIELD: other.get_username()}
    assert browser.post("/users/login/", fields, format="json").status_code == 200
    assert stranger.post("/users/login/", credentials, format="json").status_code == 200


@pytest.mark.django_db
def test_attempts_at_one_account_from_many_networks_share_a_limit(
    exhaust_limits: Callable[[], None], stranger: BrowserClient, credentials: Fields
) -> None:
    exhaust_limits()
    refused = stranger.post("/users/login/", credentials, format="json")
    assert refused.status_code == 429
    assert refused.json()["detail"].endswith("minutes.")


@pytest.mark.django_db
def test_attempts_at_many_accounts_from_one_network_share_a_limit(stranger: BrowserClient, user: Any) -> None:
    name = user.USERNAME_FIELD
    statuses = [try_login(stranger, {name: f"user{number}@example.com"}) for number in range(62)]
    assert statuses == [401] * 60 + [429] * 2


@pytest.mark.django_db
def test_addresses_of_one_ipv6_network_share_a_limit(user: Any) -> None:
    name = user.USERNAME_FIELD
    statuses = [try_login(browser_at(f"2001:db8::{number:x}"), {name: f"user{number}"}) for number in range(62)]
    assert statuses == [401] * 60 + [429] * 2
    assert try_login(browser_at("2001:db8:0:1::1"), {name: "user"}) == 401


@pytest.mark.django_db
def test_spellings_of_a_username_share_a_limit(stranger: BrowserClient, credentials: Fields) -> None:
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
    statuses = [try_login(stranger, {name: spelling}) for spelling in (*spellings, typed)]
    assert statuses == [401] * 10 + [429]


@pytest.mark.django_db
def test_successful_logins_are_not_counted(stranger: BrowserClient, credentials: Fields, settings: Any) -> None:
    settings.SAFEJWT_DEVICE_LIFETIME = timedelta(0)
    assert {try_login(stranger, credentials, credentials["password"]) for _ in range(15)} == {200}


@pytest.mark.django_db
def test_login_to_own_account_resets_no_counter(stranger: BrowserClient, credentials: Fields, make_user: Any) -> None:
    victim = make_user("grace")
    statuses = []
    for _ in range(11):
        statuses.append(try_login(stranger, {victim.USERNAME_FIELD: victim.get_username()}))
        try_login(stranger, credentials, credentials["password"])
    assert statuses == [401] * 10 + [429]


@pytest.mark.django_db
def test_forwarded_header_or_extra_field_resets_no_counter(browser: BrowserClient, credentials: Fields) -> None:
    browser.get("/users/csrf/")
    statuses = [
        browser.post(
            "/users/login/",
            {**credentials, "password": "wrong", f"field{number}": number},
            format="json",
            HTTP_X_FORWARDED_FOR=f"203.0.113.{number}",
        ).status_code
        for number in range(11)
    ]
    assert statuses[-1] == 429


@pytest.mark.django_db
def test_client_forwarded_address_behind_a_proxy_resets_no_counter(
    browser: BrowserClient, credentials: Fields, settings: Any
) -> None:
    settings.SAFEJWT_TRUSTED_PROXIES = 1
    settings.SAFEJWT_LOGIN_ACCOUNT_RATE = None
    browser.get("/users/csrf/")

    def attempt(forwarded: str) -> int:
        fields = {**credentials, "password": "wrong"}
        response = browser.post("/users/login/", fields, format="json", HTTP_X_FORWARDED_FOR=forwarded)
        return int(response.status_code)

    assert [attempt(f"192.0.2.{number}, 203.0.113.7") for number in range(11)] == [401] * 10 + [429]
    assert attempt("203.0.113.8") == 401, "another client behind the same proxy"


def as_login(address: str = "127.0.0.1", name: str = "ada") -> Request:
    field = "email" if django_settings.AUTH_USER_MODEL == "project.UUIDUser" else "username"
    request = RequestFactory(REMOTE_ADDR=address).post("/", {field: name}, content_type="application/json")
    return Request(request, parsers=[JSONParser()])


@pytest.mark.parametrize(
    ("limit", "request_of"),
    [
        (10, lambda number: as_login()),
        (30, lambda number: as_login(f"198.51.100.{number}")),
        (60, lambda number: as_login(name=f"user{number}")),
    ],
    ids=["account and address", "account", "address"],
)
def test_parallel_attempts_do_not_exceed_the_limit(limit: int, request_of: Callable[[int], Request]) -> None:
    def attempt(number: int) -> bool:
        return LoginThrottle().allow_request(request_of(number), APIView())

    with ThreadPoolExecutor(50) as pool:
        assert sum(pool.map(attempt, range(200))) == limit


@pytest.mark.parametrize("throttle", [LoginThrottle, RegisterThrottle, PasswordThrottle])
def test_rate_of_none_sets_no_limit(settings: Any, throttle: Any) -> None:
    for name in ("LOGIN", "LOGIN_ACCOUNT", "LOGIN_ADDRESS", "REGISTER"):
        setattr(settings, f"SAFEJWT_{name}_RATE", None)
    assert all(throttle().allow_request(as_login(), APIView()) for _ in range(200))


def test_invalid_rate_raises_improperly_configured(browser: BrowserClient, settings: Any) -> None:
    settings.SAFEJWT_LOGIN_RATE = "ten a minute"
    browser.get("/users/csrf/")
    with pytest.raises(ImproperlyConfigured, match="10/m"):
        browser.post("/users/login/", {}, format="json")
