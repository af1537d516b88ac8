"""Sessions and their history in the admin."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from safejwt import sessions
from safejwt.audit import events
from safejwt.conf import conf
from safejwt.models import RefreshToken, SecurityEvent
from safejwt.testing import BrowserClient
from users.models import User

from .conftest import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.mark.postgresql
def test_session_list_is_searchable_and_shows_no_secret(admin: Client, logged_in: BrowserClient, user: User) -> None:
    device = RefreshToken.objects.get(user=user)
    pages = [
        reverse("admin:safejwt_refreshtoken_changelist"),
        reverse("admin:safejwt_refreshtoken_changelist") + "?q=ada",
        reverse("admin:safejwt_refreshtoken_change", args=[device.pk]),
        reverse("admin:safejwt_refreshtoken_delete", args=[device.pk]),
    ]
    assert logged_in.access_token is not None
    secrets = [logged_in.cookies[conf.refresh_cookie_name].value, logged_in.access_token]
    hidden = [part for secret in secrets for part in secret.split(".")[1:]]
    hidden += [logged_in.cookies[settings.CSRF_COOKIE_NAME].value, device.auth_hash, user.password]
    for page in pages:
        response = admin.get(page)
        assert response.status_code == 200, page
        text = response.content.decode()
        assert "ada" in text, page
        assert not [secret for secret in hidden if secret in text], page
    assert "0 logged-in devices" in admin.get(pages[0] + "?q=unknown").content.decode()


def test_events_of_a_login_at_the_admin_share_the_id_of_its_request(
    create_user: Callable[..., User], caplog: pytest.LogCaptureFixture
) -> None:
    create_user("grace", is_staff=True)
    with caplog.at_level("INFO", "safejwt"):
        Client().post(reverse("admin:login"), {"username": "grace", "password": PASSWORD})
    (record,) = [record for record in caplog.records if record.getMessage() == "session_created"]
    assert vars(record)["request_id"]


def test_devices_have_names(admin: Client, user: User) -> None:
    raw = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36"
    sid = sessions.start(user, user_agent=raw).sid
    page = reverse("admin:safejwt_refreshtoken_changelist")
    text = admin.get(page).content.decode()
    assert f'<span title="{raw}">Chrome\N{NO-BREAK SPACE}on\N{NO-BREAK SPACE}Linux</span>' in text
    assert text.count(raw) == 1
    assert "By status" in text
    device = admin.get(reverse("admin:safejwt_refreshtoken_change", args=[sid])).content.decode()
    assert "ada: Chrome on Linux" in device
    chosen = {"action": "end_sessions", "_selected_action": [str(sid)]}
    question = admin.post(page, chosen).content.decode()
    assert f'<li title="{raw}">ada: Chrome on Linux, ' in question
    assert '<a href="/admin/safejwt/">safejwt</a>' in question


def test_session_deleted_in_the_admin_ends_alone(admin: Client, logged_in: BrowserClient, user: User) -> None:
    phone = BrowserClient()
    sid = phone.sign_in(user).sid
    assert admin.post(reverse("admin:safejwt_refreshtoken_delete", args=[sid]), {"post": "yes"}).status_code == 302
    assert phone.get("/users/auth/").json()["code"] == "session_ended"
    assert logged_in.get("/users/auth/").status_code == 200


@pytest.mark.postgresql
def test_selected_sessions_end_only_after_confirmation(admin: Client, logged_in: BrowserClient, user: User) -> None:
    phone = BrowserClient()
    phone.sign_in(user)
    page = reverse("admin:safejwt_refreshtoken_changelist")
    chosen = [str(pk) for pk in RefreshToken.objects.filter(user=user).values_list("pk", flat=True)]
    fields = {"action": "end_sessions", "_selected_action": chosen}
    response = admin.post(page, fields)
    assert response.status_code == 200
    assert user.get_username() in response.content.decode()
    assert RefreshToken.objects.filter(user=user).count() == 2
    assert admin.post(page, {**fields, "confirmed": "yes"}).status_code == 302
    for device in (phone, logged_in):
        assert device.get("/users/auth/").json()["code"] == "session_ended"


def test_sessions_cannot_be_added_or_changed_in_the_admin(admin: Client, logged_in: BrowserClient, user: User) -> None:
    before = RefreshToken.objects.values().get(user=user)
    assert admin.get(reverse("admin:safejwt_refreshtoken_add")).status_code == 403
    page = reverse("admin:safejwt_refreshtoken_change", args=[before["id"]])
    assert admin.post(page, {"generation": 99, "expires_at_0": "2099-01-01", "expires_at_1": "0:00"}).status_code == 403
    assert RefreshToken.objects.values().get(user=user) == before


@pytest.mark.postgresql
def test_event_history_is_searchable_and_read_only(
    admin: Client, user: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        events.record("authn_password_change", user_id=user.pk)
    event = SecurityEvent.objects.get()
    page = reverse("admin:safejwt_securityevent_changelist")
    assert '<span title="authn_password_change">Password changed</span>' in admin.get(page + "?q=ada").content.decode()
    filters = admin.get(page + "?event=authn_password_change").content.decode()
    assert "1 security event\n" in filters
    assert '<a href="?event=email_verified">' in filters
    assert "Email address confirmed" in filters
    assert "0 security events" in admin.get(page + "?event=email_verified").content.decode()
    assert "0 security events" in admin.get(page + "?q=unknown").content.decode()
    assert admin.get(reverse("admin:safejwt_securityevent_add")).status_code == 403
    for name in ("change", "delete"):
        address = reverse(f"admin:safejwt_securityevent_{name}", args=[event.pk])
        assert admin.post(address, {"post": "yes", "event": "nothing"}).status_code == 403
    admin.post(page, {"action": "delete_selected", "_selected_action": [event.pk], "post": "yes"})
    assert SecurityEvent.objects.get().event == "authn_password_change"


@pytest.mark.postgresql
def test_command_ends_sessions_of_the_admin(admin: Client, logged_in: BrowserClient) -> None:
    assert admin.get("/admin/users/user/").status_code == 200
    call_command("safejwt_revoke_sessions", "--all", "--no-input", verbosity=0)
    assert admin.get("/admin/users/user/").status_code == 302
    assert logged_in.get("/users/auth/").json()["code"] == "session_ended"


def test_logout_everywhere_ends_sessions_of_the_admin(admin: Client) -> None:
    app = BrowserClient()
    app.sign_in(User.objects.get(username="root"))
    assert app.post("/users/logout/everywhere/").status_code == 204
    assert admin.get("/admin/").status_code == 302


def test_sessions_of_the_admin_are_short(admin: Client, clock: Any, user: User) -> None:
    assert settings.SESSION_COOKIE_AGE <= 12 * 3600
    root = User.objects.get(username="root")
    admin.force_login(root)
    clock.shift(timedelta(minutes=29))
    assert admin.get("/admin/").status_code == 200
    clock.shift(timedelta(minutes=31))
    assert admin.get("/admin/").status_code == 302


def test_database_values_do_not_open_the_admin(admin: Client) -> None:
    assert admin.get("/admin/").status_code == 200
    values = {
        str(value) for model in apps.get_models() for row in model._default_manager.values_list() for value in row
    }
    assert admin.cookies[settings.SESSION_COOKIE_NAME].value not in values
    attacker = Client()
    for value in values - {""}:
        if value.isascii() and value.isprintable():
            attacker.cookies[settings.SESSION_COOKIE_NAME] = value
            assert attacker.get("/admin/").status_code == 302, value
