"""Many at once, over real HTTP, each request in a thread and database connection of its own (fault X5)."""

import http.client
import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from safejwt import csrf, sessions
from safejwt.conf import conf
from safejwt.models import RefreshToken

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite",
        reason="a SQLite database in memory has one connection, and no races",
    ),
]

CALLERS, ROUNDS = 20, 5


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
