"""Tests of a project that use `force_authenticate` of Django REST Framework."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import include, path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIClient
from safejwt import sessions
from safejwt.models import RefreshToken
from safejwt.testing import make_claims
from safejwt.views import ProtectedView

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


class ProfileView(ProtectedView):
    def get(self, request: Request) -> Response:
        return Response({"user": self.user.pk, "session": self.claims.sid, "role": self.claims.get("role")})


urlpatterns = [
    path("users/", include("safejwt.urls")),
    path("users/", include("safejwt.accounts.urls")),
    path("profile/", ProfileView.as_view()),
]


@pytest.fixture(params=[None, {"role": "editor"}, "token"], ids=["no token", "dictionary", "text"])
def client(request: pytest.FixtureRequest, user: Any) -> APIClient:
    client = APIClient()
    client.force_authenticate(user, token=request.param)
    return client


@pytest.mark.parametrize(
    ("method", "url", "status"),
    [
        ("get", "/users/auth/", 200),
        ("get", "/profile/", 200),
        ("get", "/users/sessions/", 200),
        ("delete", "/users/sessions/", 204),
        ("get", "/users/events/", 200),
        ("post", "/users/logout/everywhere/", 204),
        ("get", "/users/email/", 200),
        ("post", "/users/reauthenticate/", 400),
        ("post", "/users/password/change/", 400),
        ("post", "/users/email/change/", 403),
        ("delete", "/users/account/", 403),
    ],
)
def test_views_see_a_user_without_a_session(
    client: APIClient, settings: Any, user: Any, method: str, url: str, status: int
) -> None:
    settings.SAFEJWT_EVENT_HISTORY = timedelta(days=1)
    sessions.start(user)
    assert getattr(client, method)(url).status_code == status


def test_all_sessions_are_others(client: APIClient, user: Any) -> None:
    sessions.start(user)
    (session,) = client.get("/users/sessions/").json()
    assert not session["current"]
    client.delete("/users/sessions/")
    assert not RefreshToken.objects.exists()


def test_sensitive_actions_require_an_authentication(client: APIClient) -> None:
    assert client.delete("/users/account/").json()["code"] == "reauthentication_required"


def claims_of(user: Any, session: Any) -> dict[str, str]:
    return {"role": "editor"}


def test_claims_of_a_test_are_those_of_a_session(user: Any, settings: Any) -> None:
    settings.SAFEJWT_ACCESS_TOKEN_CLAIMS = f"{__name__}.claims_of"
    client = APIClient()
    client.force_authenticate(user, token=make_claims(user))
    sid = str(RefreshToken.objects.get().pk)
    assert client.get("/profile/").json() == {
        "user": str(user.pk) if "-" in str(user.pk) else user.pk,
        "session": sid,
        "role": "editor",
    }
    assert [session["current"] for session in client.get("/users/sessions/").json()] == [True]
    assert client.delete("/users/account/").status_code == 204
