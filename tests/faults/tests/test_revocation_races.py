"""A session is revoked during refreshes. Afterwards none of its tokens works."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial

import pytest
from harness.administrator import Administrator
from harness.backend import Backend
from harness.parallel import at_once
from harness.postgresql import PostgreSQL
from harness.sizes import full_or
from harness.user import Response, User

ROUNDS = full_or(1000, 8)


def refresh_later(user: User, seconds: float) -> Response:
    time.sleep(seconds)
    return user.refresh()


def log_in_again(backend: Backend, user: User) -> User:
    device = User(backend.port, user.name, user.password)
    assert device.log_in().status == 200
    return device


class Race:
    """Refreshes of two tabs of one session against one revocation."""

    def __init__(self) -> None:
        self.refreshes: Counter[int] = Counter()
        self.revocations: Counter[int] = Counter()

    def run(self, session: User, revoke: Callable[[], int]) -> None:
        """Every token has to be refused as soon as the revocation has returned."""
        before, tabs = session.clone(), [session.clone(), session.clone()]
        after_revocation: list[int] = []

        def revoke_and_look() -> None:
            self.revocations[revoke()] += 1
            after_revocation.append(before.whoami().status)
            after_revocation.append(before.clone().refresh().status)

        responses: list[Response | None] = at_once([tabs[0].refresh, revoke_and_look, tabs[1].refresh])
        self.refreshes.update(response.status for response in responses if response)
        assert after_revocation == [401, 401], "refused once the revocation returned"
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


@pytest.mark.story
def test_logout_wins_against_refreshes(backend: Backend, figures: Callable[[str], None]) -> None:
    race, user, sids = Race(), backend.create_user(), list[str]()
    for _ in range(ROUNDS):
        device = log_in_again(backend, user)
        sid, leaver = device.sid, device.clone()
        race.run(device, lambda leaver=leaver: leaver.log_out().status)  # type: ignore[misc]
        sids.append(sid)
    race.assert_sound()
    alarms = backend.alarms()
    assert not [sid for sid in sids if any(f"sid={sid} " in line for line in alarms)]
    figures(f"logout: {race}, 0 surviving tokens")


@pytest.mark.story
def test_password_change_wins_against_refreshes_of_other_sessions(
    backend: Backend, figures: Callable[[str], None]
) -> None:
    race, owner = Race(), backend.create_user()
    sid = owner.sid
    for number in range(ROUNDS):
        device = log_in_again(backend, owner)
        race.run(device, lambda number=number: owner.change_password(f"a new passphrase {number}").status)  # type: ignore[misc]
        assert owner.whoami().status == 200, "the session that changed it continues"
        assert owner.refresh().status == 200
        assert owner.sid == sid
    race.assert_sound()
    assert backend.alarms(sid) == []
    figures(f"password change: {race}, 0 surviving tokens, the own session kept {ROUNDS} times")


def test_own_session_survives_a_password_change_during_refreshes(
    backend: Backend, figures: Callable[[str], None]
) -> None:
    owner = backend.create_user()
    sid, statuses, rounds = owner.sid, Counter[int](), full_or(1000, 30)
    for number in range(rounds):
        tabs = [owner.clone() for _ in range(4)]
        changing, passphrase = tabs[0], f"another passphrase {number}"
        # The refreshes start at different moments of the change.
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
    figures(f"own session over its password change: {rounds} rounds, {dict(statuses)}, 0 alarms, 0 lost")


@pytest.mark.story
def test_deactivation_wins_against_refreshes(
    backend: Backend, postgres: PostgreSQL, figures: Callable[[str], None]
) -> None:
    race, user = Race(), backend.create_user()

    def set_active(value: bool) -> int:
        postgres.query("shared", "UPDATE users_user SET is_active = %s WHERE username = %s", [value, user.name])
        return 200

    for _ in range(ROUNDS):
        device = log_in_again(backend, user)
        race.run(device, lambda: set_active(False))
        set_active(True)
    race.assert_sound()
    figures(f"deactivation: {race}, 0 surviving tokens")


def test_deactivation_by_save_wins_against_refreshes(backend: Backend, figures: Callable[[str], None]) -> None:
    """By `save()` in any process, as a form of the project would do."""
    race, user, visitor = Race(), backend.create_user(), backend.unregistered_user()

    def set_active(value: str) -> int:
        headers = {"X-Fault": "set active", "X-User": user.name, "X-Active": value}
        return visitor.send("GET", "csrf/", headers=headers).status

    for _ in range(ROUNDS):
        device = log_in_again(backend, user)
        assert device.whoami().status == 200
        race.run(device, lambda: set_active("no"))
        assert set_active("yes") == 200
    race.assert_sound()
    figures(f"deactivation by save(): {race}, 0 surviving tokens")


def test_deactivation_in_the_admin_wins_against_refreshes(
    backend: Backend, postgres: PostgreSQL, figures: Callable[[str], None]
) -> None:
    race, user = Race(), backend.create_user()
    administrator = Administrator.of(backend, postgres)
    user_id = user.claims["user_id"]
    for _ in range(ROUNDS // 3):
        device = log_in_again(backend, user)
        assert device.whoami().status == 200
        race.run(device, lambda: administrator.deactivate(user_id))
        postgres.query(backend.database, "UPDATE users_user SET is_active = true WHERE id = %s", [user_id])
    race.assert_sound()
    figures(f"deactivation in the admin: {race}, 0 surviving tokens")


@pytest.fixture(autouse=True)
def _no_deadlock(postgres: PostgreSQL) -> Iterator[None]:
    yield
    ((deadlocks,),) = postgres.query("shared", "SELECT sum(deadlocks) FROM pg_stat_database")
    assert deadlocks == 0
