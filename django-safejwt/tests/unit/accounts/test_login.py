"""Logging in by name or by address (security bar E1, E2, E8)."""

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


def login(browser: BrowserClient, name: str, password: str = PASSWORD) -> Any:
    body = {get_user_model().USERNAME_FIELD: name, "password": password}
    return browser.post("/users/login/", body, format="json")


@pytest.mark.parametrize(
    ("setting", "by_name", "by_address"),
    [("username", 200, 200 if BY_EMAIL else 401), ("email", 200 if BY_EMAIL else 401, 200), ("both", 200, 200)],
)
def test_people_are_found_as_the_setting_says(
    visitor: BrowserClient, user: Any, settings: Any, setting: str, by_name: int, by_address: int
) -> None:
    settings.SAFEJWT_ACCOUNTS_LOGIN = setting
    assert login(visitor, user.get_username()).status_code == by_name
    assert login(visitor, "ada@example.com").status_code == by_address


@pytest.mark.skipif(BY_EMAIL, reason="a name is an address there, and nobody else's")
def test_whoever_guesses_cannot_keep_out_an_owner_who_logs_in_by_address(
    visitor: BrowserClient, user: Any, settings: Any
) -> None:
    assert login(visitor, "Ada@example.com").status_code == 200
    settings.SAFEJWT_LOGIN_ACCOUNT_RATE = "3/h"
    stranger = BrowserClient()
    stranger.get("/users/csrf/")
    assert [login(stranger, "ada@example.com", "wrong").status_code for _ in range(4)] == [401] * 3 + [429]
    assert login(visitor, "ada@example.com").status_code == 200


def noted(work: list[str], method: str) -> Callable[..., Any]:
    asked = getattr(LocMemCache, method)

    def ask(*args: Any, **options: Any) -> Any:
        work.append(method)
        return asked(*args, **options)

    return ask


def limited(settings: Any) -> None:
    settings.SAFEJWT_LOGIN_RATE, settings.SAFEJWT_LOGIN_ACCOUNT_RATE = "10/m", "30/h"


@pytest.mark.skipif(BY_EMAIL, reason="a name is an address there, and nobody else's")
class TestGuessesUnderTwoNames:
    """A person with a user name and an address has one number of tries for both, and nobody is told that they are his."""

    def test_from_one_place_they_are_ten(self, visitor: BrowserClient, user: Any, settings: Any) -> None:
        limited(settings)
        assert [login(visitor, "ada", "wrong").status_code for _ in range(6)] == [401] * 6
        assert [login(visitor, "ada@example.com", "wrong").status_code for _ in range(4)] == [401] * 4
        for name in ("ada", "ada@example.com"):
            answer = login(visitor, name)
            assert (answer.status_code, answer.json()["code"]) == (401, "invalid_credentials"), (
                "right, but one too many"
            )

    def test_from_everywhere_they_are_thirty(self, user: Any, settings: Any) -> None:
        limited(settings)
        for number in range(32):
            browser = BrowserClient(REMOTE_ADDR=f"198.51.100.{number}")
            browser.get("/users/csrf/")
            if number < 30:
                assert login(browser, ("ada", "ada@example.com")[number % 2], "wrong").status_code == 401
            else:
                assert login(browser, ("ada", "ada@example.com")[number % 2]).status_code == 401

    def test_the_owner_gets_in_by_either_where_he_has_signed_in_before(
        self, visitor: BrowserClient, user: Any, settings: Any
    ) -> None:
        limited(settings)
        assert login(visitor, "ada").status_code == 200
        stranger = BrowserClient()
        stranger.get("/users/csrf/")
        for name in ("ada", "ada@example.com"):
            for _ in range(10):
                login(stranger, name, "wrong")
        assert login(visitor, "ada").status_code == 200

    def test_whoever_gets_in_is_not_counted(self, visitor: BrowserClient, user: Any, settings: Any) -> None:
        limited(settings)
        settings.SAFEJWT_DEVICE_LIFETIME = timedelta(0)
        assert {login(visitor, ("ada", "ada@example.com")[number % 2]).status_code for number in range(24)} == {200}

    def test_nobody_learns_which_names_are_one_persons(
        self, visitor: BrowserClient, make_user: Any, settings: Any, monkeypatch: pytest.MonkeyPatch, caplog: Any
    ) -> None:
        """The same answers, hashings, statements and events, and as many words with the cache, as for names of nobody's."""
        limited(settings)
        make_user("ada")
        work: list[str] = []
        encode = MD5PasswordHasher.encode
        monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *args: work.append("hash") or encode(*args))
        for method in ("get_many", "add", "incr", "decr"):
            monkeypatch.setattr(LocMemCache, method, noted(work, method))
        seen = set()
        for name in ("ada", "nobody"):
            done: list[Any] = []
            for typed in [name] * 9 + [f"{name}@example.com"] * 9:
                work.clear()
                caplog.clear()
                with CaptureQueriesContext(connection) as captured:
                    answer = login(visitor, typed, "wrong")
                told = tuple(record.message for record in caplog.records)
                statements = tuple(query["sql"].split("WHERE")[0] for query in captured)
                done.append((answer.status_code, answer.content, tuple(work), told, statements))
            seen.add(tuple(done))
            cache.clear()
        assert len(seen) == 1


