"""Login by username or by email address."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from safejwt.accounts.flows.verification import mark_verified
from safejwt.testing import BrowserClient

from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
BY_EMAIL = get_user_model().USERNAME_FIELD == "email"


@pytest.fixture(autouse=True)
def _backend(settings: Any) -> None:
    settings.AUTHENTICATION_BACKENDS = ["safejwt.accounts.backends.AccountBackend"]
    settings.SAFEJWT_LOGIN_RATE = "1000/m"


def login(browser: BrowserClient, identifier: str, password: str = PASSWORD) -> Any:
    body = {get_user_model().USERNAME_FIELD: identifier, "password": password}
    return browser.post("/users/login/", body, format="json")


@pytest.mark.parametrize(
    ("setting", "by_username", "by_address"),
    [("username", 200, 200 if BY_EMAIL else 401), ("email", 200 if BY_EMAIL else 401, 200), ("both", 200, 200)],
)
def test_setting_decides_which_identifiers_log_in(
    visitor: BrowserClient, user: Any, settings: Any, setting: str, by_username: int, by_address: int
) -> None:
    settings.SAFEJWT_ACCOUNTS_LOGIN = setting
    assert login(visitor, user.get_username()).status_code == by_username
    assert login(visitor, "ada@example.com").status_code == by_address


@pytest.mark.skipif(BY_EMAIL, reason="the username is the address in this model")
def test_login_attempts_by_others_do_not_lock_out_an_owner_who_uses_the_address(
    clock: Any, visitor: BrowserClient, user: Any, settings: Any
) -> None:
    assert login(visitor, "Ada@example.com").status_code == 200
    settings.SAFEJWT_LOGIN_ACCOUNT_RATE = "3/h"
    other = BrowserClient()
    other.get("/users/csrf/")
    assert [login(other, "ada@example.com", "wrong").status_code for _ in range(4)] == [401] * 3 + [429]
    assert login(visitor, "ada@example.com").status_code == 200


def recording(work: list[str], method: str) -> Callable[..., Any]:
    original = getattr(LocMemCache, method)

    def record(*args: Any, **options: Any) -> Any:
        work.append(method)
        return original(*args, **options)

    return record


def limited(settings: Any) -> None:
    settings.SAFEJWT_LOGIN_RATE, settings.SAFEJWT_LOGIN_ACCOUNT_RATE = "10/m", "30/h"


@pytest.mark.skipif(BY_EMAIL, reason="the username is the address in this model")
@pytest.mark.usefixtures("clock")
class TestAttemptsUnderTwoIdentifiers:
    """A user has one limit for both identifiers, and a client cannot see that they share it."""

    def test_attempts_from_one_network_share_ten(self, visitor: BrowserClient, user: Any, settings: Any) -> None:
        limited(settings)
        assert [login(visitor, "ada", "wrong").status_code for _ in range(6)] == [401] * 6
        assert [login(visitor, "ada@example.com", "wrong").status_code for _ in range(4)] == [401] * 4
        for name in ("ada", "ada@example.com"):
            response = login(visitor, name)
            assert (response.status_code, response.json()["code"]) == (401, "invalid_credentials"), (
                "the password is correct, but the limit is reached"
            )

    def test_attempts_from_everywhere_share_thirty(self, user: Any, settings: Any) -> None:
        limited(settings)
        for number in range(32):
            browser = BrowserClient(REMOTE_ADDR=f"198.51.100.{number}")
            browser.get("/users/csrf/")
            if number < 30:
                assert login(browser, ("ada", "ada@example.com")[number % 2], "wrong").status_code == 401
            else:
                assert login(browser, ("ada", "ada@example.com")[number % 2]).status_code == 401

    def test_owner_logs_in_from_a_known_browser_despite_the_limit(
        self, visitor: BrowserClient, user: Any, settings: Any
    ) -> None:
        limited(settings)
        assert login(visitor, "ada").status_code == 200
        other = BrowserClient()
        other.get("/users/csrf/")
        for name in ("ada", "ada@example.com"):
            for _ in range(10):
                login(other, name, "wrong")
        assert login(visitor, "ada").status_code == 200

    def test_successful_logins_are_not_counted(self, visitor: BrowserClient, user: Any, settings: Any) -> None:
        limited(settings)
        settings.SAFEJWT_DEVICE_LIFETIME = timedelta(0)
        assert {login(visitor, ("ada", "ada@example.com")[number % 2]).status_code for number in range(24)} == {200}

    def test_response_does_not_reveal_that_two_identifiers_share_a_user(
        self, visitor: BrowserClient, make_user: Any, settings: Any, monkeypatch: pytest.MonkeyPatch, caplog: Any
    ) -> None:
        """Responses, hashings, queries, events and cache calls equal those of unknown identifiers."""
        limited(settings)
        make_user("ada")
        work: list[str] = []
        encode = MD5PasswordHasher.encode
        monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *args: work.append("hash") or encode(*args))
        for method in ("get_many", "add", "incr", "decr"):
            monkeypatch.setattr(LocMemCache, method, recording(work, method))
        seen = set()
        for name in ("ada", "unknown"):
            done: list[Any] = []
            for typed in [name] * 9 + [f"{name}@example.com"] * 9:
                work.clear()
                caplog.clear()
                with CaptureQueriesContext(connection) as captured:
                    response = login(visitor, typed, "wrong")
                # Django's own records of statements hold times and values.
                events = tuple(record.message for record in caplog.records if record.name == "safejwt")
                statements = tuple(query["sql"].split("WHERE")[0] for query in captured)
                done.append((response.status_code, response.content, tuple(work), events, statements))
            seen.add(tuple(done))
            cache.clear()
        assert len(seen) == 1


@pytest.mark.parametrize("typed", ["Ada@Example.COM", "ADA@EXAMPLE.COM", " ada@example.com "])
def test_letter_case_and_surrounding_space_of_an_address_are_ignored(
    visitor: BrowserClient, user: Any, typed: str
) -> None:
    assert login(visitor, typed).status_code == 200


@pytest.mark.skipif(BY_EMAIL, reason="the username is the address in this model")
class TestUsernamesThatLookLikeAddresses:
    def test_username_equal_to_a_verified_address_does_not_lock_out_its_owner(
        self, visitor: BrowserClient, user: Any, make_user: Callable[..., Any]
    ) -> None:
        mark_verified(user)
        get_user_model().objects.create_user("ada@example.com", "mallory@example.com", "another password")
        response = login(visitor, "ada@example.com")
        assert response.json()["user"]["username"] == "ada"

    def test_unverified_address_equal_to_a_username_does_not_lock_out_its_owner(
        self, visitor: BrowserClient, db: None
    ) -> None:
        users = get_user_model().objects
        users.create_user("ada@corp.example", "ada@example.com", PASSWORD)
        users.create_user("mallory", "ada@corp.example", "another password")
        assert login(visitor, "ada@corp.example").json()["user"]["username"] == "ada@corp.example"

    def test_shared_address_logs_in_the_one_user_who_verified_it(self, visitor: BrowserClient, user: Any) -> None:
        other = get_user_model().objects.create_user("bob", "ada@example.com", "another password")
        assert login(visitor, "ada@example.com").status_code == 401
        mark_verified(user)
        assert login(visitor, "ada@example.com").json()["user"]["username"] == "ada"
        mark_verified(other)
        assert login(visitor, "ada@example.com").status_code == 401
        assert login(visitor, "ada").status_code == 200


def test_unknown_user_gets_the_same_response_for_the_same_work(
    visitor: BrowserClient, make_user: Callable[..., Any], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unknown, inactive and unverified users and wrong passwords: the same hashings and statements.

    A password costs one hashing, and two if it is not in its normal form.
    """
    settings.SAFEJWT_ACCOUNTS_REQUIRE_VERIFIED = "login"
    mark_verified(make_user("ada"))
    make_user("inactive", is_active=False)
    make_user("new")
    hashed: list[object] = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *args: hashed.append(1) or encode(*args))
    seen: dict[str, set[tuple[object, ...]]] = {"one": set(), "two": set()}
    for name, password in [
        *((name, "wrong") for name in ("ada", "inactive", "new", "unknown")),
        *((f"{name}@example.com", "wrong") for name in ("ada", "inactive", "new", "unknown")),
        *((name, PASSWORD) for name in ("inactive", "unknown", "inactive@example.com", "unknown@example.com")),
        *(
            (name, "e\u0301" * 8)
            for name in ("ada", "inactive", "new", "unknown", "ada@example.com", "unknown@example.com")
        ),
    ]:
        hashed.clear()
        with CaptureQueriesContext(connection) as captured:
            response = login(visitor, name, password)
        statements = [query["sql"].split("WHERE")[0] for query in captured]
        kind = "one" if password.isascii() else "two"
        seen[kind].add(
            (response.status_code, len(hashed), response.content, tuple(response.headers.items()), tuple(statements))
        )
    assert [len(responses) for responses in seen.values()] == [1, 1]
    assert [{response[:2] for response in responses} for responses in seen.values()] == [{(401, 1)}, {(401, 2)}]


def test_unverified_user_gets_the_response_of_a_wrong_password(
    visitor: BrowserClient, user: Any, settings: Any
) -> None:
    settings.SAFEJWT_ACCOUNTS_REQUIRE_VERIFIED = "login"
    wrong = login(visitor, "ada@example.com", "wrong")
    right = login(visitor, "ada@example.com")
    assert (right.status_code, right.content) == (wrong.status_code, wrong.content)
    mark_verified(user)
    assert login(visitor, "ada@example.com").status_code == 200
