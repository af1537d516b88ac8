"""Claims of a project in the access token, and `request.auth` as a mapping."""

import copy
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import include, path
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response
from safejwt import sessions
from safejwt.accounts.views import RegisterView
from safejwt.models import RefreshToken
from safejwt.testing import BrowserClient
from safejwt.tokens import AccessClaims, read_access_token, read_refresh_token

from tests.conftest import MINUTE, PASSWORD, T0
from tests.presenting import refresh_later

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def claims_of(user: Any, session: RefreshToken) -> dict[str, Any]:
    return {"role": "editor", "teams": [1, 2], "https://example.com/plan": {"name": "pro"}, "device": str(session.pk)}


@api_view(["GET"])
def auth(request: Request) -> Response:
    teams = request.auth["teams"]
    teams.append("admin")
    return Response({**request.auth, "attribute": request.auth.role, "none": request.auth.get("nothing")})


urlpatterns = [
    path("users/", include("safejwt.urls")),
    path("users/", RegisterView.as_view()),
    path("auth/", auth),
]


@pytest.fixture
def hook(settings: Any) -> None:
    settings.SAFEJWT_ACCESS_TOKEN_CLAIMS = f"{__name__}.claims_of"


def claims(token: str | None, **shift: Any) -> AccessClaims:
    return read_access_token(token or "", now=T0 + timedelta(**shift))


def test_every_access_token_has_the_claims(
    clock: Any, browser: BrowserClient, user: Any, credentials: dict[str, str], hook: None
) -> None:
    browser.get("/users/csrf/")
    new = {"username": "grace", "email": "grace@example.com", "name": "grace", "password": PASSWORD}
    browser.take(browser.post("/users/", new, format="json"))
    tokens = [browser.access_token]
    browser.take(browser.post("/users/login/", credentials, format="json"))
    tokens.append(browser.access_token)
    former = browser.cookies["__Host-Http-refreshtoken"].value
    browser.take(browser.post("/users/token/"))
    tokens.append(browser.access_token)
    refresh_later(browser, clock)
    assert browser.cookies["__Host-Http-refreshtoken"].value != former
    tokens.append(browser.access_token)
    # A retry after a lost response.
    browser.cookies["__Host-Http-refreshtoken"] = former
    browser.take(browser.post("/users/token/"))
    tokens.append(browser.access_token)
    for token in tokens:
        assert claims(token)["role"] == claims(token).role == "editor"
        assert claims(token)["device"] == claims(token)["sid"]
    assert len({claims(token)["sid"] for token in tokens[1:]}) == 1


def test_refresh_token_of_a_retry_is_the_same_with_other_claims(clock: Any, user: Any, hook: None) -> None:
    first = sessions.start(user)
    presented = read_refresh_token(first.refresh_token, now=T0)
    clock.shift(MINUTE)
    second, retry = sessions.rotate(presented), sessions.rotate(presented)
    assert first.refresh_token != second.refresh_token == retry.refresh_token


def test_views_read_claims_as_a_mapping_and_as_attributes(signed_in: BrowserClient, user: Any, hook: None) -> None:
    signed_in.sign_in(user)
    for _ in range(2):
        body = signed_in.get("/auth/").json()
        assert (body["role"], body["attribute"], body["none"]) == ("editor", "editor", None)
        assert body["teams"] == [1, 2], "what one view changes no other view reads"
    assert body["sub"] == str(user.pk)
    assert {"sid", "gen", "auth_time", "iat", "exp", "iss", "aud"} <= set(body)


def test_claims_are_a_complete_mapping(user: Any, hook: None) -> None:
    token = sessions.start(user, now=T0).access_token
    found = claims(token)
    assert isinstance(found, Mapping)
    assert "role" in found
    assert "nothing" not in found
    assert found.get("nothing", 7) == 7
    assert dict(found)["https://example.com/plan"] == {"name": "pro"}
    assert len(found) == len(list(found)) == 12
    assert found
    with pytest.raises(KeyError):
        found["nothing"]
    with pytest.raises(AttributeError):
        _ = found.nothing
    assert not hasattr(found, "__html__")
    assert found == claims(token)
    assert {found: 1}[claims(token)] == 1
    assert copy.deepcopy(found) == copy.copy(found) == found
    with pytest.raises((AttributeError, TypeError)):
        found.role = "admin"
    assert "editor" not in repr(found)


def test_claims_without_a_session_name_none(user: Any) -> None:
    found = AccessClaims.without_session(user.pk)
    assert found
    assert (found.sid.int, found.authenticated_at, dict(found)) == (0, 0, {})


WRONG: list[Any] = [
    *({name: 1} for name in ("sub", "iss", "aud", "sid", "gen", "auth_time", "iat", "exp", "nbf", "jti", "amr", "cnf")),
    *({name: 1} for name in ("user_id", "generation", "expires_at", "items", "get", "payload", "_role", "__class__")),
    {1: "a"},
    {"at": T0},
    {"rate": float("nan")},
    {"name": "x" * 1024},
    {f"permission_{number}": True for number in range(100)},
]
returned: Any = None


def returning(user: Any, session: RefreshToken) -> Any:
    return returned


@pytest.mark.parametrize("value", WRONG, ids=lambda value: str(value)[:30])
def test_wrong_claims_are_refused_and_start_no_session(
    user: Any, settings: Any, monkeypatch: pytest.MonkeyPatch, value: Any
) -> None:
    settings.SAFEJWT_ACCESS_TOKEN_CLAIMS = f"{__name__}.returning"
    monkeypatch.setitem(globals(), "returned", value)
    with pytest.raises(ImproperlyConfigured, match="SAFEJWT_ACCESS_TOKEN_CLAIMS"):
        sessions.start(user)
    assert not RefreshToken.objects.exists()


def test_renamed_user_id_claim_is_reserved(user: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SAFEJWT_ACCESS_TOKEN_CLAIMS = f"{__name__}.returning"
    settings.SAFEJWT_USER_ID_CLAIM = "member"
    monkeypatch.setitem(globals(), "returned", {"member": "1"})
    with pytest.raises(ImproperlyConfigured):
        sessions.start(user)


def test_hook_costs_no_query(user: Any, hook: None, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        sessions.start(user)
