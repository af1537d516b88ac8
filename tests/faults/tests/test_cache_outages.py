"""The cache is stopped, emptied or silent (X13)."""

from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from harness.backend import Backend, running
from harness.person import PATIENCE_SECONDS, Answer, Person
from harness.postgresql import PostgreSQL
from harness.together import at_once
from harness.valkey import Valkey

WORKERS = 2
RATE = 10


@pytest.fixture(scope="module")
def counting(postgres: PostgreSQL, valkey: Valkey) -> Iterator[Backend]:
    """Sessions are checked in the database; the cache counts tries."""
    postgres.copy("template", "counting")
    variables = {"CACHE_URL": valkey.url, "DJANGO_LOGIN_RATE": f"{RATE}/h", "WEB_CONCURRENCY": str(WORKERS)}
    with running(postgres.url("counting"), "counting", **variables) as backend:
        yield backend


@pytest.fixture(scope="module")
def cached(postgres: PostgreSQL, valkey: Valkey) -> Iterator[Backend]:
    """Sessions are checked in the cache (SAFEJWT_SESSION_CHECK = "cache")."""
    postgres.copy("template", "cached")
    variables = {"CACHE_URL": valkey.url, "FAULTS_SESSION_CHECK": "cache", "WEB_CONCURRENCY": str(WORKERS)}
    with running(postgres.url("cached"), "cached", **variables) as backend:
        yield backend


def another_device(person: Person) -> Person:
    device = Person(person.port, person.name, person.password)
    assert device.log_in().status == 200
    return device


def assert_works(person: Person) -> list[Answer]:
    """Login, reading, refreshing, as if nothing were the matter."""
    device = Person(person.port, person.name, person.password)
    answers = [device.log_in(), device.whoami(), device.refresh(), device.whoami(), person.whoami(), person.refresh()]
    assert [answer.status for answer in answers] == [200] * len(answers)
    return answers


@pytest.mark.parametrize("kind", ["counting", "cached"])
def test_x13_without_the_cache_people_log_in_read_and_refresh(
    kind: str, request: pytest.FixtureRequest, valkey: Valkey, figures: Callable[[str], None]
) -> None:
    backend: Backend = request.getfixturevalue(kind)
    person = backend.somebody()
    with valkey.away():
        answers = assert_works(person)
        assert backend.stranger().register().status == 201
    assert backend.events("cache_unavailable")
    assert_works(person)
    figures(f"X13 {kind}, cache stopped: all 200, slowest answer {max(answer.seconds for answer in answers):.2f} s")


@pytest.mark.parametrize("kind", ["counting", "cached"])
def test_x13_a_cache_that_says_nothing_delays_and_stops_nobody(
    kind: str, request: pytest.FixtureRequest, valkey: Valkey, figures: Callable[[str], None]
) -> None:
    backend: Backend = request.getfixturevalue(kind)
    person = backend.somebody()
    with valkey.frozen():
        answers = assert_works(person)
    slowest = max(answer.seconds for answer in answers)
    assert slowest < PATIENCE_SECONDS
    assert_works(person)
    figures(f"X13 {kind}, cache silent: all 200, slowest answer {slowest:.2f} s")


def test_x13_guesses_stay_limited_while_the_cache_is_away(
    counting: Backend, valkey: Valkey, figures: Callable[[str], None]
) -> None:
    def guess(name: str) -> Counter[int]:
        guesser = Person(counting.port, name, "a wrong password")
        guesser.send("GET", "csrf/")
        tries = [guesser.clone() for _ in range(50)]
        return Counter(answer.status for answer in at_once([each.log_in for each in tries]))

    shared = guess(counting.somebody().name)
    assert shared == {401: RATE, 429: 50 - RATE}, "all processes count together"
    with valkey.away():
        alone = guess(counting.somebody().name)
    assert set(alone) == {401, 429}
    assert alone[401] <= RATE * WORKERS, "each process counts for itself"
    figures(
        f"X13 guesses, 50 at once, limit {RATE}: {shared[401]} with the cache, {alone[401]} by {WORKERS} processes without"
    )


def test_x13_a_flushed_cache_revives_nothing_that_was_revoked(cached: Backend, valkey: Valkey) -> None:
    person = cached.somebody()
    devices = [another_device(person) for _ in range(4)]
    assert {device.whoami().status for device in devices for _ in range(4)} == {200}, "all processes know them"
    assert valkey.count_keys("*safejwt:snapshot:*") >= 4
    thief = devices[0].clone()
    assert devices[0].log_out().status == 204
    assert person.send("DELETE", f"sessions/{devices[1].sid}/").status == 204
    for device in (thief, devices[1]):
        assert {device.whoami().status for _ in range(6)} == {401}
    valkey.flush()
    for device in (thief, devices[1]):
        assert {device.whoami().status for _ in range(6)} == {401}
        assert device.refresh().status == 401
    assert {device.whoami().status for device in devices[2:]} == {200}
    assert person.change_password("another passphrase of mine").status == 200
    assert {device.whoami().status for device in devices[2:] for _ in range(4)} == {401}
    valkey.flush()
    assert {device.whoami().status for device in devices[2:] for _ in range(4)} == {401}
    assert person.whoami().status == 200


def test_x13_what_other_servers_could_not_be_told_is_refused_and_done_when_the_cache_is_back(
    cached: Backend, valkey: Valkey
) -> None:
    person = cached.somebody()
    assert person.whoami().status == 200
    with valkey.away():
        refused = [person.log_out(), person.change_password("another passphrase of mine")]
        assert [(answer.status, answer.code) for answer in refused] == [(503, "service_unavailable")] * 2
        assert all(answer.headers["Retry-After"] and not answer.cookies for answer in refused)
        assert person.whoami().status == 200
    before = person.clone()
    assert person.log_out().status == 204
    assert {before.whoami().status for _ in range(4)} == {401}
    assert person.log_in().status == 200, "the password is the old one"
