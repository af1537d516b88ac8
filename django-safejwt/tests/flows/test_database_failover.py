"""The database fails over to a server that has not received the last write: a row is one generation behind its client."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import InternalError, connection
from safejwt import sessions
from safejwt.conf import conf
from safejwt.errors import RefreshTokenReused, RefreshTokenRevoked, SessionEnded
from safejwt.models import RefreshToken, session_auth_hashes
from safejwt.sessions import rotation
from safejwt.testing import BrowserClient

from tests.conftest import DAY, MINUTE, PASSWORD, T0
from tests.presenting import end, refresh_later, rotate, use

# With real transactions, because an access token lets its row catch up after the commit.
pytestmark = pytest.mark.django_db(transaction=True)

SECOND = timedelta(seconds=1)
Row = dict[str, Any]


def row() -> Row:
    return RefreshToken.objects.values().get()


def fail_over(before: Row) -> None:
    """Lose what was written since."""
    RefreshToken.objects.filter(pk=before["id"]).update(**before)


@pytest.fixture(params=["database", "none"])
def check(request: Any, settings: Any) -> str:
    settings.SAFEJWT_SESSION_CHECK = request.param
    return str(request.param)


@pytest.fixture(params=[True, False], ids=["remembered", "not remembered"])
def first(user: Any, request: Any) -> sessions.Tokens:
    return sessions.start(user, remember=request.param, now=T0)


def rotated_and_lost(tokens: sessions.Tokens, *, rotations: int = 1) -> sessions.Tokens:
    """Tokens whose rotations, a minute after T0 each, the database has lost."""
    before = row()
    for number in range(rotations):
        tokens = rotate(tokens.refresh_token, now=T0 + (number + 1) * MINUTE)
    fail_over(before)
    return tokens


def test_access_token_lets_its_row_catch_up(first: sessions.Tokens) -> None:
    second = rotated_and_lost(first)
    use(second, T0 + 5 * MINUTE)
    found = RefreshToken.objects.get()
    assert (found.generation, found.seen_generation) == (2, 2)
    assert (found.rotated_at, found.last_used_at) == (T0 + MINUTE, T0 + 5 * MINUTE)
    assert found.expires_at == second.refresh_expires_at
    # Within the interval, and to a tab whose request is late.
    for token in (second, first):
        assert rotate(token.refresh_token, now=T0 + 6 * MINUTE - SECOND).refresh_token == second.refresh_token
    assert rotate(second.refresh_token, now=T0 + 6 * MINUTE).refresh_token != second.refresh_token


@pytest.mark.usefixtures("check")
@pytest.mark.parametrize("age", [0, 899, 900])
def test_refresh_token_lets_its_row_catch_up(first: sessions.Tokens, age: int, caplog: Any) -> None:
    second, now = rotated_and_lost(first), T0 + MINUTE + age * SECOND
    again = rotate(second.refresh_token, now=now)
    assert (again.refresh_token, again.is_presented) == (second.refresh_token, True)
    found = RefreshToken.objects.get()
    assert (found.generation, found.seen_generation) == (2, 2)
    assert (found.rotated_at, found.last_used_at) == (T0 + MINUTE, now)
    assert found.expires_at == second.refresh_expires_at
    assert rotate(first.refresh_token, now=now + MINUTE).refresh_token == second.refresh_token
    third = rotate(second.refresh_token, now=now + MINUTE)
    assert rotate(third.refresh_token, now=now + 2 * MINUTE).refresh_token != third.refresh_token
    assert not [record for record in caplog.records if record.levelname in {"WARNING", "ERROR", "CRITICAL"}]


def test_caught_up_row_ends_with_the_absolute_lifetime(first: sessions.Tokens, settings: Any) -> None:
    settings.SAFEJWT_ABSOLUTE_LIFETIME = 2 * MINUTE
    second = rotated_and_lost(first)
    assert second.refresh_expires_at == T0 + 2 * MINUTE
    use(second, T0 + MINUTE)
    assert RefreshToken.objects.get().expires_at == T0 + 2 * MINUTE
    assert rotate(second.refresh_token, now=T0 + MINUTE).refresh_token == second.refresh_token


@pytest.mark.usefixtures("check")
def test_older_token_ends_the_session_without_an_alarm(first: sessions.Tokens, caplog: Any) -> None:
    """As after a restored backup."""
    second = rotated_and_lost(first)
    with caplog.at_level("INFO", "safejwt"), pytest.raises(RefreshTokenRevoked):
        rotate(second.refresh_token, now=T0 + MINUTE + 901 * SECOND)
    assert not RefreshToken.objects.exists()
    events = {record.message: getattr(record, "reason", None) for record in caplog.records}
    assert events["authn_token_revoked"] == "restored_backup"
    assert "authn_token_reuse" not in events


def test_access_token_two_generations_ahead_is_refused_and_ends_nothing(first: sessions.Tokens) -> None:
    before, third = row(), rotated_and_lost(first, rotations=2)
    with pytest.raises(SessionEnded):
        use(third, T0 + 2 * MINUTE)
    assert row() == before


@pytest.mark.usefixtures("check")
def test_refresh_token_two_generations_ahead_ends_the_session_without_an_alarm(
    first: sessions.Tokens, caplog: Any
) -> None:
    third = rotated_and_lost(first, rotations=2)
    with caplog.at_level("INFO", "safejwt"), pytest.raises(RefreshTokenRevoked):
        rotate(third.refresh_token, now=T0 + 2 * MINUTE)
    assert not RefreshToken.objects.exists()
    assert "authn_token_reuse" not in {record.message for record in caplog.records}


@pytest.mark.parametrize("why", ["another user", "inactive", "expired", "another password"])
def test_refused_access_token_lets_no_row_catch_up(first: sessions.Tokens, make_user: Any, why: str) -> None:
    second, users = rotated_and_lost(first), type(first.user)._base_manager.filter(pk=first.user.pk)
    match why:
        case "another user":
            other = make_user("grace")
            RefreshToken.objects.update(user=other, auth_hash=session_auth_hashes(other)[0])
        case "inactive":
            users.update(is_active=False)
        case "expired":
            RefreshToken.objects.update(expires_at=T0 + MINUTE)
        case "another password":
            users.update(password="md5$another$hash")
    with pytest.raises(SessionEnded):
        use(second, T0 + MINUTE)
    assert not RefreshToken.objects.filter(generation=2).exists()


def test_lost_mark_is_made_again(first: sessions.Tokens) -> None:
    second = rotate(first.refresh_token, now=T0 + MINUTE)
    before = row()
    use(second, T0 + 2 * MINUTE)
    fail_over(before)
    assert rotate(first.refresh_token, now=T0 + 3 * MINUTE).refresh_token == second.refresh_token
    use(second, T0 + 3 * MINUTE)
    assert RefreshToken.objects.get().seen_generation == 2
    with pytest.raises(RefreshTokenReused):
        rotate(first.refresh_token, now=T0 + 4 * MINUTE + SECOND)


def test_logout_ends_a_session_that_is_behind(first: sessions.Tokens) -> None:
    second = rotated_and_lost(first)
    end(second.refresh_token, now=T0 + MINUTE)
    assert not RefreshToken.objects.exists()


def test_request_that_lets_the_row_catch_up_meanwhile(first: sessions.Tokens, monkeypatch: Any) -> None:
    second, now, read = rotated_and_lost(first), T0 + MINUTE, rotation.find_session

    def read_before_the_other(sid: Any) -> RefreshToken | None:
        session = read(sid)
        monkeypatch.setattr(rotation, "find_session", read)
        use(second, now + SECOND)
        return session

    monkeypatch.setattr(rotation, "find_session", read_before_the_other)
    assert rotate(second.refresh_token, now=now + 2 * SECOND).refresh_token == second.refresh_token
    assert RefreshToken.objects.get().last_used_at == now + SECOND


def test_statements(first: sessions.Tokens, django_assert_num_queries: Any) -> None:
    before = row()
    second, now = rotated_and_lost(first), T0 + MINUTE
    # Catching up rests on more of the row than an ordinary request.
    for statements in (3, 1):
        with django_assert_num_queries(statements):
            use(second, now)
    fail_over(before)
    for statements in (2, 1):
        with django_assert_num_queries(statements):
            rotate(second.refresh_token, now=now)


# Over HTTP


@pytest.fixture(params=[True, False], ids=["atomic requests", "no transaction"])
def _transactions(request: Any) -> Iterator[None]:
    connection.settings_dict["ATOMIC_REQUESTS"] = request.param
    yield
    connection.settings_dict["ATOMIC_REQUESTS"] = False


@pytest.fixture
def behind(clock: Any, signed_in: BrowserClient) -> Callable[[], None]:
    """A browser that has refreshed. Call it, and the database loses that."""
    before = row()
    refresh_later(signed_in, clock)
    return lambda: fail_over(before)


REQUESTS = [("get", "auth/", {}, 200), ("get", "sessions/", {}, 200), ("delete", "sessions/", {}, 204)]
REQUESTS += [
    ("post", "reauthenticate/", {"password": PASSWORD}, 204),
    ("post", "password/change/", {"current_password": PASSWORD, "password": "another long passphrase"}, 204),
    ("post", "token/", {}, 200),
]


@pytest.mark.usefixtures("_transactions")
@pytest.mark.parametrize(("method", "path", "body", "status"), REQUESTS, ids=[path for _, path, _, _ in REQUESTS])
def test_every_request_is_answered_and_the_row_catches_up(
    signed_in: BrowserClient, behind: Any, method: str, path: str, body: dict[str, str], status: int
) -> None:
    token, generation = signed_in.cookies[conf.refresh_cookie_name].value, row()["generation"]
    behind()
    response = getattr(signed_in, method)(f"/users/{path}", body or None, format="json")
    assert response.status_code == status
    assert conf.refresh_cookie_name not in response.cookies
    assert (row()["generation"], row()["seen_generation"]) == (generation, generation)
    late = BrowserClient()
    late.cookies = signed_in.cookies.copy()
    assert late.post("/users/token/").status_code == 200
    assert late.cookies[conf.refresh_cookie_name].value == token
    assert signed_in.get("/users/auth/").status_code == 200


@pytest.mark.usefixtures("_transactions")
def test_tab_with_the_previous_cookie_gets_the_lost_token_byte_for_byte(signed_in: BrowserClient, clock: Any) -> None:
    before, tab = row(), BrowserClient()
    tab.cookies = signed_in.cookies.copy()
    refresh_later(signed_in, clock)
    fail_over(before)
    assert signed_in.get("/users/auth/").status_code == 200
    assert tab.post("/users/token/").status_code == 200
    assert tab.cookies[conf.refresh_cookie_name].value == signed_in.cookies[conf.refresh_cookie_name].value


def test_tab_with_the_previous_cookie_comes_first(clock: Any, signed_in: BrowserClient) -> None:
    """It rotates to a token of the same generation. Both are valid, until the next rotation makes one of them."""
    before, tab = row(), BrowserClient()
    tab.cookies = signed_in.cookies.copy()
    refresh_later(signed_in, clock)
    fail_over(before)
    clock.shift(SECOND)
    assert tab.post("/users/token/").status_code == 200
    tokens = {browser.cookies[conf.refresh_cookie_name].value for browser in (tab, signed_in)}
    assert len(tokens) == 2
    assert signed_in.get("/users/auth/").status_code == 200
    assert signed_in.post("/users/token/").status_code == 200
    clock.shift(MINUTE)
    assert [browser.post("/users/token/").status_code for browser in (signed_in, tab)] == [200, 200]
    tokens = {browser.cookies[conf.refresh_cookie_name].value for browser in (tab, signed_in)}
    assert len(tokens) == 1


def test_access_token_is_accepted_while_the_new_server_is_read_only(
    signed_in: BrowserClient, behind: Any, caplog: Any
) -> None:
    behind()
    before = row()

    def refuse(execute: Any, sql: str, *arguments: Any) -> Any:
        if not sql.startswith("SELECT"):
            raise InternalError("cannot execute UPDATE in a read-only transaction")
        return execute(sql, *arguments)

    with connection.execute_wrapper(refuse):
        assert signed_in.get("/users/auth/").status_code == 200
        assert signed_in.post("/users/token/").status_code == 503
    assert row() == before
    assert signed_in.get("/users/auth/").status_code == 200
    assert row()["generation"] == before["generation"] + 1


def test_idle_session_whose_next_refresh_is_lost(clock: Any, signed_in: BrowserClient) -> None:
    """Its row would expire a minute later."""
    before = row()
    clock.shift(7 * DAY - MINUTE)
    signed_in.take(signed_in.post("/users/token/"))
    fail_over(before)
    assert signed_in.get("/users/auth/").status_code == 200
    clock.shift(4 * MINUTE)
    assert signed_in.get("/users/auth/").status_code == 200
