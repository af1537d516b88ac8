"""Parallel requests over real HTTP, each in its own thread and database connection."""

import http.client
import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from safejwt import sessions
from safejwt.browser import csrf
from safejwt.conf import conf
from safejwt.models import RefreshToken
from safejwt.signals import event_recorded, session_ended
from safejwt.tokens import read_access_token

from tests.conftest import MINUTE
from tests.presenting import rotate

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite",
        reason="a SQLite database in memory has one connection",
    ),
]

CLIENTS, ROUNDS, MOST_PARALLEL = 20, 5, 40


def refresh(
    address: str, cookies: dict[str, str], headers: dict[str, str] | None = None
) -> tuple[int, dict[str, Any], str | None]:
    with closing(http.client.HTTPConnection(address, timeout=30)) as caller:
        caller.request(
            "POST",
            "/users/token/",
            headers={
                "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
                "X-CSRFToken": cookies[settings.CSRF_COOKIE_NAME],
                **(headers or {}),
            },
        )
        response = caller.getresponse()
        body = json.loads(response.read())
    set_cookies = [value for name, value in response.getheaders() if name == "Set-Cookie"]
    token = next((value for value in set_cookies if value.startswith(conf.refresh_cookie_name)), None)
    return response.status, body, token and token.split(";")[0].partition("=")[2]


def login(address: str, credentials: dict[str, str]) -> tuple[int, dict[str, Any]]:
    pair = "a" * 32  # not bound to a session before login
    with closing(http.client.HTTPConnection(address, timeout=60)) as caller:
        headers = {
            "Cookie": f"{settings.CSRF_COOKIE_NAME}={pair}",
            "X-CSRFToken": pair,
            "Content-Type": "application/json",
        }
        caller.request("POST", "/users/login/", json.dumps(credentials), headers)
        response = caller.getresponse()
        return response.status, json.loads(response.read())


@pytest.mark.parametrize("round_number", range(ROUNDS))
def test_fifty_parallel_logins_keep_only_the_allowed_sessions(
    live_server: Any, user: Any, credentials: dict[str, str], settings: Any, heard: Any, round_number: int
) -> None:
    settings.SAFEJWT_MAX_SESSIONS_PER_USER, settings.SAFEJWT_LOGIN_RATE = 5, "1000/m"
    settings.SAFEJWT_LOGIN_ACCOUNT_RATE = settings.SAFEJWT_LOGIN_ADDRESS_RATE = None
    received = heard(session_ended)
    for _ in range(5):
        sessions.start(user)
    address = live_server.url.removeprefix("http://")
    # Django's server queues ten connections and resets further ones.
    live_server.thread.httpd.socket.listen(128)
    # PostgreSQL allows 50 connections and the test needs some: the last ten start after the first
    # responses.
    barrier = Barrier(MOST_PARALLEL)

    def call(number: int) -> tuple[int, dict[str, Any]]:
        if number < MOST_PARALLEL:
            barrier.wait()
        return login(address, credentials)

    with ThreadPoolExecutor(MOST_PARALLEL) as pool:
        responses = list(pool.map(call, range(50)))
    assert [status for status, _ in responses] == [200] * 50
    assert RefreshToken.objects.count() == 5
    assert {facts["reason"] for facts in received} == {"evicted"}
    assert len({facts["sid"] for facts in received}) == len(received) == 50


def test_logins_in_overlapping_transactions_keep_to_the_session_limit(user: Any, settings: Any) -> None:
    settings.SAFEJWT_MAX_SESSIONS_PER_USER = 1
    both_have_written = Barrier(2)

    def login_in_transaction(_: int) -> None:
        try:
            with transaction.atomic():
                sessions.start(user)
                both_have_written.wait(10)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(login_in_transaction, range(2)))
    assert RefreshToken.objects.count() == 1


def test_view_in_a_transaction_blocks_no_other_request_of_its_session(user: Any) -> None:
    """With ATOMIC_REQUESTS, a row written by authentication would stay locked during the view."""
    claims = read_access_token(sessions.start(user).access_token, now=timezone.now())

    def other_request() -> int:
        try:
            with connection.cursor() as cursor:
                is_postgresql = connection.vendor == "postgresql"
                cursor.execute("SET lock_timeout = '2s'" if is_postgresql else "SET innodb_lock_wait_timeout = 2")
            sessions.check(claims)
            return RefreshToken.objects.get().seen_generation
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        sessions.check(claims)
        assert pool.submit(other_request).result(10) == 1
    assert RefreshToken.objects.get().seen_generation == 1


