"""Comparing and hashing passwords."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.auth import authenticate, get_user_model, hashers
from django.db import connection
from django.test.utils import CaptureQueriesContext
from safejwt import passwords, sessions
from safejwt.errors import ServiceUnavailable
from safejwt.models import RefreshToken
from safejwt.testing import BrowserClient

from tests.conftest import PASSWORD
from tests.presenting import refresh_later

pytestmark = pytest.mark.django_db

OURS = "safejwt.backends.ModelBackend"
OLD, NEW = (f"django.contrib.auth.hashers.{name}PasswordHasher" for name in ("MD5", "PBKDF2"))


@pytest.fixture
def _better_hashes(user: Any, settings: Any) -> None:
    """The user has an old hash, and better hashers are configured now."""
    settings.AUTHENTICATION_BACKENDS = [OURS]
    settings.PASSWORD_HASHERS = [NEW, OLD]
    assert user.password.startswith("md5$")


@pytest.mark.usefixtures("_better_hashes")
def test_hash_upgrade_at_login_keeps_other_sessions(
    clock: Any, browser: BrowserClient, user: Any, credentials: dict[str, str]
) -> None:
    phone = BrowserClient()
    phone.sign_in(user)
    assert phone.get("/users/auth/").status_code == 200
    browser.get("/users/csrf/")
    response = browser.post("/users/login/", credentials, format="json")
    browser.take(response)
    user.refresh_from_db()
    assert user.password.startswith("pbkdf2_sha256$")
    for device in (phone, browser):
        assert device.get("/users/auth/").status_code == 200
        device.take(device.post("/users/token/"))
        refresh_later(device, clock)
        assert device.get("/users/auth/").status_code == 200


@pytest.mark.usefixtures("_better_hashes")
def test_djangos_own_backend_ends_them(user: Any, settings: Any) -> None:
    """If this fails, Django has changed, and our backend may no longer be needed."""
    settings.AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
    sessions.start(user)
    assert authenticate(username=user.get_username(), password=PASSWORD)
    user.refresh_from_db()
    assert not sessions.active_sessions(user).exists()


@pytest.mark.usefixtures("_better_hashes")
def test_session_ended_by_a_password_change_stays_ended(user: Any) -> None:
    sessions.start(user)
    RefreshToken.objects.update(auth_hash="of a former password")
    assert passwords.matches(user, PASSWORD)
    assert not sessions.active_sessions(get_user_model().objects.get(pk=user.pk)).exists()


@pytest.mark.usefixtures("_better_hashes")
def test_concurrent_password_change_wins_over_the_hash_upgrade(user: Any) -> None:
    stale = get_user_model().objects.get(pk=user.pk)
    user.set_password("another long passphrase")
    user.save()
    assert not passwords.matches(stale, PASSWORD), "the user was read before the change"
    user.refresh_from_db()
    assert user.check_password("another long passphrase")


@pytest.mark.usefixtures("_better_hashes")
def test_concurrent_hash_upgrades_leave_both_sessions_active(user: Any) -> None:
    slower = get_user_model().objects.get(pk=user.pk)
    for account in (user, slower):
        assert passwords.matches(account, PASSWORD)
        sessions.start(account)
    assert sessions.active_sessions(get_user_model().objects.get(pk=user.pk)).count() == 2


@pytest.mark.usefixtures("_better_hashes")
def test_user_deleted_during_the_upgrade_is_refused(user: Any) -> None:
    stale = get_user_model().objects.get(pk=user.pk)
    user.delete()
    assert not passwords.matches(stale, PASSWORD)


@pytest.mark.usefixtures("_better_hashes")
def test_unsaved_user_can_be_compared(user: Any) -> None:
    assert passwords.matches(get_user_model()(password=user.password), PASSWORD)


@pytest.mark.usefixtures("_better_hashes")
def test_current_hash_is_not_replaced(user: Any, settings: Any) -> None:
    settings.PASSWORD_HASHERS = [OLD]
    with CaptureQueriesContext(connection) as captured:
        assert passwords.matches(user, PASSWORD)
        assert not passwords.matches(user, "wrong")
    assert len(captured) == 0


@pytest.mark.parametrize("fields", [{}, {"is_active": False}], ids=["active", "inactive"])
def test_backend_identifies_users_as_djangos_does(make_user: Any, settings: Any, fields: Any) -> None:
    settings.AUTHENTICATION_BACKENDS = [OURS]
    user = make_user("grace", **fields)
    name = user.USERNAME_FIELD
    assert authenticate(**{name: user.get_username(), "password": PASSWORD}) == (None if fields else user)
    for typed in ({"password": "wrong"}, {"password": None}, {name: "nobody"}, {name: None}):
        assert authenticate(**{name: user.get_username(), "password": PASSWORD, **typed}) is None


def test_unknown_username_costs_a_hash(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.AUTHENTICATION_BACKENDS = [OURS]
    asked: list[str] = []
    monkeypatch.setattr(hashers, "make_password", asked.append)
    assert authenticate(username="nobody", password="x") is None
    assert asked == ["x"]


@pytest.mark.parametrize("typed", ["wrong", "e\u0301" * 8, "four\u00a0words\u00a0and\u00a0more", "\ud55c\uad6d\uc5b4"])
def test_unknown_username_costs_as_many_hashes_as_a_known_one(
    user: Any, settings: Any, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    settings.AUTHENTICATION_BACKENDS = [OURS]
    count: list[object] = []
    encode = hashers.MD5PasswordHasher.encode
    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", lambda *args: count.append(1) or encode(*args))
    costs = []
    for name in (user.get_username(), "nobody"):
        assert authenticate(username=name, password=typed) is None
        costs.append(len(count))
        count.clear()
    assert costs == [costs[0], costs[0]]
    assert costs[0] == len({typed, passwords.normalized(typed)})


LOOK_THE_SAME = [
    ("Zu\u0308rich im Fru\u0308hling", "Zürich im Frühling"),
    ("four\u00a0words\u2003and\u3000more", "four words and more"),
    ("\u1112\u1161\u11ab\u1100\u116e\u11a8\u110b\u1165", "한국어"),
]
ARE_DIFFERENT = [("\uff26ull", "Full"), ("ﬁne", "fine"), ("Case", "case"), ("a  b", "a b"), ("x²", "x2")]


@pytest.mark.parametrize(("typed", "stored"), LOOK_THE_SAME)
def test_unicode_forms_of_a_password_are_equal(user: Any, typed: str, stored: str) -> None:
    assert passwords.normalized(typed) == passwords.normalized(stored) == stored
    user.password = passwords.hashed(typed)
    assert passwords.matches(user, stored)
    assert passwords.matches(user, typed)


@pytest.mark.parametrize(("typed", "stored"), ARE_DIFFERENT)
def test_normalization_keeps_distinctions(user: Any, typed: str, stored: str) -> None:
    user.password = passwords.hashed(stored)
    assert not passwords.matches(user, typed)


@pytest.mark.parametrize(("typed", "_"), LOOK_THE_SAME)
def test_password_stored_as_typed_still_matches(user: Any, typed: str, _: str) -> None:
    user.set_password(typed)
    assert passwords.matches(user, typed)


@pytest.mark.parametrize("length", [72, 73, 128, 1024])
def test_every_character_is_compared(user: Any, length: int) -> None:
    user.password = passwords.hashed("x" * length)
    assert passwords.matches(user, "x" * length)
    assert not passwords.matches(user, "x" * (length - 1) + "y")
    assert not passwords.matches(user, "x" * (length + 1))


def test_parallel_hashes_are_limited(user: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SAFEJWT_PARALLEL_HASHES = 2
    running, most, release = 0, 0, threading.Event()
    count = threading.Lock()

    def slow(*args: Any) -> tuple[bool, bool]:
        nonlocal running, most
        with count:
            running += 1
            most = max(most, running)
        release.wait(10)
        with count:
            running -= 1
        return False, False

    monkeypatch.setattr(hashers, "verify_password", slow)

    def guess(_: int) -> str:
        try:
            passwords.matches(user, "wrong")
        except ServiceUnavailable as error:
            if error.retry_after == 1:
                return "busy"
        return "looked at"

    with ThreadPoolExecutor(20) as pool:
        responses = [pool.submit(guess, number) for number in range(20)]
        while sum(response.done() for response in responses) < 16:
            release.wait(0.01)
        release.set()
    assert most == 2
    assert sorted(response.result() for response in responses) == ["busy"] * 16 + ["looked at"] * 4


def test_busy_server_returns_503_with_retry_after(
    browser: BrowserClient, credentials: dict[str, str], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.AUTHENTICATION_BACKENDS = [OURS]
    browser.get("/users/csrf/")

    def busy(*args: Any) -> Any:
        raise ServiceUnavailable(retry_after=1)

    monkeypatch.setattr("safejwt.backends.matches", busy)
    response = browser.post("/users/login/", credentials, format="json")
    assert (response.status_code, response["Retry-After"]) == (503, "1")
    assert response.json()["code"] == "service_unavailable"
