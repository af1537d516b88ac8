"""Several processes write to one SQLite file without \"database is locked\" errors."""

from collections import Counter
from collections.abc import Callable
from functools import partial

from harness.backend import Backend
from harness.parallel import at_once
from harness.sizes import full_or
from harness.user import Response, User

ROUNDS = full_or(20, 3)
EACH = 8


def ready(user: User) -> User:
    """Fetch the CSRF cookie in advance, so that the requests start at the same moment."""
    user.send("GET", "csrf/")
    return user


def actions(backend: Backend, number: int) -> dict[str, Callable[[], Response]]:
    """One action of each kind, each of a different user."""
    newcomer, leaver, refresher, changer = (backend.create_user() for _ in range(4))
    device = ready(User(backend.port, newcomer.name))
    return {
        "register": ready(backend.unregistered_user()).register,
        "login": device.log_in,
        "logout": leaver.log_out,
        "refresh": refresher.refresh,
        "password change": partial(changer.change_password, f"a new passphrase {number}"),
    }


def test_sqlite_writers_in_four_processes_wait_for_each_other(
    sqlite_backend: Backend, figures: Callable[[str], None]
) -> None:
    statuses: dict[str, Counter[int]] = {}
    workers, slowest = set[str | None](), 0.0
    for _ in range(ROUNDS):
        named = [item for number in range(EACH) for item in actions(sqlite_backend, number).items()]
        responses = at_once([action for _, action in named])
        for (name, _), response in zip(named, responses, strict=True):
            statuses.setdefault(name, Counter())[response.status] += 1
            workers.add(response.worker)
            slowest = max(slowest, response.seconds)
    each = ROUNDS * EACH
    assert statuses == {
        "register": {201: each},
        "login": {200: each},
        "logout": {204: each},
        "refresh": {200: each},
        "password change": {200: each},
    }
    assert len(workers) == 4
    assert "database_unavailable" not in sqlite_backend.log.read_text()
    figures(f"SQLite, {5 * EACH} writers at once in 4 processes, {ROUNDS} rounds: all done, slowest {slowest:.2f} s")
