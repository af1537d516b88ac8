"""The cache is stopped, emptied or silent."""

from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from harness.backend import Backend, running
from harness.parallel import at_once
from harness.postgresql import PostgreSQL
from harness.user import PATIENCE_SECONDS, Response, User
from harness.valkey import Valkey

WORKERS = 2
RATE = 10


@pytest.fixture(scope="module")
def counting(postgres: PostgreSQL, valkey: Valkey) -> Iterator[Backend]:
    """A backend whose processes share the counters of login attempts in Valkey."""
    postgres.copy("template", "counting")
    variables = {"CACHE_URL": valkey.url, "DJANGO_LOGIN_RATE": f"{RATE}/h", "WEB_CONCURRENCY": str(WORKERS)}
    with running(postgres.url("counting"), "counting", **variables) as backend:
        yield backend


def another_device(user: User) -> User:
    device = User(user.port, user.name, user.password)
    assert device.log_in().status == 200
    return device


def assert_works(user: User) -> list[Response]:
    """Log in, read and refresh successfully."""
    device = User(user.port, user.name, user.password)
    responses = [device.log_in(), device.whoami(), device.refresh(), device.whoami(), user.whoami(), user.refresh()]
    assert [response.status for response in responses] == [200] * len(responses)
    return responses


@pytest.mark.story
def test_cache_outage_interrupts_no_user(counting: Backend, valkey: Valkey, figures: Callable[[str], None]) -> None:
    user = counting.create_user()
    with valkey.away():
        responses = assert_works(user)
        assert counting.unregistered_user().register().status == 201
    assert counting.events("cache_unavailable")
    assert_works(user)
    figures(f"cache stopped: all 200, slowest response {max(response.seconds for response in responses):.2f} s")


def test_silent_cache_delays_but_interrupts_no_user(
    counting: Backend, valkey: Valkey, figures: Callable[[str], None]
) -> None:
    user = counting.create_user()
    with valkey.frozen():
        responses = assert_works(user)
    slowest = max(response.seconds for response in responses)
    assert slowest < PATIENCE_SECONDS
    assert_works(user)
    figures(f"cache silent: all 200, slowest response {slowest:.2f} s")


def test_login_attempts_stay_limited_during_a_cache_outage(
    counting: Backend, valkey: Valkey, figures: Callable[[str], None]
) -> None:
    def attempt(name: str) -> Counter[int]:
        attacker = User(counting.port, name, "a wrong password")
        attacker.send("GET", "csrf/")
        attempts = [attacker.clone() for _ in range(50)]
        return Counter(response.status for response in at_once([each.log_in for each in attempts]))

    shared = attempt(counting.create_user().name)
    assert shared == {401: RATE, 429: 50 - RATE}, "all processes count together"
    with valkey.away():
        alone = attempt(counting.create_user().name)
    assert set(alone) == {401, 429}
    assert alone[401] <= RATE * WORKERS, "each process counts for itself"
    figures(
        f"login attempts, 50 at once, limit {RATE}: {shared[401]} with the cache, {alone[401]} by {WORKERS} processes without"
    )


def test_flushed_cache_revives_no_revoked_session(counting: Backend, valkey: Valkey) -> None:
    user = counting.create_user()
    devices = [another_device(user) for _ in range(4)]
    assert {device.whoami().status for device in devices for _ in range(4)} == {200}
    attacker = devices[0].clone()
    assert devices[0].log_out().status == 204
    assert user.send("DELETE", f"sessions/{devices[1].sid}/").status == 204
    valkey.flush()
    for device in (attacker, devices[1]):
        assert {device.whoami().status for _ in range(6)} == {401}
        assert device.refresh().status == 401
    assert {device.whoami().status for device in devices[2:]} == {200}
    assert user.change_password("another passphrase of mine").status == 200
    valkey.flush()
    assert {device.whoami().status for device in devices[2:] for _ in range(4)} == {401}
    assert user.whoami().status == 200


def test_revocation_works_during_a_cache_outage(counting: Backend, valkey: Valkey) -> None:
    user = counting.create_user()
    device = another_device(user)
    before = user.clone()
    with valkey.away():
        assert user.change_password("another passphrase of mine").status == 200
        assert device.whoami().status == 401
        assert user.log_out().status == 204
        assert before.whoami().status == 401
    assert {each.whoami().status for each in (before, device) for _ in range(4)} == {401}
