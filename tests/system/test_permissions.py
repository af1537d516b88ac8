"""Permissions: views require authentication by default, and 401 differs from 403 and 404."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import include, path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from safejwt.testing import BrowserClient
from users.models import User

pytestmark = pytest.mark.django_db


class PlainView(APIView):
    """A view that relies on the defaults of the project."""

    def get(self, request: Request) -> Response:
        return Response({"name": request.user.get_username()})


urlpatterns = [path("plain/", PlainView.as_view()), path("users/", include("users.urls"))]


@pytest.mark.urls(__name__)
def test_plain_view_requires_authentication_by_default(logged_in: BrowserClient) -> None:
    assert Client().get("/plain/").status_code == 401
    assert BrowserClient().get("/plain/").json()["code"] == "not_authenticated"
    assert logged_in.get("/plain/").json() == {"name": "ada"}
    assert logged_in.get("/plain/", HTTP_X_CSRFTOKEN="").json()["code"] == "csrf_failed"


def test_unauthenticated_is_401_and_forbidden_is_403_or_404(
    logged_in: BrowserClient, user: User, create_user: Callable[..., User], clock: Any
) -> None:
    logged_in.sign_in(user)
    other = create_user("grace")
    assert BrowserClient().get("/users/auth/").status_code == 401
    assert logged_in.get(f"/users/{other.pk}/").status_code == 404
    assert logged_in.get("/users/auth/", HTTP_X_CSRFTOKEN="").status_code == 403
    clock.shift(timedelta(minutes=5))
    assert logged_in.get("/users/auth/").status_code == 401
