"""Registering: what is taken, what is refused, and what nobody gets by asking for it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import hashers
from django.db import connection
from safejwt.models import RefreshToken
from safejwt.testing import BrowserClient
from users.models import EMAIL_TAKEN, User
from users.serializers import UserCreateSerializer, UserDetailSerializer

from .conftest import PASSWORD

pytestmark = pytest.mark.django_db

# (password, what is wrong with it); the account is grace, grace.hopper@example.com
BAD_PASSWORDS = [
    ("1", "too short"),
    ("passwor", "too short"),
    ("password123", "too common"),
    ("qwertyuiop", "too common"),
    ("grace.hopper@example.com", "too similar to the email"),
    ("x" * 1025, "no more than 1024"),
    ("", "blank"),
]
GOOD_PASSWORDS = [
    PASSWORD,
    "  spaces at both ends  ",
    "pässwörd 密码 🔑 long",
    "73648291640283746591",
    "x" * 60 + "y" * 964,
]


def register(client: BrowserClient, **fields: Any) -> Any:
    client.get("/users/csrf/")
    person = {"username": "grace", "email": "grace.hopper@example.com", "password": PASSWORD, **fields}
    return client.post("/users/", person, format="json")


@pytest.mark.parametrize(("password", "fault"), BAD_PASSWORDS)
def test_main_trap_11_registration_refuses_a_bad_password(client: BrowserClient, password: str, fault: str) -> None:
    answer = register(client, password=password)
    assert (answer.status_code, answer.json()["code"]) == (400, "validation_error")
    assert fault in " ".join(answer.json()["errors"]["password"])
    assert not User.objects.exists()
    assert not answer.cookies.keys() & {"refreshtoken", "__Host-Http-refreshtoken"}


@pytest.mark.parametrize("password", GOOD_PASSWORDS)
def test_any_characters_and_lengths_up_to_1024_make_a_password_and_all_of_them_count(
    client: BrowserClient, password: str
) -> None:
    assert register(client, password=password).status_code == 201
    person = User.objects.get()
    assert person.check_password(password)
    for other in (password[:-1], password.strip() + ".", password.swapcase() + "x"):
        assert not person.check_password(other)


def test_main_trap_10_no_answer_holds_the_password_or_its_hash(client: BrowserClient) -> None:
    answer = register(client)
    person = User.objects.get()
    texts = [answer.content.decode()]
    client.take(answer)
    texts += [
        client.get(path).content.decode() for path in ("/users/auth/", f"/users/{person.pk}/", "/users/sessions/")
    ]
    texts += [client.patch(f"/users/{person.pk}/", {"username": "g"}, format="json").content.decode()]
    texts += [repr(serializer(person).data) for serializer in (UserCreateSerializer, UserDetailSerializer)]
    person.refresh_from_db()
    assert hashers.identify_hasher(person.password)
    for text in texts:
        assert person.password not in text
        assert PASSWORD not in text
        assert "password" not in text
    assert set(answer.json()["user"]) == {"id", "username", "email", "last_login", "date_joined"}


@pytest.mark.parametrize(
    "email", ["ada@example.com", "ADA@EXAMPLE.COM", "Ada@example.com", "ada@Example.COM", " ada@example.com "]
)
def test_trap_13_an_email_address_is_taken_in_any_letter_case(client: BrowserClient, user: User, email: str) -> None:
    answer = register(client, email=email)
    assert answer.status_code == 400
    assert answer.json()["errors"] == {"email": ["This email has already been registered."]}
    assert str(EMAIL_TAKEN) == "This email has already been registered."


@pytest.mark.parametrize("username", ["ada", "Ada", "ADA", "\N{FULLWIDTH LATIN SMALL LETTER A}da"])
def test_a_name_is_taken_in_any_letter_case_and_width(client: BrowserClient, user: User, username: str) -> None:
    answer = register(client, username=username)
    assert answer.status_code == 400
    assert answer.json()["errors"] == {"username": ["A user with that username already exists."]}


@pytest.mark.parametrize(
    "letter", ["\N{KELVIN SIGN}", "\N{LATIN SMALL LETTER LONG S}", "\N{LATIN SMALL LETTER DOTLESS I}"]
)
def test_letters_that_change_their_kind_with_their_case_are_no_fault(
    client: BrowserClient, make_user: Callable[..., User], letter: str
) -> None:
    """PostgreSQL's LOWER and UPPER disagree on them, depending on its locale; whoever decides, it is not a 500."""
    for number, plain in enumerate("ksi"):
        make_user(f"person{number}", email=f"{plain}@example.com")
    assert register(client, email=f"{letter}@example.com").status_code in (201, 400)


