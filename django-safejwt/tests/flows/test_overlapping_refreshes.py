"""Tabs of one browser without a lock: requests and responses that are delayed, lost or overtaken log out no user.

Each story runs at the default interval and others, and takes the longest delay that the interval survives: half of it.
"""

from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.conf import settings as django_settings
from safejwt.conf import conf
from safejwt.models import RefreshToken
from safejwt.testing import BrowserClient

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


class Jar:
    """The cookies of a browser. A tab sends those of the moment it starts a request; each response may change them."""

    def __init__(self, credentials: dict[str, str], remember: bool) -> None:
        tab = BrowserClient()
        tab.get("/users/csrf/")
        login = tab.post("/users/login/", {**credentials, "remember": remember}, format="json")
        assert login.status_code == 200
        self.cookies: SimpleCookie = tab.cookies.copy()
        self.first_access_token = str(login.json()["accessToken"])

    @property
    def token(self) -> str:
        return self.cookies[conf.refresh_cookie_name].value

    def send(self) -> "Request":
        return Request(self)

    def refresh(self) -> Any:
        return self.send().arrive().deliver()


class Request:
    """A request to `token/`: sent now, served by `arrive()`, and its response stored by `deliver()`."""

    def __init__(self, jar: Jar) -> None:
        self.jar, self.tab = jar, BrowserClient()
        self.tab.cookies = jar.cookies.copy()
        self.response: Any = None

    def arrive(self) -> "Request":
        self.response = self.tab.post("/users/token/")
        assert self.response.status_code == 200, self.response.json()
        assert django_settings.CSRF_COOKIE_NAME in self.response.cookies
        return self

    @property
    def set_cookies(self) -> set[str]:
        return {name for name in (conf.refresh_cookie_name, conf.hint_cookie_name) if name in self.response.cookies}

    def deliver(self) -> Any:
        self.jar.cookies.update(self.response.cookies)
        return self.response

    def use(self) -> int:
        """The app calls another endpoint with the access token of the response."""
        self.tab.take(self.response)
        return int(self.tab.get("/users/auth/").status_code)


BOTH = {"__Host-Http-refreshtoken", "__Host-session-hint"}


@pytest.fixture(params=["database", "none"])
def check(request: Any, settings: Any) -> str:
    settings.SAFEJWT_SESSION_CHECK = request.param
    return str(request.param)


@pytest.fixture(params=[None, 10, 600], ids=["default", "10 s", "10 min"])
def interval(request: Any, settings: Any) -> timedelta:
    if request.param is not None:
        settings.SAFEJWT_ROTATION_INTERVAL = settings.SAFEJWT_ROTATION_GRACE = request.param * SECOND
    return conf.rotation_interval


@pytest.fixture(params=[True, False], ids=["remembered", "not remembered"])
def jar(clock: Any, check: str, interval: timedelta, credentials: dict[str, str], request: Any) -> Jar:
    return Jar(credentials, remember=request.param)


def generation() -> int:
    return RefreshToken.objects.get().generation


def test_request_that_two_refreshes_overtake(jar: Jar, clock: Any, interval: timedelta) -> None:
    """Two pages load after a request has left, and it arrives last."""
    for number in (1, 2, 3):
        held = jar.send()
        for _ in range(2):
            jar.refresh()
        assert generation() == number
        clock.shift(interval / 2)
        late = held.arrive()
        late.deliver()
        assert late.use() == 200
        clock.shift(interval)


def test_request_that_a_rotation_overtakes_gets_the_same_token(jar: Jar, clock: Any, interval: timedelta) -> None:
    clock.shift(interval)
    held, first = jar.send(), jar.token
    jar.refresh()
    second = jar.token
    assert second != first
    jar.refresh()
    clock.shift(interval / 2)
    late = held.arrive()
    assert late.set_cookies == BOTH
    late.deliver()
    assert (jar.token, generation()) == (second, 2)


def test_two_tabs_that_repeat_a_lost_refresh_minutes_later(jar: Jar, clock: Any, interval: timedelta) -> None:
    """The phone fell asleep before the response arrived."""
    clock.shift(max(interval, 300 * SECOND))
    first = jar.token
    jar.send().arrive()
    clock.shift(2 * interval + 61 * SECOND)
    second_tab, third_tab = jar.send(), jar.send()
    second_tab.arrive().deliver()
    assert second_tab.use() == 200
    clock.shift(interval / 2)
    third_tab.arrive().deliver()
    assert third_tab.use() == 200
    assert (generation(), jar.token != first) == (2, True)
    clock.shift(2 * interval)
    jar.refresh()
    assert generation() == 3


def test_response_that_repeats_the_token_is_delivered_last(jar: Jar, clock: Any, interval: timedelta) -> None:
    """It sets no cookie, so it cannot replace the newer one."""
    clock.shift(max(interval, 300 * SECOND))
    jar.refresh()
    jar.refresh()
    second = jar.token
    clock.shift(interval - SECOND)
    slow = jar.send().arrive()
    assert slow.set_cookies == set()
    clock.shift(SECOND)
    jar.refresh()
    third = jar.token
    slow.deliver()
    assert (jar.token, third != second) == (third, True)
    clock.shift(2 * interval + 61 * SECOND)
    jar.refresh()
    assert generation() == 4


def test_retry_at_the_end_of_the_grace_delays_the_next_rotation(jar: Jar, clock: Any, interval: timedelta) -> None:
    """Otherwise the token of the repeated response would rotate while a request of its predecessor is under way."""
    clock.shift(interval)
    jar.send().arrive()
    clock.shift(interval - SECOND)
    repeated, slow = jar.send().arrive(), jar.send()
    clock.shift(2 * SECOND)
    repeated.deliver()
    jar.refresh()
    assert generation() == 2
    clock.shift(SECOND)
    slow.arrive()


def test_first_use_after_a_lost_response_starts_interval_and_grace(jar: Jar, clock: Any, interval: timedelta) -> None:
    clock.shift(interval)
    jar.send().arrive()
    clock.shift(timedelta(hours=8))
    slow = jar.send()
    jar.refresh()
    clock.shift(interval / 2)
    jar.refresh()
    assert generation() == 2
    slow.arrive()


def test_ten_tabs_that_start_together(jar: Jar, clock: Any, interval: timedelta) -> None:
    for number in (1, 2, 3):
        requests = [jar.send() for _ in range(10)]
        served = [request.arrive() for request in reversed(requests)]
        for request in served[::2] + served[1::2]:
            request.deliver()
        assert generation() == number
        assert {request.response.cookies.get(conf.refresh_cookie_name) is None for request in served} == {number == 1}
        clock.shift(interval)


def test_repeated_token_sets_only_the_csrf_cookie(jar: Jar, clock: Any, interval: timedelta) -> None:
    """Whether it was seen before or not."""
    for _ in range(2):
        request = jar.send().arrive()
        assert list(request.response.cookies) == [django_settings.CSRF_COOKIE_NAME]
        assert request.use() == 200
    clock.shift(interval)
    request = jar.send().arrive()
    assert set(request.response.cookies) == {*BOTH, django_settings.CSRF_COOKIE_NAME}


def test_request_older_than_two_rotations_is_still_reuse(jar: Jar, clock: Any, interval: timedelta) -> None:
    """The rule above forgives delays, and no copy of an old token."""
    stolen = jar.send()
    for _ in range(2):
        clock.shift(interval)
        jar.refresh()
    response = stolen.tab.post("/users/token/")
    assert (response.status_code, response.json()["code"]) == (401, "refresh_token_reused")
    assert not RefreshToken.objects.exists()
