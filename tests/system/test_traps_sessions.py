"""Faults of the guide's project in its sessions (trap numbers: test_traps.py), and that ours has none of them."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import include, path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from safejwt.conf import conf
from safejwt.models import RefreshToken
from safejwt.testing import BrowserClient
from users.models import User

from .conftest import PASSWORD

pytestmark = pytest.mark.django_db

CREDENTIALS = {"username": "ada", "password": PASSWORD}


class PlainView(APIView):
    """A view as anybody writes one, with nothing but the project's defaults."""

    def get(self, request: Request) -> Response:
        return Response({"name": request.user.get_username()})


urlpatterns = [path("plain/", PlainView.as_view()), path("users/", include("users.urls"))]


def row() -> dict[str, Any]:
    return dict(RefreshToken.objects.values().get())


@pytest.mark.parametrize("path_", ["/users/token/", "/users/logout/"])
@pytest.mark.parametrize("method", ["get", "post", "head", "options"])
def test_main_trap_01_a_link_or_image_can_neither_rotate_nor_sign_out(
    signed_in: BrowserClient, path_: str, method: str
) -> None:
    before = row()
    answer = getattr(signed_in, method)(path_, HTTP_X_CSRFTOKEN="")
    assert answer.status_code == 403
    assert (row(), len(answer.cookies)) == (before, 0)


@pytest.mark.parametrize("path_", ["/users/token/", "/users/logout/"])
@pytest.mark.parametrize("method", ["head", "options", "put", "patch", "delete"])
def test_main_trap_01_only_get_and_post_act_on_the_refresh_cookie(
    signed_in: BrowserClient, path_: str, method: str
) -> None:
    before = row()
    assert getattr(signed_in, method)(path_).status_code == 405
    assert row() == before


@pytest.mark.parametrize("body", [{"user": 1}, {"user": "1"}, {"user_id": 1}, [1], "1"])
def test_main_trap_05_nobody_signs_anybody_else_out(signed_in: BrowserClient, user: User, body: Any) -> None:
    stranger = BrowserClient()
    stranger.get("/users/csrf/")
    answer = stranger.post(f"/users/logout/?user={user.pk}&sid={RefreshToken.objects.get().pk}", body, format="json")
    assert answer.status_code == 204
    assert signed_in.get("/users/auth/").status_code == 200
    assert signed_in.post("/users/token/").status_code == 200


def test_main_trap_07_a_second_device_does_not_end_the_first(user: User) -> None:
    laptop, phone = BrowserClient(), BrowserClient()
    for device in (laptop, phone):
        device.get("/users/csrf/")
        device.take(device.post("/users/login/", CREDENTIALS, format="json"))
    for device in (laptop, phone, laptop):
        device.take(device.post("/users/token/"))
        assert device.get("/users/auth/").status_code == 200
    phone.post("/users/logout/")
    assert laptop.post("/users/token/").status_code == 200


def test_main_trap_12_a_refresh_right_after_registration_works(client: BrowserClient) -> None:
    client.get("/users/csrf/")
    body = {"username": "ada", "email": "ada@example.com", "password": PASSWORD}
    client.take(client.post("/users/", body, format="json"))
    assert client.post("/users/token/").status_code == 200


def test_trap_03_a_refresh_touches_the_row_of_its_own_device_alone(user: User) -> None:
    laptop, phone = BrowserClient(), BrowserClient()
    theirs, ours = laptop.sign_in(user), phone.sign_in(user)
    before = RefreshToken.objects.values().get(pk=theirs.sid)
    phone.post("/users/token/")
    assert RefreshToken.objects.values().get(pk=theirs.sid) == before
    assert RefreshToken.objects.get(pk=ours.sid).generation == 2


