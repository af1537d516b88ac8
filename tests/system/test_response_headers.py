"""Headers of every response: endpoints, errors, files, preflights and unknown hosts."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import pytest
from django.db import OperationalError, transaction
from django.test import Client, override_settings
from django.urls import reverse
from safejwt.testing import BrowserClient
from users.models import User

from .endpoints import ENDPOINTS, METHODS, UNKNOWN_SESSION, Endpoint
from .project_settings import production, settings_under

pytestmark = pytest.mark.django_db

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000",
}
ORIGIN = "https://app.example.com"
ORIGINS = {"CORS_ALLOWED_ORIGINS": [ORIGIN], "CSRF_TRUSTED_ORIGINS": [ORIGIN]}


@pytest.fixture(scope="module", autouse=True)
def _production() -> Iterator[None]:
    """The project's own headers and redirects of production."""
    with pytest.MonkeyPatch.context() as patch:
        module = settings_under(patch, production())
    names = [name for name in dir(module) if name.startswith("SECURE_") and name.isupper()]
    with override_settings(**ORIGINS, **{name: getattr(module, name) for name in names}):
        yield


@pytest.fixture(scope="module")
def visitor(_production: None) -> Iterator[Client]:
    """One client for all files: it lists them once, as production does."""
    with override_settings(WHITENOISE_AUTOREFRESH=False):
        client = Client(enforce_csrf_checks=True)
        client.handler.load_middleware()
        yield client


@pytest.fixture
def client() -> BrowserClient:
    return https_client()


def https_client() -> BrowserClient:
    client = BrowserClient()
    client.defaults["HTTP_ORIGIN"] = "https://testserver"
    return client


def policy_of(response: Any) -> dict[str, str]:
    parts = response["Content-Security-Policy"].split("; ")
    return {name: sources for name, _, sources in (part.partition(" ") for part in parts)}


def check(response: Any, *, https: bool = True) -> None:
    for name, value in ALWAYS.items():
        if https or name != "Strict-Transport-Security":  # browsers ignore it over http (RFC 6797 section 7.2)
            assert response.headers.get(name) == value, (name, response.status_code, response.request)
    policy = policy_of(response)
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    sources = response["Content-Security-Policy"]
    assert not any(word in sources for word in ("unsafe", "http:", " https: ", "*", "data:"))
    assert not {"Server", "X-Powered-By"} & set(response.headers)
    assert "no-store" in response.headers.get("Cache-Control", "") or not response.cookies
    if response.streaming:
        response.close()


def check_api(response: Any, **options: Any) -> None:
    check(response, **options)
    assert response["Cache-Control"] == "no-store"
    assert set(policy_of(response).values()) == {"'none'"}, "a document of the API may do nothing at all"


@contextmanager
def rolled_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("logged_in", [False, True], ids=["anonymous", "logged in"])
@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=str)
def test_every_method_of_every_endpoint(user: User, endpoint: Endpoint, logged_in: bool) -> None:
    path = endpoint.path.format(pk=user.pk, sid=UNKNOWN_SESSION)
    for method in METHODS:
        client = https_client()
        with rolled_back():
            if logged_in:
                client.sign_in(user)
            check_api(client.generic(method, path, b"{}", content_type="application/json", secure=True))


BODIES = [
    (b"{", "application/json"),
    (b"[1]", "application/json"),
    (b"a=b", "application/x-www-form-urlencoded"),
    (b'"' + b"x" * 70_000 + b'"', "application/json"),
    (b"{}", "application/json"),
]


@pytest.mark.parametrize("path", ["/users/", "/users/login/"])
def test_rejected_bodies(client: BrowserClient, path: str) -> None:
    client.get("/users/csrf/", secure=True)
    for body, content_type in BODIES:
        response = client.generic("POST", path, body, content_type=content_type, secure=True)
        assert response.status_code in (400, 413, 415)
        check_api(response)


def test_wrong_passwords_missing_tokens_and_limits(client: BrowserClient, user: User, settings: Any) -> None:
    check_api(client.post("/users/login/", {}, format="json", secure=True))  # no CSRF token: 403
    client.get("/users/csrf/", secure=True)
    settings.SAFEJWT_LOGIN_RATE = "1/m"
    wrong = {"username": user.username, "password": "wrong"}
    statuses = []
    for _ in range(2):
        response = client.post("/users/login/", wrong, format="json", secure=True)
        statuses.append(response.status_code)
        check_api(response)
    assert statuses == [401, 429]


def test_server_errors(client: BrowserClient, user: User) -> None:
    client.sign_in(user)
    client.raise_request_exception = False
    for error, status in ((OperationalError("away"), 503), (RuntimeError("unforeseen"), 500)):
        with patch("safejwt.sessions.rotation.find_checked_session", side_effect=error):
            response = client.get("/users/auth/", secure=True)
        assert response.status_code == status
        check_api(response)


