"""Staff users who are not superusers: what they may do in the admin, and to whom."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin as django_admin
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.test import Client
from django.urls import reverse
from safejwt.models import RefreshToken
from safejwt.testing import BrowserClient
from users.models import User

from .admin_forms import form_of
from .conftest import PASSWORD
from .mailbox import send_all

pytestmark = pytest.mark.django_db

LIST = "/admin/users/user/"
NEW = "another long passphrase"
# All that the default permissions of users, sessions and events allow.
OWN = ["view_user", "add_user", "change_user", "delete_user", "delete_refreshtoken", "view_refreshtoken"]
ACTIONS = {
    "deactivate_users": "deactivate_users",
    "send_password_resets": "send_password_resets",
    "end_sessions_of_users": "delete_refreshtoken",
}


def grant(user: User, *codenames: str) -> None:
    found = Permission.objects.filter(codename__in=codenames)
    assert found.count() == len(codenames)
    user.user_permissions.add(*found)


@pytest.fixture
def helper(create_user: Callable[..., User]) -> User:
    helper = create_user("helper", is_staff=True)
    grant(helper, *OWN, "deactivate_users", "send_password_resets", "delete_securityevent")
    return helper


@pytest.fixture
def browser(helper: User) -> Client:
    browser = Client()
    browser.force_login(helper)
    return browser


@pytest.fixture
def group(db: None) -> Group:
    group = Group.objects.create(name="accountants")
    group.permissions.add(Permission.objects.get(codename="view_logentry"))
    return group


@pytest.fixture(params=["superuser", "inactive superuser", "permission", "group", "inactive"])
def boss(request: Any, create_user: Callable[..., User], group: Group) -> User:
    """A user with a permission that the helper does not have."""
    boss = create_user("boss", is_superuser="superuser" in request.param, is_active="inactive" not in request.param)
    if request.param in ("permission", "inactive"):
        grant(boss, "change_group")
    if request.param == "group":
        boss.groups.add(group)
    return boss


def test_helper_cannot_take_over_a_user_with_more_permissions(browser: Client, boss: User) -> None:
    before = User.objects.values().get(pk=boss.pk)
    page = f"{LIST}{boss.pk}/change/"
    assert browser.get(page).status_code == 200, "they may look"
    fields = {"username": "mine", "email": "helper@example.net", "is_active": "on"}
    assert browser.post(page, fields).status_code == 403
    password = {"password1": NEW, "password2": NEW, "usable_password": "true"}
    assert browser.post(f"{LIST}{boss.pk}/password/", password).status_code == 403
    assert browser.post(f"{LIST}{boss.pk}/delete/", {"post": "yes"}).status_code == 403
    for action in ("delete_selected", *ACTIONS):
        chosen = {"action": action, "_selected_action": [str(boss.pk)], "post": "yes", "confirmed": "yes"}
        browser.post(LIST, chosen)
    assert User.objects.values().get(pk=boss.pk) == before
    send_all()
    assert not mail.outbox


@pytest.mark.postgresql
def test_helper_cannot_end_sessions_of_a_user_with_more_permissions(browser: Client, boss: User) -> None:
    User.objects.filter(pk=boss.pk).update(is_active=True)
    boss.refresh_from_db()
    device = BrowserClient()
    sid = device.sign_in(boss).sid
    sessions = reverse("admin:safejwt_refreshtoken_changelist")
    fields = {"action": "end_sessions", "_selected_action": [str(sid)], "confirmed": "yes"}
    browser.post(sessions, fields)
    everything = {"action": "end_sessions", "_selected_action": [str(sid)], "select_across": "1", "confirmed": "yes"}
    browser.post(sessions, everything)
    url = reverse("admin:safejwt_refreshtoken_delete", args=[sid])
    # The second one has ended the helper's own session too.
    browser.force_login(User.objects.get(username="helper"))
    assert browser.post(url, {"post": "yes"}).status_code == 403
    browser.post(LIST, {"action": "end_sessions_of_users", "_selected_action": [str(boss.pk)]})
    assert RefreshToken.objects.filter(pk=sid).exists()


def test_skipped_devices_are_reported(browser: Client, boss: User, user: User) -> None:
    User.objects.filter(pk=boss.pk).update(is_active=True)
    boss.refresh_from_db()
    out_of_reach, within_reach = (str(BrowserClient().sign_in(each).sid) for each in (boss, user))
    page = reverse("admin:safejwt_refreshtoken_changelist")
    question = browser.post(page, {"action": "end_sessions", "_selected_action": [out_of_reach, within_reach]})
    assert "This logs out 1 device immediately" in question.content.decode()
    assert "1 device was left out: its user has permissions that you do not have." in question.content.decode()
    # No question about nothing.
    alone = browser.post(page, {"action": "end_sessions", "_selected_action": [out_of_reach]}, follow=True)
    assert "1 device was left out" in alone.content.decode()
    assert "This logs out" not in alone.content.decode()


def test_skipped_users_are_reported(browser: Client, boss: User, user: User) -> None:
    User.objects.filter(pk=boss.pk).update(is_active=True)
    fields = {"action": "deactivate_users", "_selected_action": [str(boss.pk), str(user.pk)]}
    question = browser.post(LIST, fields)
    assert "This logs out 1 user immediately" in question.content.decode()
    response = browser.post(LIST, {**fields, "confirmed": "yes"}, follow=True)
    shown = {str(message) for message in response.context["messages"]}
    assert "1 user was left out: they have permissions that you do not have." in shown
    assert "1 user was deactivated." in shown
    assert set(User.objects.filter(is_active=True)) == {boss, User.objects.get(username="helper")}


def test_helper_grants_no_privileges(browser: Client, user: User, helper: User, group: Group) -> None:
    every = [str(pk) for pk in Permission.objects.values_list("pk", flat=True)]
    granted = {"is_superuser": "on", "is_staff": "on", "groups": [str(group.pk)], "user_permissions": every}
    for someone in (user, helper):
        before = someone.is_staff, set(someone.user_permissions.all())
        page = f"{LIST}{someone.pk}/change/"
        response = browser.get(page)
        names = set(response.context["adminform"].form.fields)
        assert not names & set(granted)
        fields = {**form_of(response), **granted, "first_name": "Changed"}
        assert browser.post(page, fields).status_code == 302
        someone.refresh_from_db()
        assert someone.first_name == "Changed"
        assert (someone.is_staff, set(someone.user_permissions.all())) == before
        assert not someone.is_superuser
        assert not someone.groups.exists()


def test_helper_adds_users_without_privileges(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    form = django_admin.site._registry[User]
    names = ("username", "email", "usable_password", "password1", "password2", "is_superuser", "is_staff")
    monkeypatch.setattr(form, "add_fieldsets", ((None, {"fields": names}),))
    fields = {"username": "grace", "email": "grace@example.com", "password1": NEW, "password2": NEW}
    fields |= {"usable_password": "true", "is_superuser": "on", "is_staff": "on"}
    assert browser.post(f"{LIST}add/", fields).status_code == 302
    assert User.objects.filter(username="grace", is_superuser=False, is_staff=False).exists()


def test_helper_edits_nothing_in_the_list(
    browser: Client, boss: User, admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = django_admin.site._registry[User]
    monkeypatch.setattr(form, "list_editable", ["email", "is_staff"])
    chosen = User.objects.order_by("pk")
    fields: dict[str, Any] = {"form-TOTAL_FORMS": chosen.count(), "form-INITIAL_FORMS": chosen.count(), "_save": "Save"}
    for number, user in enumerate(chosen):
        fields |= {f"form-{number}-id": user.pk, f"form-{number}-email": f"changed{number}@example.com"}
        fields |= {f"form-{number}-is_staff": "on"}
    browser.post(f"{LIST}?o=", fields)
    assert not User.objects.filter(email__startswith="changed").exists()
    assert admin.get(LIST).context["cl"].list_editable


def test_helper_changes_no_group(browser: Client, helper: User, group: Group) -> None:
    helper.groups.add(group)
    grant(helper, "add_group", "change_group", "delete_group", "view_group")
    page = reverse("admin:auth_group_change", args=[group.pk])
    every = [str(pk) for pk in Permission.objects.values_list("pk", flat=True)]
    assert browser.get(page).status_code == 200
    for address, fields in [
        (page, {"name": "mine", "permissions": every}),
        (reverse("admin:auth_group_add"), {"name": "mine", "permissions": every}),
        (reverse("admin:auth_group_delete", args=[group.pk]), {"post": "yes"}),
    ]:
        assert browser.post(address, fields).status_code == 403
    browser.post(
        reverse("admin:auth_group_changelist"),
        {"action": "delete_selected", "_selected_action": [str(group.pk)], "post": "yes"},
    )
    assert Group.objects.get().permissions.count() == 1


def test_superuser_changes_groups_and_privileges(admin: Client, user: User, group: Group) -> None:
    page = f"{LIST}{user.pk}/change/"
    fields = {**form_of(admin.get(page)), "is_staff": "on", "groups": [str(group.pk)]}
    assert admin.post(page, fields).status_code == 302
    user.refresh_from_db()
    assert (user.is_staff, list(user.groups.all())) == (True, [group])
    address = reverse("admin:auth_group_change", args=[group.pk])
    assert admin.post(address, {"name": "renamed", "permissions": []}).status_code == 302


def test_helper_acts_on_users_with_no_more_permissions(browser: Client, user: User, create_user: Any) -> None:
    colleague = create_user("colleague", is_staff=True)
    grant(colleague, "change_user")
    for someone in (user, colleague):
        password = {"password1": NEW, "password2": NEW, "usable_password": "true"}
        assert browser.post(f"{LIST}{someone.pk}/password/", password).status_code == 302
        someone.refresh_from_db()
        assert someone.check_password(NEW)


@pytest.mark.parametrize("action", ACTIONS)
def test_each_action_has_a_permission_of_its_own(
    action: str, create_user: Callable[..., User], logged_in: BrowserClient, user: User
) -> None:
    helper = create_user("helper", is_staff=True)
    grant(helper, *({*OWN, *ACTIONS.values()} - {ACTIONS[action]}))
    browser = Client()
    browser.force_login(helper)
    fields = {"action": action, "_selected_action": [str(user.pk)], "confirmed": "yes"}
    browser.post(LIST, fields)
    send_all()
    assert logged_in.get("/users/auth/").status_code == 200
    assert not mail.outbox

    User.objects.filter(pk=helper.pk).update(is_active=True)
    helper.user_permissions.clear()
    grant(helper, "view_user", ACTIONS[action])
    browser.force_login(helper)
    browser.post(LIST, fields)
    send_all()
    has_ended = logged_in.get("/users/auth/").status_code == 401
    assert has_ended or [message.to for message in mail.outbox] == [[user.email]]


def test_viewer_sees_no_hash(create_user: Callable[..., User], user: User, logged_in: BrowserClient) -> None:
    viewer = create_user("viewer", is_staff=True)
    grant(viewer, "view_user", "view_refreshtoken")
    browser = Client()
    browser.force_login(viewer)
    page = browser.get(f"{LIST}{user.pk}/change/")
    assert page.status_code == 200
    assert user.password.rpartition("$")[2] not in page.content.decode()
    sessions = reverse("admin:safejwt_refreshtoken_changelist")
    row = RefreshToken.objects.get(user=user)
    for lookup in ("auth_hash__startswith", "auth_hash", "user__password__startswith"):
        value = row.auth_hash[:3] if "auth" in lookup else user.password[:3]
        # Django answers a lookup that is not allowed with 400.
        assert browser.get(sessions, {lookup: value}).status_code == 400, lookup
    assert browser.get(LIST, {"password__startswith": "md5"}).status_code == 400


def test_helper_cannot_act_on_a_session_of_the_admin_they_do_not_reach(
    browser: Client, admin: Client, helper: User
) -> None:
    row = RefreshToken.objects.get(user__username="root")
    url = reverse("admin:safejwt_refreshtoken_delete", args=[row.pk])
    assert browser.post(url, {"post": "yes"}).status_code == 403
    assert admin.get("/admin/").status_code == 200


def test_own_password_needs_no_higher_permission(browser: Client, helper: User) -> None:
    fields = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    assert browser.post("/admin/password_change/", fields).status_code == 302
    assert browser.get("/admin/").status_code == 200
