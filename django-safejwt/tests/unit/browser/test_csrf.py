"""The CSRF rule: every method, four checks, bound to the session (OWASP CSRF cheat sheet)."""

from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.middleware.csrf import rotate_token
from django.test import RequestFactory
from safejwt.browser import csrf
from safejwt.browser.csrf_token import bound_secret, is_bound, secret_of, unbind
from safejwt.models import RefreshToken
from safejwt.testing import BrowserClient

ENDPOINTS = [
    ("get", "/users/auth/"),
    ("get", "/users/sessions/"),
    ("delete", "/users/sessions/"),
    ("delete", "/users/sessions/00000000-0000-4000-8000-000000000000/"),
    ("post", "/users/login/"),
    ("post", "/users/token/"),
    ("get", "/users/token/"),
    ("post", "/users/logout/"),
    ("get", "/users/logout/"),
    ("post", "/users/logout/everywhere/"),
    ("get", "/echo/"),
    ("post", "/echo/"),
]

OTHER = "A" * 32


def refused(response: Any) -> bool:
    return bool(response.status_code == 403 and response.json()["code"] == "csrf_failed")


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "path"), ENDPOINTS)
@pytest.mark.parametrize(
    ("cookie", "header"),
    [(None, OTHER), (OTHER, None), (None, None), (OTHER, "B" * 32), (OTHER, ""), (OTHER, "A" * 31), ("é", "é")],
)
def test_every_endpoint_and_method_requires_matching_cookie_and_header(
    signed_in: BrowserClient, method: str, path: str, cookie: str | None, header: str | None
) -> None:
    del signed_in.cookies[settings.CSRF_COOKIE_NAME]
    if cookie is not None:
        signed_in.cookies[settings.CSRF_COOKIE_NAME] = cookie
    headers = {"HTTP_AUTHORIZATION": f"Bearer {signed_in.access_token}"}
    if header is not None:
        headers[settings.CSRF_HEADER_NAME] = header
    response = super(BrowserClient, signed_in).generic(method.upper(), path, **headers)
    assert refused(response)
    assert RefreshToken.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "path"), [pair for pair in ENDPOINTS if "login" not in pair[1]])
def test_planted_cookie_with_matching_header_is_refused(signed_in: BrowserClient, method: str, path: str) -> None:
    signed_in.cookies[settings.CSRF_COOKIE_NAME] = OTHER  # planted; the client sends the same value in the header
    assert refused(getattr(signed_in, method)(path))
    assert RefreshToken.objects.count() == 1


@pytest.mark.django_db
def test_secret_of_another_session_is_refused(signed_in: BrowserClient, make_user: Any) -> None:
    attacker = BrowserClient()
    attacker.sign_in(make_user("mallory"))
    signed_in.cookies[settings.CSRF_COOKIE_NAME] = attacker.cookies[settings.CSRF_COOKIE_NAME].value
    assert refused(signed_in.get("/users/auth/"))
    assert refused(signed_in.post("/users/token/"))


@pytest.mark.django_db
def test_csrf_endpoint_restores_the_secret_of_the_session(signed_in: BrowserClient) -> None:
    genuine = signed_in.cookies[settings.CSRF_COOKIE_NAME].value
    del signed_in.cookies[settings.CSRF_COOKIE_NAME]
    assert signed_in.get("/users/csrf/").json() == {"csrfToken": genuine}
    assert signed_in.get("/users/auth/").status_code == 200


def test_secret_that_django_has_just_replaced_is_the_one_that_is_bound() -> None:
    """A view may log the user in to Django and to the app in one request."""
    request = RequestFactory().get("/", HTTP_COOKIE=f"{settings.CSRF_COOKIE_NAME}={OTHER}")
    rotate_token(request)
    response, sid = HttpResponse(), uuid4()
    token = csrf.issue(request, sid)
    csrf.set_cookie(request, response, token)
    assert is_bound(token, sid)
    assert secret_of(token) == request.META["CSRF_COOKIE"] != OTHER
    assert not request.META["CSRF_COOKIE_NEEDS_UPDATE"], "Django's middleware would send the cookie without the mask"


