from typing import Any

from django.conf import settings
from django.test import Client
from safejwt.testing import BrowserClient

from ...guest import PASSWORD
from ...moving import Moving
from ...stage import expect

__all__ = ["Steps"]


class _DJRestAuth(Moving):
    def logged_in_there(self, name: str, **fields: Any) -> tuple[Any, BrowserClient]:
        user = self.another_user(name, **fields)
        browser = self.new_visitor()
        expect(browser.post("/dj/login/", {"username": name, "password": PASSWORD}, format="json"), 200)
        expect(browser.get(f"{self.users}csrf/"), 200)
        return user, browser


class Steps(_DJRestAuth):
    def cookie_is_exchanged_and_deleted(self) -> None:
        user, browser = self.logged_in_there("cookie")
        assert self.call(browser).json()["user"] == str(user.pk)
        self.moved(browser)
        assert not browser.cookies["app-refresh"].value
        assert not browser.cookies["app-auth"].value
        assert not browser.cookies[settings.SESSION_COOKIE_NAME].value
        assert self.sessions_of(user) == 1

    def logout_is_final(self) -> None:
        _, browser = self.logged_in_there("final")
        copies = browser.cookies.copy()
        self.moved(browser)
        expect(browser.post(f"{self.users}logout/"), 204)
        browser.access_token = None
        self.assert_refused(browser)
        # Nor does a copy of what the browser had sign in again.
        thief = self.new_visitor()
        for name in ("app-refresh", settings.SESSION_COOKIE_NAME):
            thief.cookies[name] = copies[name].value
        self.assert_refused(thief)

    def parallel_tabs_get_one_session(self) -> None:
        user, browser = self.logged_in_there("tabs")

        def ask() -> Any:
            tab = self.new_visitor()
            tab.cookies["app-refresh"] = browser.cookies["app-refresh"].value
            return self.adopt(tab)

        before = self.sessions_of(user)
        responses = self.at_once(ask)
        assert {response.status_code for response in responses} == {200}, responses
        assert self.sessions_of(user) == before + 1

    def cookie_that_was_sent_twice_is_refused(self) -> None:
        _, browser = self.logged_in_there("twice")
        value = browser.cookies["app-refresh"].value
        client = Client(headers={"x-csrftoken": "a" * 32})
        cookies = f"app-refresh={value}; app-refresh={value}; {settings.CSRF_COOKIE_NAME}={'a' * 32}"
        response = client.post(f"{self.users}adopt/", "{}", content_type="application/json", HTTP_COOKIE=cookies)
        expect(response, 401)
        self.moved(browser)

    def csrf_token_is_required(self) -> None:
        _, browser = self.logged_in_there("csrf")
        expect(browser.post(f"{self.users}adopt/", {}, format="json", **{settings.CSRF_HEADER_NAME: ""}), 403)
        self.moved(browser)

    def error_in_the_middle_loses_no_cookie(self) -> None:
        _, browser = self.logged_in_there("middle")
        browser.raise_request_exception = False
        with self.failing():
            expect(self.adopt(browser), 500)
        assert browser.cookies["app-refresh"].value
        self.moved(browser)

    def inactive_user_is_refused(self) -> None:
        user, browser = self.logged_in_there("inactive")
        type(user).objects.filter(pk=user.pk).update(is_active=False)
        self.assert_refused(browser)
        type(user).objects.filter(pk=user.pk).update(is_active=True)
        self.moved(browser)
