"""The login of the admin, which shares its limits with the API."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from safejwt.passwords import hashing
from safejwt.testing import BrowserClient
from users.models import User

from .conftest import PASSWORD

pytestmark = pytest.mark.django_db


class TestLogin:
    """Failed logins at the admin and at the API share their limits."""

    @pytest.fixture(autouse=True)
    def root(self, create_user: Callable[..., User], settings: Any) -> User:
        settings.SAFEJWT_LOGIN_RATE, settings.SAFEJWT_LOGIN_ACCOUNT_RATE = "10/m", "30/h"
        return create_user("root", is_staff=True, is_superuser=True)

    def try_login(self, browser: Client, password: str = "wrong") -> Any:  # noqa: S107
        return browser.post("/admin/login/", {"username": "root", "password": password})

    def test_tenth_failure_blocks_and_says_how_long(self) -> None:
        browser = Client()
        for _ in range(10):
            assert "correct username and password" in self.try_login(browser).content.decode()
        refused = self.try_login(browser, PASSWORD)
        assert refused.status_code == 200
        assert "Too many attempts. Try again in" in refused.content.decode()

    def test_failures_at_the_api_count_as_well(self) -> None:
        app = BrowserClient()
        app.get("/users/csrf/")
        for _ in range(10):
            assert app.post("/users/login/", {"username": "root", "password": "x"}, format="json").status_code == 401
        assert "Too many attempts" in self.try_login(Client(), PASSWORD).content.decode()

    def test_attacker_does_not_lock_out_the_owner(self) -> None:
        owner, attacker = Client(), Client()
        assert self.try_login(owner, PASSWORD).status_code == 302
        owner.post("/admin/logout/")
        for _ in range(40):
            self.try_login(attacker)
        assert self.try_login(owner, PASSWORD).status_code == 302
        assert "Too many attempts" in self.try_login(Client(), PASSWORD).content.decode()

    def test_correct_password_is_not_counted(self) -> None:
        assert {self.try_login(Client(), PASSWORD).status_code for _ in range(12)} == {302}


def test_login_gets_503_while_all_hashing_slots_are_busy(user: User, settings: Any) -> None:
    settings.SAFEJWT_PARALLEL_HASHES = 1
    hashing._room.cache_clear()
    with hashing._room(1).queue, hashing._room(1).queue:
        form = {"username": "ada", "password": PASSWORD}
        response = Client().post("/admin/login/", form, headers={"accept": "text/html"})
    assert (response.status_code, response["Retry-After"]) == (503, "1")
    assert "Content-Security-Policy" in response
    assert "Temporarily unavailable" in response.content.decode()
