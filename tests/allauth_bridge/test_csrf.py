"""The CSRF token is required on every request, also where django-allauth exempts its views."""

from typing import Any

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from .app import PASSWORD, App, expect


def routes(patterns: Any, prefix: str = "") -> list[str]:
    found = []
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        found += routes(pattern.url_patterns, path) if isinstance(pattern, URLResolver) else [path]
        assert isinstance(pattern, URLResolver | URLPattern)
    return found


HEADLESS = sorted(f"/{path}" for path in routes(get_resolver().url_patterns) if path.startswith("_allauth/"))


def test_every_request_without_the_header_is_refused(user: Any) -> None:
    app = App("app")
    expect(app.log_in(), 200)
    assert len(HEADLESS) > 60
    for path in HEADLESS:
        for method in ["get", "post", "put", "patch", "delete"]:
            expect(getattr(app.browser, method)(path, **{settings.CSRF_HEADER_NAME: ""}), 403)


def test_form_that_redirects_needs_the_token_in_its_body(db: None) -> None:
    app = App("browser")
    no_header: dict[str, Any] = {settings.CSRF_HEADER_NAME: ""}
    form = {"provider": "dummy", "callback_url": "http://testserver/", "process": "login"}
    url = "/_allauth/browser/v1/auth/provider/redirect"
    expect(app.browser.post(url, form, format="multipart", **no_header), 403)
    token = app.browser.cookies["csrftoken"].value
    form["csrfmiddlewaretoken"] = token
    expect(app.browser.post(url, form, format="multipart", **no_header), 302)


def test_token_of_another_session_is_refused(app: App, user: Any, other: App) -> None:
    expect(app.log_in(), 200)
    expect(other.log_in(), 200)
    app.browser.cookies["csrftoken"] = other.browser.cookies["csrftoken"].value
    response = expect(app.post("auth/reauthenticate", {"password": PASSWORD}), 403)
    assert response.json()["code"] == "csrf_failed"


def test_cross_site_request_is_refused(app: App, user: Any) -> None:
    response = app.post("auth/login", {"email": user.email, "password": PASSWORD}, HTTP_SEC_FETCH_SITE="cross-site")
    assert expect(response, 403).json()["code"] == "csrf_failed"


def test_cookie_of_the_session_is_kept(app: App, user: Any) -> None:
    """django-allauth sends Django's cookie with each response, which would not fit the session."""
    expect(app.log_in(), 200)
    for path in ["account/email", "auth/session", "account/authenticators"]:
        expect(app.get(path), 200)
        assert app.things()
