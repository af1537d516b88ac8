"""Parallel requests with one login of another kind, each in its own thread and database connection."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core.cache.backends.locmem import LocMemCache
from django.db import connection
from django.test import Client
from safejwt import sessions
from safejwt.conf import conf
from safejwt.models import RefreshToken
from safejwt.testing import BrowserClient

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="a SQLite database in memory has one connection"),
]
SESSION, CSRF = "safejwt.contrib.adopt.django_session.DjangoSession", "a" * 32
CLIENTS, ROUNDS = 8, 3


@pytest.fixture
def engine() -> str:
    return "db"


@pytest.fixture
def cookie(user: Any, settings: Any, engine: str, tmp_path: Any) -> str:
    """A Django session to which the user has logged in."""
    settings.SAFEJWT_ADOPT = [SESSION]
    settings.SESSION_ENGINE, settings.SESSION_FILE_PATH = f"django.contrib.sessions.backends.{engine}", str(tmp_path)
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if not each.startswith("safejwt.")]
    client = Client()
    client.force_login(get_user_model().objects.get())
    return str(client.cookies[django_settings.SESSION_COOKIE_NAME].value)


def adopt(cookie: str) -> tuple[int, str | None]:
    browser = BrowserClient()
    browser.raise_request_exception = False
    browser.cookies[django_settings.CSRF_COOKIE_NAME] = CSRF
    browser.cookies[django_settings.SESSION_COOKIE_NAME] = cookie
    try:
        response = browser.post("/users/adopt/", {}, format="json")
    finally:
        connection.close()
    token = response.cookies.get(conf.refresh_cookie_name)
    return response.status_code, token and token.value


@pytest.mark.parametrize("engine", ["db", "cached_db", "cache", "file", "signed_cookies"])
@pytest.mark.parametrize("round_number", range(ROUNDS))
def test_parallel_requests_start_one_session_and_all_get_it(cookie: str, round_number: int) -> None:
    barrier = Barrier(CLIENTS)

    def call(_: int) -> tuple[int, str | None]:
        barrier.wait()
        return adopt(cookie)

    with ThreadPoolExecutor(CLIENTS) as pool:
        responses = list(pool.map(call, range(CLIENTS)))
    assert [status for status, _ in responses] == [200] * CLIENTS
    assert len({token for _, token in responses}) == 1
    assert RefreshToken.objects.count() == 1
    assert not Session.objects.exists()


def test_without_the_cache_one_request_gets_it(cookie: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # Each thread has an instance of its own.
    monkeypatch.setattr(LocMemCache, "set", lambda *args, **kwargs: None)
    barrier = Barrier(CLIENTS)

    def call(_: int) -> int:
        barrier.wait()
        return adopt(cookie)[0]

    with ThreadPoolExecutor(CLIENTS) as pool:
        statuses = Counter(pool.map(call, range(CLIENTS)))
    assert statuses == {200: 1, 401: CLIENTS - 1}
    assert RefreshToken.objects.count() == 1


def test_request_that_waits_for_one_that_fails_succeeds(cookie: str, monkeypatch: pytest.MonkeyPatch) -> None:
    redeemed, waiting, start = Event(), Event(), sessions.start

    def fail_first(*args: Any, **kwargs: Any) -> Any:
        if redeemed.is_set():
            return start(*args, **kwargs)
        redeemed.set()
        waiting.wait(10)
        raise RuntimeError("in the middle")

    monkeypatch.setattr(sessions, "start", fail_first)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(adopt, cookie)
        assert redeemed.wait(10)
        second = pool.submit(adopt, cookie)
        # It waits for the rows that the first one has locked and deleted.
        assert not waiting.wait(0.5)
        assert not second.done()
        waiting.set()
        assert (first.result(20)[0], second.result(20)[0]) == (500, 200)
    assert RefreshToken.objects.count() == 1
