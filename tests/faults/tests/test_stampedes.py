"""Fifty people, or one person fifty times, at the same moment (X9)."""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from harness.backend import Backend, running
from harness.person import Person
from harness.postgresql import PostgreSQL
from harness.together import at_once

CALLERS = 50


def devices_of(backend: Backend, person: Person) -> list[Person]:
    devices = [Person(backend.port, person.name) for _ in range(CALLERS)]
    for device in devices:
        device.send("GET", "csrf/")
    return devices


def count_sessions(postgres: PostgreSQL, database: str, person: Person) -> int:
    ((count,),) = postgres.query(
        database,
        "SELECT count(*) FROM safejwt_refreshtoken s JOIN users_user u ON u.id = s.user_id WHERE username = %s",
        [person.name],
    )
    return int(count)


def test_x9_fifty_logins_of_one_person_are_fifty_sessions(
    backend: Backend, postgres: PostgreSQL, figures: Callable[[str], None]
) -> None:
    person = backend.somebody()
    devices = devices_of(backend, person)
    answers = at_once([device.log_in for device in devices])
    assert Counter(answer.status for answer in answers) == {200: CALLERS}
    assert Counter(answer.status for answer in at_once([device.whoami for device in devices])) == {200: CALLERS}
    assert count_sessions(postgres, "shared", person) == CALLERS + 1
    figures(f"X9 logins: {CALLERS} x 200, slowest {max(answer.seconds for answer in answers):.2f} s")


def test_x9_fifty_registrations_of_one_address_in_other_letters_are_one_account(
    backend: Backend, postgres: PostgreSQL, figures: Callable[[str], None]
) -> None:
    people = [backend.stranger() for _ in range(CALLERS)]
    address = f"{people[0].name}.together@example.com"
    variants = [
        "".join(letter.upper() if number >> place & 1 else letter for place, letter in enumerate(address))
        for number in range(CALLERS)
    ]
    assert len(set(variants)) == CALLERS
    for person in people:
        person.send("GET", "csrf/")
    answers = at_once([partial(person.register, email) for person, email in zip(people, variants, strict=True)])
    assert Counter(answer.status for answer in answers) == {201: 1, 400: CALLERS - 1}
    refused = [answer.json()["errors"] for answer in answers if answer.status == 400]
    assert all(errors == {"email": ["This email has already been registered."]} for errors in refused)
    ((count,),) = postgres.query("shared", "SELECT count(*) FROM users_user WHERE lower(email) = %s", [address])
    assert count == 1
    figures(f"X9 registrations: 1 x 201, {CALLERS - 1} x 400 with the guide's message, {count} account")


@pytest.fixture(scope="module")
def limited(postgres: PostgreSQL) -> Iterator[Backend]:
    """A backend where nobody has more than five sessions."""
    postgres.copy("template", "limited")
    with running(postgres.url("limited"), "limited", FAULTS_MAX_SESSIONS="5", WEB_CONCURRENCY="2") as backend:
        yield backend


def test_x9_fifty_logins_under_a_limit_of_five_leave_five_sessions(
    limited: Backend, postgres: PostgreSQL, figures: Callable[[str], None]
) -> None:
    person = limited.somebody()
    devices = devices_of(limited, person)
    answers = at_once([device.log_in for device in devices])
    assert Counter(answer.status for answer in answers) == {200: CALLERS}
    alive = Counter(answer.status for answer in at_once([device.whoami for device in devices]))
    assert set(alive) == {200, 401}
    assert 1 <= alive[200] <= 5
    assert count_sessions(postgres, "limited", person) == alive[200]
    figures(f"X9 limit of 5: {CALLERS} logins at once, {alive[200]} sessions alive")
