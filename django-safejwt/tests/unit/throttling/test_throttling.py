"""Rate limits on login attempts (OWASP ASVS 6.3.1)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.views import APIView
from safejwt.accounts.throttling import LinkThrottle, MailThrottle
from safejwt.testing import BrowserClient
from safejwt.throttling import LoginThrottle, PasswordThrottle, RegisterThrottle, RenameThrottle, limits

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
@pytest.mark.parametrize(("bits", "allowed"), [(8, 120), (16, 240)], ids=["/56", "/48"])
def test_ipv6_networks_around_a_client_have_a_wider_limit(bits: int, allowed: int) -> None:
    """A client that owns a /56 or a /48 can send from each /64 in it."""
    step = 1 if bits == 8 else 2**8
    addresses = [f"2001:db8:0:{number * step % 2**bits:x}::1" for number in range(allowed + 2)]
    results = [
        LoginThrottle().allow_request(as_login(address, f"user{number}"), APIView())
        for number, address in enumerate(addresses)
    ]
    assert results == [True] * allowed + [False] * 2
    assert LoginThrottle().allow_request(as_login("2001:db8:1::1", "user"), APIView()), "another /48"


@pytest.mark.django_db
@pytest.mark.parametrize("throttle", [RegisterThrottle, MailThrottle, LinkThrottle])
def test_every_limit_by_network_counts_the_wider_ones(throttle: Any) -> None:
    requests = [as_login(f"2001:db8:0:{number * 256:x}::1") for number in range(200)]
    results = [throttle().allow_request(request, APIView()) for request in requests]
    assert results == [True] * results.count(True) + [False] * results.count(False)
    assert results.count(True) == 4 * sum(
        throttle().allow_request(as_login("203.0.113.7"), APIView()) for _number in range(200)
    )


@pytest.mark.django_db
def test_clients_without_an_address_do_not_share_a_limit_of_logins(caplog: Any) -> None:
    """On a Unix socket all clients look like one, and 60 attempts of an attacker would keep out everyone."""
    limits._report_unknown_address.cache_clear()
    assert all(LoginThrottle().allow_request(as_login("", f"user{number}"), APIView()) for number in range(100))
    assert [record.message for record in caplog.records] == ["client_address_unknown"]
    attempts = [LoginThrottle().allow_request(as_login(""), APIView()) for _ in range(11)]
    assert attempts == [True] * 10 + [False], "one account still has its limit"
    registrations = [RegisterThrottle().allow_request(as_login(""), APIView()) for _ in range(21)]
    assert registrations == [True] * 20 + [False], "these would fill the database"


def as_user(user: Any, session: Any = None, **body: object) -> Request:
    request = Request(RequestFactory().patch("/", body, content_type="application/json"), parsers=[JSONParser()])
    request._user, request._auth = user, session  # type: ignore[attr-defined]  # as an authentication class sets them
    return request


class Session:
    def __init__(self, sid: int) -> None:
        self.sid = sid


def test_attempts_at_the_own_password_have_a_limit_for_the_day(clock: Any) -> None:
    user, allowed = get_user_model()(pk=7), 0
    for _ in range(24 * 60):
        clock.shift(timedelta(minutes=1))
        allowed += PasswordThrottle().allow_request(as_user(user, Session(1), current_password="x"), APIView())
    assert allowed <= 200, "fewer than twice the 100 of a day"
    assert PasswordThrottle().allow_request(as_user(user, Session(2), current_password="x"), APIView()), (
        "the owner logs in again"
    )


class TestRenaming:
    """An answer tells whether a name is taken, so asking is limited as a registration is."""

    user = get_user_model()(pk=7, **{get_user_model().USERNAME_FIELD: "ada"})
    field = get_user_model().USERNAME_FIELD

    def ask(self, name: object, user: Any = None) -> bool:
        return RenameThrottle().allow_request(as_user(user or self.user, **{self.field: name}), APIView())

    def test_requests_of_one_user_are_limited(self) -> None:
        assert [self.ask(f"name{number}") for number in range(12)] == [True] * 10 + [False] * 2

    def test_requests_and_registrations_of_one_network_share_a_limit(self) -> None:
        users = [get_user_model()(pk=number, **{self.field: "ada"}) for number in range(1, 15)]
        assert all(RegisterThrottle().allow_request(as_login(), APIView()) for _ in range(10))
        assert [self.ask("grace", user) for user in users] == [True] * 10 + [False] * 4
        assert not RegisterThrottle().allow_request(as_login(), APIView())

    def test_email_counts_too(self) -> None:
        results = [
            RenameThrottle().allow_request(as_user(self.user, email=f"{number}@example.com"), APIView())
            for number in range(11)
        ]
        assert results == [True] * 10 + [False]

    def test_requests_without_a_change_are_not_counted(self) -> None:
        assert all(self.ask("ada") for _ in range(50))
        assert all(RenameThrottle().allow_request(as_user(self.user, other=1), APIView()) for _ in range(50))

    @pytest.mark.parametrize("name", ["Ada", " ada", None, 5, ["ada"], "None"])
    def test_any_other_value_counts(self, name: object) -> None:
        assert [self.ask(name) for _ in range(11)][-1] is False

    def test_user_without_a_name_cannot_ask_either(self) -> None:
        nameless = get_user_model()(pk=8, **{self.field: None})
        assert [self.ask("None", nameless) for _ in range(11)][-1] is False


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
