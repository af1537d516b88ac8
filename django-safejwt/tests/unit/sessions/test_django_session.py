"""Django sessions, such as logins to the admin, end with the other sessions of their user."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth import get_user_model, login, user_logged_in
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.models import Session
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from safejwt import sessions
from safejwt.middleware import DjangoSessionMiddleware
from safejwt.models import RefreshToken
from safejwt.testing import BrowserClient

from tests.conftest import DAY, MINUTE, PASSWORD

pytestmark = pytest.mark.django_db

ENGINES = ["db", "cached_db", "cache", "signed_cookies", "file"]
PAGE = "/admin/"


class Subclass(DjangoSessionMiddleware):
    """A middleware of a project."""


@pytest.fixture(params=ENGINES)
def engine(request: Any, settings: Any, tmp_path: Any) -> str:
    settings.SESSION_ENGINE = f"django.contrib.sessions.backends.{request.param}"
    settings.SESSION_FILE_PATH = str(tmp_path)
    return str(request.param)


@pytest.fixture
def root(make_user: Callable[..., Any]) -> Any:
    return make_user("root", is_staff=True, is_superuser=True)


def logged_in(user: Any) -> Client:
    browser = Client(headers={"user-agent": "Firefox"})
    assert browser.login(username=user.get_username(), password=PASSWORD)
    return browser


def is_in(browser: Client) -> bool:
    """Whether this browser sees the admin. If not, it is sent to the login."""
    status = browser.get(PAGE).status_code
    assert status in (200, 302)
    return status == 200


def revoke(*words: str) -> None:
    call_command("safejwt_revoke_sessions", *words, "--no-input", stdout=StringIO())


@pytest.mark.parametrize("words", [("--all",), ("--user",), ("--before", "2100-01-01T00:00Z")])
def test_command_ends_django_sessions_of_any_engine(engine: str, root: Any, words: tuple[str, ...]) -> None:
    browser = logged_in(root)
    cookies = dict(browser.cookies)
    assert is_in(browser)
    revoke(*words, *([root.get_username()] if words == ("--user",) else []))
    assert not is_in(browser)
    browser.cookies.update(cookies)
    assert not is_in(browser), "the old cookie is accepted again"
    assert is_in(logged_in(root))


def test_command_for_one_user_ends_no_other_django_session(root: Any, make_user: Callable[..., Any]) -> None:
    other = make_user("other", is_staff=True, is_superuser=True)
    browsers = logged_in(root), logged_in(other)
    revoke("--user", root.get_username())
    assert [is_in(browser) for browser in browsers] == [False, True]


def test_django_session_in_a_restored_backup_is_refused_after_the_command(root: Any) -> None:
    browser = logged_in(root)
    rows, stored = list(RefreshToken.objects.all()), list(Session.objects.all())
    cookies = dict(browser.cookies)
    browser.logout()
    sessions.end_all(root)
    newer = logged_in(root)
    for model, backup in ((RefreshToken, rows), (Session, stored)):
        model.objects.all().delete()
        model.objects.bulk_create(backup)
    browser.cookies.update(cookies)
    assert is_in(browser), "the session is back"
    revoke("--all")
    assert not is_in(browser)
    assert not is_in(newer)


def test_logout_everywhere_and_the_list_of_devices_end_django_sessions(root: Any) -> None:
    app, first, second = BrowserClient(), logged_in(root), logged_in(root)
    app.sign_in(root)
    listed = [device for device in app.get("/users/sessions/").json() if not device["current"]]
    assert len(listed) == 2
    newest = max(listed, key=lambda device: device["createdAt"])
    assert app.delete(f"/users/sessions/{newest['id']}/").status_code == 204
    assert [is_in(browser) for browser in (first, second)] == [True, False]
    assert app.post("/users/logout/everywhere/").status_code == 204
    assert not is_in(first)


def test_ending_the_other_devices_ends_django_sessions(root: Any) -> None:
    app, browser = BrowserClient(), logged_in(root)
    app.sign_in(root)
    assert app.delete("/users/sessions/").status_code == 204
    assert not is_in(browser)


def test_app_and_admin_in_one_browser_log_in_and_out_apart(root: Any) -> None:
    browser = BrowserClient()
    assert browser.login(username=root.get_username(), password=PASSWORD)
    browser.sign_in(root)
    assert RefreshToken.objects.count() == 2
    browser.post("/users/logout/")
    assert is_in(browser)
    assert RefreshToken.objects.count() == 1


def test_logout_ends_the_row_and_every_copy_of_the_cookie(engine: str, root: Any) -> None:
    browser = logged_in(root)
    cookies = dict(browser.cookies)
    assert browser.post("/admin/logout/").status_code == 200
    assert not RefreshToken.objects.exists()
    browser.cookies.update(cookies)
    assert not is_in(browser)


def test_second_login_replaces_the_row(root: Any, make_user: Callable[..., Any]) -> None:
    browser = logged_in(root)
    for user in (root, make_user("other", is_staff=True, is_superuser=True)):
        fields = {"username": user.get_username(), "password": PASSWORD}
        assert browser.post("/admin/login/?next=/admin/", fields).status_code == 302
        assert is_in(browser)
    assert RefreshToken.objects.filter(user=root).count() <= 1


def test_django_session_without_a_row_is_refused(root: Any, settings: Any) -> None:
    installed, settings.MIDDLEWARE = settings.MIDDLEWARE, [m for m in settings.MIDDLEWARE if "DjangoSession" not in m]
    browser = logged_in(root)
    assert is_in(browser)
    assert not RefreshToken.objects.exists(), "a row that nothing checks"
    settings.MIDDLEWARE = installed
    browser.handler.load_middleware()
    assert not is_in(browser)


def test_row_of_another_user_does_not_count(root: Any, make_user: Callable[..., Any]) -> None:
    browser = logged_in(root)
    RefreshToken.objects.update(user=make_user("other"))
    assert not is_in(browser)


def test_staff_session_expires_without_use(root: Any, clock: Any) -> None:
    browser = logged_in(root)
    for _ in range(3):
        clock.shift(29 * MINUTE)
        assert is_in(browser)
    clock.shift(31 * MINUTE)
    assert not is_in(browser)


def test_requests_of_the_app_do_not_extend_the_admins_session(root: Any, clock: Any) -> None:
    browser = BrowserClient()
    browser.login(username=root.get_username(), password=PASSWORD)
    browser.sign_in(root)
    for _ in range(8):
        clock.shift(4 * MINUTE)
        assert browser.post("/users/token/").status_code == 200
    assert not is_in(browser)


def test_staff_session_expires_twelve_hours_after_login_even_in_use(root: Any, clock: Any) -> None:
    browser = logged_in(root)
    for _ in range(24):
        clock.shift(29 * MINUTE)
        assert is_in(browser)
    clock.shift(29 * MINUTE)
    assert not is_in(browser)


def test_shorter_lifetimes_apply_to_existing_sessions(root: Any, clock: Any, settings: Any) -> None:
    browser = logged_in(root)
    clock.shift(6 * MINUTE)
    settings.SAFEJWT_ADMIN_IDLE_LIFETIME = timedelta(minutes=5)
    assert not is_in(browser)
    browser = logged_in(root)
    settings.SAFEJWT_ADMIN_LIFETIME = timedelta(minutes=4)
    clock.shift(4 * MINUTE)
    assert not is_in(browser)


def test_other_users_keep_djangos_lifetime_until_they_become_staff(
    make_user: Callable[..., Any], clock: Any, rf: RequestFactory
) -> None:
    ada = make_user("ada", is_superuser=True)
    browser = logged_in(ada)
    clock.shift(13 * DAY)
    request = rf.get("/")
    request.session = browser.session
    assert user_of(request) == ada
    type(ada).objects.update(is_staff=True)
    request = rf.get("/")
    request.session = browser.session
    assert not user_of(request).is_authenticated


def user_of(request: HttpRequest) -> Any:
    """The user whom a view sees behind Django's middleware and ours."""
    seen: list[Any] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request.user.is_authenticated and get_user_model().objects.get(pk=request.user.pk))
        seen.append(request.user)
        return HttpResponse()

    AuthenticationMiddleware(DjangoSessionMiddleware(view))(request)
    return seen[0] or seen[1]


