"""A Django session becomes a session of this package, once."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.contrib.sessions.models import Session
from django.test import Client
from safejwt.conf import conf
from safejwt.models import RefreshToken
from safejwt.signals import session_ended
from safejwt.testing import BrowserClient

from tests.conftest import DAY, MINUTE, PASSWORD

from . import project
from .project import END, SESSION, WITH_AMR, adopt, assert_refused, cookie, meanwhile

pytestmark = [pytest.mark.django_db, pytest.mark.urls(project.__name__)]


class TestDjangoSession:
    def test_login_becomes_a_session(self, returned: BrowserClient, user: Any) -> None:
        body = returned.take(adopt(returned))
        assert body["user"]["id"] == returned.get("/users/auth/").json()["id"]
        assert returned.post("/users/token/").status_code == 200
        assert RefreshToken.objects.get().user == user

    def test_djangos_session_ends(self, returned: BrowserClient, settings: Any) -> None:
        old = cookie(returned, settings)
        response = adopt(returned)
        assert response.cookies[settings.SESSION_COOKIE_NAME].value == ""
        assert not Session.objects.exists()
        copy = Client()
        copy.cookies[settings.SESSION_COOKIE_NAME] = old
        assert copy.get("/page/").content == b"False"

    @pytest.mark.parametrize("engine", ["db", "cached_db", "cache", "file", "signed_cookies"])
    def test_any_engine(self, browser: BrowserClient, user: Any, settings: Any, engine: str, tmp_path: Any) -> None:
        settings.SESSION_ENGINE = f"django.contrib.sessions.backends.{engine}"
        settings.SESSION_FILE_PATH = str(tmp_path)
        browser.get(f"/provider/?user={user.pk}")
        browser.get("/users/csrf/")
        assert adopt(browser).status_code == 200
        assert browser.get("/page/").content == b"False"

    def test_row_of_djangos_session_ends_with_it(self, returned: BrowserClient, settings: Any, heard: Any) -> None:
        """`DjangoSessionMiddleware` has given it one."""
        assert "safejwt.middleware.DjangoSessionMiddleware" in settings.MIDDLEWARE
        ended = heard(session_ended)
        adopt(returned)
        assert len(ended) == 1
        assert RefreshToken.objects.count() == 1

    def test_without_that_middleware(self, browser: BrowserClient, user: Any, settings: Any) -> None:
        settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if not each.startswith("safejwt.")]
        browser.get(f"/provider/?user={user.pk}")
        browser.get("/users/csrf/")
        assert adopt(browser).status_code == 200
        assert RefreshToken.objects.count() == 1

    def test_login_and_logout_are_not_announced_again(self, returned: BrowserClient, heard: Any) -> None:
        logins, logouts = heard(user_logged_in), heard(user_logged_out)
        assert adopt(returned).status_code == 200
        assert not logins
        assert not logouts

    def test_methods_come_from_a_subclass(self, returned: BrowserClient, settings: Any) -> None:
        settings.SAFEJWT_ADOPT = [WITH_AMR]
        adopt(returned)
        assert RefreshToken.objects.get().methods == ["google"]

    def test_time_of_the_login_is_kept(self, clock: Any, returned: BrowserClient) -> None:
        clock.shift(5 * MINUTE)
        adopt(returned)
        row = RefreshToken.objects.get()
        assert row.created_at - row.authenticated_at == 5 * MINUTE

    def test_login_of_unknown_time_is_not_recent(self, browser: BrowserClient, user: Any, settings: Any) -> None:
        """One from before `adopt/` was turned on."""
        settings.SAFEJWT_ADOPT = []
        browser.get(f"/provider/?user={user.pk}")
        browser.get("/users/csrf/")
        settings.SAFEJWT_ADOPT = [SESSION]
        browser.take(adopt(browser))
        assert RefreshToken.objects.get().authenticated_at.timestamp() == 0
        settings.SAFEJWT_REAUTHENTICATE_TO_END_SESSIONS = True
        assert browser.delete("/users/sessions/").json()["code"] == "reauthentication_required"

    def test_visitor_is_refused(self, visitor: BrowserClient) -> None:
        assert_refused(adopt(visitor))

    def test_inactive_user_is_refused_and_keeps_the_login(self, returned: BrowserClient, user: Any) -> None:
        type(user).objects.update(is_active=False)
        assert_refused(adopt(returned))
        type(user).objects.update(is_active=True)
        assert adopt(returned).status_code == 200

    def test_expired_session_is_refused(self, clock: Any, returned: BrowserClient) -> None:
        clock.shift(30 * DAY)
        assert_refused(adopt(returned))

    def test_new_password_ends_the_login(self, returned: BrowserClient, user: Any) -> None:
        user.set_password("another")
        user.save()
        assert_refused(adopt(returned))

    def test_cookie_that_was_sent_twice_is_refused(self, returned: BrowserClient, settings: Any) -> None:
        """A sibling host can plant the session of an attacker."""
        name, value = settings.SESSION_COOKIE_NAME, cookie(returned, settings)
        pair = returned.cookies[settings.CSRF_COOKIE_NAME].value
        header = f"{name}={value}; {name}={value}; {settings.CSRF_COOKIE_NAME}={pair}"
        client = Client(enforce_csrf_checks=True, headers={"x-csrftoken": pair})
        client.cookies.clear()
        with patch.object(client, "cookies", {}):
            assert_refused(client.generic("POST", "/users/adopt/", HTTP_COOKIE=header))

    def test_former_session_of_the_browser_is_replaced(self, returned: BrowserClient, user: Any, heard: Any) -> None:
        adopt(returned)
        returned.get(f"/provider/?user={user.pk}")
        ended = heard(session_ended)
        assert adopt(returned).status_code == 200
        assert "replaced" in [facts["reason"] for facts in ended]
        assert RefreshToken.objects.count() == 1

    def test_access_token_is_ignored(self, returned: BrowserClient) -> None:
        returned.access_token = "stale"
        assert adopt(returned).status_code == 200

    @pytest.mark.parametrize("engine", ["db", "cache", "signed_cookies"])
    @pytest.mark.parametrize("end", ["password", "deactivation", "deletion", "revocation"])
    def test_login_that_ends_before_the_body_arrives_is_refused(
        self, browser: BrowserClient, user: Any, settings: Any, engine: str, end: str
    ) -> None:
        """A middleware may have read the user, and the client sends the rest of the body minutes later."""
        settings.SESSION_ENGINE = f"django.contrib.sessions.backends.{engine}"
        settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{project.__name__}.slow_body"]
        browser.get(f"/provider/?user={user.pk}")
        browser.get("/users/csrf/")
        with patch.dict(meanwhile, {"/users/adopt/": lambda: END[end](user)}):
            assert_refused(adopt(browser))

    @pytest.mark.parametrize("engine", ["db", "cache"])
    def test_logout_before_the_body_arrives_is_final(
        self, browser: BrowserClient, user: Any, settings: Any, engine: str
    ) -> None:
        settings.SESSION_ENGINE = f"django.contrib.sessions.backends.{engine}"
        settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if not each.startswith("safejwt.")]
        settings.MIDDLEWARE.append(f"{project.__name__}.slow_body")
        browser.get(f"/provider/?user={user.pk}")
        browser.get("/users/csrf/")
        store = browser.session
        with patch.dict(meanwhile, {"/users/adopt/": store.flush}):
            assert_refused(adopt(browser))
        assert not RefreshToken.objects.exists()

    def test_copy_of_a_session_in_a_cookie_is_not_exchanged_again(
        self, browser: BrowserClient, user: Any, settings: Any
    ) -> None:
        """Django cannot end such a session."""
        settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
        settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if not each.startswith("safejwt.")]
        browser.get(f"/provider/?user={user.pk}")
        browser.get("/users/csrf/")
        old = cookie(browser, settings)
        browser.take(adopt(browser))
        assert browser.post("/users/token/").status_code == 200
        assert browser.get("/users/auth/").status_code == 200
        copy = BrowserClient()
        copy.get("/users/csrf/")
        copy.cookies[settings.SESSION_COOKIE_NAME] = old
        adopt(copy)
        assert RefreshToken.objects.count() == 1

    def test_middleware_of_the_package_changes_nothing(self, returned: BrowserClient, settings: Any) -> None:
        settings.MIDDLEWARE = [*settings.MIDDLEWARE, "safejwt.middleware.AuthenticationMiddleware"]
        returned.access_token = None
        assert adopt(returned).status_code == 200


class TestStaff:
    """The login of an administrator to the admin is not for the app."""

    @pytest.fixture
    def staff(self, make_user: Any) -> Any:
        return make_user("root", is_staff=True, is_superuser=True)

    def at_admin(self, browser: BrowserClient, staff: Any) -> None:
        browser.get("/users/csrf/")
        form = {"username": staff.get_username(), "password": PASSWORD}
        assert browser.post("/admin/login/", form).status_code == 302
        browser.get("/users/csrf/")

    def test_login_at_the_admin_is_left_alone(self, browser: BrowserClient, staff: Any) -> None:
        self.at_admin(browser, staff)
        assert_refused(adopt(browser))
        assert browser.get("/admin/").status_code == 200

    def test_recent_login_elsewhere_is_adopted(self, browser: BrowserClient, staff: Any) -> None:
        browser.get(f"/provider/?user={staff.pk}")
        browser.get("/users/csrf/")
        assert adopt(browser).status_code == 200

    def test_older_login_elsewhere_is_left_alone(self, clock: Any, browser: BrowserClient, staff: Any) -> None:
        browser.get(f"/provider/?user={staff.pk}")
        browser.get("/users/csrf/")
        clock.shift(conf.reauthentication_age + timedelta(seconds=1))
        assert_refused(adopt(browser))
        assert browser.get("/page/").content == b"True"

    def test_login_of_unknown_time_is_left_alone(self, browser: BrowserClient, staff: Any, settings: Any) -> None:
        settings.SAFEJWT_ADOPT = []
        self.at_admin(browser, staff)
        settings.SAFEJWT_ADOPT = [SESSION]
        assert_refused(adopt(browser))
        assert browser.get("/admin/").status_code == 200

    def test_other_users_may_move_later(self, clock: Any, returned: BrowserClient) -> None:
        clock.shift(5 * DAY)
        assert adopt(returned).status_code == 200