@pytest.mark.parametrize("path", ["/users", "/users/nothing/here", "/users/login", "/users/%00", "/users/auth/x.css"])
def test_unknown_api_urls(client: BrowserClient, path: str) -> None:
    response = client.get(path, secure=True)
    assert response.status_code in (301, 404)
    check_api(response)


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=str)
def test_preflights(client: BrowserClient, endpoint: Endpoint) -> None:
    headers = {"access-control-request-method": "POST", "access-control-request-headers": "x-csrftoken"}
    path = endpoint.path.format(pk=1, sid=UNKNOWN_SESSION)
    for origin in (ORIGIN, "https://evil.example", "null"):
        response = client.options(path, headers={"origin": origin, **headers}, secure=True)
        check_api(response)
        assert response.headers.get("Access-Control-Allow-Origin") == (origin if origin == ORIGIN else None)


PAGES = ["/", "/login", "/deep/down/here", "/index.html"]
FILES = ["/assets/index-BdK3x9aQ.js", "/static/admin/css/base.css"]
MISSING = [
    "/assets/gone.js",
    "/static/gone",
    "/.env",
    "/robots.txt",
    "/.well-known/jwks.json",
    "/.well-known/security.txt",
    "/\x00",
    "//evil.example",
]


@pytest.mark.parametrize("path", [*PAGES, *FILES, *MISSING])
def test_pages_files_and_missing_files(visitor: Client, path: str) -> None:
    for method in ("GET", "HEAD", "POST", "OPTIONS", "TRACE"):
        response = visitor.generic(method, path, secure=True)
        check(response)
        assert "Access-Control-Allow-Origin" not in response.headers


def test_app_page_runs_only_its_own_scripts_and_styles(visitor: Client) -> None:
    for path in PAGES:
        response = visitor.get(path, secure=True)
        check(response)
        assert policy_of(response) == {
            "default-src": "'none'",
            "base-uri": "'none'",
            "form-action": "'none'",
            "frame-ancestors": "'none'",
            "object-src": "'none'",
            "script-src": "'self'",
            "style-src": "'self'",
            "img-src": "'self'",
            "font-src": "'self'",
            "connect-src": "'self'",
            "require-trusted-types-for": "'script'",
            "trusted-types": "'none'",
        }


def test_admin_pages(admin: Client) -> None:
    login = Client().get(reverse("admin:login"), secure=True)
    page = reverse("admin:users_user_changelist")
    for response in (login, admin.get(page, secure=True), admin.get("/admin/nothing/", secure=True)):
        assert policy_of(response)["script-src"] == policy_of(response)["style-src"] == "'self'"
        assert "require-trusted-types-for" not in policy_of(response)
        assert "no-store" in response["Cache-Control"] or response.status_code == 404
        assert {name: response.headers.get(name) for name in ALWAYS} == ALWAYS


def test_https_redirect_and_plain_http() -> None:
    redirect = Client().get("/login")
    assert redirect.status_code == 301
    check(redirect, https=False)
    for method, path in (("get", "/users/csrf/"), ("post", "/users/login/"), ("get", "/users"), ("get", "/api/")):
        plain = getattr(Client(), method)(path)
        assert (plain.status_code, plain.json()["code"]) == (403, "permission_denied"), "not a redirect, which hides it"
        assert not plain.cookies
        check_api(plain, https=False)
    assert Client().get("/health/live").status_code == 200


@pytest.mark.parametrize("secure", [False, True])
@pytest.mark.parametrize("path", ["/", "/users/auth/", "/admin/", "/assets/index-BdK3x9aQ.js"])
def test_unknown_host(path: str, secure: bool) -> None:
    response = Client(raise_request_exception=False, headers={"host": "evil.example"}).get(path, secure=secure)
    for name, value in ALWAYS.items():
        assert secure is False or response.headers.get(name) == value, name
    assert response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    if response.streaming:
        response.close()


def test_connections_to_other_origins_must_be_listed(settings: Any) -> None:
    sources = {**settings.SECURE_CSP, "connect-src": ["'self'", "https://api.example.com"]}
    with override_settings(CONTENT_SECURITY_POLICY={"DIRECTIVES": sources}):
        response = Client().get("/login", secure=True)
        check(response)
        assert policy_of(response)["connect-src"] == "'self' https://api.example.com"


def test_api_responses_do_not_name_the_server_software(client: BrowserClient, user: User) -> None:
    client.sign_in(user)
    for response in (client.get("/users/auth/", secure=True), client.get("/users/nothing/", secure=True)):
        text = json.dumps(dict(response.headers)) + response.content.decode()
        assert not [word for word in ("django", "python", "gunicorn", "wsgi") if word in text.lower()]
