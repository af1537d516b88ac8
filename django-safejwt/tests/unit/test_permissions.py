"""Sensitive actions require a recent authentication (OWASP ASVS 7.5.1)."""

import json
from base64 import urlsafe_b64decode
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import RequestFactory
from django.utils import timezone
from rest_framework.decorators import api_view, permission_classes
from rest_framework.parsers import JSONParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory, force_authenticate
from rest_framework.views import APIView
from safejwt import sessions
from safejwt.authentication import JWTAuthentication
from safejwt.handlers import APIError
from safejwt.models import RefreshToken
from safejwt.permissions import (
    IsRecentlyAuthenticated,
    IsRecentlyAuthenticatedToRename,
    RequireMFA,
    mfa_required,
    recent_authentication_required,
)
from safejwt.testing import BrowserClient, make_claims
from safejwt.tokens import issue_access_token, read_access_token, read_refresh_token

pytestmark = pytest.mark.django_db


class GuardedView(APIView):
    authentication_classes = (JWTAuthentication,)
    permission_classes = (IsAuthenticated, IsRecentlyAuthenticated)

    def get(self, request: Request) -> Response:
        return Response("done")


class PartlyGuardedView(APIView):
    authentication_classes = (JWTAuthentication,)
    permission_classes = (IsAuthenticated,)

    def get(self, request: Request) -> Response:
        return Response("read")

    @recent_authentication_required
    def delete(self, request: Request) -> Response:
        return Response("done")


@api_view(["DELETE"])
@permission_classes([IsAuthenticated])
@recent_authentication_required
def guarded_function(request: Request) -> Response:
    return Response("done")


def call(view: Any, method: str, token: str) -> Any:
    request = APIRequestFactory(enforce_csrf_checks=False).generic(method, "/", HTTP_AUTHORIZATION=f"Bearer {token}")
    response = view(request)
    response.render()
    return response.status_code, response.data if isinstance(response.data, str) else response.data["code"]


DONE, REFUSED = (200, "done"), (403, "reauthentication_required")


@pytest.mark.parametrize(("seconds", "expected"), [(0, DONE), (600, DONE), (601, REFUSED)])
def test_view_requires_reauthentication_ten_minutes_after_login(
    clock: Any, user: Any, seconds: int, expected: Any
) -> None:
    started = sessions.start(user)
    clock.shift(timedelta(seconds=seconds))
    fresh = sessions.rotate(_claims(started.refresh_token)).access_token
    assert call(GuardedView.as_view(), "GET", fresh) == expected
    assert call(PartlyGuardedView.as_view(), "GET", fresh) == (200, "read")
    assert call(PartlyGuardedView.as_view(), "DELETE", fresh) == expected


def test_function_view_is_guarded_too(clock: Any, user: Any, signed_in: BrowserClient) -> None:
    guarded_function.cls.authentication_classes = (JWTAuthentication,)
    tokens = sessions.start(user)
    assert call(guarded_function, "DELETE", tokens.access_token) == DONE
    clock.shift(timedelta(minutes=11))
    later = sessions.rotate(_claims(tokens.refresh_token)).access_token
    assert call(guarded_function, "DELETE", later) == REFUSED


def test_reauthentication_age_is_a_setting(clock: Any, user: Any, settings: Any) -> None:
    token = sessions.start(user).access_token
    settings.SAFEJWT_REAUTHENTICATION_AGE = timedelta(seconds=30)
    clock.shift(timedelta(seconds=31))
    assert call(GuardedView.as_view(), "GET", token) == REFUSED


def test_reauthentication_renews_auth_time_and_refresh_does_not(clock: Any, user: Any) -> None:
    tokens = sessions.start(user)
    login = _auth_time(tokens.access_token)
    clock.shift(timedelta(minutes=20))
    tokens = sessions.rotate(_claims(tokens.refresh_token))
    assert _auth_time(tokens.access_token) == login
    sessions.mark_reauthenticated(tokens.sid, user)
    tokens = sessions.rotate(_claims(tokens.refresh_token))
    assert _auth_time(tokens.access_token) == login + 20 * 60
    assert call(GuardedView.as_view(), "GET", tokens.access_token) == DONE


def test_session_of_another_user_cannot_be_reauthenticated(clock: Any, user: Any, make_user: Any) -> None:
    tokens = sessions.start(user)
    clock.shift(timedelta(minutes=20))
    sessions.mark_reauthenticated(tokens.sid, make_user("grace"))
    assert RefreshToken.objects.get().authenticated_at == RefreshToken.objects.get().created_at


