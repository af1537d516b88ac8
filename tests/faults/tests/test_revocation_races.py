"""A session is revoked while it is being refreshed: afterwards nothing that came of it is alive (X8)."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial

import pytest
from harness.administrator import Administrator
from harness.backend import Backend
from harness.user import Response, User
from harness.postgresql import PostgreSQL
from harness.sizes import full_or
from harness.together import at_once

ROUNDS = full_or(1000, 100)
# Where sessions are checked in the cache, each test of those that a cache could break; fewer, for each takes as long.
CACHED_ROUNDS = full_or(1000, 30)
KINDS = {"backend": ROUNDS, "cached_backend": CACHED_ROUNDS}


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Where sessions are checked: in the database, or in the cache that all processes share."""
    return str(request.param)


@pytest.fixture
def system(kind: str, request: pytest.FixtureRequest) -> Backend:
    backend: Backend = request.getfixturevalue(kind)
    return backend


def refresh_later(user: User, seconds: float) -> Response:
    time.sleep(seconds)
    return user.refresh()


def sign_in_again(backend: Backend, user: User) -> User:
    device = User(backend.port, user.name, user.password)
    assert device.log_in().status == 200
    return device


class Race:
    """Refreshes of two tabs of one session against one revocation, and what is left of the session."""

    def __init__(self) -> None:
        self.refreshes: Counter[int] = Counter()
        self.revocations: Counter[int] = Counter()

    def run(self, session: User, revoke: Callable[[], int]) -> None:
        """Every token that anybody holds after the race has to be dead from the moment the revocation has returned."""
        before, tabs = session.clone(), [session.clone(), session.clone()]
        alive_after_revocation: list[int] = []

        def revoke_and_look() -> None:
            self.revocations[revoke()] += 1
            alive_after_revocation.append(before.whoami().status)
            alive_after_revocation.append(before.clone().refresh().status)

        responses: list[Response | None] = at_once([tabs[0].refresh, revoke_and_look, tabs[1].refresh])
        self.refreshes.update(response.status for response in responses if response)
        assert alive_after_revocation == [401, 401], "dead when the revoking call had returned"
        for tab in (*tabs, before):
            assert tab.whoami().status == 401
            with suppress(KeyError):
                assert tab.refresh_token
                assert tab.refresh().status == 401

    def assert_sound(self) -> None:
        assert set(self.refreshes) <= {200, 401}, self.refreshes
        assert set(self.revocations) <= {200, 204}, self.revocations

    def __str__(self) -> str:
        return (
            f"{self.revocations.total()} rounds, refreshes {dict(self.refreshes)}, revocations {dict(self.revocations)}"
        )


def test_logout_wins_against_refreshes(
    system: Backend, kind: str, figures: Callable[[str], None]
) -> None:
    race, user, sids = Race(), system.somebody(), list[str]()
    for _ in range(KINDS[kind]):
        device = sign_in_again(system, user)
        sid, leaver = device.sid, device.clone()
        race.run(device, lambda leaver=leaver: leaver.log_out().status)  # type: ignore[misc]
        sids.append(sid)
    race.assert_sound()
    alarms = system.alarms()
    assert not [sid for sid in sids if any(f"sid={sid} " in line for line in alarms)]
    figures(f"X8 {kind}, logout: {race}, 0 survivors")


def test_password_change_wins_against_refreshes_of_other_sessions(
    system: Backend, kind: str, figures: Callable[[str], None]
) -> None:
    race, owner = Race(), system.somebody()
    sid = owner.sid
    for number in range(KINDS[kind]):
        device = sign_in_again(system, owner)
        race.run(device, lambda number=number: owner.change_password(f"a new passphrase {number}").status)  # type: ignore[misc]
        assert owner.whoami().status == 200, "the device it was changed on stays signed in"
        assert owner.refresh().status == 200
        assert owner.sid == sid
    race.assert_sound()
    assert system.alarms(sid) == []
    figures(f"X8 {kind}, password change: {race}, 0 survivors, the own session kept {KINDS[kind]} times")


def test_own_session_survives_a_password_change_during_refreshes(
    backend: Backend, figures: Callable[[str], None]
) -> None:
    owner = backend.somebody()
    sid, statuses, rounds = owner.sid, Counter[int](), full_or(1000, 30)
    for number in range(rounds):
        tabs = [owner.clone() for _ in range(4)]
        changing, passphrase = tabs[0], f"another passphrase {number}"
        # The refreshes come at different moments of the change.
        later = [partial(refresh_later, tab, (number % 20 + place) / 1000) for place, tab in enumerate(tabs[1:])]
        responses = at_once([partial(changing.change_password, passphrase), *later])
        statuses.update(response.status for response in responses)
        assert {response.status for response in responses} == {200}, [response.code for response in responses]
        owner = tabs[-1]
        owner.password = passphrase
        assert owner.whoami().status == 200
        assert owner.refresh().status == 200
        assert owner.sid == sid
        assert owner.whoami().status == 200
    assert backend.alarms(sid) == []
    figures(f"X8 own session over its password change: {rounds} rounds, {dict(statuses)}, 0 alarms, 0 lost")


def test_deactivation_wins_against_refreshes(
    backend: Backend, postgres: PostgreSQL, figures: Callable[[str], None]
) -> None:
    race, user = Race(), backend.somebody()

    def set_active(value: bool) -> int:
        postgres.query("shared", "UPDATE users_user SET is_active = %s WHERE username = %s", [value, user.name])
        return 200

    for _ in range(ROUNDS):
        device = sign_in_again(backend, user)
        race.run(device, lambda: set_active(False))
        set_active(True)
    race.assert_sound()
    figures(f"X8 deactivation: {race}, 0 survivors")


def test_deactivation_by_save_wins_against_refreshes(
    system: Backend, kind: str, figures: Callable[[str], None]
) -> None:
    """By `save()` in any of the processes, as a form of the project's does it."""
    race, user, somebody = Race(), system.somebody(), system.stranger()

    def set_active(value: str) -> int:
        headers = {"X-Fault": "set active", "X-User": user.name, "X-Active": value}
        return somebody.send("GET", "csrf/", headers=headers).status

    for _ in range(KINDS[kind]):
        device = sign_in_again(system, user)
        assert device.whoami().status == 200, "a process keeps it in the cache, where there is one"
        race.run(device, lambda: set_active("no"))
        assert set_active("yes") == 200
    race.assert_sound()
    figures(f"X8 {kind}, deactivation by save(): {race}, 0 survivors")


def test_deactivation_in_the_admin_wins_against_refreshes(
    system: Backend, kind: str, postgres: PostgreSQL, figures: Callable[[str], None]
) -> None:
    race, user = Race(), system.somebody()
    administrator = Administrator.of(system, postgres)
    user_id = user.claims["user_id"]
    for _ in range(KINDS[kind] // 3):
        device = sign_in_again(system, user)
        assert device.whoami().status == 200
        race.run(device, lambda: administrator.deactivate(user_id))
        # Nothing that stands in a cache is older than the row: it was told of the deactivation.
        postgres.query(system.database, "UPDATE users_user SET is_active = true WHERE id = %s", [user_id])
    race.assert_sound()
    figures(f"X8 {kind}, deactivation in the admin: {race}, 0 survivors")


@pytest.fixture(autouse=True)
def _no_deadlock(postgres: PostgreSQL) -> Iterator[None]:
    yield
    ((deadlocks,),) = postgres.query("shared", "SELECT sum(deadlocks) FROM pg_stat_database")
    assert deadlocks == 0
