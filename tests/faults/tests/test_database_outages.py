"""PostgreSQL is stopped, restarted, silent, locked, or can only be read (X10, X11, X12)."""

import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from harness.backend import Backend, running
from harness.load import Load
from harness.person import PATIENCE_SECONDS, Answer, Person
from harness.postgresql import PostgreSQL
from harness.proxy import Mode, Proxy
from harness.sizes import FULL, full_or
from harness.together import at_once

PEOPLE = 8
DOWN_SECONDS = full_or(30, 2)
# What main/wsgi.py gives a statement; shorter in a small run, to wait less.
STATEMENT_SECONDS = full_or(10, 2)


def assert_is_outage(answer: Answer) -> None:
    assert (answer.status, answer.code) == (503, "service_unavailable"), answer.body
    assert answer.headers["Content-Type"] == "application/json"
    assert int(answer.headers["Retry-After"]) >= 1
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.cookies == {}, "no cookie is deleted"
    assert answer.seconds < PATIENCE_SECONDS


@pytest.fixture
def people(backend: Backend) -> list[Person]:
    return [backend.somebody() for _ in range(PEOPLE)]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGQUIT], ids=["shut down", "crash"])
def test_x10_without_postgresql_everybody_is_told_503_in_time_and_goes_on_when_it_is_back(
    backend: Backend,
    postgres: PostgreSQL,
    people: list[Person],
    figures: Callable[[str], None],
    number: signal.Signals,
) -> None:
    visitor = backend.somebody()
    sids = [person.sid for person in people]
    with Load(people) as load:
        time.sleep(1)
        with postgres.away(number):
            time.sleep(DOWN_SECONDS / 2)
            for answer in (visitor.whoami(), visitor.clone().log_in(), visitor.refresh(), visitor.log_out()):
                assert_is_outage(answer)
            assert_is_outage(backend.stranger().register())
            assert visitor.send("GET", "csrf/").status == 200, "which needs no database"
            time.sleep(DOWN_SECONDS / 2)
        back = time.monotonic()
        time.sleep(full_or(6, 2))
    assert load.failures == []
    assert set(load.statuses) == {200, 503}
    for seen in load.seen:
        if seen.answer.status == 503:
            assert_is_outage(seen.answer)
    recovered = max(load.first_success_after(back), load.last_failure_after(back))
    assert recovered < 5
    assert {person.refresh().status for person in [*people, visitor]} == {200}
    assert [person.sid for person in people] == sids
    assert [backend.alarms(sid) for sid in sids] == [[]] * PEOPLE
    figures(
        f"X10 {number.name}, {DOWN_SECONDS} s: {dict(load.statuses)}, slowest answer {load.slowest:.2f} s, "
        f"recovered {recovered:.2f} s after the start"
    )


def test_x10_the_processes_are_the_same_before_and_after(
    backend: Backend, postgres: PostgreSQL, people: list[Person]
) -> None:
    def workers() -> set[str | None]:
        return {answer.worker for _ in range(10) for answer in at_once([person.whoami for person in people])}

    before = workers()
    with postgres.away():
        assert {answer.status for answer in at_once([person.whoami for person in people])} == {503}
    after = workers()
    assert after <= before, "no process had to be started again"


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


def test_x10_a_database_host_that_says_nothing_or_a_lock_that_is_never_given_back_is_503_in_time(
    through_proxy: tuple[Backend, Proxy], postgres: PostgreSQL, figures: Callable[[str], None]
) -> None:
    backend, proxy = through_proxy
    person = backend.somebody()
    with postgres.locked("proxied", "safejwt_refreshtoken"):
        locked = person.whoami()
    assert_is_outage(locked)
    assert locked.seconds < STATEMENT_SECONDS + 2
    assert person.whoami().status == 200
    proxy.mode = Mode.MUTE
    proxy.break_connections()
    silent = person.whoami()
    assert_is_outage(silent)
    assert silent.seconds < 6
    proxy.mode = Mode.PASS
    assert person.whoami().status == 200
    assert person.refresh().status == 200
    figures(f"X10: a locked table is 503 after {locked.seconds:.1f} s, a silent host after {silent.seconds:.1f} s")


