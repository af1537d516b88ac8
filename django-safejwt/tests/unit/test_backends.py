"""Passwords that are kept elsewhere, such as in a directory."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.signals import user_logged_in, user_login_failed
from safejwt.accounts.flows import verification
from safejwt.backends import check_password, keeps_password
from safejwt.models import RefreshToken
from safejwt.testing import BrowserClient

from tests.conftest import PASSWORD
from tests.unit import directories

pytestmark = pytest.mark.django_db
NEW = "another long passphrase"
OURS = "safejwt.backends.ModelBackend"


def named(*names: str) -> list[str]:
    return [name if "." in name else f"tests.unit.directories.{name}" for name in names]


@pytest.fixture(autouse=True)
def calls(settings: Any, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The calls of the directory, which is asked before the database."""
    settings.AUTHENTICATION_BACKENDS = named("OneTimeCodes", "Directory", OURS)
    monkeypatch.setattr(directories.Directory, "calls", [])
    return directories.Directory.calls


@pytest.fixture
def employee(user: Any) -> Any:
    """A user whose password is in the directory only."""
    user.set_unusable_password()
    user.save()
    return user


@pytest.fixture
def desk(browser: BrowserClient, employee: Any) -> BrowserClient:
    """A browser in which the employee has logged in."""
    browser.get("/users/csrf/")
    credentials = {employee.USERNAME_FIELD: employee.get_username(), "password": directories.PASSWORD}
    browser.take(browser.post("/users/login/", credentials, format="json"))
    return browser


def reauthenticate(browser: BrowserClient, password: str) -> Any:
    return browser.post("/users/reauthenticate/", {"password": password}, format="json")


def test_password_of_the_directory_reauthenticates(desk: BrowserClient, calls: list[Any], heard: Any) -> None:
    before = RefreshToken.objects.get()
    logins, failures = heard(user_logged_in), heard(user_login_failed)
    calls.clear()
    assert reauthenticate(desk, directories.PASSWORD).status_code == 204
    after = RefreshToken.objects.get()
    assert (after.pk, after.auth_hash) == (before.pk, before.auth_hash), "no other session starts"
    assert [request is not None for request in calls] == [True]
    assert reauthenticate(desk, "wrong").status_code == 400
    assert not logins
    assert not failures


def test_wrong_password_is_counted_and_recorded_once(
    clock: Any, desk: BrowserClient, settings: Any, caplog: Any
) -> None:
    settings.SAFEJWT_LOGIN_RATE = "3/m"
    caplog.clear()
    assert [reauthenticate(desk, "wrong").status_code for _ in range(4)] == [400, 400, 400, 429]
    events = [record.message for record in caplog.records if record.name == "safejwt"]
    assert events == ["authn_reauthentication_fail"] * 3 + ["excess_rate_limit_exceeded"]


def test_user_without_a_local_password_learns_what_to_do(desk: BrowserClient) -> None:
    assert "log out and log in again" in reauthenticate(desk, "wrong").json()["errors"]["password"][0]


def test_right_local_password_asks_nobody_else(signed_in: BrowserClient, calls: list[Any]) -> None:
    assert reauthenticate(signed_in, PASSWORD).status_code == 204
    assert calls == []


def test_answer_has_to_be_the_same_user(employee: Any, make_user: Any, settings: Any) -> None:
    make_user("grace")
    settings.AUTHENTICATION_BACKENDS = named("SomebodyElse", OURS)
    assert not check_password(employee, directories.PASSWORD)


def test_backend_may_forbid(employee: Any, settings: Any) -> None:
    settings.AUTHENTICATION_BACKENDS = named("Locked", "Directory", OURS)
    assert not check_password(employee, directories.PASSWORD)
    settings.AUTHENTICATION_BACKENDS = named("Directory", OURS)
    assert check_password(employee, directories.PASSWORD)


@pytest.mark.parametrize("others", [[], ["django.contrib.auth.backends.RemoteUserBackend"]])
def test_local_password_does_not_count_without_a_backend_that_compares_it(
    user: Any, settings: Any, others: list[str]
) -> None:
    """As at a login: the hashes of a project that has moved to a directory are left over."""
    settings.AUTHENTICATION_BACKENDS = named("Directory", *others)
    assert not check_password(user, PASSWORD)
    assert not keeps_password(user)
    assert check_password(user, directories.PASSWORD)


def test_password_that_is_kept_elsewhere_cannot_be_changed(desk: BrowserClient, employee: Any) -> None:
    for typed in (directories.PASSWORD, "wrong"):
        body = {"current_password": typed, "password": NEW}
        response = desk.post("/users/password/change/", body, format="json")
        assert response.status_code == 400
        assert "not kept here" in response.json()["errors"]["current_password"][0]
    employee.refresh_from_db()
    assert not employee.has_usable_password()


def test_account_is_deleted_after_reauthentication(clock: Any, desk: BrowserClient) -> None:
    clock.shift(timedelta(minutes=11))
    desk.take(desk.post("/users/token/"))
    assert desk.delete("/users/account/").json()["code"] == "reauthentication_required"
    assert reauthenticate(desk, directories.PASSWORD).status_code == 204
    desk.take(desk.post("/users/token/"))
    assert desk.delete("/users/account/").status_code == 204


def test_link_takes_the_password_of_the_directory(browser: BrowserClient, employee: Any) -> None:

    token = verification.make_token(employee)
    browser.get("/users/csrf/")
    wrong = browser.post("/users/email/verify/", {"token": token, "password": "wrong"}, format="json")
    right = browser.post("/users/email/verify/", {"token": token, "password": directories.PASSWORD}, format="json")
    assert (wrong.status_code, right.status_code) == (400, 200)
