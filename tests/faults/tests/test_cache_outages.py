"""The cache is stopped, emptied or silent (X13)."""

from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from harness.backend import Backend, running
from harness.user import PATIENCE_SECONDS, Response, User
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


def another_device(user: User) -> User:
    device = User(user.port, user.name, user.password)
    assert device.log_in().status == 200
    return device


def assert_works(user: User) -> list[Response]:
    """Login, reading, refreshing, as if nothing were the matter."""
    device = User(user.port, user.name, user.password)
    responses = [device.log_in(), device.whoami(), device.refresh(), device.whoami(), user.whoami(), user.refresh()]
    assert [response.status for response in responses] == [200] * len(responses)
    return responses


@pytest.mark.parametrize("kind", ["counting", "cached"])
def test_cache_outage_interrupts_no_user(
    kind: str, request: pytest.FixtureRequest, valkey: Valkey, figures: Callable[[str], None]
) -> None:
    backend: Backend = request.getfixturevalue(kind)
    user = backend.somebody()
    with valkey.away():
        responses = assert_works(user)
        assert backend.stranger().register().status == 201
    assert backend.events("cache_unavailable")
    assert_works(user)
    figures(f"X13 {kind}, cache stopped: all 200, slowest response {max(response.seconds for response in responses):.2f} s")


@pytest.mark.parametrize("kind", ["counting", "cached"])
def test_silent_cache_delays_but_interrupts_no_user(
    kind: str, request: pytest.FixtureRequest, valkey: Valkey, figures: Callable[[str], None]
) -> None:
    backend: Backend = request.getfixturevalue(kind)
    user = backend.somebody()
    with valkey.frozen():
        responses = assert_works(user)
    slowest = max(response.seconds for response in responses)
    assert slowest < PATIENCE_SECONDS
    assert_works(user)
    figures(f"X13 {kind}, cache silent: all 200, slowest response {slowest:.2f} s")


def test_login_attempts_stay_limited_during_a_cache_outage(
    counting: Backend, valkey: Valkey, figures: Callable[[str], None]
) -> None:
    def guess(name: str) -> Counter[int]:
        guesser = User(counting.port, name, "a wrong password")
        guesser.send("GET", "csrf/")
        tries = [guesser.clone() for _ in range(50)]
        return Counter(response.status for response in at_once([each.log_in for each in tries]))

    shared = guess(counting.somebody().name)
    assert shared == {401: RATE, 429: 50 - RATE}, "all processes count together"
    with valkey.away():
        alone = guess(counting.somebody().name)
    assert set(alone) == {401, 429}
    assert alone[401] <= RATE * WORKERS, "each process counts for itself"
    figures(
        f"X13 guesses, 50 at once, limit {RATE}: {shared[401]} with the cache, {alone[401]} by {WORKERS} processes without"
    )


def test_flushed_cache_revives_no_revoked_session(cached: Backend, valkey: Valkey) -> None:
    user = cached.somebody()
    devices = [another_device(user) for _ in range(4)]
    assert {device.whoami().status for device in devices for _ in range(4)} == {200}, "all processes know them"
    assert valkey.count_keys("*safejwt:snapshot:*") >= 4
    attacker = devices[0].clone()
    assert devices[0].log_out().status == 204
    assert user.send("DELETE", f"sessions/{devices[1].sid}/").status == 204
    for device in (attacker, devices[1]):
        assert {device.whoami().status for _ in range(6)} == {401}
    valkey.flush()
    for device in (attacker, devices[1]):
        assert {device.whoami().status for _ in range(6)} == {401}
        assert device.refresh().status == 401
    assert {device.whoami().status for device in devices[2:]} == {200}
    assert user.change_password("another passphrase of mine").status == 200
    assert {device.whoami().status for device in devices[2:] for _ in range(4)} == {401}
    valkey.flush()
    assert {device.whoami().status for device in devices[2:] for _ in range(4)} == {401}
    assert user.whoami().status == 200


def test_revocation_is_503_during_a_cache_outage_and_succeeds_afterwards(
    cached: Backend, valkey: Valkey
) -> None:
    user = cached.somebody()
    assert user.whoami().status == 200
    with valkey.away():
        refused = [user.log_out(), user.change_password("another passphrase of mine")]
        assert [(response.status, response.code) for response in refused] == [(503, "service_unavailable")] * 2
        assert all(response.headers["Retry-After"] and not response.cookies for response in refused)
        assert user.whoami().status == 200
    before = user.clone()
    assert user.log_out().status == 204
    assert {before.whoami().status for _ in range(4)} == {401}
    assert user.log_in().status == 200, "the password is the old one"