def test_x11_after_a_restart_no_stale_connection_fails_more_than_one_request(
    backend: Backend, postgres: PostgreSQL, people: list[Person], figures: Callable[[str], None]
) -> None:
    at_once([person.whoami for person in people for _ in range(6)])
    pooled = postgres.count_connections("shared")
    assert pooled >= 4, "connections are kept"
    postgres.restart()
    answers: list[Answer] = []
    for _ in range(4):
        # Six tabs of each person with one cookie; the last that was answered goes on.
        tabs = [person.clone() for person in people for _ in range(6)]
        answers += at_once([tab.refresh for tab in tabs])
        people = [next(tab for tab in reversed(tabs) if tab.name == person.name) for person in people]
    failed = Counter(answer.status for answer in answers)[503]
    assert {answer.status for answer in answers} <= {200, 503}
    assert failed <= pooled
    assert {person.refresh().status for person in people} == {200}
    figures(f"X11 restart: {pooled} pooled connections, {failed} of {len(answers)} requests failed")


def test_x11_a_connection_killed_under_load_fails_at_most_its_own_request_and_rotates_nothing_by_half(
    backend: Backend, postgres: PostgreSQL, people: list[Person], figures: Callable[[str], None]
) -> None:
    killed = 0
    sids = [person.sid for person in people]
    with Load(people) as load:
        for _ in range(full_or(50, 10)):
            time.sleep(0.2)
            killed += postgres.end_connections("shared")
    assert load.failures == []
    assert set(load.statuses) <= {200, 503}
    assert load.statuses[503] <= killed
    assert {person.refresh().status for person in people} == {200}
    assert [person.sid for person in people] == sids
    assert [backend.alarms(sid) for sid in sids] == [[]] * PEOPLE
    for person in people:
        row = postgres.query("shared", "SELECT generation FROM safejwt_refreshtoken WHERE id = %s", [person.sid])
        assert row == [(person.claims["gen"],)], "the row and the person agree"
    figures(f"X11 kill: {killed} connections killed, answers {dict(load.statuses)}, 0 half rotations")


def test_x11_a_connection_killed_in_the_middle_of_a_rotation_leaves_the_old_token_or_the_new_one(
    backend: Backend, postgres: PostgreSQL
) -> None:
    person = backend.somebody()
    lock, result = threading.Event(), list[Answer]()

    def refresh() -> None:
        lock.wait()
        result.append(person.clone().refresh())

    refreshing = threading.Thread(target=refresh)
    refreshing.start()
    with postgres.row_locked("shared", "safejwt_refreshtoken", person.sid):
        lock.set()
        while not postgres.waiting("shared"):
            time.sleep(0.02)
        postgres.end_waiting("shared")
        refreshing.join()
    assert_is_outage(result[0])
    assert postgres.query("shared", "SELECT generation FROM safejwt_refreshtoken WHERE id = %s", [person.sid]) == [(1,)]
    assert person.refresh().status == 200
    assert person.whoami().status == 200


def test_x12_a_read_only_database_refuses_refreshes_with_503_and_still_answers_access_tokens(
    backend: Backend, postgres: PostgreSQL, people: list[Person], figures: Callable[[str], None]
) -> None:
    person, unseen = backend.somebody(), backend.somebody()
    assert person.whoami().status == 200
    tokens = (person.refresh_token, unseen.refresh_token)
    with postgres.read_only():
        # The first request of a generation would write that it was seen.
        for _ in range(3):
            answers = at_once([unseen.whoami, person.whoami, *(other.whoami for other in people)])
            assert [answer.status for answer in answers] == [200] * (PEOPLE + 2)
        refused = [person.refresh(), unseen.refresh(), person.log_out(), person.clone().log_in()]
        refused.append(backend.stranger().register())
        for answer in refused:
            assert_is_outage(answer)
        assert (person.refresh_token, unseen.refresh_token) == tokens
        assert person.send("GET", "sessions/").status == 200
    assert {one.refresh().status for one in (person, unseen, *people)} == {200}
    assert backend.alarms(person.sid) == []
    figures("X12: refresh, login, logout, registration 503; access tokens 200, also the first request of a generation")
