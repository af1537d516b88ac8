"""Refresh tokens and their cookie."""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from safejwt.conf import conf
from safejwt.models import RefreshToken
from safejwt.testing import BrowserClient
from users.models import User

from .conftest import PASSWORD
from .token_requests import whoami

pytestmark = pytest.mark.django_db


@pytest.mark.postgresql
def test_database_values_grant_no_access(logged_in: BrowserClient, user: User) -> None:
    refresh_token = logged_in.cookies[conf.refresh_cookie_name].value
    rows = {model: list(model._default_manager.values_list()) for model in apps.get_models()}
    for secret in (refresh_token, logged_in.access_token):
        assert secret is not None
        parts = [secret, *secret.split(".")[1:]]
        stored = repr(rows)
        assert not any(part in stored for part in parts)
    attacker = BrowserClient()
    attacker.get("/users/csrf/")
    for value in {str(value) for model in (User, RefreshToken) for row in rows[model] for value in row} - {""}:
        attacker.cookies[conf.refresh_cookie_name] = value
        assert attacker.post("/users/token/").status_code == 401, value
        assert whoami(logged_in, value).status_code == 401, value
    assert RefreshToken.objects.filter(user=user).exists()


def test_cookies_have_no_domain_and_are_deleted_as_set(client: BrowserClient, user: User) -> None:
    client.get("/users/csrf/")
    login = client.post("/users/login/", {"username": "ada", "password": PASSWORD}, format="json")
    client.take(login)
    logout = client.post("/users/logout/")
    for response in (login, logout):
        assert all(not cookie["domain"] for cookie in response.cookies.values())
    was_set, deleted = (response.cookies[conf.refresh_cookie_name] for response in (login, logout))
    for attribute in ("path", "domain", "secure", "httponly", "samesite"):
        assert was_set[attribute] == deleted[attribute], attribute
    assert (deleted.value, deleted["max-age"]) == ("", 0)


def test_refresh_tokens_of_the_same_second_differ(clock: Any, logged_in: BrowserClient, settings: Any) -> None:
    """Their generation differs, however fast they rotate."""
    settings.SAFEJWT_ROTATION_INTERVAL = timedelta(0)
    tokens = [logged_in.cookies[conf.refresh_cookie_name].value]
    for _ in range(3):
        assert logged_in.get("/users/auth/").status_code == 200
        logged_in.take(logged_in.post("/users/token/"))
        tokens.append(logged_in.cookies[conf.refresh_cookie_name].value)
    assert len(set(tokens)) == 4


def test_access_and_refresh_tokens_are_not_interchangeable(logged_in: BrowserClient) -> None:
    refresh_token = logged_in.cookies[conf.refresh_cookie_name].value
    assert whoami(logged_in, refresh_token).json()["code"] == "invalid_token"
    assert logged_in.access_token is not None
    logged_in.cookies[conf.refresh_cookie_name] = logged_in.access_token
    assert logged_in.post("/users/token/").json()["code"] == "refresh_token_invalid"


def test_refresh_cookie_lives_as_long_as_the_session(client: BrowserClient, user: User) -> None:
    client.get("/users/csrf/")
    response = client.post("/users/login/", {"username": "ada", "password": PASSWORD}, format="json")
    cookie = response.cookies[conf.refresh_cookie_name]
    assert cookie["secure"]
    assert cookie["httponly"]
    assert (cookie["samesite"], cookie["path"]) == ("Strict", "/")
    assert abs(cookie["max-age"] - conf.idle_lifetime.total_seconds()) <= 2