@pytest.mark.django_db
@pytest.mark.parametrize("cookie", [OTHER, "Ab" * 32])
def test_csrf_endpoint_binds_the_secret_that_django_uses(signed_in: BrowserClient, cookie: str) -> None:
    signed_in.cookies[settings.CSRF_COOKIE_NAME] = cookie
    token = signed_in.get("/users/csrf/").json()["csrfToken"]
    assert token == signed_in.cookies[settings.CSRF_COOKIE_NAME].value
    assert secret_of(token) == secret_of(cookie)
    assert signed_in.get("/users/auth/").status_code == 200
    assert signed_in.get("/users/csrf/").json() == {"csrfToken": token}


@pytest.mark.django_db
def test_token_is_bound_after_login_and_another_after_logout(
    browser: BrowserClient, credentials: dict[str, str]
) -> None:
    browser.get("/users/csrf/")
    before = browser.cookies[settings.CSRF_COOKIE_NAME].value
    browser.take(browser.post("/users/login/", credentials, format="json"))
    during = browser.cookies[settings.CSRF_COOKIE_NAME].value
    sid = RefreshToken.objects.get().pk
    assert is_bound(during, sid)
    browser.post("/users/logout/")
    after = browser.cookies[settings.CSRF_COOKIE_NAME].value
    assert len({before, during, after}) == 3
    # Forms of Django may contain it by now.
    assert secret_of(after) == secret_of(during)


@pytest.mark.django_db
def test_login_drops_a_secret_that_no_form_contains(browser: BrowserClient, credentials: dict[str, str]) -> None:
    """Django unmasks a cookie of 64 characters with every request, and the secret was known before the login."""
    before = browser.get("/users/csrf/").json()["csrfToken"]
    browser.take(browser.post("/users/login/", credentials, format="json"))
    assert browser.cookies[settings.CSRF_COOKIE_NAME].value == bound_secret(RefreshToken.objects.get().pk)
    assert refused(browser.get("/users/auth/", **{settings.CSRF_HEADER_NAME: before}))
    assert refused(browser.get("/users/auth/", **{settings.CSRF_HEADER_NAME: secret_of(before)}))


def test_anonymous_browser_keeps_its_secret(browser: BrowserClient) -> None:
    first = browser.get("/users/csrf/").json()["csrfToken"]
    assert browser.get("/users/csrf/").json()["csrfToken"] == first


@pytest.mark.parametrize("value", ["", "short", "x" * 33, "!" * 32])
def test_malformed_cookie_is_replaced(browser: BrowserClient, value: str) -> None:
    browser.cookies[settings.CSRF_COOKIE_NAME] = value
    token = browser.get("/users/csrf/").json()["csrfToken"]
    assert token.isalnum()
    assert token == browser.cookies[settings.CSRF_COOKIE_NAME].value


@pytest.mark.django_db
def test_masked_token_of_django_templates_is_accepted(signed_in: BrowserClient) -> None:
    token = unbind(signed_in.cookies[settings.CSRF_COOKIE_NAME].value)
    assert len(token) == 64
    assert signed_in.get("/users/auth/", **{settings.CSRF_HEADER_NAME: token}).status_code == 200


@pytest.mark.django_db
def test_secret_that_is_older_than_the_session_is_not_enough(
    browser: BrowserClient, credentials: dict[str, str]
) -> None:
    """A sibling host may have planted it. Only the session's mask is unknown there."""
    planted = browser.cookies[settings.CSRF_COOKIE_NAME] = OTHER
    browser.take(browser.post("/users/login/", credentials, format="json"))
    assert secret_of(browser.cookies[settings.CSRF_COOKIE_NAME].value) == OTHER
    for token in (OTHER, unbind(OTHER)):
        assert refused(browser.get("/users/auth/", **{settings.CSRF_HEADER_NAME: token}))
        assert refused(browser.post("/users/token/", **{settings.CSRF_HEADER_NAME: token}))
    assert planted == OTHER
    assert browser.get("/users/auth/").status_code == 200


