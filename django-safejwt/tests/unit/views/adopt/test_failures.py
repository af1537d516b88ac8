"""An error or a lost response loses no login."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.core.cache import cache
from django.db import DatabaseError, IntegrityError, OperationalError, transaction
from safejwt import sessions
from safejwt.conf import conf
from safejwt.models import RefreshToken
from safejwt.testing import BrowserClient
from safejwt.views import ForeignLogin

from tests.conftest import MINUTE, PASSWORD

from . import project
from .project import CODES, SESSION, adopt, assert_refused, codes

pytestmark = [pytest.mark.django_db, pytest.mark.urls(project.__name__)]


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
        codes["good"] = user
        with patch.object(ForeignLogin, "transaction", failing_commit):
            response = adopt(visitor, {"code": "good"})
        assert response.status_code == (401 if is_deleted else 500)

    def test_refused_session_keeps_it_too(self, clock: Any, returned: BrowserClient, settings: Any, user: Any) -> None:
        settings.SAFEJWT_SESSION_RATE = "1/h"
        codes["good"], settings.SAFEJWT_ADOPT = user, [CODES, SESSION]
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
