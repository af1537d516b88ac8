"""The admin, through its real forms: passwords are hashed, devices can be read and ended, and no secret is shown."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import hashers
from django.contrib.auth.models import Permission
from django.core import mail
from django.test import Client
from django.urls import reverse
from safejwt.audit import events
from safejwt.conf import conf
from safejwt.models import RefreshToken, SecurityEvent
from safejwt.passwords import hashing
from safejwt.signals import password_reset_wanted
from safejwt.testing import BrowserClient
from users.models import EMAIL_TAKEN, User

from .conftest import PASSWORD
from .post import send_all

pytestmark = pytest.mark.django_db

NEW = "another long passphrase"


@pytest.fixture
def admin(client: BrowserClient, make_user: Callable[..., User]) -> Client:
    browser = Client()
    browser.force_login(make_user("root", is_staff=True, is_superuser=True))
    return browser


def form_of(answer: Any) -> dict[str, Any]:
    """What the form on a page of the admin holds, ready to be sent back."""
    form = answer.context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    fields: dict[str, Any] = {}
    for name, value in values.items():
        if name in ("last_login", "date_joined"):
            fields[f"{name}_0"], fields[f"{name}_1"] = (value.date(), value.time()) if value else ("", "")
        elif value is True or (value not in (None, False) and name != "password"):
            fields[name] = value
    return fields


def test_trap_19_a_password_edited_in_the_admin_is_hashed_and_ends_the_sessions(
    admin: Client, signed_in: BrowserClient, user: User
) -> None:
    page = reverse("admin:auth_user_password_change", args=[user.pk])
    assert admin.get(page).status_code == 200
    answer = admin.post(page, {"password1": NEW, "password2": NEW, "usable_password": "true"})
    assert answer.status_code == 302, answer.context["form"].errors
    user.refresh_from_db()
    assert hashers.identify_hasher(user.password)
    assert user.check_password(NEW)
    assert signed_in.get("/users/auth/").json()["code"] == "session_ended"


def test_trap_19_the_form_of_a_person_neither_shows_nor_takes_a_password(admin: Client, user: User) -> None:
    page = reverse("admin:users_user_change", args=[user.pk])
    answer = admin.get(page)
    assert user.password not in answer.content.decode()
    answer = admin.post(page, {**form_of(answer), "username": "countess", "password": "plain text"})
    assert answer.status_code == 302, answer.context and answer.context["adminform"].errors
    user.refresh_from_db()
    assert user.username == "countess"
    assert user.check_password(PASSWORD)


def test_main_trap_11_the_admin_refuses_a_bad_password(admin: Client, user: User) -> None:
    page = reverse("admin:auth_user_password_change", args=[user.pk])
    answer = admin.post(page, {"password1": "1", "password2": "1", "usable_password": "true"})
    assert answer.status_code == 200
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_a_person_made_in_the_admin_has_an_address_of_his_own_and_a_hashed_password(admin: Client, user: User) -> None:
    page = reverse("admin:users_user_add")
    assert admin.get(page).status_code == 200
    fields = {"username": "grace", "password1": NEW, "password2": NEW, "usable_password": "true"}
    answer = admin.post(page, {**fields, "email": "ADA@example.com"})
    assert answer.status_code == 200
    assert str(EMAIL_TAKEN) in answer.content.decode()
    assert admin.post(page, {**fields, "email": "grace@example.com"}).status_code == 302
    assert User.objects.get(username="grace").check_password(NEW)


def test_a_person_deactivated_in_the_admin_is_signed_out(admin: Client, signed_in: BrowserClient, user: User) -> None:
    page = reverse("admin:users_user_change", args=[user.pk])
    fields = form_of(admin.get(page))
    del fields["is_active"]
    assert admin.post(page, fields).status_code == 302
    user.refresh_from_db()
    assert not user.is_active
    assert signed_in.get("/users/auth/").json()["code"] == "session_ended"
    assert signed_in.post("/users/token/").json()["code"] == "refresh_token_revoked"


def test_a_person_deleted_in_the_admin_is_signed_out(admin: Client, signed_in: BrowserClient, user: User) -> None:
    page = reverse("admin:users_user_delete", args=[user.pk])
    assert admin.get(page).status_code == 200
    assert admin.post(page, {"post": "yes"}).status_code == 302
    assert not User.objects.filter(username="ada").exists()
    assert signed_in.get("/users/auth/").json()["code"] == "session_ended"


def test_main_trap_02_the_devices_can_be_read_and_searched_and_show_no_secret(
    admin: Client, signed_in: BrowserClient, user: User
) -> None:
    device = RefreshToken.objects.get()
    pages = [
        reverse("admin:safejwt_refreshtoken_changelist"),
        reverse("admin:safejwt_refreshtoken_changelist") + "?q=ada",
        reverse("admin:safejwt_refreshtoken_change", args=[device.pk]),
        reverse("admin:safejwt_refreshtoken_delete", args=[device.pk]),
    ]
    assert signed_in.access_token is not None
    secrets = [signed_in.cookies[conf.refresh_cookie_name].value, signed_in.access_token]
    hidden = [part for secret in secrets for part in secret.split(".")[1:]]
    hidden += [signed_in.cookies[conf.csrf_cookie_name].value, device.auth_hash, user.password]
    for page in pages:
        answer = admin.get(page)
        assert answer.status_code == 200, page
        text = answer.content.decode()
        assert "ada" in text, page
        assert not [secret for secret in hidden if secret in text], page
    assert "0 signed-in devices" in admin.get(pages[0] + "?q=nobody").content.decode()


def test_a_device_deleted_in_the_admin_is_signed_out_and_the_others_stay(
    admin: Client, signed_in: BrowserClient, user: User
) -> None:
    phone = BrowserClient()
    sid = phone.sign_in(user).sid
    assert admin.post(reverse("admin:safejwt_refreshtoken_delete", args=[sid]), {"post": "yes"}).status_code == 302
    assert phone.get("/users/auth/").json()["code"] == "session_ended"
    assert signed_in.get("/users/auth/").status_code == 200


def test_devices_chosen_in_the_list_are_signed_out_together_and_not_unasked(
    admin: Client, signed_in: BrowserClient, user: User
) -> None:
    phone = BrowserClient()
    phone.sign_in(user)
    page = reverse("admin:safejwt_refreshtoken_changelist")
    chosen = [str(pk) for pk in RefreshToken.objects.values_list("pk", flat=True)]
    wish = {"action": "end_sessions", "_selected_action": chosen}
    answer = admin.post(page, wish)
    assert answer.status_code == 200
    assert user.get_username() in answer.content.decode()
    assert RefreshToken.objects.count() == 2
    assert admin.post(page, {**wish, "confirmed": "yes"}).status_code == 302
    for device in (phone, signed_in):
        assert device.get("/users/auth/").json()["code"] == "session_ended"


def test_a_device_is_neither_added_nor_changed_in_the_admin(admin: Client, signed_in: BrowserClient) -> None:
    before = RefreshToken.objects.values().get()
    assert admin.get(reverse("admin:safejwt_refreshtoken_add")).status_code == 403
    page = reverse("admin:safejwt_refreshtoken_change", args=[before["id"]])
    assert admin.post(page, {"generation": 99, "expires_at_0": "2099-01-01", "expires_at_1": "0:00"}).status_code == 403
    assert RefreshToken.objects.values().get() == before


@pytest.mark.parametrize("fields", [{}, {"is_staff": True}])
def test_the_admin_is_for_staff_with_the_right_to_it(make_user: Callable[..., User], fields: dict[str, Any]) -> None:
    browser = Client()
    browser.force_login(make_user("eve", **fields))
    pages = [reverse(f"admin:{name}_changelist") for name in ("safejwt_refreshtoken", "users_user")]
    assert {browser.get(page).status_code for page in pages} == ({403} if fields else {302})


def test_an_access_token_opens_no_page_of_the_admin(signed_in: BrowserClient, user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
    assert signed_in.get("/users/auth/").status_code == 200
    assert signed_in.get(reverse("admin:index")).status_code == 302


@pytest.fixture
def people(admin: Client, make_user: Callable[..., User], signed_in: BrowserClient, user: User) -> Callable[..., Any]:
    """Does something with everybody: root, who asks, ada, who is signed in, and grace."""
    make_user("grace")

    def act(action: str, browser: Client = admin, **fields: str) -> Any:
        chosen = [str(pk) for pk in User.objects.values_list("pk", flat=True)]
        page = reverse("admin:users_user_changelist")
        return browser.post(page, {"action": action, "_selected_action": chosen, **fields}, follow=True)

    return act


def told(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def test_people_are_deactivated_together_and_signed_out_at_once_after_a_question_but_not_whoever_asks(
    people: Callable[..., Any], signed_in: BrowserClient
) -> None:
    question = people("deactivate_users").content.decode()
    assert "This logs out 2 users immediately" in question
    assert "<li>grace</li>" in question
    assert signed_in.get("/users/auth/").status_code == 200
    assert told(people("deactivate_users", confirmed="yes")) == ["2 users were deactivated."]
    assert signed_in.get("/users/auth/").json()["code"] == "session_ended"
    assert list(User.objects.filter(is_active=True).values_list("username", flat=True)) == ["root"]
    assert not RefreshToken.objects.exists()
    assert LogEntry.objects.count() == 2


def test_the_sessions_of_people_are_ended_together(people: Callable[..., Any], signed_in: BrowserClient) -> None:
    assert told(people("end_sessions_of_users")) == ["1 session was ended."]
    assert signed_in.get("/users/auth/").json()["code"] == "session_ended"
    assert User.objects.filter(is_active=True).count() == 3


def test_a_mail_for_a_new_password_is_offered_where_somebody_sends_it(
    people: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, make_user: Callable[..., User], settings: Any
) -> None:
    settings.SAFEJWT_ACCOUNTS_MAILS_PER_ADDRESS = 0
    wanted = {user.email for user in User.objects.all()}
    make_user("noaddress", email="")
    make_user("nopassword", password=None)
    make_user("gone", is_active=False)
    assert told(people("send_password_resets")) == ["3 users will receive an email."]
    send_all()
    assert {to for message in mail.outbox for to in message.to if "#token=" in str(message.body)} == wanted
    # As in a project without safejwt.accounts.
    monkeypatch.setattr(password_reset_wanted, "receivers", [])
    assert "send_password_resets" not in people("nothing").content.decode()


def test_what_is_done_to_people_needs_the_right_to_it(
    people: Callable[..., Any], make_user: Callable[..., User], signed_in: BrowserClient
) -> None:
    helper = make_user("helper", is_staff=True)
    helper.user_permissions.add(*Permission.objects.filter(codename="view_user"))
    browser = Client()
    browser.force_login(helper)
    for action in ("deactivate_users", "end_sessions_of_users", "send_password_resets"):
        people(action, browser, confirmed="yes")
    assert signed_in.get("/users/auth/").status_code == 200
    assert User.objects.filter(is_active=True).count() == 4


def test_what_an_administrator_does_to_a_person_is_in_his_history(
    admin: Client, people: Callable[..., Any], user: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        page = reverse("admin:users_user_change", args=[user.pk])
        fields = form_of(admin.get(page))
        assert admin.post(page, {**fields, "username": "countess", "is_staff": True}).status_code == 302
        people("send_password_resets")
        people("deactivate_users", confirmed="yes")
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
    assert {ip for _, _, ip in happened} == {None}, "from where an administrator works is not for the person to know"


def test_a_persons_page_leads_to_his_sessions_and_his_history_and_nobody_elses(
    admin: Client, signed_in: BrowserClient, user: User, make_user: Callable[..., User]
) -> None:
    BrowserClient().sign_in(make_user("ada2"))
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


class TestTheLogin:
    """Guesses at the admin are counted together with those at the app (security bar E4, E13)."""

    @pytest.fixture(autouse=True)
    def root(self, make_user: Callable[..., User], settings: Any) -> User:
        settings.SAFEJWT_LOGIN_RATE, settings.SAFEJWT_LOGIN_ACCOUNT_RATE = "10/m", "30/h"
        return make_user("root", is_staff=True, is_superuser=True)

    def try_login(self, browser: Client, password: str = "wrong") -> Any:  # noqa: S107
        return browser.post("/admin/login/", {"username": "root", "password": password})

    def test_it_takes_ten_guesses_and_then_says_how_long_to_wait(self) -> None:
        browser = Client()
        for _ in range(10):
            assert "correct username and password" in self.try_login(browser).content.decode()
        refused = self.try_login(browser, PASSWORD)
        assert refused.status_code == 200
        assert "Too many attempts. Try again in" in refused.content.decode()

    def test_those_at_the_app_count_as_well(self) -> None:
        app = BrowserClient()
        app.get("/users/csrf/")
        for _ in range(10):
            assert app.post("/users/login/", {"username": "root", "password": "x"}, format="json").status_code == 401
        assert "Too many attempts" in self.try_login(Client(), PASSWORD).content.decode()

    def test_whoever_guesses_does_not_keep_the_owner_out(self) -> None:
        owner, stranger = Client(), Client()
        assert self.try_login(owner, PASSWORD).status_code == 302
        owner.post("/admin/logout/")
        for _ in range(40):
            self.try_login(stranger)
        assert self.try_login(owner, PASSWORD).status_code == 302
        assert "Too many attempts" in self.try_login(Client(), PASSWORD).content.decode()

    def test_a_right_password_is_not_counted(self) -> None:
        assert {self.try_login(Client(), PASSWORD).status_code for _ in range(12)} == {302}


def test_the_history_of_people_is_read_and_searched_and_not_changed(
    admin: Client, user: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        events.record("authn_password_change", user_id=user.pk)
    event = SecurityEvent.objects.get()
    page = reverse("admin:safejwt_securityevent_changelist")
    assert "authn_password_change" in admin.get(page + "?q=ada").content.decode()
    assert "0 security events" in admin.get(page + "?q=nobody").content.decode()
    assert admin.get(reverse("admin:safejwt_securityevent_add")).status_code == 403
    for name in ("change", "delete"):
        address = reverse(f"admin:safejwt_securityevent_{name}", args=[event.pk])
        assert admin.post(address, {"post": "yes", "event": "nothing"}).status_code == 403
    admin.post(page, {"action": "delete_selected", "_selected_action": [event.pk], "post": "yes"})
    assert SecurityEvent.objects.get().event == "authn_password_change"


def test_a_person_with_a_history_can_be_deleted(
    admin: Client, user: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        events.record("authn_password_change", user_id=user.pk)
    assert admin.post(reverse("admin:users_user_delete", args=[user.pk]), {"post": "yes"}).status_code == 302
    assert not SecurityEvent.objects.exists()


def test_while_all_that_hash_are_busy_a_login_is_told_to_come_again(user: User, settings: Any) -> None:
    settings.SAFEJWT_PARALLEL_HASHES = 1
    hashing._room.cache_clear()
    with hashing._room(1).queue, hashing._room(1).queue:
        answer = Client().post("/admin/login/", {"username": "ada", "password": PASSWORD})
    assert (answer.status_code, answer["Retry-After"]) == (503, "1")
    assert "Content-Security-Policy" in answer
    assert "Temporarily unavailable" in answer.content.decode()
