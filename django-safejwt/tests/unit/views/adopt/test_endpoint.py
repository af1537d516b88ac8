"""`adopt/`: what it accepts, and whom it believes."""

from typing import Any

import pytest
from django.contrib.auth.signals import user_logged_in
from safejwt.models import RefreshToken, SecurityEvent
from safejwt.signals import new_device_signed_in
from safejwt.testing import BrowserClient

from tests.conftest import DAY, MINUTE

from . import project
from .project import CODES, SESSION, Codes, adopt, assert_refused, codes

pytestmark = [pytest.mark.django_db, pytest.mark.urls(project.__name__)]


class TestEndpoint:
    @pytest.mark.parametrize(("method", "path"), [("delete", "sessions/"), ("post", "logout/everywhere/")])
    def test_logins_end_with_the_sessions_of_their_user(
        self, visitor: BrowserClient, user: Any, make_user: Any, settings: Any, method: str, path: str
    ) -> None:
        settings.SAFEJWT_ADOPT = [SESSION, CODES]
        codes.update({"stolen": user, "of another": make_user("bob")})
        visitor.sign_in(user)
        assert getattr(visitor, method)(f"/users/{path}").status_code == 204
        assert list(codes) == ["of another"]

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
        self, clock: Any, visitor: BrowserClient, user: Any, settings: Any
    ) -> None:
        settings.SAFEJWT_ADOPT, settings.SAFEJWT_LOGIN_ADDRESS_RATE = [CODES], "3/m"
        for number in range(9):
            codes[f"good{number}"] = user
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

    def test_sessions_of_one_user_are_limited(
        self, clock: Any, visitor: BrowserClient, user: Any, settings: Any
    ) -> None:
        settings.SAFEJWT_ADOPT, settings.SAFEJWT_SESSION_RATE = [CODES], "1/h"
        codes.update(one=user, two=user)
        assert adopt(visitor, {"code": "one"}).status_code == 200
        assert adopt(visitor, {"code": "two"}).status_code == 429

    def test_attempts_are_recorded(self, visitor: BrowserClient, user: Any, settings: Any, caplog: Any) -> None:
        caplog.set_level("INFO", "safejwt")
        settings.SAFEJWT_ADOPT = [CODES]
        codes["good"] = user
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
        codes["good"] = user
        adopt(visitor, {"code": "good"})
        assert SecurityEvent.objects.filter(event="authn_login_success", reason="codes").count() == 1

    def test_credential_of_another_package_is_a_login_without_a_notice(
        self, visitor: BrowserClient, user: Any, settings: Any, heard: Any
    ) -> None:
        """The user was signed in here before, so the browser is not new to them."""
        settings.SAFEJWT_ADOPT = [CODES]
        type(user).objects.update(last_login="2020-01-01T00:00:00Z")
        codes["good"] = type(user).objects.get()
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
        codes["good"] = other = make_user("grace")
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
