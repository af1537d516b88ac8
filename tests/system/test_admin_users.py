"""Users in the admin, through its real forms."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import hashers
from django.core import mail
from django.test import Client
from django.urls import reverse
from safejwt.accounts.email_addresses import mark_verified
from safejwt.accounts.mail.delivery import send_due
from safejwt.audit import events
from safejwt.models import RefreshToken, SecurityEvent
from safejwt.testing import BrowserClient
from users.models import EMAIL_TAKEN, USERNAME_TAKEN, User

from .admin_forms import form_of
from .conftest import PASSWORD

pytestmark = pytest.mark.django_db

NEW = "another long passphrase"


def test_password_set_in_the_admin_is_hashed_and_ends_sessions(
    admin: Client, logged_in: BrowserClient, user: User
) -> None:
    page = reverse("admin:auth_user_password_change", args=[user.pk])
    assert admin.get(page).status_code == 200
    response = admin.post(page, {"password1": NEW, "password2": NEW, "usable_password": "true"})
    assert response.status_code == 302, response.context["form"].errors
    user.refresh_from_db()
    assert hashers.identify_hasher(user.password)
    assert user.check_password(NEW)
    assert logged_in.get("/users/auth/").json()["code"] == "session_ended"


def test_changes_in_the_admin_are_security_events(admin: Client, user: User, caplog: pytest.LogCaptureFixture) -> None:
    password = reverse("admin:auth_user_password_change", args=[user.pk])
    page = reverse("admin:users_user_change", args=[user.pk])
    fields = {"password1": NEW, "password2": NEW, "usable_password": "true"}
    own = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    with caplog.at_level("INFO", "safejwt"):
        admin.post(password, {**fields, "password2": "other"})
        admin.post(password, fields)
        admin.post(page, {**form_of(admin.get(page)), "email": "countess@example.com"})
        admin.post(reverse("admin:users_user_add"), {**fields, "username": "grace", "email": "grace@example.com"})
        admin.post(reverse("admin:password_change"), own)
    grace, root = User.objects.get(username="grace"), User.objects.get(is_superuser=True)
    recorded = [vars(record) for record in caplog.records if record.name == "safejwt"]
    assert [(event["event"], event["user_id"], event.get("by_user_id")) for event in recorded] == [
        ("authn_password_change", str(user.pk), str(root.pk)),
        ("email_change", str(user.pk), str(root.pk)),
        ("user_created", str(grace.pk), str(root.pk)),
        ("authn_password_change", str(root.pk), None),
    ]


def test_old_address_is_notified_of_a_change_in_the_admin(admin: Client, user: User) -> None:
    mark_verified(user)
    page, old = reverse("admin:users_user_change", args=[user.pk]), user.email
    for _ in range(2):
        admin.post(page, {**form_of(admin.get(page)), "email": "countess@example.com"})
    list(send_due())
    assert [(message.to, message.subject.partition(": ")[2]) for message in mail.outbox] == [
        ([old], "your email address was changed")
    ]
    assert "127.0.0.1" not in str(mail.outbox[0].body), "the address of an administrator is not for the user"


def test_user_form_neither_shows_nor_accepts_a_password(admin: Client, user: User) -> None:
    page = reverse("admin:users_user_change", args=[user.pk])
    response = admin.get(page)
    assert user.password not in response.content.decode()
    response = admin.post(page, {**form_of(response), "username": "countess", "password": "plain text"})
    assert response.status_code == 302, response.context and response.context["adminform"].errors
    user.refresh_from_db()
    assert user.username == "countess"
    assert user.check_password(PASSWORD)


def test_admin_rejects_bad_passwords(admin: Client, user: User) -> None:
    page = reverse("admin:auth_user_password_change", args=[user.pk])
    response = admin.post(page, {"password1": "1", "password2": "1", "usable_password": "true"})
    assert response.status_code == 200
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_user_created_in_the_admin_has_a_unique_email_and_a_hashed_password(admin: Client, user: User) -> None:
    page = reverse("admin:users_user_add")
    assert admin.get(page).status_code == 200
    fields = {"username": "grace", "password1": NEW, "password2": NEW, "usable_password": "true"}
    response = admin.post(page, {**fields, "email": "ADA@example.com"})
    assert response.status_code == 200
    assert response.context["adminform"].form.errors == {"email": [EMAIL_TAKEN]}
    taken = {**fields, "username": "ADA", "email": "ADA@example.com"}
    errors = admin.post(page, taken).context["adminform"].form.errors
    assert errors == {"username": [USERNAME_TAKEN], "email": [EMAIL_TAKEN]}
    assert admin.post(page, {**fields, "email": "grace@example.com"}).status_code == 302
    assert User.objects.get(username="grace").check_password(NEW)


def test_deactivation_in_the_admin_ends_sessions(admin: Client, logged_in: BrowserClient, user: User) -> None:
    page = reverse("admin:users_user_change", args=[user.pk])
    fields = form_of(admin.get(page))
    del fields["is_active"]
    assert admin.post(page, fields).status_code == 302
    user.refresh_from_db()
    assert not user.is_active
    assert logged_in.get("/users/auth/").json()["code"] == "session_ended"
    assert logged_in.post("/users/token/").json()["code"] == "refresh_token_revoked"


def test_deletion_in_the_admin_ends_sessions(admin: Client, logged_in: BrowserClient, user: User) -> None:
    page = reverse("admin:users_user_delete", args=[user.pk])
    assert admin.get(page).status_code == 200
    assert admin.post(page, {"post": "yes"}).status_code == 302
    assert not User.objects.filter(username="ada").exists()
    assert logged_in.get("/users/auth/").json()["code"] == "session_ended"


@pytest.mark.parametrize("fields", [{}, {"is_staff": True}])
def test_admin_requires_staff_with_permission(create_user: Callable[..., User], fields: dict[str, Any]) -> None:
    browser = Client()
    browser.force_login(create_user("eve", **fields))
    pages = [reverse(f"admin:{name}_changelist") for name in ("safejwt_refreshtoken", "users_user")]
    assert {browser.get(page).status_code for page in pages} == ({403} if fields else {302})


def test_access_token_does_not_open_the_admin(logged_in: BrowserClient, user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
    assert logged_in.get("/users/auth/").status_code == 200
    assert logged_in.get(reverse("admin:index")).status_code == 302


def test_user_page_links_to_own_sessions_and_history(
    admin: Client, logged_in: BrowserClient, user: User, create_user: Callable[..., User]
) -> None:
    BrowserClient().sign_in(create_user("ada2"))
    page = admin.get(reverse("admin:users_user_change", args=[user.pk])).content.decode()
    for name in ("refreshtoken", "securityevent"):
        link = f"{reverse(f'admin:safejwt_{name}_changelist')}?user__exact={user.pk}"
        assert f'href="{link}"' in page
        found = admin.get(link)
        assert found.status_code == 200
        assert {row.user for row in found.context["cl"].result_list} <= {user}
    assert RefreshToken.objects.filter(user__username="ada2").exists()
    assert (
        len(
            admin.get(f"{reverse('admin:safejwt_refreshtoken_changelist')}?user__exact={user.pk}")
            .context["cl"]
            .result_list
        )
        == 1
    )


@pytest.mark.postgresql
def test_user_with_history_can_be_deleted(admin: Client, user: User, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        events.record("authn_password_change", user_id=user.pk)
    assert admin.post(reverse("admin:users_user_delete", args=[user.pk]), {"post": "yes"}).status_code == 302
    assert not SecurityEvent.objects.exists()
