"""One database per tenant, chosen by the host, and one cache: a token of one tenant grants no access to another."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.db import connections
from django.utils import timezone
from safejwt.models import RefreshToken
from safejwt.testing import BrowserClient
from safejwt.tokens import read_access_token

from tests.conftest import PASSWORD
from tests.presenting import refresh_later
from tests.project import tenants

HOSTS = {"default": "testserver", "other": "other.testserver"}
has_tenants = "other" in django_settings.DATABASES
inside = pytest.mark.skipif(not has_tenants, reason="One database; see below.")
both = pytest.mark.django_db(databases=["default", "other"])


@pytest.fixture
def people() -> dict[str, Any]:
    """A user of each tenant, with the same primary key."""
    found = {}
    for alias in HOSTS:
        token = tenants.tenant.set(alias)
        found[alias] = get_user_model().objects.create_user(f"of-{alias}", f"{alias}@example.com", PASSWORD, pk=7)
        tenants.tenant.reset(token)
    return found


@pytest.fixture(params=["database", "none"])
def mode(request: Any, settings: Any) -> str:
    settings.SAFEJWT_SESSION_CHECK = request.param
    return str(request.param)


def log_in(alias: str) -> BrowserClient:
    browser = BrowserClient()
    browser.get("/users/csrf/", HTTP_HOST=HOSTS[alias])
    body = {"username": f"of-{alias}", "password": PASSWORD}
    browser.take(browser.post("/users/login/", body, format="json", HTTP_HOST=HOSTS[alias]))
    return browser


@inside
@both
@pytest.mark.parametrize(("own", "foreign"), [("default", "other"), ("other", "default")])
def test_token_grants_access_to_its_tenant_alone(people: dict[str, Any], mode: str, own: str, foreign: str) -> None:
    browser = log_in(own)
    for path in ("/users/auth/", "/untouched/"):
        assert browser.get(path, HTTP_HOST=HOSTS[own]).status_code == 200
        assert browser.get(path, HTTP_HOST=HOSTS[foreign]).status_code == 401
    assert browser.get("/users/auth/", HTTP_HOST=HOSTS[own]).json()["username"] == f"of-{own}"
    cookies = browser.cookies.copy()
    assert browser.post("/users/token/", HTTP_HOST=HOSTS[foreign]).status_code == 401
    browser.cookies = cookies
    assert browser.post("/users/token/", HTTP_HOST=HOSTS[own]).status_code == 200


@inside
@both
def test_deactivation_ends_the_sessions_of_its_tenant_alone(people: dict[str, Any], mode: str) -> None:
    browsers = {alias: log_in(alias) for alias in HOSTS}
    people["other"].is_active = False
    # By a command that has chosen no tenant.
    people["other"].save(using="other")
    assert browsers["other"].get("/users/auth/", HTTP_HOST=HOSTS["other"]).status_code == 401
    assert browsers["default"].get("/users/auth/", HTTP_HOST=HOSTS["default"]).status_code == 200
    assert not RefreshToken.objects.using("other").exists()


@pytest.mark.skipif(has_tenants or get_user_model()._meta.label != "auth.User", reason="Once is enough.")
def test_two_databases() -> None:
    """In a process of its own, with the settings in tests/project/tenants.py."""
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", __file__],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.project.tenants"},
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stdout[-4000:]


@pytest.mark.django_db
def test_schema_of_django_tenants_separates_too(
    clock: Any, signed_in: BrowserClient, settings: Any, monkeypatch: Any
) -> None:
    """django-tenants has one database, and names the schema on its connection."""
    settings.SAFEJWT_SESSION_CHECK = "none"
    monkeypatch.setattr(connections["default"], "schema_name", "first", raising=False)
    assert signed_in.get("/untouched/").status_code == 401
    refresh_later(signed_in, clock)
    assert signed_in.get("/untouched/").status_code == 200
    claims = read_access_token(str(signed_in.access_token), now=timezone.now())
    assert claims.tenant == "default/first"
    monkeypatch.setattr(connections["default"], "schema_name", "second")
    assert signed_in.get("/untouched/").status_code == 401
