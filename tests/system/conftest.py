from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import server_secrets
import time_machine
from django.contrib.contenttypes.management import create_contenttypes
from django.core.cache import cache
from django.db import connections
from django.db.models.signals import post_migrate
from django.test import override_settings
from safejwt.testing import BrowserClient
from users.models import User

from .browser import Browser
from .endpoints import Endpoint

PASSWORD = "correct horse battery staple"


def pytest_configure(config: pytest.Config) -> None:
    server_secrets.watch(config, PASSWORD)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """SQLite tests in a file, as in operation: the server's threads each have their own connection."""
    for connection in connections.all():
        if connection.vendor == "sqlite":
            folder = tmp_path_factory.mktemp("database")
            connection.settings_dict["TEST"]["NAME"] = str(folder / f"{connection.alias}.sqlite3")


@pytest.fixture(scope="session", autouse=True)
def _no_media() -> Iterator[None]:
    """Django's test server serves media too, and without a MEDIA_URL it takes every address for one of them."""
    with override_settings(MEDIA_URL="/there-are-none/"):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """Permissions and content types are not made again after each test that empties the tables; none needs them."""
    post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
    post_migrate.disconnect(create_contenttypes)


@pytest.fixture(autouse=True)
def _quick_and_unlimited(settings: Any) -> None:
    # Slow hashing is Django's promise; here it would only make the tests slow. Tests of the limits set their own.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.SAFEJWT_LOGIN_RATE = settings.SAFEJWT_REGISTER_RATE = settings.SAFEJWT_ACCOUNTS_MAIL_RATE = "100000/m"
    settings.SAFEJWT_LOGIN_ACCOUNT_RATE = settings.SAFEJWT_LOGIN_ADDRESS_RATE = None
    # A thread of its own would work on while a test ends; those that need it say so.
    settings.SAFEJWT_ACCOUNTS_SEND_IN_PROCESS = False
    cache.clear()


@pytest.fixture
def clock() -> Any:
    """The clock, standing still until a test moves it: `clock.shift(timedelta)`."""
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False) as traveller:
        yield traveller


@pytest.fixture
def make_user(db: None) -> Callable[..., User]:
    def make(username: str = "ada", **fields: Any) -> User:
        return User.objects.create_user(
            **{"username": username, "email": f"{username}@example.com", "password": PASSWORD, **fields}
        )

    return make


@pytest.fixture
def user(make_user: Callable[..., User]) -> User:
    return make_user()


@pytest.fixture
def client() -> BrowserClient:
    """A browser without a network, for what does not depend on HTTP."""
    return BrowserClient()


@pytest.fixture
def signed_in(client: BrowserClient, user: User) -> BrowserClient:
    client.sign_in(user)
    return client


@pytest.fixture
def open_browser(live_server: Any) -> Callable[[], Browser]:
    """Opens a browser that talks to the running server."""
    return lambda: Browser(live_server.url)


@pytest.fixture
def browser(open_browser: Callable[[], Browser]) -> Browser:
    return open_browser()


@pytest.fixture
def too_late_to_delete(settings: Any, endpoint: Endpoint) -> None:
    """However lately the person showed who he is, it was too long ago to delete the account or to end all its sessions."""
    settings.SAFEJWT_REAUTHENTICATION_AGE = timedelta(seconds=-2)
    settings.SAFEJWT_REAUTHENTICATE_TO_END_SESSIONS = endpoint.path == "/users/logout/everywhere/"


@pytest.fixture
def at_home(browser: Browser, transactional_db: None, make_user: Callable[..., User]) -> Browser:
    """A browser in which ada is signed in."""
    make_user()
    browser.sign_in("ada", PASSWORD)
    return browser
