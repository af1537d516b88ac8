"""The endpoints over HTTP semantics: cookies are those of the `Set-Cookie` headers, and CSRF checks are enforced.

The clock of the server is moved for the length of each request. The test client keeps no cookie: the jar is that of the
browser in `actions.py`, which receives a response when the schedule says so.
"""

from collections.abc import Callable
from datetime import datetime
from http.cookies import SimpleCookie
from typing import Any

import time_machine
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from safejwt.conf import conf
from safejwt.models import RefreshToken
from safejwt.testing import BrowserClient
from safejwt.tokens import read_refresh_token

from tests.conftest import PASSWORD

from .function_driver import FunctionDriver, pop_on_commit
from .servers import T0, Answer, Cookies

__all__ = ["HTTPDriver"]


class HTTPDriver(FunctionDriver):
    """Implements `Server`. What no endpoint does, such as a failover, is inherited."""

    def __init__(self, user: Any) -> None:
        super().__init__(user)
        self.client = BrowserClient()

    @property
    def refresh_cookie(self) -> str:  # type: ignore[override]
        return conf.refresh_cookie_name

    def start(self, *, remember: bool) -> Answer:
        RefreshToken.objects.filter(user=self.user).delete()
        get_user_model().objects.filter(pk=self.user.pk).update(last_login=T0)
        self._reset_password()
        csrf = self._send({}, "", T0, "GET", "/users/csrf/")
        body = {self.user.USERNAME_FIELD: self.user.get_username(), "password": PASSWORD, "remember": remember}
        login = self._send(_kept(csrf), "", T0, "POST", "/users/login/", body)
        self.sid = read_refresh_token(login.cookies[self.refresh_cookie].value, now=T0).sid
        return self._answer(login)

    def refresh(self, cookies: Cookies, now: datetime) -> Answer:
        return self._answer(self._send(cookies, "", now, "POST", "/users/token/"))

    def use(self, cookies: Cookies, access_token: str, now: datetime) -> str:
        response = self._send(cookies, access_token, now, "GET", "/untouched/")
        return "ok" if response.status_code == 200 else str(response.json()["code"])

    def use_in_transaction(self, cookies: Cookies, access_token: str, now: datetime) -> tuple[str, Callable[[], None]]:
        # As ATOMIC_REQUESTS does.
        with transaction.atomic():
            code = self.use(cookies, access_token, now)
        return code, pop_on_commit()

    def log_out(self, cookies: Cookies, now: datetime) -> Answer:
        return self._answer(self._send(cookies, "", now, "POST", "/users/logout/"))

    def _send(
        self, cookies: Cookies, access_token: str, now: datetime, method: str, path: str, body: Any = None
    ) -> Any:
        self.client.cookies = SimpleCookie(dict(cookies))
        self.client.access_token = access_token or None
        send = {"GET": self.client.get, "POST": self.client.post}[method]
        with time_machine.travel(now, tick=False):
            return send(path) if method == "GET" else send(path, body, format="json")

    def _answer(self, response: Any) -> Answer:
        cookies = {name: None if _is_deletion(cookie) else cookie.value for name, cookie in response.cookies.items()}
        if response.status_code == 204:
            return Answer(cookies=cookies)
        body = response.json()
        return Answer("ok" if response.status_code == 200 else body["code"], cookies, body.get("accessToken", ""))

    def _reset_password(self) -> None:
        self.user.set_password(PASSWORD)
        self.user.save()


def _kept(response: Any) -> dict[str, str]:
    return {settings.CSRF_COOKIE_NAME: response.cookies[settings.CSRF_COOKIE_NAME].value}


def _is_deletion(cookie: Any) -> bool:
    return cookie["max-age"] == 0 or not cookie.value
