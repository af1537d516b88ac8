"""Actions on users in the admin, and what the users' history keeps of them."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core import mail
from django.test import Client
from django.urls import reverse
from safejwt.accounts.models import Mail
from safejwt.models import RefreshToken, SecurityEvent
from safejwt.signals import password_reset_wanted
from safejwt.testing import BrowserClient
from users.models import User

from .admin_forms import form_of
from .mailbox import send_all
from .project_settings import production, settings_under

pytestmark = pytest.mark.django_db


@pytest.fixture
def run_action(
    admin: Client, create_user: Callable[..., User], logged_in: BrowserClient, user: User
) -> Callable[..., Any]:
    """Run an action on all users: root, who runs it, ada, who is logged in, and grace."""
    create_user("grace")

    def act(action: str, browser: Client = admin, **fields: str) -> Any:
        chosen = [str(pk) for pk in User.objects.values_list("pk", flat=True)]
        page = reverse("admin:users_user_changelist")
        return browser.post(page, {"action": action, "_selected_action": chosen, **fields}, follow=True)

    return act


def messages_in(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


@pytest.mark.postgresql
def test_deactivate_action_asks_first_and_spares_the_administrator(
    run_action: Callable[..., Any], logged_in: BrowserClient
) -> None:
    page = run_action("deactivate_users")
    question = page.content.decode()
    assert "This logs out 2 users immediately" in question
    assert messages_in(page) == ["You cannot deactivate yourself."]
    assert "grace</li>" in question
    assert logged_in.get("/users/auth/").status_code == 200
    assert messages_in(run_action("deactivate_users", confirmed="yes")) == ["2 users were deactivated."]
    assert logged_in.get("/users/auth/").json()["code"] == "session_ended"
    assert list(User.objects.filter(is_active=True).values_list("username", flat=True)) == ["root"]
    assert list(RefreshToken.objects.values_list("user__username", flat=True)) == ["root"]
    assert LogEntry.objects.count() == 2


@pytest.mark.parametrize("confirmed", [{}, {"confirmed": "yes"}])
def test_administrator_and_inactive_users_alone_are_not_deactivated_again(
    admin: Client, create_user: Callable[..., User], confirmed: dict[str, str]
) -> None:
    chosen = [create_user("gone", is_active=False).pk, User.objects.get(username="root").pk]
    fields = {"action": "deactivate_users", "_selected_action": chosen, **confirmed}
    response = admin.post(reverse("admin:users_user_changelist"), fields, follow=True)
    text = response.content.decode()
    assert 'name="confirmed"' not in text, "no button that deactivates no one"
    assert "0 users" not in text
    if not confirmed:
        assert messages_in(response) == ["You cannot deactivate yourself.", "1 user is inactive already."]
    assert User.objects.get(username="root").is_active
    assert not LogEntry.objects.exists()


def test_administrator_cannot_deactivate_themselves_on_their_page(admin: Client) -> None:
    root = User.objects.get(username="root")
    page = reverse("admin:users_user_change", args=[root.pk])
    fields = form_of(admin.get(page))
    assert "is_active" not in fields
    assert admin.post(page, fields).status_code == 302
    root.refresh_from_db()
    assert root.is_active


@pytest.mark.parametrize("action", ["deactivate_users", "end_sessions_of_users", "send_password_resets"])
def test_confirmation_is_below_its_list(run_action: Callable[..., Any], action: str) -> None:
    text = run_action(action).content.decode()
    for path in ("/admin/", "/admin/users/", "/admin/users/user/"):
        assert f'<a href="{path}">' in text
    assert not re.search(r"\b(he|him|his|she|her)\b", text.partition('id="content"')[2])  # plain-english: ok


def test_end_sessions_action_ends_sessions_of_selected_users(
    admin: Client, run_action: Callable[..., Any], logged_in: BrowserClient
) -> None:
    page = run_action("end_sessions_of_users")
    assert "This logs out 3 users on all devices" in page.content.decode()
    assert logged_in.get("/users/auth/").status_code == 200
    assert messages_in(run_action("end_sessions_of_users", confirmed="yes")) == ["2 sessions were ended."]
    assert logged_in.get("/users/auth/").json()["code"] == "session_ended"
    assert admin.get("/admin/").status_code == 302, "the administrator has selected themselves"
    assert User.objects.filter(is_active=True).count() == 3


def test_cookies_after_an_action_have_the_host_prefix_in_production(
    create_user: Callable[..., User], monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    module = settings_under(monkeypatch, production())
    for name in dir(module):
        if name.startswith(("SESSION_COOKIE_", "CSRF_COOKIE_", "MESSAGE_")):
            setattr(settings, name, getattr(module, name))
    browser = Client()
    browser.force_login(create_user("root", is_staff=True, is_superuser=True))
    chosen = {"action": "end_sessions_of_users", "_selected_action": [create_user("grace").pk], "confirmed": "yes"}
    response = browser.post(reverse("admin:users_user_changelist"), chosen, secure=True)
    assert "__Host-messages" in response.cookies
    for name, cookie in response.cookies.items():
        assert (name.startswith("__Host-"), cookie["secure"], cookie["path"]) == (True, True, "/")
    page = browser.get(reverse("admin:users_user_changelist"), secure=True)
    assert messages_in(page) == ["0 sessions were ended."]


def test_password_reset_action_reports_no_success_without_an_email(admin: Client, user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)
    action = {"action": "send_password_resets", "_selected_action": [user.pk], "confirmed": "yes"}
    assert messages_in(admin.post(reverse("admin:users_user_changelist"), action, follow=True)) == [
        "1 user receives none: they are inactive, or have no email address or no password."
    ]


def test_password_reset_action_needs_a_sender(
    run_action: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, create_user: Callable[..., User], settings: Any
) -> None:
    settings.SAFEJWT_ACCOUNTS_MAILS_PER_ADDRESS = 0
    wanted = {user.email for user in User.objects.all()}
    create_user("noaddress", email="")
    create_user("nopassword", password=None)
    create_user("gone", is_active=False)
    question = run_action("send_password_resets")
    assert "This emails 6 users a link to set a new password, except those" in question.content.decode()
    assert not Mail.objects.exists()
    assert messages_in(run_action("send_password_resets", confirmed="yes")) == [
        "3 users will receive an email.",
        "3 users receive none: they are inactive, or have no email address or no password.",
    ]
    send_all()
    assert {to for message in mail.outbox for to in message.to if "#token=" in str(message.body)} == wanted
    # As in a project without safejwt.accounts.
    monkeypatch.setattr(password_reset_wanted, "receivers", [])
    assert "send_password_resets" not in run_action("nothing").content.decode()


def test_actions_require_permission(
    run_action: Callable[..., Any], create_user: Callable[..., User], logged_in: BrowserClient
) -> None:
    helper = create_user("helper", is_staff=True)
    helper.user_permissions.add(*Permission.objects.filter(codename="view_user"))
    browser = Client()
    browser.force_login(helper)
    for action in ("deactivate_users", "end_sessions_of_users", "send_password_resets"):
        run_action(action, browser, confirmed="yes")
    assert logged_in.get("/users/auth/").status_code == 200
    assert User.objects.filter(is_active=True).count() == 4


def test_administrator_actions_are_in_the_users_history(
    admin: Client, run_action: Callable[..., Any], user: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        page = reverse("admin:users_user_change", args=[user.pk])
        fields = form_of(admin.get(page))
        assert admin.post(page, {**fields, "username": "countess", "is_staff": True}).status_code == 302
        run_action("send_password_resets", confirmed="yes")
        run_action("deactivate_users", confirmed="yes")
        assert (
            admin.post(page, {**fields, "username": "countess", "is_staff": True, "is_active": True}).status_code == 302
        )
    happened = SecurityEvent.objects.filter(user=user).order_by("pk").values_list("event", "reason", "ip")
    assert [(event, reason) for event, reason, _ in happened if not event.startswith("authn_token")] == [
        ("user_updated", "renamed"),
        ("authz_change", ""),
        ("authn_password_reset_request", ""),
        ("user_updated", "deactivated"),
        ("user_updated", "reactivated"),
    ]
    assert {ip for _, _, ip in happened} == {None}, "the IP address of an administrator is not shown to the user"
