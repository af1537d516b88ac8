"""One of two servers has a wrong clock."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from harness.backend import Backend, running
from harness.postgresql import PostgreSQL
from harness.user import Response, User

MINUTE, DAY = 60, 86400
# With the default rotation interval, which compares the times of both servers.
VARIABLES = {"WEB_CONCURRENCY": "1", "DJANGO_ROTATION_INTERVAL": "60"}
OFFSETS = {"30 s ahead": 30, "10 min ahead": 10 * MINUTE, "10 min behind": -10 * MINUTE, "1 day ahead": DAY}


@pytest.fixture(scope="module")
def right(postgres: PostgreSQL) -> Iterator[Backend]:
    """The server with the correct clock."""
    postgres.copy("template", "clocks")
    with running(postgres.url("clocks"), "clocks", **VARIABLES) as backend:
        yield backend


@contextmanager
def server_off_by(postgres: PostgreSQL, seconds: int) -> Iterator[Backend]:
    with running(postgres.url("clocks"), "clocks", **VARIABLES, FAULTS_CLOCK=str(seconds)) as backend:
        yield backend


@pytest.fixture(scope="module", params=OFFSETS)
def wrong(request: pytest.FixtureRequest, postgres: PostgreSQL, right: Backend) -> Iterator[tuple[Backend, int]]:
    """The other server on the same database, and the error of its clock in seconds."""
    offset = OFFSETS[request.param]
    with server_off_by(postgres, offset) as backend:
        yield backend, offset


def at(backend: Backend, user: User) -> User:
    user.port = backend.port
    return user


def use(user: User, servers: list[Backend], number: int) -> list[Response]:
    """One request to alternating servers, as the client sends it: refresh and retry on 401."""
    ports = [servers[(number + place) % 2].port for place in range(3)]
    user.port = ports[0]
    responses = [user.whoami()]
    if responses[0].status == 401:
        user.port = ports[1]
        responses.append(user.refresh())
        user.port = ports[2]
        responses.append(user.whoami())
    return responses


def test_clock_skew_loses_no_session(
    right: Backend, wrong: tuple[Backend, int], figures: Callable[[str], None]
) -> None:
    other, offset = wrong
    user = at(right, right.create_user())
    sid, servers = user.sid, [right, other]
    final, refreshes = [], []
    for number in range(24):
        # Requests reach the servers in every order.
        responses = use(user, servers, number // 2 if number % 3 else number)
        final.append(responses[-1].status)
        refreshes += [response.status for response in responses[1:2]]
        assert {response.status for response in responses} <= {200, 401}
    assert set(refreshes) <= {200}, "no refresh is refused"
    for server in (right, other, right):
        at(server, user)
        assert user.refresh().status == 200
        assert user.whoami().status == 200
    assert user.sid == sid
    assert right.alarms(sid) + other.alarms(sid) == []
    if abs(offset) <= 60:
        assert set(final) == {200}
    figures(
        f"clock {offset:+d} s, each exchange at the other server: {final.count(200)} of {len(final)} requests succeeded "
        f"with at most one refresh, {len(refreshes)} refreshes, none refused, 0 lost sessions, 0 alarms"
    )


def test_token_from_the_future_is_accepted_within_the_skew_only(right: Backend, wrong: tuple[Backend, int]) -> None:
    other, offset = wrong
    user = at(other, right.create_user())
    assert user.refresh().status == 200
    at(right, user)
    response = user.whoami()
    if 0 < offset <= 60:
        assert response.status == 200
    elif offset > 60:
        assert (response.status, response.code) == (401, "invalid_token")
    else:
        assert (response.status, response.code) == (401, "access_token_expired"), (
            "it was issued more than five minutes ago"
        )
    assert user.refresh().status == 200
    assert user.whoami().status == 200


def at_clock(seconds: int) -> dict[str, str]:
    """Headers that make the server use a clock that is this many seconds ahead."""
    return {"X-Clock": str(seconds)}


def test_slow_clock_extends_access_tokens_by_its_lag_only(right: Backend, figures: Callable[[str], None]) -> None:
    user, lifetime, behind = right.create_user(), 300, -10 * MINUTE
    assert user.whoami(headers=at_clock(lifetime + 30)).code == "access_token_expired"
    revived = user.whoami(headers=at_clock(lifetime + 30 + behind))
    assert revived.code == "invalid_token", "issued more than a minute in the future of that server"
    assert user.whoami(headers=at_clock(lifetime + 590 + behind)).status == 200, "within the ten minutes"
    assert user.whoami(headers=at_clock(lifetime + 600 + behind)).code == "access_token_expired"
    assert user.log_out().status == 204
    assert user.whoami(headers=at_clock(lifetime + 590 + behind)).status == 401, "an ended session stays ended"
    figures("a server 10 min behind accepts an access token at most 10 min longer, and none of an ended session")


def test_no_session_outlives_its_absolute_lifetime(
    right: Backend, postgres: PostgreSQL, figures: Callable[[str], None]
) -> None:
    user = right.create_user()
    ((started, absolute),) = postgres.query(
        "clocks", "SELECT rotated_at, absolute_expires_at FROM safejwt_refreshtoken WHERE id = %s", [user.sid]
    )
    assert (absolute - started).total_seconds() == 90 * DAY
    # Used every five days until the last moment, on servers that are a day apart.
    for number, day in enumerate(range(5, 90, 5)):
        clock = at_clock(day * DAY + (DAY if number % 2 else 0))
        assert user.refresh(headers=clock).status == 200
        assert user.whoami(headers=clock).status == 200
    assert user.refresh(headers=at_clock(90 * DAY - MINUTE)).status == 200
    slow = at_clock(90 * DAY + 11 * MINUTE - 10 * MINUTE)
    assert user.clone().refresh(headers=slow).code == "refresh_token_expired", "also on a server 10 min behind"
    over = at_clock(90 * DAY + 5)
    assert user.whoami(headers=over).status == 401
    assert user.refresh(headers=over).status == 401
    figures("used every 5 days by servers 1 day apart: refreshed at day 90 - 1 min, refused at day 90 + 5 s")
