"""`adopt/`: a login of another kind becomes a session, once."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model, login
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import DatabaseError, IntegrityError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path
from safejwt import sessions
from safejwt.conf import conf
from safejwt.contrib.adopt.django_session import DjangoSession
from safejwt.errors import InvalidCredentials
from safejwt.models import RefreshToken, SecurityEvent
from safejwt.signals import new_device_signed_in, session_ended
from safejwt.testing import BrowserClient
from safejwt.views import ForeignLogin

from tests.conftest import DAY, MINUTE, PASSWORD

BACKEND = "django.contrib.auth.backends.ModelBackend"
SESSION = "safejwt.contrib.adopt.django_session.DjangoSession"
CODES = f"{__name__}.Codes"
WITH_AMR = f"{__name__}.WithMethods"

_codes: dict[str, Any] = {}


class Codes(ForeignLogin):
    """A credential of a package that keeps it in memory. Its end does not depend on a transaction."""

    name = "codes"
    field = "code"
    forgotten: list[str] = []

    def redeem(self, credential: str) -> AbstractBaseUser:
        user = _codes.pop(credential, None)
        if user is None:
            raise InvalidCredentials
        return user  # type: ignore[no-any-return]

    def forget(self, response: Any) -> None:
        self.forgotten.append(str(self.credential()))


class WithMethods(DjangoSession):
    def amr(self, user: AbstractBaseUser) -> list[str]:
        return ["google"]


def provider(request: HttpRequest) -> HttpResponse:
    """The end of a redirect: another package has logged in the user."""
    login(request, get_user_model().objects.get(pk=request.GET["user"]), backend=BACKEND)
    return HttpResponse(status=302, headers={"Location": "/app/"})


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(request.user.is_authenticated))


# By path: what happens once a middleware has read the user.
_meanwhile: dict[str, Any] = {}
END: dict[str, Any] = {
    "password": lambda user: (user.set_password("another"), user.save()),
    "deactivation": lambda user: type(user).objects.filter(pk=user.pk).update(is_active=False),
    "deletion": lambda user: type(user).objects.filter(pk=user.pk).delete(),
    "revocation": sessions.end_all,
}


def slow_body(get_response: Any) -> Any:
    def middleware(request: HttpRequest) -> Any:
        assert request.user.is_authenticated in {True, False}
        _meanwhile.get(request.path, int)()
        return get_response(request)

    return middleware


urlpatterns = [
    path("admin/", admin.site.urls),
    path("users/", include("safejwt.urls")),
    path("provider/", provider),
    path("page/", page),
]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture(autouse=True)
def _adopts(settings: Any) -> None:
    settings.SAFEJWT_ADOPT = [SESSION]
    Codes.forgotten.clear()
    _codes.clear()


@pytest.fixture
def returned(browser: BrowserClient, user: Any) -> BrowserClient:
    """A browser that has come back from the provider, and has fetched the CSRF cookie."""
    browser.get(f"/provider/?user={user.pk}")
    browser.get("/users/csrf/")
    return browser


@pytest.fixture
def visitor(browser: BrowserClient, user: Any) -> BrowserClient:
    browser.get("/users/csrf/")
    return browser


def adopt(browser: BrowserClient, body: Any = None, **extra: Any) -> Any:
    return browser.post("/users/adopt/", {} if body is None else body, format="json", **extra)


def cookie(browser: BrowserClient, settings: Any) -> str:
    return str(browser.cookies[settings.SESSION_COOKIE_NAME].value)


def assert_refused(response: Any) -> None:
    assert (response.status_code, response.json()["code"]) == (401, "invalid_credentials"), response.content
    assert conf.refresh_cookie_name not in response.cookies


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
        settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.slow_body"]
        browser.get(f"/provider/?user={user.pk}")
        browser.get("/users/csrf/")
        with patch.dict(_meanwhile, {"/users/adopt/": lambda: END[end](user)}):
            assert_refused(adopt(browser))

    @pytest.mark.parametrize("engine", ["db", "cache"])
    def test_logout_before_the_body_arrives_is_final(
        self, browser: BrowserClient, user: Any, settings: Any, engine: str
    ) -> None:
        settings.SESSION_ENGINE = f"django.contrib.sessions.backends.{engine}"
        settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if not each.startswith("safejwt.")]
        settings.MIDDLEWARE.append(f"{__name__}.slow_body")
        browser.get(f"/provider/?user={user.pk}")
        browser.get("/users/csrf/")
        store = browser.session
        with patch.dict(_meanwhile, {"/users/adopt/": store.flush}):
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


class TestEndpoint:
    def test_it_is_off_by_default(self, returned: BrowserClient, settings: Any) -> None:
        del settings.SAFEJWT_ADOPT
        assert adopt(returned).status_code == 404
        assert returned.get("/page/").content == b"True"

    def test_csrf_token_is_required(self, returned: BrowserClient) -> None:
        for headers in ({"x-csrftoken": ""}, {"x-csrftoken": "a" * 32}, {"sec-fetch-site": "cross-site"}):
            response = adopt(returned, headers=headers, **_header(headers))
            assert (response.status_code, response.json()["code"]) == (403, "csrf_failed")
        assert returned.get("/page/").content == b"True"

    @pytest.mark.parametrize("method", ["get", "put", "patch", "delete", "head"])
    def test_only_post_has_an_effect(self, returned: BrowserClient, method: str) -> None:
        assert getattr(returned, method)("/users/adopt/").status_code == 405
        assert returned.get("/page/").content == b"True"

    def test_form_is_415(self, returned: BrowserClient) -> None:
        assert returned.post("/users/adopt/", {"code": "1"}).status_code == 415

    @pytest.mark.parametrize(
        "body",
        [
            *({"code": value} for value in (None, 1, ["a"], "", {}, "é", "a\x00", "a" * 8193, "no")),
            *({name: "no"} for name in ("refresh", "token", "other")),
            {},
        ],
        ids=lambda value: str(value)[:20],
    )
    def test_bad_credential_is_401(self, visitor: BrowserClient, settings: Any, body: Any) -> None:
        settings.SAFEJWT_ADOPT = [SESSION, CODES]
        assert_refused(adopt(visitor, body))

    @pytest.mark.parametrize(
        "body",
        [
            *([], "text", 1, True),
            *({name: value} for name in ("refresh", "token") for value in (None, ["a"], {}, "", "a\x00", "a" * 8193)),
        ],
        ids=lambda value: str(value)[:20],
    )
    def test_bad_body_is_400(self, returned: BrowserClient, settings: Any, body: Any) -> None:
        response = adopt(returned, body)
        assert (response.status_code, response.json()["code"]) == (400, "validation_error")
        assert returned.get("/page/").content == b"True"

    def test_failed_attempts_are_limited_and_others_are_not(
        self, visitor: BrowserClient, user: Any, settings: Any
    ) -> None:
        settings.SAFEJWT_ADOPT, settings.SAFEJWT_LOGIN_ADDRESS_RATE = [CODES], "3/m"
        for number in range(9):
            _codes[f"good{number}"] = user
            assert adopt(visitor, {"code": f"good{number}"}).status_code == 200
        statuses = [adopt(visitor, {"code": "bad"}).status_code for _ in range(5)]
        assert statuses == [401, 401, 401, 429, 429]

    def test_request_that_presents_nothing_is_no_attempt(
        self, visitor: BrowserClient, settings: Any, caplog: Any
    ) -> None:
        """An app that cannot read a cookie asks whenever it starts, and an office has one address."""
        settings.SAFEJWT_ADOPT, settings.SAFEJWT_LOGIN_ADDRESS_RATE = [CODES, SESSION], "3/m"
        for _ in range(9):
            assert_refused(adopt(visitor))
        assert "authn_login_fail" not in caplog.text

    def test_sessions_of_one_user_are_limited(self, visitor: BrowserClient, user: Any, settings: Any) -> None:
        settings.SAFEJWT_ADOPT, settings.SAFEJWT_SESSION_RATE = [CODES], "1/h"
        _codes.update(one=user, two=user)
        assert adopt(visitor, {"code": "one"}).status_code == 200
        assert adopt(visitor, {"code": "two"}).status_code == 429

    def test_attempts_are_recorded(self, visitor: BrowserClient, user: Any, settings: Any, caplog: Any) -> None:
        caplog.set_level("INFO", "safejwt")
        settings.SAFEJWT_ADOPT = [CODES]
        _codes["good"] = user
        adopt(visitor, {"code": "bad"})
        adopt(visitor, {"code": "good"})
        failed, *_, succeeded = [each for each in caplog.records if each.name == "safejwt"]
        assert (failed.message, failed.reason) == ("authn_login_fail", "codes")
        assert (succeeded.message, succeeded.reason) == ("authn_login_success", "codes")
        assert succeeded.user_id == str(user.pk)
        assert "good" not in caplog.text

    @pytest.mark.django_db(transaction=True)
    def test_history_has_the_kind(self, visitor: BrowserClient, user: Any, settings: Any) -> None:
        settings.SAFEJWT_ADOPT, settings.SAFEJWT_EVENT_HISTORY = [CODES], 90 * DAY
        _codes["good"] = user
        adopt(visitor, {"code": "good"})
        assert SecurityEvent.objects.filter(event="authn_login_success", reason="codes").count() == 1

    def test_credential_of_another_package_is_a_login_without_a_notice(
        self, visitor: BrowserClient, user: Any, settings: Any, heard: Any
    ) -> None:
        """The user was signed in here before, so the browser is not new to them."""
        settings.SAFEJWT_ADOPT = [CODES]
        type(user).objects.update(last_login="2020-01-01T00:00:00Z")
        _codes["good"] = type(user).objects.get()
        logins, notices = heard(user_logged_in), heard(new_device_signed_in)
        adopt(visitor, {"code": "good"})
        assert (len(logins), len(notices)) == (1, 0)

    def test_new_device_is_reported_for_a_login_of_today(
        self, clock: Any, returned: BrowserClient, user: Any, heard: Any
    ) -> None:
        notices = heard(new_device_signed_in)
        clock.shift(5 * MINUTE)
        adopt(returned)
        assert len(notices) == 1

    def test_first_that_is_valid_wins_and_the_others_end(
        self, returned: BrowserClient, user: Any, make_user: Any, settings: Any
    ) -> None:
        """Otherwise they would log the user in again after a logout."""
        settings.SAFEJWT_ADOPT = [CODES, SESSION]
        _codes["good"] = other = make_user("grace")
        assert adopt(returned, {"code": "good"}).status_code == 200
        assert RefreshToken.objects.get().user == other
        assert returned.get("/page/").content == b"False"
        assert Codes.forgotten == ["good"]

    def test_invalid_one_does_not_hide_the_next(self, returned: BrowserClient, settings: Any) -> None:
        settings.SAFEJWT_ADOPT = [CODES, SESSION]
        assert adopt(returned, {"code": "bad"}).status_code == 200
        assert not Codes.forgotten


def _header(headers: dict[str, str]) -> dict[str, str]:
    return {"HTTP_X_CSRFTOKEN": headers["x-csrftoken"]} if "x-csrftoken" in headers else {}


class TestErrorInTheMiddle:
    """The credential is as good as before."""

    @pytest.fixture(params=[DatabaseError, OperationalError, RuntimeError])
    def failing(self, request: pytest.FixtureRequest) -> Any:
        """The start of the session fails once the credential was redeemed."""
        error = request.param

        def fail(*args: Any, **kwargs: Any) -> None:
            raise error("in the middle")

        return patch.object(sessions, "start", fail)

    @pytest.mark.django_db(transaction=True)
    def test_login_is_kept(self, returned: BrowserClient, failing: Any) -> None:
        returned.raise_request_exception = False
        with failing:
            assert adopt(returned).status_code in {500, 503}
        assert not [row for row in RefreshToken.objects.all() if row.generation > 1]
        assert returned.get("/page/").content == b"True"
        assert adopt(returned).status_code == 200

    @pytest.mark.parametrize("is_deleted", [True, False])
    def test_only_the_deletion_of_the_user_is_a_refusal(
        self, visitor: BrowserClient, user: Any, settings: Any, is_deleted: bool
    ) -> None:
        """Databases check foreign keys at the commit."""

        @contextmanager
        def failing_commit(login: Any) -> Iterator[None]:
            with transaction.atomic():
                yield
                transaction.set_rollback(True)
            if is_deleted:
                type(user).objects.all().delete()
            raise IntegrityError

        settings.SAFEJWT_ADOPT, visitor.raise_request_exception = [CODES], False
        _codes["good"] = user
        with patch.object(ForeignLogin, "transaction", failing_commit):
            response = adopt(visitor, {"code": "good"})
        assert response.status_code == (401 if is_deleted else 500)

    def test_refused_session_keeps_it_too(self, returned: BrowserClient, settings: Any, user: Any) -> None:
        settings.SAFEJWT_SESSION_RATE = "1/h"
        _codes["good"], settings.SAFEJWT_ADOPT = user, [CODES, SESSION]
        adopt(BrowserClient(), {"code": "good"})
        other = BrowserClient()
        other.get("/users/csrf/")
        settings.SAFEJWT_ADOPT = [CODES]
        assert adopt(other, {"code": "good"}).status_code == 200
        settings.SAFEJWT_ADOPT = [SESSION]
        assert adopt(returned).status_code == 429
        assert returned.get("/page/").content == b"True"


class TestLostResponse:
    """The same request gets the same session, until one of its tokens is used."""

    def lose(self, browser: BrowserClient) -> Any:
        before = browser.cookies.copy()
        response = adopt(browser)
        browser.cookies = before
        return response

    def test_same_session_again(self, returned: BrowserClient, settings: Any) -> None:
        lost = self.lose(returned)
        again = adopt(returned)
        assert again.status_code == 200
        name = conf.refresh_cookie_name
        assert again.cookies[name].value == lost.cookies[name].value
        assert again.cookies[settings.SESSION_COOKIE_NAME].value == ""
        assert RefreshToken.objects.count() == 1
        returned.take(again)
        assert returned.get("/users/auth/").status_code == 200
        assert returned.post("/users/token/").status_code == 200

    def test_not_once_the_session_is_used(self, clock: Any, returned: BrowserClient) -> None:
        lost = self.lose(returned)
        app = BrowserClient()
        app.cookies.update(lost.cookies)
        app.take(lost)
        assert app.get("/users/auth/").status_code == 200
        # Another tab of the app.
        assert self.lose(returned).status_code == 200
        clock.shift(conf.rotation_grace + timedelta(seconds=1))
        assert_refused(adopt(returned))
        # And nothing has ended.
        assert app.get("/users/auth/").status_code == 200

    def test_not_once_the_session_was_refreshed(self, clock: Any, returned: BrowserClient) -> None:
        lost = self.lose(returned)
        app = BrowserClient()
        app.cookies.update(lost.cookies)
        clock.shift(5 * MINUTE)
        assert app.post("/users/token/").status_code == 200
        assert_refused(adopt(returned))

    @pytest.mark.parametrize("end", ["logout", "password", "deactivation", "expiry", "hour"])
    def test_not_once_it_is_over(self, clock: Any, returned: BrowserClient, user: Any, end: str) -> None:
        self.lose(returned)
        match end:
            case "logout":
                sessions.end_all(user)
            case "password":
                user.set_password("another")
                user.save()
            case "deactivation":
                type(user).objects.update(is_active=False)
            case "expiry":
                RefreshToken.objects.update(expires_at="2000-01-01T00:00:00Z")
            case "hour":
                clock.shift(timedelta(seconds=3601))
        assert_refused(adopt(returned))

    def test_another_session_of_the_browser_ends(self, returned: BrowserClient, user: Any) -> None:
        """The user has logged in by password meanwhile."""
        self.lose(returned)
        sid = RefreshToken.objects.get().pk
        form = {user.USERNAME_FIELD: user.get_username(), "password": PASSWORD}
        assert returned.post("/users/login/", form, format="json").status_code == 200
        assert RefreshToken.objects.count() == 2
        assert adopt(returned).status_code == 200
        assert RefreshToken.objects.get().pk == sid

    def test_without_session_checks_the_first_refresh_is_the_first_use(
        self, clock: Any, returned: BrowserClient, settings: Any
    ) -> None:
        settings.SAFEJWT_SESSION_CHECK = "none"
        lost = self.lose(returned)
        again = self.lose(returned)
        name = conf.refresh_cookie_name
        assert again.cookies[name].value == lost.cookies[name].value
        app = BrowserClient()
        app.cookies.update(again.cookies)
        app.take(again)
        assert app.get("/users/auth/").status_code == 200
        clock.shift(conf.rotation_grace + timedelta(seconds=1))
        assert self.lose(returned).status_code == 200
        clock.shift(5 * MINUTE)
        assert app.post("/users/token/").status_code == 200
        assert_refused(adopt(returned))

    def test_only_with_the_credential(self, returned: BrowserClient, settings: Any) -> None:
        self.lose(returned)
        other = BrowserClient()
        other.get("/users/csrf/")
        other.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
        assert_refused(adopt(other))

    def test_cache_that_is_down_refuses_the_repetition_alone(
        self, returned: BrowserClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*args: Any, **kwargs: Any) -> None:
            raise ConnectionError

        monkeypatch.setattr(cache, "set", fail, raising=False)
        self.lose(returned)
        assert RefreshToken.objects.count() == 1
        monkeypatch.setattr(cache, "get", fail, raising=False)
        assert_refused(adopt(returned))