def test_seen_generation_is_marked_after_the_transaction_of_the_view(user: Any) -> None:
    claims = read_access_token(sessions.start(user).access_token, now=timezone.now())
    with transaction.atomic():
        sessions.check(claims)
    assert RefreshToken.objects.get().seen_generation == 1


def cookies_of(tokens: sessions.Tokens) -> dict[str, str]:
    return {
        conf.refresh_cookie_name: tokens.refresh_token,
        settings.CSRF_COOKIE_NAME: csrf.bound_secret(tokens.sid),
    }


def refresh_in_parallel(live_server: Any, *jars: dict[str, str]) -> list[tuple[int, dict[str, Any], str | None]]:
    """Twenty refreshes at once, which send the cookies in turn."""
    address, barrier = live_server.url.removeprefix("http://"), Barrier(CLIENTS)

    def call(number: int) -> tuple[int, dict[str, Any], str | None]:
        barrier.wait()
        return refresh(address, jars[number % len(jars)])

    with ThreadPoolExecutor(CLIENTS) as pool:
        return list(pool.map(call, range(CLIENTS)))


@pytest.mark.parametrize("round_number", range(ROUNDS))
def test_parallel_refreshes_rotate_once_and_return_the_same_token(
    live_server: Any, user: Any, round_number: int
) -> None:
    # The rotation interval is over.
    tokens = sessions.start(user, now=timezone.now() - 2 * MINUTE)
    responses = refresh_in_parallel(live_server, cookies_of(tokens))
    assert [status for status, _, _ in responses] == [200] * CLIENTS
    (token,) = {token for _, _, token in responses}
    assert token not in {None, tokens.refresh_token}
    assert RefreshToken.objects.get().generation == 2


def test_parallel_refreshes_within_the_interval_set_no_cookie(live_server: Any, user: Any) -> None:
    responses = refresh_in_parallel(live_server, cookies_of(sessions.start(user)))
    assert {(status, token) for status, _, token in responses} == {(200, None)}
    assert (RefreshToken.objects.get().generation, RefreshToken.objects.get().seen_generation) == (1, 1)


@pytest.mark.parametrize("round_number", range(ROUNDS))
def test_parallel_refreshes_with_both_tokens_keep_the_session(live_server: Any, user: Any, round_number: int) -> None:
    """Half of the tabs sent before the response with the successor arrived."""
    now = timezone.now()
    first = sessions.start(user, now=now - timedelta(hours=1))
    second = rotate(first.refresh_token, now=now - timedelta(seconds=20))
    responses = refresh_in_parallel(live_server, cookies_of(first), cookies_of(second))
    assert {status for status, _, _ in responses} == {200}
    assert {token for _, _, token in responses[::2]} == {second.refresh_token}
    assert {token for _, _, token in responses[1::2]} == {None}
    assert RefreshToken.objects.get().generation == 2


@pytest.mark.parametrize("round_number", range(ROUNDS))
def test_parallel_refreshes_after_a_failover_keep_the_session(live_server: Any, user: Any, round_number: int) -> None:
    now = timezone.now()
    first = sessions.start(user, now=now - timedelta(hours=1))
    before = RefreshToken.objects.values().get()
    second = rotate(first.refresh_token, now=now - timedelta(seconds=20))
    RefreshToken.objects.update(**before)
    responses = refresh_in_parallel(live_server, cookies_of(second))
    assert {(status, token) for status, _, token in responses} == {(200, None)}
    assert RefreshToken.objects.get().generation == 2


def test_parallel_retries_from_other_networks_are_one_event(
    live_server: Any, user: Any, settings: Any, heard: Any
) -> None:
    settings.SAFEJWT_TRUSTED_PROXIES = 1
    received, tokens = heard(event_recorded), sessions.start(user)
    cookies = {
        conf.refresh_cookie_name: tokens.refresh_token,
        settings.CSRF_COOKIE_NAME: csrf.bound_secret(tokens.sid),
    }
    RefreshToken.objects.update(last_used_at=timezone.now() - 2 * conf.rotation_interval)
    address = live_server.url.removeprefix("http://")
    assert refresh(address, cookies, {"X-Forwarded-For": "192.0.2.1"})[0] == 200
    barrier = Barrier(CLIENTS)

    def call(number: int) -> int:
        barrier.wait()
        return refresh(address, cookies, {"X-Forwarded-For": f"198.51.100.{number}"})[0]

    with ThreadPoolExecutor(CLIENTS) as pool:
        assert list(pool.map(call, range(CLIENTS))) == [200] * CLIENTS
    assert [facts["event"] for facts in received].count("authn_token_retry_elsewhere") == 1
    row = RefreshToken.objects.get()
    assert (row.elsewhere_generation, row.elsewhere_count, row.ip) == (2, 1, "192.0.2.1")
