"""HEAD is GET without a body, for every page, file and endpoint whose GET has no effect."""

from typing import Any

import pytest
from django.test import Client
from safejwt.testing import BrowserClient
from users.models import User

from .endpoints import ENDPOINTS, Endpoint

pytestmark = pytest.mark.django_db

PAGES = ["/", "/login", "/account", "/deep/down/here", "/assets/index-BdK3x9aQ.js", "/static/admin/css/base.css"]
PROBES = ["/health/live", "/health/ready"]
LOGIN = "/admin/login/"
MISSING = ["/users/nothing/", "/api/orders/", "/assets/gone.js"]
ADMIN = ["/admin/", "/admin/users/user/"]

# They differ from one response to the next.
CHANGING = {"Set-Cookie", "Date", "Server-Timing"}


def assert_alike(head: Any, get: Any) -> None:
    assert head.status_code == get.status_code
    assert set(head.headers) - CHANGING == set(get.headers) - CHANGING
    for response in (head, get):
        response.close()


@pytest.mark.parametrize("path", [*PAGES, *PROBES, LOGIN, *MISSING])
def test_pages_files_and_probes_take_head(path: str) -> None:
    assert_alike(Client().head(path), Client().get(path))


@pytest.mark.parametrize("path", ADMIN)
def test_admin_takes_head(admin: Client, path: str) -> None:
    assert_alike(admin.head(path), admin.get(path))


@pytest.mark.parametrize("endpoint", [each for each in ENDPOINTS if "GET" in each.methods], ids=str)
def test_endpoints_take_head_where_get_has_no_effect(logged_in: BrowserClient, user: User, endpoint: Endpoint) -> None:
    path = endpoint.path.format(pk=user.pk)
    if path in {"/users/token/", "/users/logout/"}:
        # A cache or a link checker must not rotate a token or end a session.
        assert logged_in.head(path).status_code == 405
    else:
        assert_alike(logged_in.head(path), logged_in.get(path))
