"""All sessions end, or a key is removed, in all processes at once while users work."""

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
from harness.postgresql import PostgreSQL
from harness.sizes import full_or
from harness.user import Response, User

USERS = full_or(16, 6)
SECONDS = full_or(5, 1)
PROCESSES = 4
RELOAD_SECONDS = 60.0


@pytest.fixture(scope="module")
def backend(postgres: PostgreSQL) -> Iterator[Backend]:
    """A backend of its own: all of its sessions end."""
    postgres.copy("template", "revoked")
    with running(postgres.url("revoked"), "revoked", WEB_CONCURRENCY=str(PROCESSES)) as backend:
        yield backend


def assert_no_access(load: Load, ended: float, users: list[User]) -> int:
    """No request of these users succeeded that began after that moment; return their number."""
    late = [seen for seen in load.begun_after(ended) if seen.user in users]
    assert {seen.response.status for seen in late} == {401}
    assert len(workers(late)) == PROCESSES, "each process responded"
    return len(late)


def test_revoke_all_command_ends_every_session(
    backend: Backend, postgres: PostgreSQL, figures: Callable[[str], None]
) -> None:
    users = [backend.create_user() for _ in range(USERS)]
    with Load(users) as load:
        time.sleep(SECONDS)
        output = manage(postgres.url(backend.database), "safejwt_revoke_sessions", "--all", "--no-input")
        ended = time.monotonic()
        time.sleep(SECONDS)
    assert f"{USERS} sessions ended." in output
    assert load.failures == []
    assert set(load.statuses) == {200, 401}
    late = assert_no_access(load, ended, users)
    assert backend.alarms() == [], "no alarm for revoked sessions"
    assert {user.log_in().status for user in users} == {200}
    figures(f"--all: {dict(load.statuses)}, {late} too late")


def test_revoke_user_command_ends_only_that_users_sessions(backend: Backend, postgres: PostgreSQL) -> None:
    user, others = backend.create_user(), [backend.create_user() for _ in range(2)]
    devices = [user, *(User(backend.port, user.name) for _ in range(3))]
    assert {device.log_in().status for device in devices[1:]} == {200}
    with Load([*devices, *others]) as load:
        time.sleep(SECONDS)
        words = ("safejwt_revoke_sessions", "--user", user.name, "--no-input")
        output = manage(postgres.url(backend.database), *words)
        ended = time.monotonic()
        time.sleep(SECONDS)
    assert "4 sessions ended." in output
    assert_no_access(load, ended, devices)
    assert {seen.response.status for seen in load.seen if seen.user in others} == {200}


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    file = tmp_path / "keys.json"
    file.write_text(json.dumps({name: [environment.fresh_secret()] for name in ("access", "refresh")}))
    return file


@pytest.fixture
def keyed(postgres: PostgreSQL, keys: Path) -> Iterator[Backend]:
    """A backend with its keys in a file that new workers read."""
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


def rotate_key(keys: Path, name: str, backend: Backend, load: Load) -> float:
    """Replace this key and reload the workers; return when the last old worker has ended."""
    old = workers(load.seen)
    assert len(old) == PROCESSES
    keys.write_text(json.dumps({**json.loads(keys.read_text()), name: [environment.fresh_secret()]}))
    backend.service.send(signal.SIGHUP)
    wait_until(lambda: not any(is_running(process) for process in old), "old workers end")
    return time.monotonic()


def present_access_token(user: User) -> list[Callable[[], Response]]:
    return [user.whoami]


def present_refresh_token(user: User) -> list[Callable[[], Response]]:
    # Always the same token: its successor is never seen, so it works as long as its key is valid.
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
    users = [keyed.create_user() for _ in range(USERS)]
    with Load(users, use) as load:
        time.sleep(2 * SECONDS)
        rotated = rotate_key(keys, name, keyed, load)
        wait_until(lambda: len(workers(load.begun_after(rotated))) == PROCESSES, "all new workers respond")
        time.sleep(SECONDS)
    assert load.failures == []
    assert set(load.statuses) == {200, 401}
    late = assert_no_access(load, rotated, users)
    assert keyed.alarms() == []
    # Users get another access token. Users without a refresh token log in again.
    again = User.refresh if name == "access" else User.log_in
    assert {again(user).status for user in users} == {200}
    assert {user.whoami().status for user in users} == {200}
    figures(f"{name} key dropped: {dict(load.statuses)}, {late} too late")
