"""Headers of every answer (security bar J): all routes and kinds of errors, files, preflights, and what never got to a view."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.test import Client, override_settings
from django.urls import reverse
from safejwt.testing import BrowserClient
from users.models import User

from .endpoints import ENDPOINTS, METHODS

pytestmark = pytest.mark.django_db

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
}
ORIGIN = "https://app.example.com"
NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def client() -> BrowserClient:
    """A browser on https."""
    client = BrowserClient()
    client.defaults["HTTP_ORIGIN"] = "https://testserver"
    return client


@pytest.fixture(autouse=True)
def _production(tmp_path: Path) -> Iterator[None]:
    (tmp_path / "index.html").write_text("<!doctype html><title>the app</title>")
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "index-BdK3x9aQ.js").write_text("export {}")
    changes: dict[str, Any] = {
        "SECURE_HSTS_SECONDS": 31536000,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
        "SECURE_HSTS_PRELOAD": True,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_REDIRECT_EXEMPT": [r"^users/"],
        "CORS_ALLOWED_ORIGINS": [ORIGIN],
        "CSRF_TRUSTED_ORIGINS": [ORIGIN],
        "FRONTEND_DIST": tmp_path,
        "WHITENOISE_ROOT": tmp_path,
        "WHITENOISE_AUTOREFRESH": False,
    }
    with override_settings(**changes):
        yield


def policy_of(answer: Any) -> dict[str, str]:
    parts = answer["Content-Security-Policy"].split("; ")
    return {name: sources for name, _, sources in (part.partition(" ") for part in parts)}


def check(answer: Any, *, https: bool = True) -> None:
    for name, value in ALWAYS.items():
        if https or name != "Strict-Transport-Security":  # browsers ignore it there (RFC 6797 section 7.2)
            assert answer.headers.get(name) == value, (name, answer.status_code, answer.request)
    policy = policy_of(answer)
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert not any(word in answer["Content-Security-Policy"] for word in ("unsafe", "http:", " https: ", "*", "data:"))
    assert not {"Server", "X-Powered-By"} & set(answer.headers)
    assert "no-store" in answer.headers.get("Cache-Control", "") or not answer.cookies
    if answer.streaming:
        answer.close()


def check_api(answer: Any, **how: Any) -> None:
    check(answer, **how)
    assert answer["Cache-Control"] == "no-store"
    assert set(policy_of(answer).values()) == {"'none'"}, "a document of the API could do nothing at all"


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=str)
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("signed_in", [False, True], ids=["anonymous", "signed in"])
def test_every_method_of_every_endpoint_signed_in_or_not(
    client: BrowserClient, user: User, endpoint: Any, method: str, signed_in: bool
) -> None:
    if signed_in:
        client.sign_in(user)
    path = endpoint.path.format(pk=user.pk, sid=NOBODY)
    check_api(client.generic(method, path, b"{}", content_type="application/json", secure=True))


BODIES: list[tuple[str, bytes, str]] = [
    ("malformed", b"{", "application/json"),
    ("a list", b"[1]", "application/json"),
    ("a form", b"a=b", "application/x-www-form-urlencoded"),
    ("too large", b'"' + b"x" * 70_000 + b'"', "application/json"),
    ("fields missing", b"{}", "application/json"),
]


@pytest.mark.parametrize("path", ["/users/", "/users/login/"])
@pytest.mark.parametrize(("kind", "body", "content_type"), BODIES, ids=[kind for kind, *_ in BODIES])
def test_bodies_that_are_refused(client: BrowserClient, path: str, kind: str, body: bytes, content_type: str) -> None:
    client.get("/users/csrf/", secure=True)
    answer = client.generic("POST", path, body, content_type=content_type, secure=True)
    assert answer.status_code in (400, 413, 415)
    check_api(answer)


def test_wrong_passwords_missing_tokens_and_limits(client: BrowserClient, user: User, settings: Any) -> None:
    check_api(client.post("/users/login/", {}, format="json", secure=True))  # no CSRF token: 403
    client.get("/users/csrf/", secure=True)
    settings.SAFEJWT_LOGIN_RATE = "1/m"
    wrong = {"username": user.username, "password": "wrong"}
    statuses = []
    for _ in range(2):
        answer = client.post("/users/login/", wrong, format="json", secure=True)
        statuses.append(answer.status_code)
        check_api(answer)
    assert statuses == [401, 429]


def test_faults_of_the_server(client: BrowserClient, user: User) -> None:
    client.sign_in(user)
    client.raise_request_exception = False
    for fault, status in ((OperationalError("away"), 503), (RuntimeError("unforeseen"), 500)):
        with patch("safejwt.sessions.rotation.find_session", side_effect=fault):
            answer = client.get("/users/auth/", secure=True)
        assert answer.status_code == status
        check_api(answer)


@pytest.mark.parametrize("path", ["/users", "/users/nothing/here", "/users/login", "/users/%00", "/users/auth/x.css"])
def test_addresses_of_the_api_that_are_none(client: BrowserClient, path: str) -> None:
    answer = client.get(path, secure=True)
    assert answer.status_code in (301, 404)
    check_api(answer)


@pytest.mark.parametrize("origin", [ORIGIN, "https://evil.example", "null"])
@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=str)
def test_preflights(client: BrowserClient, endpoint: Any, origin: str) -> None:
    asked = {"origin": origin, "access-control-request-method": "POST", "access-control-request-headers": "x-csrftoken"}
    path = endpoint.path.format(pk=1, sid=NOBODY)
    answer = client.options(path, headers=asked, secure=True)
    check_api(answer)
    assert answer.headers.get("Access-Control-Allow-Origin") == (origin if origin == ORIGIN else None)


PAGES = ["/", "/login", "/deep/down/here", "/index.html"]
FILES = ["/assets/index-BdK3x9aQ.js", "/static/admin/css/base.css"]
MISSING = [
    "/assets/gone.js",
    "/static/gone",
    "/.env",
    "/robots.txt",
    "/.well-known/jwks.json",
    "/\x00",
    "//evil.example",
]


@pytest.mark.parametrize("path", [*PAGES, *FILES, *MISSING])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS", "TRACE"])
def test_pages_files_and_what_is_missing(path: str, method: str) -> None:
    answer = Client(enforce_csrf_checks=True).generic(method, path, secure=True)
    check(answer)
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_the_page_of_the_app_runs_its_own_scripts_and_styles_and_nothing_else() -> None:
    for path in PAGES:
        answer = Client().get(path, secure=True)
        check(answer)
        assert policy_of(answer) == {
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


def test_the_admin_has_a_policy_it_works_under(make_user: Any) -> None:
    browser = Client()
    login = browser.get(reverse("admin:login"), secure=True)
    browser.force_login(make_user("root", is_staff=True, is_superuser=True))
    page = reverse("admin:users_user_changelist")
    for answer in (login, browser.get(page, secure=True), browser.get("/admin/nothing/", secure=True)):
        assert policy_of(answer)["script-src"] == policy_of(answer)["style-src"] == "'self'"
        assert "require-trusted-types-for" not in policy_of(answer)
        assert "no-store" in answer["Cache-Control"] or answer.status_code == 404
        check_headers = {name: answer.headers.get(name) for name in ALWAYS}
        assert check_headers == ALWAYS


def test_the_redirect_to_https_and_plain_http() -> None:
    redirect = Client().get("/login")
    assert redirect.status_code == 301
    check(redirect, https=False)
    check_api(Client().get("/users/csrf/"), https=False)


@pytest.mark.parametrize("secure", [False, True])
@pytest.mark.parametrize("path", ["/", "/users/auth/", "/admin/", "/assets/index-BdK3x9aQ.js"])
def test_a_host_that_is_not_ours(path: str, secure: bool) -> None:
    answer = Client(raise_request_exception=False, headers={"host": "evil.example"}).get(path, secure=secure)
    for name, value in ALWAYS.items():
        assert secure is False or answer.headers.get(name) == value, name
    assert answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    if answer.streaming:
        answer.close()


def test_connections_elsewhere_have_to_be_named(settings: Any) -> None:
    sources = {**settings.SECURE_CSP, "connect-src": ["'self'", "https://api.example.com"]}
    with override_settings(CONTENT_SECURITY_POLICY={"DIRECTIVES": sources}):
        answer = Client().get("/login", secure=True)
        check(answer)
        assert policy_of(answer)["connect-src"] == "'self' https://api.example.com"


def test_no_answer_of_the_api_says_what_runs_it(client: BrowserClient, user: User) -> None:
    client.sign_in(user)
    for answer in (client.get("/users/auth/", secure=True), client.get("/users/nothing/", secure=True)):
        text = json.dumps(dict(answer.headers)) + answer.content.decode()
        assert not [word for word in ("django", "python", "gunicorn", "wsgi") if word in text.lower()]