def test_password_changed_in_the_admin_keeps_this_session_only(root: Any) -> None:
    browser, other = logged_in(root), logged_in(root)
    new = "another long passphrase"
    fields = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert browser.post("/admin/password_change/", fields).status_code == 302
    assert is_in(browser)
    assert not is_in(other)
    root.refresh_from_db()
    assert sessions.active_sessions(root).count() == 1


def test_request_costs_one_query_and_a_write_a_minute(root: Any, clock: Any, django_assert_num_queries: Any) -> None:
    browser = logged_in(root)
    browser.get(PAGE)
    with django_assert_num_queries(4):  # session, user, row, log entries
        browser.get(PAGE)
    clock.shift(2 * MINUTE)
    with django_assert_num_queries(5):
        browser.get(PAGE)
    with django_assert_num_queries(4):
        browser.get(PAGE)


def test_anonymous_request_costs_nothing(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        Client().get("/admin/login/")


def test_async_views_see_only_users_of_active_sessions(root: Any, rf: RequestFactory) -> None:
    store = logged_in(root).session

    async def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(str((await request.auser()).is_authenticated))

    def answer() -> str:
        request = rf.get("/")
        request.session = store
        inner = DjangoSessionMiddleware(view)
        return str(async_to_sync(AuthenticationMiddleware(inner))(request).content.decode())

    assert answer() == "True"
    RefreshToken.objects.all().delete()
    assert answer() == "False"


def test_subclass_of_the_middleware_counts(root: Any, settings: Any) -> None:
    settings.MIDDLEWARE = [f"{__name__}.Subclass" if "DjangoSession" in each else each for each in settings.MIDDLEWARE]
    assert is_in(logged_in(root))
    assert RefreshToken.objects.count() == 1


def test_login_signal_without_a_django_session_starts_no_row(root: Any, rf: RequestFactory) -> None:
    for request in (None, rf.post("/")):
        user_logged_in.send(type(root), request=request, user=root)
    assert not RefreshToken.objects.exists()


def test_row_names_the_browser_and_the_address(root: Any, rf: RequestFactory) -> None:
    request = rf.post("/", headers={"user-agent": "Firefox"}, REMOTE_ADDR="192.0.2.7")
    request.session = Client().session
    login(request, root, "django.contrib.auth.backends.ModelBackend")
    row = RefreshToken.objects.get()
    assert (row.user_agent, row.ip) == ("Firefox", "192.0.2.7")


def test_wrong_place_of_the_middleware_is_an_error(rf: RequestFactory) -> None:
    with pytest.raises(ImproperlyConfigured, match="after Django's AuthenticationMiddleware"):
        DjangoSessionMiddleware(lambda request: HttpResponse())(rf.get("/"))
