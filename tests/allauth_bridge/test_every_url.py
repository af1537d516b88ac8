"""Every URL of a project, with all that an attacker has who knows a password: which of them end in a session."""

import re
from typing import Any

import pytest
import safejwt.urls
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import Resolver404, get_resolver, include, path, resolve
from safejwt.conf import conf
from safejwt.models import RefreshToken

from . import urls
from .app import PASSWORD, App, expect
from .test_csrf import routes

# Also those that a project should not route beside a second factor.
urlpatterns = [*urls.urlpatterns, path("password-only/", include(safejwt.urls))]

SAMPLES = {"uuid": "0b1f9d6c-7c3e-4f0a-9a55-1f0f3a3f4a10", "int": "1"}
# What ends in a session without a second factor. So the attacker's requests are well-formed.
OPEN = {
    ("post", "/_allauth/app/v1/auth/login"),
    ("post", "/_allauth/browser/v1/auth/login"),
    ("post", "/password-only/login/"),
    ("post", "/admin/login/"),
}
METHODS = ["get", "post", "put", "patch", "delete"]
pytestmark = [pytest.mark.django_db, pytest.mark.urls("allauth_bridge.test_every_url")]


def every_url() -> list[str]:
    """All routes of the project, each with a sample of what its converters take."""
    found = set()
    for route in routes(get_resolver().url_patterns):
        url = "/" + re.sub(r"[$^]|\\Z|\(\?P<\w+>[^)]*\)", "", route)
        url = re.sub(r"<(?:(\w+):)?\w+>", lambda match: SAMPLES.get(match[1], "1"), url)
        try:
            resolve(url)
        except Resolver404:
            continue
        found.add(url)
    return sorted(found)


def methods_of(url: str) -> list[str]:
    view: Any = resolve(url).func
    kinds = [getattr(view, name, None) for name in ("view_class", "cls")]
    known = next((kind for kind in kinds if kind is not None), None)
    return [method for method in METHODS if known is None or hasattr(known, method)]


def ends_in_session(attacker: App, response: Any, before: set[Any]) -> bool:
    refresh = response.cookies.get(conf.refresh_cookie_name)
    started = set(RefreshToken.objects.values_list("pk", flat=True)) - before
    logins = any("_auth_user_id" in session.get_decoded() for session in Session.objects.all())
    return bool(started or logins or (refresh and refresh.value) or b"accessToken" in response.content)


def attack(user: Any, method: str, url: str) -> bool:
    """Whether the request ends in a session: of a visitor, or in a login that waits for its second step."""
    body = {
        "username": user.get_username(),
        "email": user.email,
        "login": user.email,
        "password": PASSWORD,
        "current_password": PASSWORD,
    }
    changes = {"new_password": PASSWORD + "!", "password1": PASSWORD, "password2": PASSWORD}
    before = set(RefreshToken.objects.values_list("pk", flat=True))
    for kind in ("app", "browser"):
        cache.clear()
        attacker = App(kind)
        # It ends in a session where no second factor is asked for: then it is not part of the attack.
        if user.mfa_is_on:
            assert "accessToken" not in attacker.log_in().json()["meta"]
        is_form = url.startswith(("/admin/", "/accounts/")) or url.endswith("/redirect")
        data = {**body, **(changes if method != "post" or "password" in url else {})}
        if is_form and method != "get":
            data["csrfmiddlewaretoken"] = attacker.browser.cookies["csrftoken"].value
        words = {"format": "multipart" if is_form else "json"} if method != "get" else {}
        if attacker.session_token:
            words["HTTP_X_SESSION_TOKEN"] = attacker.session_token
        attacker.browser.raise_request_exception = False
        response = getattr(attacker.browser, method)(url, data, **words)
        if ends_in_session(attacker, response, before):
            return True
    return False


@pytest.mark.parametrize("has_factor", [False, True])
def test_password_alone(user: Any, other: App, clock: Any, settings: Any, has_factor: bool) -> None:
    settings.AUTHENTICATION_BACKENDS = ["safejwt.backends.ModelBackend", *settings.AUTHENTICATION_BACKENDS]
    settings.ACCOUNT_RATE_LIMITS = False
    user.is_staff = user.is_superuser = True
    user.save()
    user.mfa_is_on = has_factor
    if has_factor:
        expect(other.log_in(), 200)
        other.enable_totp()
        clock.shift(60)
    urls = every_url()
    assert len(urls) > 100
    found = set()
    for url in urls:
        for method in methods_of(url):
            if attack(user, method, url):
                found.add((method, url))
                Session.objects.all().delete()
    assert found == (set() if has_factor else OPEN)


def test_django_login_of_a_project(user: Any, other: App, clock: Any) -> None:
    """A view of the project that knows nothing of the second factor logs in to Django, and not here."""
    expect(other.log_in(), 200)
    other.enable_totp()
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    before = set(RefreshToken.objects.values_list("pk", flat=True))
    for url in every_url():
        for method in methods_of(url):
            if url.startswith(("/_allauth/", "/users/")):
                attacker = App("browser")
                attacker.browser.cookies["sessionid"] = client.cookies["sessionid"].value
                response = getattr(attacker.browser, method)(url, {}, format="json")
                assert b"accessToken" not in response.content, (method, url)
    assert set(RefreshToken.objects.values_list("pk", flat=True)) <= before