@pytest.mark.parametrize("typed", ["Ada@Example.COM", "ADA@EXAMPLE.COM", " ada@example.com "])
def test_letter_case_and_space_around_an_address_do_not_matter(visitor: BrowserClient, user: Any, typed: str) -> None:
    assert login(visitor, typed).status_code == 200


@pytest.mark.skipif(BY_EMAIL, reason="a name is an address there, and nobody else's")
class TestNamesThatLookLikeAddresses:
    def test_nobody_locks_another_person_out_by_taking_his_address_for_a_name(
        self, visitor: BrowserClient, user: Any, make_user: Callable[..., Any]
    ) -> None:
        mark_verified(user)
        get_user_model().objects.create_user("ada@example.com", "mallory@example.com", "another password")
        answer = login(visitor, "ada@example.com")
        assert answer.json()["user"]["username"] == "ada"

    def test_nor_his_name_for_an_unconfirmed_address(self, visitor: BrowserClient, db: None) -> None:
        people = get_user_model().objects
        people.create_user("ada@corp.example", "ada@example.com", PASSWORD)
        people.create_user("mallory", "ada@corp.example", "another password")
        assert login(visitor, "ada@corp.example").json()["user"]["username"] == "ada@corp.example"

    def test_an_address_of_several_people_is_his_who_confirmed_it(self, visitor: BrowserClient, user: Any) -> None:
        other = get_user_model().objects.create_user("bob", "ada@example.com", "another password")
        assert login(visitor, "ada@example.com").status_code == 401
        mark_verified(user)
        assert login(visitor, "ada@example.com").json()["user"]["username"] == "ada"
        mark_verified(other)
        assert login(visitor, "ada@example.com").status_code == 401
        assert login(visitor, "ada").status_code == 200


def test_trap_14_whoever_is_not_found_costs_the_same_work_and_gets_the_same_answer(
    visitor: BrowserClient, make_user: Callable[..., Any], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of unknown, wrong, inactive and unconfirmed, by name and by address: the same hashings and the same statements.

    One hashing, and two for what is not in its normal form, whoever types it.
    """
    settings.SAFEJWT_ACCOUNTS_REQUIRE_VERIFIED = "login"
    mark_verified(make_user("ada"))
    make_user("gone", is_active=False)
    make_user("new")
    hashed: list[object] = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *args: hashed.append(1) or encode(*args))
    seen: dict[str, set[tuple[object, ...]]] = {"one": set(), "two": set()}
    for name, password in [
        *((name, "wrong") for name in ("ada", "gone", "new", "nobody")),
        *((f"{name}@example.com", "wrong") for name in ("ada", "gone", "new", "nobody")),
        *((name, PASSWORD) for name in ("gone", "nobody", "gone@example.com", "nobody@example.com")),
        *((name, "e\u0301" * 8) for name in ("ada", "gone", "new", "nobody", "ada@example.com", "nobody@example.com")),
    ]:
        hashed.clear()
        with CaptureQueriesContext(connection) as captured:
            answer = login(visitor, name, password)
        statements = [query["sql"].split("WHERE")[0] for query in captured]
        kind = "one" if password.isascii() else "two"
        seen[kind].add(
            (answer.status_code, len(hashed), answer.content, tuple(answer.headers.items()), tuple(statements))
        )
    assert [len(answers) for answers in seen.values()] == [1, 1]
    assert [{answer[:2] for answer in answers} for answers in seen.values()] == [{(401, 1)}, {(401, 2)}]


def test_where_login_takes_a_confirmed_address_an_unconfirmed_one_looks_like_a_wrong_password(
    visitor: BrowserClient, user: Any, settings: Any
) -> None:
    settings.SAFEJWT_ACCOUNTS_REQUIRE_VERIFIED = "login"
    wrong = login(visitor, "ada@example.com", "wrong")
    right = login(visitor, "ada@example.com")
    assert (right.status_code, right.content) == (wrong.status_code, wrong.content)
    mark_verified(user)
    assert login(visitor, "ada@example.com").status_code == 200
