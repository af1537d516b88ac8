"""Fifty logins or registrations at the same moment."""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from harness.backend import Backend, running
from harness.parallel import at_once
from harness.postgresql import PostgreSQL
from harness.user import User

CALLERS = 50


def devices_of(backend: Backend, user: User) -> list[User]:
    devices = [User(backend.port, user.name) for _ in range(CALLERS)]
    for device in devices:
        device.send("GET", "csrf/")
    return devices


def count_sessions(postgres: PostgreSQL, database: str, user: User) -> int:
    ((count,),) = postgres.query(
        database,
        "SELECT count(*) FROM safejwt_refreshtoken s JOIN users_user u ON u.id = s.user_id WHERE username = %s",
        [user.name],
    )
    return int(count)


def test_fifty_logins_start_fifty_sessions(
    backend: Backend, postgres: PostgreSQL, figures: Callable[[str], None]
) -> None:
    user = backend.create_user()
    devices = devices_of(backend, user)
    responses = at_once([device.log_in for device in devices])
    assert Counter(response.status for response in responses) == {200: CALLERS}
    assert Counter(response.status for response in at_once([device.whoami for device in devices])) == {200: CALLERS}
    # As many as SAFEJWT_MAX_SESSIONS_PER_USER allows by default. The session of the registration has made room.
    assert count_sessions(postgres, "shared", user) == CALLERS
    assert user.whoami().status == 401
    figures(f"logins: {CALLERS} x 200, slowest {max(response.seconds for response in responses):.2f} s")


def test_fifty_registrations_of_one_email_in_any_case_create_one_account(
    backend: Backend, postgres: PostgreSQL, figures: Callable[[str], None]
) -> None:
    users = [backend.unregistered_user() for _ in range(CALLERS)]
    address = f"together.{users[0].name}@example.com"
    variants = [
        "".join(letter.upper() if number >> place & 1 else letter for place, letter in enumerate(address))
        for number in range(CALLERS)
    ]
    assert len(set(variants)) == CALLERS
    for user in users:
        user.send("GET", "csrf/")
    responses = at_once([partial(user.register, email) for user, email in zip(users, variants, strict=True)])
    assert Counter(response.status for response in responses) == {201: 1, 400: CALLERS - 1}
    refused = [response.json()["errors"] for response in responses if response.status == 400]
    assert all(errors == {"email": ["This email address has already been registered."]} for errors in refused)
    ((count,),) = postgres.query("shared", "SELECT count(*) FROM users_user WHERE lower(email) = %s", [address])
    assert count == 1
    figures(f"registrations: 1 x 201, {CALLERS - 1} x 400 with the documented message, {count} account")


@pytest.fixture(scope="module")
def limited(postgres: PostgreSQL) -> Iterator[Backend]:
    """A backend with at most five sessions for each user."""
    postgres.copy("template", "limited")
    with running(postgres.url("limited"), "limited", FAULTS_MAX_SESSIONS="5", WEB_CONCURRENCY="2") as backend:
        yield backend


def test_fifty_logins_under_a_limit_leave_five_sessions(
    limited: Backend, postgres: PostgreSQL, figures: Callable[[str], None]
) -> None:
    user = limited.create_user()
    devices = devices_of(limited, user)
    responses = at_once([device.log_in for device in devices])
    assert Counter(response.status for response in responses) == {200: CALLERS}
    active = Counter(response.status for response in at_once([device.whoami for device in devices]))
    assert set(active) == {200, 401}
    assert 1 <= active[200] <= 5
    assert count_sessions(postgres, "limited", user) == active[200]
    figures(f"limit of 5: {CALLERS} logins at once, {active[200]} sessions active")
