"""PostgreSQL is stopped, restarted, silent, locked or read-only."""

import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from harness.backend import Backend, running
from harness.load import Load
from harness.parallel import at_once
from harness.postgresql import PostgreSQL
from harness.proxy import Mode, Proxy
from harness.sizes import FULL, full_or
from harness.user import PATIENCE_SECONDS, Response, User

USERS = 8
DOWN_SECONDS = full_or(30, 1)
# The statement timeout of main/wsgi.py, shorter in a small run.
STATEMENT_SECONDS = full_or(10, 2)


def assert_is_outage(response: Response) -> None:
    assert (response.status, response.code) == (503, "service_unavailable"), response.body
    assert response.headers["Content-Type"] == "application/json"
    assert int(response.headers["Retry-After"]) >= 1
    assert response.headers["Cache-Control"] == "no-store"
    assert response.cookies == {}, "no cookie is deleted"
    assert response.seconds < PATIENCE_SECONDS


@pytest.fixture
def users(backend: Backend) -> list[User]:
    return [backend.create_user() for _ in range(USERS)]


@pytest.mark.parametrize(
    "number", [signal.SIGINT, pytest.param(signal.SIGQUIT, marks=pytest.mark.story)], ids=["shut down", "crash"]
)
def test_database_outage_is_503_and_keeps_every_session(
    backend: Backend,
    postgres: PostgreSQL,
    users: list[User],
    figures: Callable[[str], None],
    number: signal.Signals,
) -> None:
    visitor = backend.create_user()
    sids = [user.sid for user in users]
    with Load(users) as load:
        time.sleep(full_or(1, 0.3))
        with postgres.away(number):
            time.sleep(DOWN_SECONDS / 2)
            for response in (visitor.whoami(), visitor.clone().log_in(), visitor.refresh(), visitor.log_out()):
                assert_is_outage(response)
            assert_is_outage(backend.unregistered_user().register())
            assert visitor.send("GET", "csrf/").status == 200, "csrf/ needs no database"
            time.sleep(DOWN_SECONDS / 2)
        back = time.monotonic()
        time.sleep(full_or(6, 1))
    assert load.failures == []
    assert set(load.statuses) == {200, 503}
    for seen in load.seen:
        if seen.response.status == 503:
            assert_is_outage(seen.response)
    recovered = max(load.first_success_after(back), load.last_failure_after(back))
    assert recovered < 5
    assert {user.refresh().status for user in [*users, visitor]} == {200}
    assert [user.sid for user in users] == sids
    assert [backend.alarms(sid) for sid in sids] == [[]] * USERS
    figures(
        f"{number.name}, {DOWN_SECONDS} s: {dict(load.statuses)}, slowest response {load.slowest:.2f} s, "
        f"recovered {recovered:.2f} s after the start"
    )


def test_database_outage_restarts_no_process(backend: Backend, postgres: PostgreSQL, users: list[User]) -> None:
    def workers() -> set[str | None]:
        return {response.worker for _ in range(10) for response in at_once([user.whoami for user in users])}

    before = workers()
    with postgres.away():
        assert {response.status for response in at_once([user.whoami for user in users])} == {503}
    after = workers()
    assert after <= before, "no process was restarted"


@pytest.fixture
def through_proxy(postgres: PostgreSQL) -> Iterator[tuple[Backend, Proxy]]:
    postgres.copy("template", "proxied")
    with (
        Proxy(postgres.port) as proxy,
        running(
            postgres.through(proxy.port, "proxied"),
            "proxied",
            WEB_CONCURRENCY="1",
            **({} if FULL else {"PGOPTIONS": f"-c statement_timeout={STATEMENT_SECONDS}s"}),
        ) as backend,
    ):
        yield backend, proxy
    postgres.query("postgres", "DROP DATABASE proxied WITH (FORCE)")


def test_silent_host_and_held_lock_are_503_in_time(
    through_proxy: tuple[Backend, Proxy], postgres: PostgreSQL, figures: Callable[[str], None]
) -> None:
    backend, proxy = through_proxy
    user = backend.create_user()
    with postgres.locked("proxied", "safejwt_refreshtoken"):
        locked = user.whoami()
    assert_is_outage(locked)
    assert locked.seconds < STATEMENT_SECONDS + 2
    assert user.whoami().status == 200
    proxy.mode = Mode.MUTE
    proxy.break_connections()
    silent = user.whoami()
    assert_is_outage(silent)
    assert silent.seconds < 6
    proxy.mode = Mode.PASS
    assert user.whoami().status == 200
    assert user.refresh().status == 200
    figures(f"a locked table is 503 after {locked.seconds:.1f} s, a silent host after {silent.seconds:.1f} s")