def test_row_without_authenticated_at_counts_from_login(clock: Any, user: Any) -> None:
    """During a rolling upgrade, servers of the previous version still write such rows."""
    tokens = sessions.start(user)
    RefreshToken.objects.update(authenticated_at=None)
    started = int(timezone.now().timestamp())
    clock.shift(timedelta(minutes=5))
    assert _auth_time(sessions.rotate(_claims(tokens.refresh_token)).access_token) == started


def test_token_without_auth_time_is_valid_but_not_recent(user: Any) -> None:
    tokens = sessions.start(user)
    old = issue_access_token(user_id=user.pk, sid=tokens.sid, generation=1, now=timezone.now())
    assert "auth_time" not in _payload(old)
    assert call(PartlyGuardedView.as_view(), "GET", old) == (200, "read")
    assert call(GuardedView.as_view(), "GET", old) == REFUSED


def test_auth_time_is_an_integer(user: Any) -> None:
    token = issue_access_token(
        user_id=user.pk, sid=uuid4(), generation=1, now=timezone.now(), authenticated_at=timezone.now()
    )
    assert type(_payload(token)["auth_time"]) is int
    assert read_access_token(token, now=timezone.now()).authenticated_at == _payload(token)["auth_time"]


@pytest.mark.parametrize("which", ["", "{sid}/"])
def test_ending_devices_requires_reauthentication_only_if_set(
    clock: Any, signed_in: BrowserClient, user: Any, settings: Any, which: str
) -> None:
    clock.shift(timedelta(minutes=11))
    signed_in.take(signed_in.post("/users/token/"))
    path = "/users/sessions/" + which.format(sid=sessions.start(user).sid)
    settings.SAFEJWT_REAUTHENTICATE_TO_END_SESSIONS = True
    assert signed_in.delete(path).json()["code"] == "reauthentication_required"
    assert signed_in.get("/users/sessions/").status_code == 200
    settings.SAFEJWT_REAUTHENTICATE_TO_END_SESSIONS = False
    assert signed_in.delete(path).status_code == 204


def test_logging_out_everywhere_requires_reauthentication_only_if_set(
    clock: Any, signed_in: BrowserClient, settings: Any
) -> None:
    clock.shift(timedelta(minutes=11))
    signed_in.take(signed_in.post("/users/token/"))
    settings.SAFEJWT_REAUTHENTICATE_TO_END_SESSIONS = True
    assert signed_in.post("/users/logout/everywhere/").json()["code"] == "reauthentication_required"
    settings.SAFEJWT_REAUTHENTICATE_TO_END_SESSIONS = False
    assert signed_in.post("/users/logout/everywhere/").status_code == 204


def _payload(token: str) -> dict[str, Any]:
    payload = token.split(".")[1]
    claims: dict[str, Any] = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return claims


def _auth_time(token: str) -> int:
    return int(_payload(token)["auth_time"])


def _claims(refresh_token: str) -> Any:
    return read_refresh_token(refresh_token, now=timezone.now())


@pytest.mark.parametrize(
    ("body", "is_allowed"),
    [
        ({}, True),
        ({"other": 1}, True),
        (["username"], True),
        ({"username": "ada", "email": "ada@example.com"}, True),
        ({"username": "grace"}, False),
        ({"username": None}, False),
        ({"email": "grace@example.com"}, False),
    ],
    ids=str,
)
def test_another_username_or_email_requires_recent_authentication(
    clock: Any, user: Any, body: Any, is_allowed: bool
) -> None:
    if user.USERNAME_FIELD == "email" and isinstance(body, dict) and "username" in body:
        body.pop("username")
        is_allowed = is_allowed or not body
    request = Request(RequestFactory().patch("/", body, content_type="application/json"), parsers=[JSONParser()])
    claims = read_access_token(sessions.start(user).access_token, now=timezone.now())
    request._user, request._auth = user, claims  # type: ignore[attr-defined]  # as an authentication class sets them
    permission = IsRecentlyAuthenticatedToRename()
    assert permission.has_permission(request, None)
    clock.shift(timedelta(minutes=11))
    if is_allowed:
        assert permission.has_permission(request, None)
    else:
        with pytest.raises(APIError) as raised:
            permission.has_permission(request, None)
        assert raised.value.detail["code"] == "reauthentication_required"  # type: ignore[call-overload,index]