def test_trap_16_that_an_address_is_taken_is_told_as_the_guide_says_but_not_without_limit(
    client: BrowserClient, user: User, settings: Any, clock: Any
) -> None:
    settings.SAFEJWT_REGISTER_RATE = "20/h"
    codes = [register(client, email="ada@example.com").json()["code"] for _ in range(21)]
    assert codes == ["validation_error"] * 20 + ["throttled"]


@pytest.mark.parametrize(
    "extra",
    [
        {"is_staff": True},
        {"is_superuser": True},
        {"is_active": False},
        {"id": 77},
        {"pk": 77},
        {"last_login": "2000-01-01T00:00:00Z"},
        {"date_joined": "2000-01-01T00:00:00Z"},
        {"groups": [1]},
        {"user_permissions": [1]},
        {"refresh_tokens": []},
    ],
)
def test_nobody_registers_with_more_than_name_address_and_password(
    client: BrowserClient, extra: dict[str, Any]
) -> None:
    assert register(client, **extra).status_code == 201
    person = User.objects.get()
    assert (person.is_staff, person.is_superuser, person.is_active) == (False, False, True)
    assert person.pk != 77
    assert person.last_login is not None
    assert person.last_login.year > 2000 < person.date_joined.year
    assert not person.user_permissions.exists()


def test_a_refused_registration_leaves_nothing_behind(client: BrowserClient, user: User) -> None:
    for fields in ({"email": "ada@example.com"}, {"username": "ada"}, {"username": ""}, {"email": "x"}):
        assert register(client, **fields).status_code == 400
    assert list(User.objects.all()) == [user]
    assert not RefreshToken.objects.exists()


@pytest.mark.parametrize("username", ["a b", "a/b", "<b>", "x" * 151, "", " ", "\N{ZERO WIDTH SPACE}a", "a\nb"])
def test_a_name_that_django_would_not_have_is_refused(client: BrowserClient, username: str) -> None:
    answer = register(client, username=username)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["username"])


def test_main_trap_14_an_unknown_name_costs_as_much_time_as_a_wrong_password(
    client: BrowserClient, make_user: Callable[..., User], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Time itself would be a flaky measure; nearly all of it is hashing, so the hashings are counted."""
    make_user("ada")
    make_user("gone", is_active=False)
    client.get("/users/csrf/")
    hasher, hashed = type(hashers.get_hasher()), []
    encode = hasher.encode

    def count(self: Any, *words: Any) -> str:
        hashed.append(words)
        return encode(self, *words)

    monkeypatch.setattr(hasher, "encode", count)
    answers = []
    for name in ("ada", "nobody", "gone"):
        answers.append(client.post("/users/login/", {"username": name, "password": "wrong"}, format="json"))
        assert len(hashed) == 1, name
        hashed.clear()
    assert len({(answer.status_code, answer.content, tuple(answer.headers.items())) for answer in answers}) == 1


def test_no_password_is_hashed_inside_a_transaction(db: None, monkeypatch: Any) -> None:
    """On SQLite it would keep every other writer waiting for as long as hashing takes."""
    inside: list[bool] = []
    outer = len(connection.savepoint_ids)
    encode = hashers.MD5PasswordHasher.encode

    def watched(*args: Any, **kwargs: Any) -> str:
        inside.append(len(connection.savepoint_ids) > outer)
        return str(encode(*args, **kwargs))

    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", watched)
    assert register(BrowserClient()).status_code == 201
    assert inside == [False]


def test_a_name_is_the_same_however_it_is_typed(db: None) -> None:
    """A keyboard may type the ligature that Unicode normalises away; registering and logging in agree on it."""
    browser = BrowserClient()
    assert register(browser, username="\ufb01nn").json()["user"]["username"] == "finn"
    for typed in ("\ufb01nn", "finn"):
        answer = browser.post("/users/login/", {"username": typed, "password": PASSWORD}, format="json")
        assert answer.status_code == 200
