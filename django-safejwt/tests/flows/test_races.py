"""Many at once, over real HTTP, each request in a thread and database connection of its own (fault X5)."""

import http.client
import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from safejwt import sessions
from safejwt.browser import csrf
from safejwt.conf import conf
from safejwt.models import RefreshToken
from safejwt.signals import session_ended
from safejwt.tokens import read_access_token

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite",
        reason="a SQLite database in memory has one connection, and no races",
    ),
]

CALLERS, ROUNDS, MOST_AT_ONCE = 20, 5, 40


def refresh(address: str, cookies: dict[str, str]) -> tuple[int, dict[str, Any], str | None]:
    with closing(http.client.HTTPConnection(address, timeout=30)) as caller:
        caller.request(
            "POST",
            "/users/token/",
            headers={
                "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
                "X-CSRFToken": cookies[conf.csrf_cookie_name],
            },
        )
        answer = caller.getresponse()
        body = json.loads(answer.read())
    set_cookies = [value for name, value in answer.getheaders() if name == "Set-Cookie"]
    token = next((value for value in set_cookies if value.startswith(conf.refresh_cookie_name)), None)
    return answer.status, body, token and token.split(";")[0].partition("=")[2]


def login(address: str, credentials: dict[str, str]) -> tuple[int, dict[str, Any]]:
    pair = "a" * 32  # before login there is no session to bind it to
    with closing(http.client.HTTPConnection(address, timeout=60)) as caller:
        headers = {"Cookie": f"{conf.csrf_cookie_name}={pair}", "X-CSRFToken": pair, "Content-Type": "application/json"}
        caller.request("POST", "/users/login/", json.dumps(credentials), headers)
        answer = caller.getresponse()
        return answer.status, json.loads(answer.read())


@pytest.mark.parametrize("round_number", range(ROUNDS))
def test_of_fifty_logins_at_once_no_more_sessions_stay_than_allowed(
    live_server: Any, user: Any, credentials: dict[str, str], settings: Any, heard: Any, round_number: int
) -> None:
    settings.SAFEJWT_MAX_SESSIONS_PER_USER, settings.SAFEJWT_LOGIN_RATE = 5, "1000/m"
    settings.SAFEJWT_LOGIN_ACCOUNT_RATE = settings.SAFEJWT_LOGIN_ADDRESS_RATE = None
    told = heard(session_ended)
    for _ in range(5):
        sessions.start(user)
    address = live_server.url.removeprefix("http://")
    # Django's server lets ten connections wait and resets the next.
    live_server.thread.httpd.socket.listen(128)
    # PostgreSQL takes 50, and the test needs some itself: the last ten start when the first ones are answered.
    barrier = Barrier(MOST_AT_ONCE)

    def call(number: int) -> tuple[int, dict[str, Any]]:
        if number < MOST_AT_ONCE:
            barrier.wait()
        return login(address, credentials)

    with ThreadPoolExecutor(MOST_AT_ONCE) as pool:
        answers = list(pool.map(call, range(50)))
    assert [status for status, _ in answers] == [200] * 50
    assert RefreshToken.objects.count() == 5
    assert {facts["reason"] for facts in told} == {"evicted"}
    assert len({facts["sid"] for facts in told}) == len(told) == 50


def test_logins_inside_transactions_that_overlap_keep_to_the_limit_too(user: Any, settings: Any) -> None:
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


def test_a_view_in_a_transaction_holds_up_no_other_request_of_its_session(user: Any) -> None:
    """With ATOMIC_REQUESTS a row that is written to while a token is looked at stays locked until the view is through."""
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


def test_what_a_view_in_a_transaction_saw_is_marked_when_it_is_through(user: Any) -> None:
    claims = read_access_token(sessions.start(user).access_token, now=timezone.now())
    with transaction.atomic():
        sessions.check(claims)
    assert RefreshToken.objects.get().seen_generation == 1


@pytest.mark.parametrize("round_number", range(ROUNDS))
def test_refreshes_with_one_cookie_rotate_once_and_all_get_the_same_token(
    live_server: Any, user: Any, round_number: int
) -> None:
    tokens = sessions.start(user)
    cookies = {
        conf.refresh_cookie_name: tokens.refresh_token,
        conf.csrf_cookie_name: csrf.bound_secret(tokens.sid),
    }
    address = live_server.url.removeprefix("http://")
    barrier = Barrier(CALLERS)

    def call(_: int) -> tuple[int, dict[str, Any], str | None]:
        barrier.wait()
        return refresh(address, cookies)

    with ThreadPoolExecutor(CALLERS) as pool:
        answers = list(pool.map(call, range(CALLERS)))
    assert [status for status, _, _ in answers] == [200] * CALLERS
    assert len({token for _, _, token in answers}) == 1
    assert RefreshToken.objects.get().generation == 2
