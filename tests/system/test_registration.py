"""Registration: unique fields, rejected values, and fields that are ignored."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import hashers
from django.db import IntegrityError, connection, transaction
from safejwt.models import RefreshToken
from safejwt.serializers import RegisterSerializer
from safejwt.testing import BrowserClient
from users.models import EMAIL_TAKEN, User
from users.serializers import UserDetailSerializer

from .conftest import PASSWORD

pytestmark = pytest.mark.django_db

# (password, error) for the account grace, grace.hopper@example.com
BAD_PASSWORDS = [
    ("1", "too short"),
    ("passwor", "too short"),
    ("password123", "too common"),
    ("qwertyuiop", "too common"),
    ("grace.hopper@example.com", "too similar to the email"),
    ("x" * 1025, "At most 1024 characters."),
    ("", "blank"),
]
GOOD_PASSWORDS = [
    PASSWORD,
    "  spaces at both ends  ",
    "pässwörd 密码 🔑 long",
    "73648291640283746591",
    "x" * 60 + "y" * 964,
]


def register(client: BrowserClient, **changes: Any) -> Any:
    client.get("/users/csrf/")
    fields = {"username": "grace", "email": "grace.hopper@example.com", "password": PASSWORD, **changes}
    return client.post("/users/", fields, format="json")


@pytest.mark.parametrize(("password", "fault"), BAD_PASSWORDS)
def test_registration_rejects_bad_passwords(client: BrowserClient, password: str, fault: str) -> None:
    response = register(client, password=password)
    assert (response.status_code, response.json()["code"]) == (400, "validation_error")
    assert fault in " ".join(response.json()["errors"]["password"])
    assert not User.objects.exists()
    assert not response.cookies.keys() & {"refreshtoken", "__Host-Http-refreshtoken"}


@pytest.mark.parametrize("password", GOOD_PASSWORDS)
def test_passwords_may_hold_any_characters_and_all_count(client: BrowserClient, password: str) -> None:
    assert register(client, password=password).status_code == 201
    user = User.objects.get()
    assert user.check_password(password)
    for other in (password[:-1], password.strip() + ".", password.swapcase() + "x"):
        assert not user.check_password(other)


def test_responses_hold_neither_password_nor_hash(client: BrowserClient) -> None:
    response = register(client)
    user = User.objects.get()
    texts = [response.content.decode()]
    client.take(response)
    texts += [client.get(path).content.decode() for path in ("/users/auth/", f"/users/{user.pk}/", "/users/sessions/")]
    texts += [client.patch(f"/users/{user.pk}/", {"username": "g"}, format="json").content.decode()]
    texts += [repr(serializer(user).data) for serializer in (RegisterSerializer, UserDetailSerializer)]
    user.refresh_from_db()
    assert hashers.identify_hasher(user.password)
    for text in texts:
        assert user.password not in text
        assert PASSWORD not in text
        assert "password" not in text
    assert set(response.json()["user"]) == {"id", "username", "email", "last_login", "date_joined"}


@pytest.mark.postgresql
@pytest.mark.parametrize(
    "email", ["ada@example.com", "ADA@EXAMPLE.COM", "Ada@example.com", "ada@Example.COM", " ada@example.com "]
)
def test_email_is_unique_regardless_of_case(client: BrowserClient, user: User, email: str) -> None:
    response = register(client, email=email)
    assert response.status_code == 400
    assert response.json()["errors"] == {"email": ["This email address has already been registered."]}
    assert str(EMAIL_TAKEN) == "This email address has already been registered."


@pytest.mark.postgresql
@pytest.mark.parametrize("username", ["ada", "Ada", "ADA", "\N{FULLWIDTH LATIN SMALL LETTER A}da"])
def test_username_is_unique_regardless_of_case_and_width(client: BrowserClient, user: User, username: str) -> None:
    response = register(client, username=username)
    assert response.status_code == 400
    assert response.json()["errors"] == {"username": ["This username is taken."]}


@pytest.mark.postgresql
def test_username_in_another_case_is_refused_by_the_database(user: User) -> None:
    """As after a race of two registrations, which do not see each other."""
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("ADA", "other@example.com", PASSWORD)


@pytest.mark.postgresql
@pytest.mark.parametrize(
    "letter", ["\N{KELVIN SIGN}", "\N{LATIN SMALL LETTER LONG S}", "\N{LATIN SMALL LETTER DOTLESS I}"]
)
def test_special_case_mappings_cause_no_server_error(
    client: BrowserClient, create_user: Callable[..., User], letter: str
) -> None:
    """PostgreSQL's LOWER and UPPER may disagree on them, depending on the locale."""
    for number, plain in enumerate("ksi"):
        create_user(f"user{number}", email=f"{plain}@example.com")
    assert register(client, email=f"{letter}@example.com").status_code in (201, 400)


def test_duplicate_email_attempts_are_limited(client: BrowserClient, user: User, settings: Any, clock: Any) -> None:
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
def test_registration_ignores_privileged_fields(client: BrowserClient, extra: dict[str, Any]) -> None:
    assert register(client, **extra).status_code == 201
    user = User.objects.get()
    assert (user.is_staff, user.is_superuser, user.is_active) == (False, False, True)
    assert user.pk != 77
    assert user.last_login is not None
    assert user.last_login.year > 2000 < user.date_joined.year
    assert not user.user_permissions.exists()


@pytest.mark.postgresql
def test_rejected_registration_leaves_nothing_behind(client: BrowserClient, user: User) -> None:
    for fields in ({"email": "ada@example.com"}, {"username": "ada"}, {"username": ""}, {"email": "x"}):
        assert register(client, **fields).status_code == 400
    assert list(User.objects.all()) == [user]
    assert not RefreshToken.objects.exists()


@pytest.mark.postgresql
@pytest.mark.parametrize("username", ["a b", "a/b", "<b>", "x" * 151, "", " ", "\N{ZERO WIDTH SPACE}a", "a\nb"])
def test_invalid_username_is_rejected(client: BrowserClient, username: str) -> None:
    response = register(client, username=username)
    assert (response.status_code, list(response.json()["errors"])) == (400, ["username"])


@pytest.mark.postgresql
def test_passwords_are_hashed_outside_transactions(db: None, monkeypatch: Any) -> None:
    """On SQLite a transaction would block all other writers for as long as hashing takes."""
    inside: list[bool] = []
    outer = len(connection.savepoint_ids)
    encode = hashers.MD5PasswordHasher.encode

    def watched(*args: Any, **kwargs: Any) -> str:
        inside.append(len(connection.savepoint_ids) > outer)
        return str(encode(*args, **kwargs))

    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", watched)
    assert register(BrowserClient()).status_code == 201
    assert inside == [False]


def test_username_is_normalized_on_registration_and_login(db: None) -> None:
    """Registration and login normalize Unicode, here a ligature, in the same way."""
    browser = BrowserClient()
    assert register(browser, username="\ufb01nn").json()["user"]["username"] == "finn"
    for typed in ("\ufb01nn", "finn"):
        response = browser.post("/users/login/", {"username": typed, "password": PASSWORD}, format="json")
        assert response.status_code == 200