class FactorView(APIView):
    authentication_classes = (JWTAuthentication,)
    permission_classes = (IsAuthenticated, RequireMFA)

    def get(self, request: Request) -> Response:
        return Response("done")


class RequireHardwareKey(RequireMFA):
    methods = ("hwk", "sc")


class KeyView(FactorView):
    permission_classes = (IsAuthenticated, RequireHardwareKey)


class PartlyFactorView(APIView):
    authentication_classes = (JWTAuthentication,)
    permission_classes = (IsAuthenticated,)

    @mfa_required
    def get(self, request: Request) -> Response:
        return Response("done")


@api_view(["GET"])
@permission_classes([IsAuthenticated])
@mfa_required
def factor_function(request: Request) -> Response:
    return Response("done")


factor_function.cls.authentication_classes = (JWTAuthentication,)
FACTOR_VIEWS = [FactorView.as_view(), PartlyFactorView.as_view(), factor_function]
NO_FACTOR = (403, "mfa_required")


@pytest.mark.parametrize("check", ["database", "none"])
@pytest.mark.parametrize(
    ("amr", "expected"),
    [
        ([], NO_FACTOR),
        (["pwd"], NO_FACTOR),
        (["otp"], NO_FACTOR),
        (["pwd", "otp"], DONE),
        (["hwk", "mfa"], DONE),
    ],
    ids=str,
)
def test_view_requires_two_factors(user: Any, settings: Any, check: str, amr: list[str], expected: Any) -> None:
    settings.SAFEJWT_SESSION_CHECK = check
    token = sessions.start(user, amr=amr).access_token
    assert [call(view, "GET", token) for view in FACTOR_VIEWS] == [expected] * 3


@pytest.mark.parametrize(
    ("amr", "expected"), [(["pwd", "otp"], NO_FACTOR), (["hwk"], DONE), (["sc", "pin"], DONE)], ids=str
)
def test_view_requires_one_of_the_methods_it_names(user: Any, amr: list[str], expected: Any) -> None:
    assert call(KeyView.as_view(), "GET", sessions.start(user, amr=amr).access_token) == expected


def test_second_factor_counts_from_the_next_token_on(clock: Any, user: Any) -> None:
    tokens = sessions.start(user, amr=["pwd"])
    sessions.mark_reauthenticated(tokens.sid, user, amr=["otp"])
    assert call(FactorView.as_view(), "GET", tokens.access_token) == NO_FACTOR
    # Within the interval, too: the refresh token stays, the access token is another.
    renewed = sessions.rotate(_claims(tokens.refresh_token))
    assert call(FactorView.as_view(), "GET", renewed.access_token) == DONE


def test_password_is_no_second_factor_of_a_password(signed_in: BrowserClient, user: Any, settings: Any) -> None:
    signed_in.sign_in(user, amr=["pwd"])
    signed_in.post("/users/reauthenticate/", {"password": "correct horse battery staple"}, format="json")
    body = signed_in.take(signed_in.post("/users/token/"))
    assert call(FactorView.as_view(), "GET", body["accessToken"]) == NO_FACTOR


def test_password_after_a_key_is_a_second_factor(signed_in: BrowserClient, user: Any) -> None:
    signed_in.sign_in(user, amr=["hwk"])
    signed_in.post("/users/reauthenticate/", {"password": "correct horse battery staple"}, format="json")
    body = signed_in.take(signed_in.post("/users/token/"))
    assert call(FactorView.as_view(), "GET", body["accessToken"]) == DONE


def test_factor_costs_no_query(user: Any, django_assert_num_queries: Any, settings: Any) -> None:
    settings.SAFEJWT_SESSION_CHECK = "none"
    token = sessions.start(user, amr=["mfa"]).access_token
    with django_assert_num_queries(0):
        assert call(FactorView.as_view(), "GET", token) == DONE


def test_other_authentication_has_no_factor(user: Any) -> None:
    request = APIRequestFactory().get("/")
    force_authenticate(request, user)
    assert FactorView.as_view()(request).data["code"] == "mfa_required"
    request = APIRequestFactory().get("/")
    force_authenticate(request, user, token=make_claims(user, amr=["mfa"]))
    assert FactorView.as_view()(request).data == "done"
