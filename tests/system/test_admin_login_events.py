"""Logins at the admin are recorded, and one with a new browser is announced, as those of the app."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from safejwt.accounts.email_addresses import mark_verified
from safejwt.accounts.flows import known_devices
from safejwt.accounts.mail.delivery import send_due
from safejwt.audit.events import account_pseudonym
from safejwt.conf import conf
from safejwt.models import RefreshToken
from safejwt.testing import BrowserClient
from users.models import User

from .conftest import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def root(create_user: Callable[..., User]) -> User:
    root = create_user("root", is_staff=True, is_superuser=True)
    root.date_joined -= timedelta(days=1)
    root.save()
    mark_verified(root)
    return root


def log_in(browser: Client, name: str = "root", password: str = PASSWORD) -> Any:
    return browser.post("/admin/login/", {"username": name, "password": password})


def logins(caplog: pytest.LogCaptureFixture) -> list[Any]:
    return [record for record in caplog.records if record.getMessage().startswith("authn_login_")]


def test_login_is_recorded(root: User, caplog: pytest.LogCaptureFixture) -> None:
    assert log_in(Client()).status_code == 302
    (record,) = logins(caplog)
    row = RefreshToken.objects.get()
    facts = (record.getMessage(), record.user_id, record.sid, record.account, record.ip)
    assert facts == ("authn_login_success", str(root.pk), str(row.pk), account_pseudonym("root"), "127.0.0.1")


@pytest.mark.parametrize(("name", "password"), [("root", "wrong"), ("nobody", "wrong"), ("ada", PASSWORD)])
def test_failed_login_is_recorded_without_what_was_typed(
    root: User, user: User, caplog: pytest.LogCaptureFixture, name: str, password: str
) -> None:
    assert log_in(Client(), name, password).status_code == 200
    (record,) = logins(caplog)
    assert (record.getMessage(), record.account) == ("authn_login_fail", account_pseudonym(name))
    assert not {name, password} & {str(value) for value in vars(record).values()}


def test_owner_is_notified_of_a_login_with_a_new_browser_only(root: User) -> None:
    browser = Client()
    for _ in range(2):
        assert log_in(browser).status_code == 302
        browser.post("/admin/logout/")
    list(send_due())
    assert [message.subject.partition(": ")[2] for message in mail.outbox] == ["login on a new device"]


@pytest.mark.parametrize("app_is_logged_in", [True, False])
def test_device_of_the_admin_can_be_forgotten(root: User, clock: Any, app_is_logged_in: bool) -> None:
    """Even if the app has logged in there before. While it is logged in, its own session names the device."""
    app, browser = BrowserClient(), Client()
    app.get("/users/csrf/")
    app.take(app.post("/users/login/", {"username": "root", "password": PASSWORD}, format="json"))
    if not app_is_logged_in:
        app.post("/users/logout/")
    clock.shift(timedelta(hours=1))
    browser.cookies = app.cookies
    assert log_in(browser).status_code == 302
    rows = RefreshToken.objects.order_by("created_at")
    assert rows.count() == 1 + app_is_logged_in
    assert known_devices.forget(root, rows[0].pk)
    browser.post("/admin/logout/")
    list(send_due())
    mail.outbox.clear()
    assert log_in(browser).status_code == 302
    list(send_due())
    assert [message.subject.partition(": ")[2] for message in mail.outbox] == ["login on a new device"]


def test_failed_login_makes_the_browser_of_another_user_no_known_one(root: User, user: User) -> None:
    """Not even where someone is logged in already."""
    browser = Client()
    assert conf.device_cookie_name in log_in(browser).cookies
    response = log_in(browser, user.username, "wrong")
    assert response.status_code == 200
    assert conf.device_cookie_name not in response.cookies