def test_trap_04_a_token_used_twice_ends_the_session_and_is_reported(
    signed_in: BrowserClient, user: User, clock: Any, caplog: pytest.LogCaptureFixture
) -> None:
    signed_in.sign_in(user)
    other = BrowserClient()
    other.sign_in(user)
    stolen = signed_in.cookies[conf.refresh_cookie_name].value
    signed_in.take(signed_in.post("/users/token/"))
    signed_in.get("/users/auth/")
    clock.shift(timedelta(seconds=61))
    thief = BrowserClient()
    thief.get("/users/csrf/")
    thief.cookies[conf.refresh_cookie_name] = stolen
    # The thief has the cookie and no bound CSRF secret: csrf/ gives it to him as to any browser with that cookie.
    thief.get("/users/csrf/")
    with caplog.at_level(logging.INFO, "safejwt"):
        assert thief.post("/users/token/").json()["code"] == "refresh_token_reused"
    alarms = [record for record in caplog.records if record.levelno == logging.CRITICAL]
    assert len(alarms) == 1
    assert stolen not in caplog.text
    assert signed_in.get("/users/auth/").json()["code"] == "session_ended"
    assert signed_in.post("/users/token/").json()["code"] == "refresh_token_revoked"
    assert other.get("/users/auth/").status_code == 200, "the owner's other devices stay"


def test_trap_04_tokens_that_were_never_issued_end_nothing(signed_in: BrowserClient) -> None:
    own = signed_in.cookies[conf.refresh_cookie_name].value
    thief = BrowserClient()
    thief.get("/users/csrf/")
    for position in range(0, len(own), 7):
        thief.cookies[conf.refresh_cookie_name] = own[:position] + "-" + own[position + 1 :]
        if thief.cookies[conf.refresh_cookie_name].value != own:
            assert thief.post("/users/token/").json()["code"] == "refresh_token_invalid"
    assert signed_in.post("/users/token/").status_code == 200


def test_trap_05_a_deactivated_person_neither_signs_in_nor_stays_signed_in(
    signed_in: BrowserClient, user: User
) -> None:
    user.is_active = False
    user.save()
    assert signed_in.get("/users/auth/").json()["code"] == "session_ended"
    assert signed_in.post("/users/token/").json()["code"] == "refresh_token_revoked"
    fresh = BrowserClient()
    fresh.get("/users/csrf/")
    assert fresh.post("/users/login/", CREDENTIALS, format="json").json()["code"] == "invalid_credentials"


def test_a_deleted_person_is_signed_out_everywhere(signed_in: BrowserClient, user: User) -> None:
    user.delete()
    assert signed_in.get("/users/auth/").json()["code"] == "session_ended"
    assert signed_in.post("/users/token/").json()["code"] == "refresh_token_revoked"


FORM = "username=ada&password=correct+horse+battery+staple&email=ada@example.com"


