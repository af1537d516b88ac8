"""The app: what a page sends to django-allauth's headless API and to this package."""

import re
import time
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.test import Client
from safejwt.testing import BrowserClient

__all__ = ["PASSWORD", "App", "copy_of", "expect", "mailed_code", "pending", "totp"]

PASSWORD = "correct horse battery staple"


def expect(response: Any, status: int) -> Any:
    """Return the response if it has this status."""
    asked = f"{response.request['REQUEST_METHOD']} {response.request['PATH_INFO']}"
    assert response.status_code == status, f"{asked}: {response.status_code} {response.content.decode()[:600]}"
    return response


class App:
    """A page that calls one of the two clients of the API, `app` or `browser`."""

    def __init__(self, kind: str) -> None:
        self.kind, self.browser = kind, BrowserClient()
        self.session_token: str | None = None
        expect(self.browser.get("/users/csrf/"), 200)

    def call(self, method: str, path: str, body: Any = None, **headers: Any) -> Any:
        """Send a request with what a page has, and keep what it keeps of the response."""
        if self.session_token and not self.browser.access_token:
            headers.setdefault("HTTP_X_SESSION_TOKEN", self.session_token)
        send = getattr(self.browser, method)
        url = f"/_allauth/{self.kind}/v1/{path}"
        response = send(url, **headers) if method == "get" else send(url, body or {}, format="json", **headers)
        if response.headers.get("Content-Type") == "application/json":
            meta = response.json().get("meta") or {}
            self.session_token = meta.get("session_token", self.session_token)
            if "accessToken" in meta:
                self.browser.access_token, self.session_token = meta["accessToken"], None
        return response

    def get(self, path: str, **headers: Any) -> Any:
        return self.call("get", path, **headers)

    def post(self, path: str, body: Any = None, **headers: Any) -> Any:
        return self.call("post", path, body, **headers)

    def log_in(self, password: str = PASSWORD, email: str = "ada@example.com") -> Any:
        return self.post("auth/login", {"email": email, "password": password})

    def things(self, status: int = 200) -> Any:
        return expect(self.browser.get("/things/"), status).json()

    def refresh(self) -> Any:
        return self.browser.take(expect(self.browser.post("/users/token/"), 200))

    def reload(self) -> Any:
        """Only the cookies outlive a reload of the page."""
        self.browser.access_token = self.session_token = None
        return self.refresh()

    def amr(self) -> set[str]:
        return set(self.things()["amr"])

    def enable_totp(self) -> str:
        """Add an authenticator app, and return its secret. The user is signed in."""
        expect(self.post("auth/reauthenticate", {"password": PASSWORD}), 200)
        secret: str = expect(self.get("account/authenticators/totp"), 404).json()["meta"]["secret"]
        expect(self.post("account/authenticators/totp", {"code": totp(secret)}), 200)
        return secret

    @property
    def cookies(self) -> set[str]:
        """The names of the cookies that the browser has."""
        return {name for name, cookie in self.browser.cookies.items() if cookie.value}

    def django_user(self) -> Any:
        """Whether Django's session cookie alone is a login."""
        client = Client()
        client.cookies = self.browser.cookies
        return client.get("/admin/").status_code == 200


def copy_of(app: App) -> App:
    """The same browser, so that two of its requests can be under way."""
    copy = App.__new__(App)
    copy.kind, copy.browser, copy.session_token = app.kind, BrowserClient(), app.session_token
    copy.browser.raise_request_exception = False
    for name, cookie in app.browser.cookies.items():
        copy.browser.cookies[name] = cookie.value
    return copy


def pending(response: Any) -> list[str]:
    """The ids of the pending steps in a 401."""
    flows = expect(response, 401).json()["data"]["flows"]
    return [flow["id"] for flow in flows if flow.get("is_pending")]


def totp(secret: str) -> str:
    """What the user's app shows now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def mailed_code() -> str:
    """The code in the latest email."""
    found = re.search(r"^([A-Z0-9]{3,4}-[A-Z0-9]{3,4})$", str(mail.outbox[-1].body), re.M)
    assert found, mail.outbox[-1].body
    return found[1]
