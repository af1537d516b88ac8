"""A user with a browser that keeps cookies and sends the headers that safejwt-js sends."""

import base64
import copy
import http.client
import json
import ssl
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from .secrets_guard import KNOWN_SECRETS

__all__ = ["CSRF_COOKIE", "PASSWORD", "PATIENCE_SECONDS", "REFRESH_COOKIE", "Response", "User"]

CSRF_COOKIE = "__Host-csrftoken"
REFRESH_COOKIE = "__Host-Http-refreshtoken"
PASSWORD = "correct horse battery staple"
# The default of safejwt-js.
PATIENCE_SECONDS = 15.0
# The authority of the proxy's certificate lives as long as a test.
_ANY_CERTIFICATE = ssl.create_default_context()
_ANY_CERTIFICATE.check_hostname = False
_ANY_CERTIFICATE.verify_mode = ssl.CERT_NONE


@dataclass(frozen=True)
class Response:
    status: int
    headers: http.client.HTTPMessage
    body: bytes
    seconds: float

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str | None:
        """The error code, or None where the body is not one of our errors."""
        try:
            code: str | None = self.json().get("code")
        except (ValueError, AttributeError):
            return None
        return code

    @property
    def worker(self) -> str | None:
        """The process that served the request (injected/fault_points.py)."""
        return self.headers["X-Worker"]

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies that the response sets. An empty value deletes one."""
        pairs = [line.partition(";")[0].partition("=") for line in self.headers.get_all("Set-Cookie", [])]
        return {name: value.strip('"') for name, _, value in pairs}


@dataclass
class User:
    """`port` is that of the backend, or of a proxy in front of it. `tls`: whether the proxy terminates TLS."""

    port: int
    name: str
    password: str = PASSWORD
    cookies: dict[str, str] = field(default_factory=dict)
    access_token: str | None = None
    clock: int = 0
    """How many seconds the server is ahead while it serves this user, see `later`."""
    tls: bool = False

    def __post_init__(self) -> None:
        KNOWN_SECRETS.learn(self.password)

    def send(
        self,
        method: str,
        path: str,
        data: Any = None,
        *,
        cookies: Mapping[str, str] | str | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float = PATIENCE_SECONDS,
    ) -> Response:
        """Send one request below users/ over its own connection.

        cookies: replace those in the jar; the response then leaves the jar unchanged.
        """
        jar = self.cookies if cookies is None else cookies
        line = jar if isinstance(jar, str) else "; ".join(f"{name}={value}" for name, value in jar.items())
        body = None if data is None else json.dumps(data)
        host = f"{'localhost' if self.tls else '127.0.0.1'}:{self.port}"
        usual = {
            "Host": host,
            "Origin": f"https://{host}",
            "Sec-Fetch-Site": "same-origin",
            # As from a proxy that terminates TLS, so that cookies are those of production.
            "X-Forwarded-Proto": "" if self.tls else "https",
            "Cookie": line,
            "X-CSRFToken": self.cookies.get(CSRF_COOKIE, ""),
            "Authorization": f"Bearer {self.access_token}" if self.access_token else "",
            "Content-Type": "application/json" if body else "",
            "X-Clock": str(self.clock or ""),
            **(headers or {}),
        }
        started = time.monotonic()
        with closing(self._connection(timeout)) as connection:
            connection.request(method, f"/users/{path}", body, {name: value for name, value in usual.items() if value})
            message = connection.getresponse()
            response = Response(message.status, message.headers, message.read(), time.monotonic() - started)
        if cookies is None:
            self._keep(response)
        return response

    def _connection(self, timeout: float) -> http.client.HTTPConnection:
        if self.tls:
            return http.client.HTTPSConnection("localhost", self.port, timeout=timeout, context=_ANY_CERTIFICATE)
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def register(self, email: str | None = None) -> Response:
        self._get_csrf_cookie()
        email = email or f"{self.name}@example.com"
        return self.send("POST", "", {"username": self.name, "email": email, "password": self.password})

    def log_in(self) -> Response:
        self._get_csrf_cookie()
        return self.send("POST", "login/", {"username": self.name, "password": self.password})

    def refresh(self, **options: Any) -> Response:
        return self.send("POST", "token/", **options)

    def whoami(self, **options: Any) -> Response:
        return self.send("GET", "auth/", **options)

    def log_out(self, **options: Any) -> Response:
        return self.send("POST", "logout/", **options)

    def change_password(self, password: str) -> Response:
        KNOWN_SECRETS.learn(password)
        user_id = self.claims["user_id"]
        response = self.send("PATCH", f"{user_id}/", {"password": password, "current_password": self.password})
        if response.status == 200:
            self.password = password
        return response

    def later(self, seconds: int = 61) -> None:
        """Let time pass for this user, by default more than the rotation interval.

        The whole process of the server is moved during each request, so a backend whose time is moved
        serves one request at a time (injected/fault_points.py).
        """
        self.clock += seconds

    def clone(self) -> "User":
        """A copy of this browser: another tab, or an attacker with its cookies."""
        return copy.deepcopy(self)

    @property
    def claims(self) -> dict[str, Any]:
        """The claims of the access token."""
        if not self.access_token:
            raise RuntimeError(f"{self.name} is not logged in")
        return _claims(self.access_token)

    @property
    def sid(self) -> str:
        return str(self.claims["sid"])

    @property
    def refresh_token(self) -> str:
        return self.cookies[REFRESH_COOKIE]

    def _get_csrf_cookie(self) -> None:
        if CSRF_COOKIE not in self.cookies:
            self.send("GET", "csrf/")

    def _keep(self, response: Response) -> None:
        for name, value in response.cookies.items():
            KNOWN_SECRETS.learn(value)
            if value:
                self.cookies[name] = value
            else:
                self.cookies.pop(name, None)
        if response.status in (200, 201) and b'"accessToken"' in response.body:
            token: str = response.json()["accessToken"]
            KNOWN_SECRETS.learn(token)
            self.access_token = token


def _claims(token: str) -> dict[str, Any]:
    payload = token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return claims
