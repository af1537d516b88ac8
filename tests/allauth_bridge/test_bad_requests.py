"""Malformed requests are a 4xx, and an outage is a 503 that signs nobody out."""

from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import resolve

from .app import PASSWORD, App, expect
from .test_csrf import HEADLESS

BODIES = [
    b"{",
    b"\xff\xfe",
    b"[]",
    b"null",
    b'"text"',
    b"[" * 5000,
    b'{"email": ' + b"[" * 5000,
    b'{"email": ' + b"[" * 40 + b"]" * 40 + b"}",
    b'{"email": "' + b"a" * 70000 + b'", "password": "x"}',
    b'{"email": "\\ud800@example.com", "password": "\\ud800"}',
    b'{"email": "ada@example.com", "password": "\\ud800", "code": "\\ud800", "key": "\\ud800"}',
    b'{"email": "ada\\u0000@example.com", "password": "\\u0000", "key": "\\u0000", "code": "\\u0000"}',
    b'{"email": {"a": 1}, "password": ["x"], "code": {"a": []}, "key": 1, "token": 5}',
    b'{"provider": "dummy", "token": {"id_token": "\\ud800"}, "process": "login"}',
    b'{"credential": "x", "provider": {"a": 1}, "token": {"client_id": {}, "id_token": "{}"}, "process": "login"}',
    b'{"email": 1e999, "password": -1, "code": NaN}',
]
REFUSALS = {400, 401, 403, 404, 405, 409, 410, 413, 415, 429}
METHODS = ["post", "put", "patch", "delete"]


def calls() -> list[tuple[str, str]]:
    """The routes of the API with the methods that they take, of the client `app`."""
    routes = (path.removeprefix("/_allauth/app/v1/") for path in HEADLESS if "/app/" in path)
    # A form is posted there.
    routes = (route for route in routes if route != "auth/provider/redirect")
    found = [(route, method) for route in routes for method in METHODS]
    return [(route, method) for route, method in found if hasattr(view_class(route), method)]


def view_class(route: str) -> Any:
    return resolve(f"/_allauth/app/v1/{route}").func.view_class  # type: ignore[attr-defined]


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
@pytest.mark.parametrize(("client", "is_signed_in"), [("app", False), ("app", True), ("browser", False)])
def test_malformed_body(user: Any, body: bytes, client: str, is_signed_in: bool) -> None:
    app = App(client)
    if is_signed_in:
        expect(app.log_in(), 200)
    for route, method in calls():
        send = getattr(app.browser, method)
        response = send(f"/_allauth/{client}/v1/{route}", body, content_type="application/json")
        assert response.status_code in REFUSALS | {200}, (method, route, response.content[:300])
        assert b"accessToken" not in response.content, route


HEADERS = ["HTTP_X_SESSION_TOKEN", "HTTP_X_PASSWORD_RESET_KEY", "HTTP_X_EMAIL_VERIFICATION_KEY", "HTTP_AUTHORIZATION"]
VALUES = ["", "x", "a" * 9000, "\x00", "..%2f", "\xe9", "a-b-c", "Bearer \x00", "-", ":::"]


@pytest.mark.parametrize("client", ["app", "browser"])
@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
def test_malformed_header_and_query(user: Any, client: str, value: str) -> None:
    app = App(client)
    for path in HEADLESS:
        if f"/{client}/" not in path:
            continue
        for header in HEADERS:
            sent: dict[str, Any] = {header: value}
            response = app.browser.get(path, {"key": value, "next": value, "flow": value}, **sent)
            assert response.status_code in REFUSALS | {200}, (path, header, response.content[:300])
            assert b"accessToken" not in response.content


@pytest.mark.parametrize("body", [{}, {"provider": "x\x00"}, {"provider": "dummy", "callback_url": "//evil.example"}])
@pytest.mark.parametrize("is_signed_in", [False, True])
def test_malformed_form(user: Any, body: dict[str, str], is_signed_in: bool) -> None:
    """The one form of the API answers with a redirect to a page of the app."""
    app = App("browser")
    if is_signed_in:
        expect(app.log_in(), 200)
    form = {**body, "process": "\ud7ff", "csrfmiddlewaretoken": app.browser.cookies["csrftoken"].value}
    response = app.browser.post("/_allauth/browser/v1/auth/provider/redirect", form, format="multipart")
    assert response.status_code in REFUSALS | {302}
    if response.status_code == 302:
        assert response["location"].startswith("https://app.example.com/login")


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded"])
def test_other_content_type(app: App, user: Any, kind: str) -> None:
    for route, method in calls():
        send = getattr(app.browser, method)
        response = send(f"/_allauth/{app.kind}/v1/{route}", b"email=ada&password=x", content_type=kind)
        assert response.status_code in REFUSALS, (method, route)


@pytest.mark.parametrize("token", ["", "x", "a" * 9000, "\x00", "../../etc/passwd", "é", "a.b.c"])
def test_malformed_session_token(app: App, user: Any, token: str) -> None:
    assert app.post("auth/login", {"email": "x"}, HTTP_X_SESSION_TOKEN=token).status_code in {400, 410}


@pytest.mark.parametrize("value", ["Bearer", "Bearer x", "Bearer a.b.c", "Bearer " + "a" * 9000, "Bearer \xe9"])
def test_malformed_access_token(app: App, user: Any, value: str) -> None:
    response = app.get("account/email", HTTP_AUTHORIZATION=value)
    assert expect(response, 401).json()["code"] == "invalid_token"


@pytest.mark.django_db(transaction=True)
def test_outage(app: App, user: Any) -> None:
    expect(app.log_in(), 200)

    def unreachable(execute: Any, *args: Any) -> Any:
        raise OperationalError("down")

    with connection.execute_wrapper(unreachable):
        for response in [
            app.get("account/email"),
            app.post("auth/reauthenticate", {"password": PASSWORD}),
        ]:
            assert expect(response, 503)["Retry-After"]
            assert response.json()["code"] == "service_unavailable"
        response = expect(App(app.kind).log_in(), 503)
        assert "refreshtoken" not in response.cookies
    assert app.things()


@pytest.mark.django_db(transaction=True)
def test_outage_at_the_end_of_a_flow(app: App, user: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """No login to Django is left behind."""

    def start(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("down")

    monkeypatch.setattr("safejwt.views.session.sessions.start", start)
    assert expect(app.log_in(), 503).json()["code"] == "service_unavailable"
    assert "refreshtoken" not in app.cookies
    assert not app.django_user()
    monkeypatch.undo()
    expect(app.log_in(), 200)


def test_missing_middleware_is_told(user: Any, settings: Any) -> None:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "AllauthMiddleware" not in name]
    with pytest.raises(Exception, match="AllauthMiddleware"):
        Client().post("/_allauth/app/v1/auth/login", {"email": "x"}, content_type="application/json")
