"""Hashes that were imported, cut off, or made by a library that is missing: a wrong password, and nothing else."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model, hashers
from django.test import Client
from safejwt import passwords
from safejwt.accounts.flows import verification
from safejwt.models import SecurityEvent
from safejwt.testing import BrowserClient

from tests.conftest import DAY, PASSWORD

pytestmark = pytest.mark.django_db

UNREADABLE = {
    "plain text": "secret",
    "unknown algorithm": "md4$salt$hash",
    "only dollars": "$",
    "another system's bcrypt": "$2y$10$abcdefghijklmnopqrstuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuu",
    "pbkdf2, cut off": "pbkdf2_sha256$870000",
    "pbkdf2, no number": "pbkdf2_sha256$many$salt$hash",
    "pbkdf2, negative": "pbkdf2_sha256$-5$salt$hash",
    "pbkdf2, beyond a machine word": f"pbkdf2_sha256${10**20}$salt$hash",
    "argon2, cut off": "argon2$argon2id$v=19",
    "argon2, nonsense": "argon2$nonsense",
    "scrypt, cut off": "scrypt$16384$salt",
    "scrypt, beyond the memory": "scrypt$1073741824$salt$8$1$hash",
    "bcrypt, cut off": "bcrypt_sha256$$2b$12$abc",
    "bcrypt without its library": f"bcrypt_sha256$$2b$12${'a' * 53}",
    "empty": "",
}
HASHERS = [
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.BCryptSHA256PasswordHasher",
]


@pytest.fixture
def hashings(settings: Any, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each use of the default hasher."""
    settings.PASSWORD_HASHERS = HASHERS
    settings.AUTHENTICATION_BACKENDS = ["safejwt.backends.ModelBackend"]
    found: list[str] = []

    def encode(self: Any, password: str, salt: str, iterations: int | None = None) -> str:
        if iterations is not None and not 0 < iterations < 2**63:
            raise OverflowError
        found.append(password)
        return f"pbkdf2_sha256${iterations or self.iterations}${salt}$of-{password}"

    monkeypatch.setattr(hashers.PBKDF2PasswordHasher, "encode", encode)
    return found


def store(user: Any, encoded: str) -> None:
    get_user_model().objects.filter(pk=user.pk).update(password=encoded)


@pytest.mark.parametrize("encoded", UNREADABLE.values(), ids=UNREADABLE)
@pytest.mark.parametrize("typed", ["secret", "caf\N{LATIN SMALL LETTER E}\N{COMBINING ACUTE ACCENT}"])
def test_login_fails_as_for_an_unknown_user(
    browser: BrowserClient, user: Any, hashings: list[str], encoded: str, typed: str, caplog: Any
) -> None:
    def login(name: str) -> tuple[int, bytes, int]:
        hashings.clear()
        response = browser.post("/users/login/", {user.USERNAME_FIELD: name, "password": typed}, format="json")
        return response.status_code, response.content, len(hashings)

    store(user, encoded)
    browser.get("/users/csrf/")
    unknown = login("nobody")
    caplog.clear()
    assert login(user.get_username()) == unknown
    assert unknown[0] == 401
    events = [record.message for record in caplog.records if record.name == "safejwt"]
    assert events == ["password_hash_unreadable", "authn_login_fail"]


def test_unusable_password_is_no_incident(browser: BrowserClient, user: Any, hashings: list[str], caplog: Any) -> None:
    user.set_unusable_password()
    user.save()
    assert not passwords.matches(user, PASSWORD)
    assert len(hashings) == 1
    assert not caplog.records


def test_missing_hash_is_no_match(user: Any, hashings: list[str]) -> None:
    user.password = None
    assert not passwords.matches(user, PASSWORD)
    assert len(hashings) == 1


@pytest.mark.parametrize("encoded", UNREADABLE.values(), ids=UNREADABLE)
def test_every_endpoint_takes_it_for_a_wrong_password(
    browser: BrowserClient, user: Any, hashings: list[str], encoded: str
) -> None:
    store(user, encoded)
    user.refresh_from_db()
    browser.sign_in(user)
    token = verification.make_token(user)
    for path, body in {
        "reauthenticate/": {"password": PASSWORD},
        "password/change/": {"current_password": PASSWORD, "password": "another long passphrase"},
        "email/verify/": {"token": token, "password": PASSWORD},
    }.items():
        response = browser.post(f"/users/{path}", body, format="json")
        assert (response.status_code, response.json()["code"]) == (400, "validation_error"), path
    assert browser.delete("/users/account/").status_code == 204, "the login itself was recent"


def test_admin_login_takes_it_for_a_wrong_password(client: Client, user: Any, hashings: list[str]) -> None:
    store(user, "argon2$nonsense")
    response = client.post("/admin/login/", {"username": user.get_username(), "password": PASSWORD})
    assert response.status_code == 200
    assert response.context["form"].errors


def test_hash_that_becomes_unreadable_during_an_upgrade_is_no_match(
    user: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher", *settings.PASSWORD_HASHERS]
    make_password: Callable[..., str] = hashers.make_password

    def hash_and_import(*args: Any, **kwargs: Any) -> str:
        store(user, "pbkdf2_sha256$870000")
        return make_password(*args, **kwargs)

    monkeypatch.setattr(hashers, "make_password", hash_and_import)
    assert not passwords.matches(user, PASSWORD)


def test_event_is_for_administrators_only(user: Any, hashings: list[str], settings: Any) -> None:
    """Users cannot do anything about it, and attempts of strangers would fill their history."""
    settings.SAFEJWT_EVENT_HISTORY = 90 * DAY
    store(user, "argon2$nonsense")
    user.refresh_from_db()
    assert not passwords.matches(user, PASSWORD)
    assert not SecurityEvent.objects.exists()
