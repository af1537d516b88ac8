"""Sessions are ended for everybody, or a key is dropped, on all processes at once and while users work (security bar B5)."""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import environment
import pytest
from harness.backend import Backend, manage, running
from harness.load import Load, Seen
from harness.user import Response, User
from harness.postgresql import PostgreSQL
from harness.sizes import full_or
from harness.valkey import Valkey

PEOPLE = full_or(16, 6)
SECONDS = full_or(5, 1)
PROCESSES = 4
RELOAD_SECONDS = 60.0


@pytest.fixture(scope="module", params=["database", "cache"])
def variables(request: pytest.FixtureRequest) -> dict[str, str]:
    """Where sessions are checked; the command is told as the server is."""
    if request.param == "database":
        return {}
    valkey: Valkey = request.getfixturevalue("valkey")
    return {"CACHE_URL": valkey.url, "FAULTS_SESSION_CHECK": "cache"}


@pytest.fixture(scope="module")
def backend(postgres: PostgreSQL, variables: dict[str, str]) -> Iterator[Backend]:
    """Of its own: everybody on it is signed out."""
    name = f"signed_out_{'cache' if variables else 'database'}"
    postgres.copy("template", name)
    with running(postgres.url(name), name, WEB_CONCURRENCY=str(PROCESSES), **variables) as backend:
        yield backend


def assert_nobody_gets_in(load: Load, ended: float, users: list[User]) -> int:
    """None of the requests of these users that were begun after that moment succeeded; returns how many there were."""
    late = [seen for seen in load.begun_after(ended) if seen.user in users]
    assert {seen.response.status for seen in late} == {401}
    assert len(workers(late)) == PROCESSES, "each process was asked"
    return len(late)


def test_revoke_all_command_ends_every_session(
    backend: Backend, postgres: PostgreSQL, variables: dict[str, str], figures: Callable[[str], None]
) -> None:
    users = [backend.somebody() for _ in range(PEOPLE)]
    with Load(users) as load:
        time.sleep(SECONDS)
        said = manage(postgres.url(backend.database), "safejwt_revoke_sessions", "--all", "--no-input", **variables)
        ended = time.monotonic()
        time.sleep(SECONDS)
    assert f"{PEOPLE} sessions ended." in said
    assert load.failures == []
    assert set(load.statuses) == {200, 401}
    late = assert_nobody_gets_in(load, ended, users)
    assert backend.alarms() == [], "nobody is told that he was robbed"
    assert {user.log_in().status for user in users} == {200}
    figures(f"B5 --all, {variables.get('FAULTS_SESSION_CHECK', 'database')}: {dict(load.statuses)}, {late} too late")


def test_revoke_user_command_ends_only_that_users_sessions(
    backend: Backend, postgres: PostgreSQL, variables: dict[str, str]
) -> None:
    user, others = backend.somebody(), [backend.somebody() for _ in range(2)]
    devices = [user, *(User(backend.port, user.name) for _ in range(3))]
    assert {device.log_in().status for device in devices[1:]} == {200}
    with Load([*devices, *others]) as load:
        time.sleep(SECONDS)
        words = ("safejwt_revoke_sessions", "--user", user.name, "--no-input")
        said = manage(postgres.url(backend.database), *words, **variables)
        ended = time.monotonic()
        time.sleep(SECONDS)
    assert "4 sessions ended." in said
    assert_nobody_gets_in(load, ended, devices)
    assert {seen.response.status for seen in load.seen if seen.user in others} == {200}


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    file = tmp_path / "keys.json"
    file.write_text(json.dumps({name: [environment.fresh_secret()] for name in ("access", "refresh")}))
    return file


@pytest.fixture
def keyed(postgres: PostgreSQL, keys: Path) -> Iterator[Backend]:
    """A backend whose keys are in a file, which new workers read."""
    postgres.copy("template", "keyed")
    try:
        with running(postgres.url("keyed"), "keyed", WEB_CONCURRENCY=str(PROCESSES), FAULTS_KEYS=str(keys)) as backend:
            yield backend
    finally:
        postgres.query("postgres", "DROP DATABASE keyed WITH (FORCE)")


def workers(seen: list[Seen]) -> set[int]:
    return {int(each.response.worker) for each in seen if each.response.worker}


def wait_until(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + RELOAD_SECONDS
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


def is_running(process: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(process, 0)
        return True
    return False


def exchange(keys: Path, name: str, backend: Backend, load: Load) -> float:
    """Drops the key of this name and has the workers exchanged; returns when the last old one was gone."""
    old = workers(load.seen)
    assert len(old) == PROCESSES
    keys.write_text(json.dumps({**json.loads(keys.read_text()), name: [environment.fresh_secret()]}))
    backend.service.send(signal.SIGHUP)
    wait_until(lambda: not any(is_running(process) for process in old), "the old workers go")
    return time.monotonic()


def present_access_token(user: User) -> list[Callable[[], Response]]:
    return [user.whoami]


def present_refresh_token(user: User) -> list[Callable[[], Response]]:
    # The same one again and again: its successor is never seen, so it is answered for as long as its key is good.
    cookies = dict(user.cookies)
    return [lambda: user.refresh(cookies=cookies)]


@pytest.mark.parametrize(
    ("name", "use"), [("access", present_access_token), ("refresh", present_refresh_token)], ids=["access", "refresh"]
)
def test_removed_key_grants_no_access_after_the_reload(
    keyed: Backend,
    keys: Path,
    name: str,
    use: Callable[[User], list[Callable[[], Response]]],
    figures: Callable[[str], None],
) -> None:
    users = [keyed.somebody() for _ in range(PEOPLE)]
    with Load(users, use) as load:
        time.sleep(2 * SECONDS)
        exchanged = exchange(keys, name, keyed, load)
        wait_until(lambda: len(workers(load.begun_after(exchanged))) == PROCESSES, "all new workers response")
        time.sleep(SECONDS)
    assert load.failures == []
    assert set(load.statuses) == {200, 401}
    late = assert_nobody_gets_in(load, exchanged, users)
    assert keyed.alarms() == []
    # Who lost the short-lived token gets another; who lost the long-lived one signs in again.
    again = User.refresh if name == "access" else User.log_in
    assert {again(user).status for user in users} == {200}
    assert {user.whoami().status for user in users} == {200}
    figures(f"B5 {name} key dropped: {dict(load.statuses)}, {late} too late")