@pytest.mark.django_db
def test_secret_key_fallback_still_binds(signed_in: BrowserClient, settings: Any) -> None:
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-secret-key-for-tests-that-signs-no-token-of-ours"
    assert signed_in.get("/users/auth/").status_code == 200


SELF, TRUSTED = "http://testserver", "https://app.example.com"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("site", "origin", "passes"),
    [
        ("same-origin", SELF, True),
        ("same-origin", None, True),
        ("none", None, True),
        (None, SELF, True),
        (None, None, True),
        ("same-site", TRUSTED, True),
        ("cross-site", TRUSTED, True),
        ("same-site", None, False),
        ("same-site", "http://sibling.testserver", False),
        ("cross-site", None, False),
        ("cross-site", "https://evil.example", False),
        ("same-origin", "https://evil.example", False),
        ("anything", None, False),
        (None, "https://evil.example", False),
        (None, "null", False),
        ("cross-site", "null", False),
        (None, "http://testserver.evil.example", False),
        (None, "http://testserver:8080", False),
        (None, "https://testserver", False),
        (None, "http://testserver/", False),
        (None, "https://app.example.com.evil.example", False),
        (None, "http://app.example.com", False),
        (None, "", False),
        (None, "\u00e9", False),
    ],
)
@pytest.mark.parametrize(("method", "path"), [("get", "/users/auth/"), ("post", "/users/token/"), ("post", "/echo/")])
def test_only_own_and_trusted_origins_pass(
    signed_in: BrowserClient,
    settings: Any,
    method: str,
    path: str,
    site: str | None,
    origin: str | None,
    passes: bool,
) -> None:
    settings.CSRF_TRUSTED_ORIGINS = [TRUSTED]
    headers = {"HTTP_SEC_FETCH_SITE": site, "HTTP_ORIGIN": origin}
    response = getattr(signed_in, method)(path, **{name: value for name, value in headers.items() if value is not None})
    assert refused(response) is not passes
    assert (response.status_code == 200) is passes


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "path", "referer", "passes"),
    [
        ("post", "/users/token/", None, False),
        ("post", "/users/logout/", None, False),
        ("delete", "/users/sessions/", None, False),
        ("post", "/users/token/", "https://testserver/x", True),
        # Browsers send no Origin with a GET, and privacy settings remove the Referer.
        ("get", "/users/auth/", None, True),
        ("get", "/users/token/", None, True),
        ("get", "/echo/", None, True),
        ("get", "/users/auth/", "", False),
        ("get", "/users/auth/", "https://evil.example/", False),
        ("get", "/users/auth/", "http://testserver/", False),
        ("get", "/users/auth/", "https://testserver/x", True),
    ],
)
def test_https_without_origin_and_fetch_metadata_requires_referer(
    signed_in: BrowserClient, method: str, path: str, referer: str | None, passes: bool
) -> None:
    extra = {} if referer is None else {"HTTP_REFERER": referer}
    assert refused(getattr(signed_in, method)(path, secure=True, **extra)) is not passes


@pytest.mark.django_db
def test_get_without_origin_and_referer_still_needs_the_token_of_the_session(signed_in: BrowserClient) -> None:
    assert refused(signed_in.get("/users/auth/", secure=True, **{settings.CSRF_HEADER_NAME: OTHER}))
    signed_in.cookies[settings.CSRF_COOKIE_NAME] = OTHER
    assert refused(signed_in.get("/users/auth/", secure=True))


def test_cookie_has_the_attributes_of_django_settings(browser: BrowserClient, settings: Any) -> None:
    settings.CSRF_COOKIE_NAME = "__Host-csrftoken"
    settings.CSRF_COOKIE_SECURE = True
    settings.CSRF_COOKIE_SAMESITE = "Strict"
    cookie = browser.get("/users/csrf/").cookies["__Host-csrftoken"]
    assert cookie["secure"]
    assert cookie["samesite"] == "Strict"
    assert not cookie["httponly"]
    assert not cookie["domain"]
