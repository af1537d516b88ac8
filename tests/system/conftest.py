from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest
import server_secrets
import time_machine
from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.servers.basehttp import ThreadedWSGIServer
from django.db import connection, transaction
from django.test import Client, TransactionTestCase
from django.utils import timezone
from safejwt.conf import conf
from safejwt.testing import BrowserClient
from sqlite_files import django_db_modify_db_settings, live_server
from users.models import User

from .browser import Browser, exchange_in_process
from .endpoints import UNKNOWN_SESSION, Endpoint

__all__ = ["django_db_modify_db_settings", "live_server"]

PASSWORD = "correct horse battery staple"


def pytest_configure(config: pytest.Config) -> None:
    server_secrets.watch(config, PASSWORD)


@pytest.fixture(scope="session", autouse=True)
def _quick_cleanup() -> Iterator[None]:
    """Delete rows after each test that commits.

    Django's flush truncates every table, which takes longer.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", _delete_rows)
        yield


def _delete_rows(_: TransactionTestCase) -> None:
    # Migrations created the rows of these two.
    kept = (ContentType, Permission)
    tables = [model._meta.db_table for model in apps.get_models(include_auto_created=True) if model not in kept]
    with transaction.atomic(), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608


@pytest.fixture(scope="session", autouse=True)
def _long_backlog() -> Iterator[None]:
    """Let all clients of a race connect at once. The eleventh would wait a second to retry."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ThreadedWSGIServer, "request_queue_size", 128)
        yield


@pytest.fixture(autouse=True)
def _quick_and_unlimited(settings: Any) -> None:
    # Django tests its slow hashing itself. Tests of the limits set their own.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.SAFEJWT_LOGIN_RATE = settings.SAFEJWT_REGISTER_RATE = settings.SAFEJWT_ACCOUNTS_MAIL_RATE = "100000/m"
    settings.SAFEJWT_ACCOUNTS_EXPORT_RATE = "100000/m"
    settings.SAFEJWT_LOGIN_ACCOUNT_RATE = settings.SAFEJWT_LOGIN_ADDRESS_RATE = settings.SAFEJWT_SESSION_RATE = None
    # Its thread would outlive the test. Tests that need it turn it on.
    settings.SAFEJWT_ACCOUNTS_SEND_IN_PROCESS = False
    cache.clear()


@pytest.fixture
def clock() -> Any:
    """A clock that stands still until a test moves it with `clock.shift(timedelta)`."""
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False) as traveller:
        yield traveller


@pytest.fixture
def later() -> Iterator[Callable[[], None]]:
    """Call it to let the rotation interval pass, for all threads. The clock goes on."""
    with ExitStack() as stack:

        def let_pass() -> None:
            stack.enter_context(time_machine.travel(timezone.now() + conf.rotation_interval + timedelta(seconds=1)))

        yield let_pass


@pytest.fixture
def create_user(db: None) -> Callable[..., User]:
    def create(username: str = "ada", **fields: Any) -> User:
        return User.objects.create_user(
            **{"username": username, "email": f"{username}@example.com", "password": PASSWORD, **fields}
        )

    return create


@pytest.fixture
def user(create_user: Callable[..., User]) -> User:
    return create_user()


@pytest.fixture
def client() -> BrowserClient:
    """A browser without a network, for what does not depend on HTTP."""
    return BrowserClient()


@pytest.fixture
def logged_in(client: BrowserClient, user: User) -> BrowserClient:
    client.sign_in(user)
    return client


@pytest.fixture
def admin(create_user: Callable[..., User]) -> Client:
    """A superuser's browser, logged in to the admin."""
    browser = Client()
    browser.force_login(create_user("root", is_staff=True, is_superuser=True))
    return browser


@pytest.fixture
def open_browser(db: None) -> Callable[[], Browser]:
    """Open a browser whose requests pass through Django's HTTP server in this thread."""
    return lambda: Browser("http://localhost:8081", exchange_in_process)


@pytest.fixture
def browser(open_browser: Callable[[], Browser]) -> Browser:
    return open_browser()


@pytest.fixture
def logged_in_browser(browser: Browser, transactional_db: None, create_user: Callable[..., User]) -> Browser:
    """A browser in which ada is logged in."""
    create_user()
    browser.log_in("ada", PASSWORD)
    return browser


@pytest.fixture
def path(endpoint: Endpoint, logged_in_browser: Browser) -> str:
    """The path of the endpoint for ada."""
    return endpoint.path.format(pk=User.objects.get(username="ada").pk, sid=UNKNOWN_SESSION)


@pytest.fixture
def too_late_to_delete(settings: Any, endpoint: Endpoint) -> None:
    """Make every authentication too old to delete the account or to end all its sessions."""
    settings.SAFEJWT_REAUTHENTICATION_AGE = timedelta(seconds=-2)
    settings.SAFEJWT_REAUTHENTICATE_TO_END_SESSIONS = endpoint.path == "/users/logout/everywhere/"