@pytest.mark.parametrize("path_", ["/users/", "/users/login/", "/users/token/", "/users/logout/"])
@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "text/plain", "application/json"])
def test_trap_06_a_form_on_another_site_reaches_no_endpoint(
    signed_in: BrowserClient, path_: str, content_type: str
) -> None:
    before = row()
    # What a browser would send along with such a form: cookies, but no header of ours.
    victim = Client(enforce_csrf_checks=True)
    victim.cookies = signed_in.cookies
    for headers in ({"origin": "https://evil.example", "sec-fetch-site": "cross-site"}, {"origin": "null"}, {}):
        answer = victim.post(path_, FORM, content_type=content_type, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")
        assert not answer.cookies
    assert row() == before


@pytest.mark.parametrize("path_", ["/users/", "/users/login/"])
@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data"])
def test_trap_06_an_endpoint_with_a_body_takes_json_alone(
    client: BrowserClient, user: User, path_: str, content_type: str
) -> None:
    client.get("/users/csrf/")
    answer = client.generic("POST", path_, FORM, content_type=content_type)
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize("path_", ["/users/token/", "/users/logout/"])
def test_trap_07_a_request_that_carries_only_cookies_is_the_one_that_needs_the_check(
    signed_in: BrowserClient, path_: str
) -> None:
    signed_in.access_token = None
    pair = "a" * 32
    assert signed_in.post(path_, HTTP_X_CSRFTOKEN="").status_code == 403
    signed_in.cookies[conf.csrf_cookie_name] = pair
    assert signed_in.post(path_, HTTP_X_CSRFTOKEN=pair).status_code == 403, "any pair that agrees is not enough"
    assert RefreshToken.objects.get().generation == 1


def test_trap_08_nothing_here_is_deprecated(pytestconfig: pytest.Config) -> None:
    """Every test of this suite fails on a DeprecationWarning, so this line is what keeps all of them honest."""
    assert pytestconfig.getini("filterwarnings") == ["error"]


@pytest.mark.urls(__name__)
def test_trap_09_a_view_that_says_nothing_is_for_the_signed_in_alone(signed_in: BrowserClient) -> None:
    assert Client().get("/plain/").status_code == 401
    assert BrowserClient().get("/plain/").json()["code"] == "not_authenticated"
    assert signed_in.get("/plain/").json() == {"name": "ada"}
    assert signed_in.get("/plain/", HTTP_X_CSRFTOKEN="").json()["code"] == "csrf_failed"


def test_trap_10_401_is_who_are_you_and_403_and_404_are_not_for_you(
    signed_in: BrowserClient, user: User, make_user: Callable[..., User], clock: Any
) -> None:
    signed_in.sign_in(user)
    stranger = make_user("grace")
    assert BrowserClient().get("/users/auth/").status_code == 401
    assert signed_in.get(f"/users/{stranger.pk}/").status_code == 404
    assert signed_in.get("/users/auth/", HTTP_X_CSRFTOKEN="").status_code == 403
    clock.shift(timedelta(minutes=5))
    assert signed_in.get("/users/auth/").status_code == 401


def test_trap_18_signing_in_is_written_down(client: BrowserClient, user: User) -> None:
    client.get("/users/csrf/")
    client.post("/users/login/", CREDENTIALS, format="json")
    user.refresh_from_db()
    assert user.last_login is not None


@pytest.mark.parametrize("path_", ["/users/login/", "/users/"])
def test_trap_22_guessing_is_limited(client: BrowserClient, user: User, settings: Any, clock: Any, path_: str) -> None:
    settings.SAFEJWT_LOGIN_RATE = settings.SAFEJWT_REGISTER_RATE = "3/m"
    client.get("/users/csrf/")
    body = {"username": "ada", "password": "wrong"}
    answers = [client.post(path_, body, format="json") for _ in range(4)]
    assert [answer.status_code == 429 for answer in answers] == [False, False, False, True]
    assert answers[-1].json()["code"] == "throttled"
    assert 1 <= int(answers[-1]["Retry-After"]) <= 60 + 60 / 3, "until the next minute, and the first of its tries"
    # The address that counts is the connection's: a header that anybody can write starts no new count.
    assert client.post(path_, body, format="json", HTTP_X_FORWARDED_FOR="203.0.113.9").status_code == 429


def test_waiting_as_long_as_retry_after_says_is_long_enough(
    client: BrowserClient, user: User, settings: Any, clock: Any
) -> None:
    settings.SAFEJWT_LOGIN_RATE = "1/m"
    client.get("/users/csrf/")
    clock.shift(timedelta(seconds=59.6))
    client.post("/users/login/", {**CREDENTIALS, "password": "wrong"}, format="json")
    answer = client.post("/users/login/", CREDENTIALS, format="json")
    assert answer.status_code == 429
    clock.shift(timedelta(seconds=int(answer["Retry-After"])))
    assert client.post("/users/login/", CREDENTIALS, format="json").status_code == 200


def test_trap_32_the_test_browser_has_the_csrf_checks_on(client: BrowserClient, user: User) -> None:
    assert client.post("/users/login/", CREDENTIALS, format="json").status_code == 403
    assert client.handler.enforce_csrf_checks