def test_stale_connections_fail_at_most_one_request_each(
    backend: Backend, postgres: PostgreSQL, users: list[User], figures: Callable[[str], None]
) -> None:
    at_once([user.whoami for user in users for _ in range(6)])
    pooled = postgres.count_connections("shared")
    assert pooled >= 4, "connections are persistent"
    postgres.restart()
    responses: list[Response] = []
    for _ in range(4):
        # Six tabs of each user with one cookie; the last that was answered goes on.
        tabs = [user.clone() for user in users for _ in range(6)]
        responses += at_once([tab.refresh for tab in tabs])
        users = [next(tab for tab in reversed(tabs) if tab.name == user.name) for user in users]
    failed = Counter(response.status for response in responses)[503]
    assert {response.status for response in responses} <= {200, 503}
    assert failed <= pooled
    assert {user.refresh().status for user in users} == {200}
    figures(f"restart: {pooled} pooled connections, {failed} of {len(responses)} requests failed")


def test_killed_connections_fail_only_their_own_requests(
    backend: Backend, postgres: PostgreSQL, users: list[User], figures: Callable[[str], None]
) -> None:
    killed = 0
    sids = [user.sid for user in users]
    with Load(users) as load:
        for _ in range(full_or(50, 10)):
            time.sleep(0.2)
            killed += postgres.end_connections("shared")
    assert load.failures == []
    assert set(load.statuses) <= {200, 503}
    assert load.statuses[503] <= killed
    assert {user.refresh().status for user in users} == {200}
    assert [user.sid for user in users] == sids
    assert [backend.alarms(sid) for sid in sids] == [[]] * USERS
    for user in users:
        row = postgres.query("shared", "SELECT generation FROM safejwt_refreshtoken WHERE id = %s", [user.sid])
        assert row == [(user.claims["gen"],)], "the row and the token agree"
    figures(f"kill: {killed} connections killed, responses {dict(load.statuses)}, 0 half rotations")


def test_connection_killed_during_a_rotation_keeps_the_old_token(backend: Backend, postgres: PostgreSQL) -> None:
    user = backend.create_user()
    lock, result = threading.Event(), list[Response]()

    def refresh() -> None:
        lock.wait()
        result.append(user.clone().refresh())

    refreshing = threading.Thread(target=refresh)
    refreshing.start()
    with postgres.row_locked("shared", "safejwt_refreshtoken", user.sid):
        lock.set()
        while not postgres.waiting("shared"):
            time.sleep(0.02)
        postgres.end_waiting("shared")
        refreshing.join()
    assert_is_outage(result[0])
    assert postgres.query("shared", "SELECT generation FROM safejwt_refreshtoken WHERE id = %s", [user.sid]) == [(1,)]
    assert user.refresh().status == 200
    assert user.whoami().status == 200


def test_read_only_database_refuses_refreshes_only(
    backend: Backend, postgres: PostgreSQL, users: list[User], figures: Callable[[str], None]
) -> None:
    user, unseen = backend.create_user(), backend.create_user()
    assert user.whoami().status == 200
    tokens = (user.refresh_token, unseen.refresh_token)
    with postgres.read_only():
        # The first request of a generation would mark it as seen.
        for _ in range(3):
            responses = at_once([unseen.whoami, user.whoami, *(other.whoami for other in users)])
            assert [response.status for response in responses] == [200] * (USERS + 2)
        refused = [user.refresh(), unseen.refresh(), user.log_out(), user.clone().log_in()]
        refused.append(backend.unregistered_user().register())
        for response in refused:
            assert_is_outage(response)
        assert (user.refresh_token, unseen.refresh_token) == tokens
        assert user.send("GET", "sessions/").status == 200
    assert {one.refresh().status for one in (user, unseen, *users)} == {200}
    assert backend.alarms(user.sid) == []
    figures("refresh, login, logout, registration 503; access tokens 200, including the first request of a generation")
