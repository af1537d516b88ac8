"""The response to a refresh is lost on the way."""

import http.client

import pytest
from harness.backend import Backend
from harness.postgresql import PostgreSQL
from harness.proxy import Mode, Proxy
from harness.user import REFRESH_COOKIE


@pytest.mark.parametrize("mode", [Mode.SWALLOW, pytest.param(Mode.HANG_UP, marks=pytest.mark.story), Mode.CUT])
def test_retries_after_a_lost_response_get_the_same_successor(
    timed_backend: Backend, postgres: PostgreSQL, mode: Mode
) -> None:
    user = timed_backend.create_user()
    sid, old_token = user.sid, user.refresh_token
    user.later()
    with Proxy(timed_backend.port) as proxy:
        user.port = proxy.port
        proxy.mode = mode
        with pytest.raises((OSError, http.client.HTTPException)):
            user.refresh(timeout=1)
        assert proxy.lost_responses.acquire(timeout=5), "the server had responded"
        assert user.refresh_token == old_token
        proxy.mode = Mode.PASS
        successors = set()
        for _ in range(3):
            user.later(7200)
            retry = user.clone().refresh()
            assert retry.status == 200
            successors.add(retry.cookies[REFRESH_COOKIE])
        assert len(successors) == 1
        assert old_token not in successors
        assert user.refresh().status == 200
        assert user.whoami().status == 200
        user.later()
        assert user.refresh().status == 200
    assert user.sid == sid
    assert timed_backend.alarms(sid) == []
    ((generation,),) = postgres.query("timed", "SELECT generation FROM safejwt_refreshtoken WHERE id = %s", [sid])
    assert generation == 3, "the lost and the last rotation"
