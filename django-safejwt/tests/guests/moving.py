"""What the guests share that move here from another package, with their signed-in users."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any
from unittest.mock import patch

import time_machine
from django.contrib.auth import get_user_model
from django.db import connection, connections
from django.test import RequestFactory
from safejwt import sessions
from safejwt.conf import conf
from safejwt.models import RefreshToken
from safejwt.testing import BrowserClient

from .guest import PASSWORD
from .stage import expect
from .steps import Steps

__all__ = ["Moving"]

AT_ONCE = 6


class Moving(Steps):
    def another_user(self, name: str, **fields: Any) -> Any:
        user = get_user_model()(username=name, email=f"{name}@example.com", **fields)
        user.set_password(PASSWORD)
        user.save()
        return user

    def adopt(self, browser: BrowserClient, **body: Any) -> Any:
        return browser.post(f"{self.users}adopt/", body, format="json")

    def moved(self, browser: BrowserClient | None = None, **body: Any) -> BrowserClient:
        """A browser that has exchanged this credential, and works with the session."""
        browser = browser or self.new_visitor()
        browser.take(expect(self.adopt(browser, **body), 200))
        self.call(browser)
        self.refresh(browser)
        return browser

    def assert_refused(self, browser: BrowserClient | None = None, **body: Any) -> None:
        before = RefreshToken.objects.count()
        response = expect(self.adopt(browser or self.new_visitor(), **body), 401)
        assert response.json()["code"] == "invalid_credentials", response.content
        assert RefreshToken.objects.count() == before

    def assert_over(self, **body: Any) -> None:
        """The credential starts no session any more. Until its session was used, a lost response is repeated."""
        with time_machine.travel(datetime.now(UTC) + timedelta(minutes=2)):
            self.assert_refused(**body)

    def sessions_of(self, user: Any) -> int:
        return sessions.active_sessions(user).count()

    @contextmanager
    def failing(self) -> Iterator[None]:
        """The start of each session fails, after the credential was redeemed."""

        def fail(*args: Any, **kwargs: Any) -> None:
            raise RuntimeError("in the middle")

        with patch.object(sessions, "start", fail):
            yield

    def assert_kept_by_an_error(self, **body: Any) -> None:
        browser = self.new_visitor()
        browser.raise_request_exception = False
        with self.failing():
            expect(self.adopt(browser, **body), 500)

    def at_once(self, work: Callable[[], Any]) -> list[Any]:
        """What parallel calls return. In turn on SQLite, whose database in memory has one connection."""
        if connection.vendor == "sqlite":
            return [work() for _ in range(AT_ONCE)]
        barrier = Barrier(AT_ONCE)

        def call(_: int) -> Any:
            barrier.wait()
            try:
                return work()
            finally:
                connections.close_all()

        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(call, range(AT_ONCE)))

    def assert_exchanged_once(self, user: Any, **body: Any) -> None:
        """However many tabs ask at the same time: they get one session, and each of them stays signed in."""

        def ask() -> tuple[BrowserClient, Any]:
            tab = self.new_visitor()
            return tab, self.adopt(tab, **body)

        before, tabs = self.sessions_of(user), self.at_once(ask)
        assert {response.status_code for _, response in tabs} == {200}, tabs
        assert len({response.cookies[conf.refresh_cookie_name].value for _, response in tabs}) == 1
        for tab, response in tabs:
            tab.take(response)
            self.call(tab)
        with time_machine.travel(datetime.now(UTC) + timedelta(minutes=2)):
            for tab, _ in tabs:
                self.refresh(tab)
                self.call(tab)
        assert self.sessions_of(user) == before + 1

    def request(self, token: str) -> Any:
        """A plain request with this access token, for code outside of Django REST Framework."""
        return RequestFactory().get("/", headers={"authorization": f"Bearer {token}"})
