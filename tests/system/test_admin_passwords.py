"""Passwords that are set in the admin: limited attempts, events, the end of sessions, and a notice."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.admin import UserAdmin
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from safejwt.accounts.email_addresses import mark_verified
from safejwt.accounts.mail.delivery import send_due
from safejwt.models import RefreshToken, SecurityEvent
from safejwt.signals import all_sessions_ended
from safejwt.testing import BrowserClient
from users.models import User

from .conftest import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)

NEW = "another long passphrase"
OWN = "/admin/password_change/"


@pytest.fixture
def root(create_user: Callable[..., User]) -> User:
    root = create_user("root", is_staff=True, is_superuser=True)
    mark_verified(root)
    return root


@pytest.fixture
def browser(root: User) -> Client:
    browser = Client()
    browser.force_login(root)
    return browser


def change(browser: Client, old: str) -> Any:
    return browser.post(OWN, {"old_password": old, "new_password1": NEW, "new_password2": NEW})


def set_for(browser: Client, user: User) -> Any:
    page = reverse("admin:auth_user_password_change", args=[user.pk])
    return browser.post(page, {"password1": NEW, "password2": NEW, "usable_password": "true"})


def events_of(user: User) -> list[str]:
    return list(SecurityEvent.objects.filter(user=user).order_by("pk").values_list("event", flat=True))


def subjects() -> list[str]:
    list(send_due())
    return [message.subject.partition(": ")[2] for message in mail.outbox]


@pytest.mark.parametrize("limit", ["SAFEJWT_LOGIN_RATE", "SAFEJWT_LOGIN_ACCOUNT_RATE"])
def test_old_password_cannot_be_guessed_with_a_stolen_session(browser: Client, settings: Any, limit: str) -> None:
    setattr(settings, limit, "3/h")
    for _ in range(3):
        assert "entered incorrectly" in change(browser, "wrong").content.decode()
    refused = change(browser, PASSWORD)
    assert refused.status_code == 200
    assert "Too many attempts" in refused.content.decode()


def test_attempts_at_the_api_count_as_well(browser: Client, root: User, settings: Any) -> None:
    app = BrowserClient()
    app.sign_in(root)
    settings.SAFEJWT_LOGIN_RATE = "2/h"
    body = {"current_password": "wrong", "password": NEW}
    for _ in range(2):
        assert app.post("/users/password/change/", body, format="json").status_code == 400
    assert "Too many attempts" in change(browser, PASSWORD).content.decode()


def test_own_change_is_recorded_and_the_owner_is_notified(browser: Client, root: User, settings: Any) -> None:
    settings.SAFEJWT_EVENT_HISTORY = timedelta(days=1)
    app = BrowserClient()
    app.sign_in(root)
    change(browser, "wrong")
    assert change(browser, PASSWORD).status_code == 302
    assert browser.get("/admin/").status_code == 200, "this session continues"
    assert app.get("/users/auth/").json()["code"] == "session_ended"
    assert RefreshToken.objects.filter(user=root).count() == 1
    assert {"authn_password_change_fail", "authn_password_change"} <= set(events_of(root))
    assert subjects() == ["your password was changed"]


def test_password_set_by_an_administrator_ends_everything_and_the_user_is_notified(
    browser: Client, user: User, settings: Any
) -> None:
    settings.SAFEJWT_EVENT_HISTORY = timedelta(days=1)
    mark_verified(user)
    app = BrowserClient()
    app.sign_in(user)
    ended: list[Any] = []

    def note(user: User, **kwargs: Any) -> None:
        ended.append(user.pk)

    all_sessions_ended.connect(note)
    assert set_for(browser, user).status_code == 302
    all_sessions_ended.disconnect(note)
    assert ended == [user.pk], "other kinds of logins end too"
    assert not RefreshToken.objects.filter(user=user).exists()
    event = SecurityEvent.objects.get(user=user, event="authn_password_change")
    assert event.ip is None, "the address of an administrator is not for the user"
    assert subjects() == ["your password was changed"]
    assert "127.0.0.1" not in str(mail.outbox[0].body)
    assert "An administrator" in mail.outbox[0].body
    assert "All devices were logged out." in mail.outbox[0].body
    assert "someone else" not in mail.outbox[0].body, "it was the administrator"


def test_refused_form_changes_and_tells_nothing(browser: Client, user: User) -> None:
    mark_verified(user)
    page = reverse("admin:auth_user_password_change", args=[user.pk])
    assert browser.post(page, {"password1": "1", "password2": "1", "usable_password": "true"}).status_code == 200
    assert browser.get(page).status_code == 200
    assert browser.post(reverse("admin:auth_user_password_change", args=[999999]), {}).status_code == 404
    assert subjects() == []


def test_user_who_is_deleted_meanwhile_causes_no_error(
    browser: Client, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def delete(*args: Any, **kwargs: Any) -> HttpResponse:
        User.objects.filter(pk=user.pk).delete()
        return HttpResponse()

    monkeypatch.setattr(UserAdmin, "user_change_password", delete)
    assert set_for(browser, user).status_code == 200
    assert not SecurityEvent.objects.filter(event="authn_password_change").exists()
