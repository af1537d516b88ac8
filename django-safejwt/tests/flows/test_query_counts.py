"""What each endpoint costs: SQL statements, cache operations, and signatures made and checked.

docs/reference/endpoint-costs.md has the same table.
"""

from collections import Counter
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from django.core import mail
from django.core.cache.backends.locmem import LocMemCache
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from safejwt import sessions
from safejwt.accounts.email_addresses import mark_verified
from safejwt.accounts.mail.delivery import send_due
from safejwt.browser import device_cookie
from safejwt.conf import conf
from safejwt.models import SecurityEvent
from safejwt.testing import BrowserClient
from safejwt.tokens.keys import Key

from tests.conftest import PASSWORD
from tests.presenting import refresh_later

pytestmark = pytest.mark.django_db
NEXT = "another long passphrase"


def statements(browser: BrowserClient, method: str, path: str, *args: Any, **options: Any) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert getattr(browser, method)(path, *args, **options).status_code in {200, 202, 204}
    marks = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return sum(not query["sql"].startswith(marks) for query in captured)


def locking(*, session: bool = True) -> int:
    """The user and the session are locked before a write. SQLite has a lock of its own, which takes a statement too."""
    return 1 + session + (not connection.features.has_select_for_update)


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often a key signs and checks a signature."""
    found: Counter[str] = Counter()

    def counted(name: str) -> Any:
        original = getattr(Key, name)

        def count(*args: Any) -> Any:
            found[name] += 1
            return original(*args)

        return count

    for name in ("sign", "verify"):
        monkeypatch.setattr(Key, name, counted(name))
    return found


@pytest.mark.parametrize(
    ("check", "first", "later"),
    [("database", 2, 1), ("none", 0, 0)],
)
def test_protected_request(
    clock: Any, signed_in: BrowserClient, settings: Any, check: str, first: int, later: int
) -> None:
    settings.SAFEJWT_SESSION_CHECK = check
    # The first request of a generation marks it as seen.
    for _ in range(2):
        costs = [statements(signed_in, "get", "/untouched/") for _ in range(3)]
        assert costs == [first, later, later]
        refresh_later(signed_in, clock)


@pytest.mark.parametrize("check", ["database", "none"])
def test_current_user(signed_in: BrowserClient, settings: Any, check: str) -> None:
    settings.SAFEJWT_SESSION_CHECK = check
    signed_in.get("/users/auth/")
    assert statements(signed_in, "get", "/users/auth/") == 1


def test_token(clock: Any, signed_in: BrowserClient, work: Counter[str]) -> None:
    clock.shift(timedelta(seconds=60))
    assert statements(signed_in, "post", "/users/token/") == 2
    assert work == {"verify": 1, "sign": 2}


@pytest.mark.parametrize("check", ["database", "none"])
def test_token_within_the_interval(
    clock: Any, signed_in: BrowserClient, work: Counter[str], settings: Any, check: str
) -> None:
    settings.SAFEJWT_SESSION_CHECK = check
    # The first use of a generation marks it as seen.
    for expected in (2, 1, 1):
        work.clear()
        assert statements(signed_in, "post", "/users/token/") == expected
        assert work == {"verify": 1, "sign": 2}
        clock.shift(timedelta(seconds=29))


@pytest.mark.parametrize("check", ["database", "none"])
def test_reloads_within_the_interval_write_nothing(
    clock: Any, signed_in: BrowserClient, settings: Any, check: str
) -> None:
    settings.SAFEJWT_SESSION_CHECK = check
    # The first page marks its generation as seen.
    signed_in.take(signed_in.post("/users/token/"))
    for _ in range(2):
        clock.shift(timedelta(seconds=29))
        with CaptureQueriesContext(connection) as captured:
            signed_in.take(signed_in.post("/users/token/"))
        assert [query["sql"][:6] for query in captured] == ["SELECT"]


def test_retry_after_a_lost_response(clock: Any, signed_in: BrowserClient, work: Counter[str]) -> None:
    cookies = signed_in.cookies.copy()
    refresh_later(signed_in, clock)
    # The grace period starts again, unless it has just started.
    for expected in (1, 2, 1):
        signed_in.cookies = cookies.copy()
        work.clear()
        assert statements(signed_in, "post", "/users/token/") == expected
        assert work == {"verify": 1, "sign": 2}
        if expected == 1:
            clock.shift(timedelta(seconds=1))


def test_retry_after_the_successor_was_seen(clock: Any, signed_in: BrowserClient, work: Counter[str]) -> None:
    cookies = signed_in.cookies.copy()
    refresh_later(signed_in, clock)
    signed_in.get("/users/auth/")
    clock.shift(timedelta(seconds=30))
    signed_in.cookies = cookies
    work.clear()
    assert statements(signed_in, "post", "/users/token/") == 1
    assert work == {"verify": 1, "sign": 2}


def test_logout(signed_in: BrowserClient, work: Counter[str]) -> None:
    assert statements(signed_in, "post", "/users/logout/") == 1
    assert work == {"verify": 1}


def test_logout_everywhere(signed_in: BrowserClient, user: Any) -> None:
    signed_in.get("/users/auth/")
    for _ in range(3):
        sessions.start(user)
    # Select the others, then delete each.
    assert statements(signed_in, "post", "/users/logout/everywhere/") == 1 + locking() + 1 + 3 + 1


def test_logout_without_a_session(browser: BrowserClient, work: Counter[str]) -> None:
    browser.get("/users/csrf/")
    assert statements(browser, "post", "/users/logout/") == 0
    assert not work


def test_csrf(browser: BrowserClient, user: Any, work: Counter[str]) -> None:
    assert statements(browser, "get", "/users/csrf/") == 0
    browser.sign_in(user)
    work.clear()
    assert statements(browser, "get", "/users/csrf/") == 0
    assert work == {"verify": 1}


def test_login(browser: BrowserClient, credentials: dict[str, str], work: Counter[str], settings: Any) -> None:
    browser.get("/users/csrf/")
    login = ("post", "/users/login/", credentials)
    # The user, their last_login, the session.
    assert statements(browser, *login, format="json") == 3
    assert work == {"sign": 2}
    # And end the former session of this browser, and whether its user has had known devices forgotten.
    assert statements(browser, *login, format="json") == 5


@pytest.fixture
def operations(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the calls of the cache."""
    operations: list[str] = []
    for name in ("get_many", "add", "incr", "decr"):
        original = getattr(LocMemCache, name)

        def counted(*args: Any, _name: str = name, _original: Any = original, **options: Any) -> Any:
            operations.append(_name)
            return _original(*args, **options)

        monkeypatch.setattr(LocMemCache, name, counted)
    return operations


def test_cache_operations_of_a_login(
    browser: BrowserClient, credentials: dict[str, str], settings: Any, operations: list[str]
) -> None:
    settings.AUTHENTICATION_BACKENDS = ["safejwt.backends.ModelBackend"]
    browser.get("/users/csrf/")
    wrong = {**credentials, "password": "wrong"}
    assert browser.post("/users/login/", wrong, format="json").status_code == 401
    # Five limits by username and client network, then three by user.
    by_user = ["get_many", *["add", "incr"] * 3]
    assert operations == ["get_many", *["add", "incr"] * 5, *by_user]
    operations.clear()
    assert browser.post("/users/login/", credentials, format="json").status_code == 200
    # The counters by username exist now. Django's `decr` calls `incr`. Then the two limits of new sessions.
    new_session = ["get_many", *["add", "incr"] * 2]
    assert operations == ["get_many", *["incr"] * 5, *by_user, *["decr", "incr"] * 8, *new_session]


def test_cache_operations_of_a_refused_login(
    clock: Any, browser: BrowserClient, credentials: dict[str, str], settings: Any, operations: list[str]
) -> None:
    settings.SAFEJWT_LOGIN_RATE = "1/m"
    browser.get("/users/csrf/")
    wrong = {**credentials, "password": "wrong"}
    assert browser.post("/users/login/", wrong, format="json").status_code == 401
    for expected in (["get_many", "add"], ["get_many", "add"]):
        operations.clear()
        with CaptureQueriesContext(connection) as captured:
            assert browser.post("/users/login/", wrong, format="json").status_code == 429
        # One reading of the counters, and whether this is the first refusal.
        assert operations == expected
        assert not captured.captured_queries


def test_cache_operations_of_a_login_from_ipv6(
    browser: BrowserClient, credentials: dict[str, str], operations: list[str]
) -> None:
    browser.get("/users/csrf/")
    operations.clear()
    wrong = {**credentials, "password": "wrong"}
    assert browser.post("/users/login/", wrong, format="json", REMOTE_ADDR="2001:db8::1").status_code == 401
    # Two rates, for the /56 and the /48 as well.
    assert operations == ["get_many", *["add", "incr"] * (5 + 2 * 2)]


@pytest.mark.django_db(transaction=True)
def test_login_with_a_session_limit(
    browser: BrowserClient, credentials: dict[str, str], user: Any, settings: Any
) -> None:
    settings.SAFEJWT_MAX_SESSIONS_PER_USER = 2
    browser.get("/users/csrf/")
    login = ("post", "/users/login/", credentials)
    # Select the sessions to evict, then delete each.
    assert statements(browser, *login, format="json") == 4
    sessions.start(user)
    browser.cookies.pop("__Host-Http-refreshtoken")
    assert statements(browser, *login, format="json") == 6


def test_device_list(signed_in: BrowserClient, user: Any) -> None:
    signed_in.get("/users/auth/")
    few = statements(signed_in, "get", "/users/sessions/")
    for _ in range(20):
        sessions.start(user)
    assert statements(signed_in, "get", "/users/sessions/") == few == 2


def test_event_list(signed_in: BrowserClient, user: Any, settings: Any) -> None:
    settings.SAFEJWT_EVENT_HISTORY = timedelta(days=90)
    signed_in.get("/users/auth/")
    SecurityEvent.objects.bulk_create(SecurityEvent(user=user, event="authn_login_success") for _ in range(60))
    assert statements(signed_in, "get", "/users/events/") == 2
    assert len(signed_in.get("/users/events/").json()) == 50


@pytest.mark.django_db(transaction=True)
def test_login_with_event_history(browser: BrowserClient, credentials: dict[str, str], settings: Any) -> None:
    settings.SAFEJWT_EVENT_HISTORY = timedelta(days=90)
    browser.get("/users/csrf/")
    # With the sessions beyond the limit.
    assert statements(browser, "post", "/users/login/", credentials, format="json") == 5
    # The owner of the former session, its end, the event, and whether the device was forgotten.
    assert statements(browser, "post", "/users/login/", credentials, format="json") == 5 + 4


@pytest.mark.django_db(transaction=True)
def test_logout_with_event_history(signed_in: BrowserClient, settings: Any) -> None:
    settings.SAFEJWT_EVENT_HISTORY = timedelta(days=90)
    # The owner of the session, its end, and the event.
    assert statements(signed_in, "post", "/users/logout/") == 3


def test_ending_devices(signed_in: BrowserClient, user: Any) -> None:
    signed_in.get("/users/auth/")
    others = [sessions.start(user).sid for _ in range(4)]
    assert statements(signed_in, "delete", f"/users/sessions/{others[0]}/") == 1 + locking() + 1
    assert statements(signed_in, "delete", "/users/sessions/") == 1 + locking() + 1 + 3


def post(browser: BrowserClient, path: str, **body: Any) -> int:
    return statements(browser, "post", f"/users/{path}", body, format="json")


def link(of: str) -> str:
    """Send all queued emails; return the token of the link in the only one of this kind."""
    list(send_due())
    (message,) = [message for message in mail.outbox if f"/{of}#token=" in message.body]
    return unquote(message.body.partition("#token=")[2].split()[0])


def test_email_status(signed_in: BrowserClient) -> None:
    signed_in.get("/users/auth/")
    assert statements(signed_in, "get", "/users/email/") == 3


def test_reauthentication(browser: BrowserClient, user: Any) -> None:
    browser.sign_in(user, amr=["pwd"])
    browser.get("/users/auth/")
    assert post(browser, "reauthenticate/", password=PASSWORD) == 2 + locking()


def test_reauthentication_by_another_method(signed_in: BrowserClient) -> None:
    signed_in.get("/users/auth/")
    # The methods of the session are read, too.
    assert post(signed_in, "reauthenticate/", password=PASSWORD) == 2 + locking() + 1


@pytest.mark.django_db(transaction=True)
def test_password_change(signed_in: BrowserClient) -> None:
    signed_in.get("/users/auth/")
    # Including the language of the account.
    assert post(signed_in, "password/change/", current_password=PASSWORD, password=NEXT) == 8 + locking()


@pytest.mark.parametrize("email", ["ada@example.com", "unknown@example.com"])
def test_password_reset_request_costs_the_same_for_unknown_emails(
    browser: BrowserClient, user: Any, email: str
) -> None:
    browser.get("/users/csrf/")
    assert post(browser, "password/reset/", email=email) == 1


@pytest.mark.django_db(transaction=True)
def test_password_reset(browser: BrowserClient, user: Any) -> None:
    browser.get("/users/csrf/")
    browser.post("/users/password/reset/", {"email": user.email}, format="json")
    token = link("reset-password")
    sessions.start(user)
    # Including the end of one session, the confirmation of the email and the language.
    assert post(browser, "password/reset/confirm/", token=token, password=NEXT) == 11


@pytest.mark.django_db(transaction=True)
def test_email_verification(browser: BrowserClient, user: Any) -> None:
    browser.get("/users/csrf/")
    assert post(browser, "email/verify/resend/", email=user.email) == 1
    assert post(browser, "email/verify/", token=link("verify-email"), password=PASSWORD) == 5 + locking(session=False)


@pytest.mark.django_db(transaction=True)
def test_email_change(signed_in: BrowserClient) -> None:
    signed_in.get("/users/auth/")
    # Including the language of the account.
    assert post(signed_in, "email/change/", email="other@example.com") == 6 + locking()
    assert post(signed_in, "email/change/confirm/", token=link("confirm-email"), password=PASSWORD) == 6 + locking(
        session=False
    )


@pytest.mark.django_db(transaction=True)
def test_account_deletion(signed_in: BrowserClient, user: Any) -> None:
    signed_in.get("/users/auth/")
    # Groups and permissions too, where the user model has them.
    assert statements(signed_in, "delete", "/users/account/") == 9 + locking() + len(user._meta.many_to_many)


@pytest.mark.django_db(transaction=True)
def test_data_export(signed_in: BrowserClient, user: Any) -> None:
    signed_in.get("/users/auth/")
    mark_verified(user)
    # Two for the email.
    assert statements(signed_in, "post", "/users/account/export/") == 8 + locking()


@pytest.mark.django_db(transaction=True)
def test_forgotten_device(signed_in: BrowserClient, user: Any) -> None:
    signed_in.get("/users/auth/")
    sid = sessions.start(user).sid
    assert statements(signed_in, "post", f"/users/sessions/{sid}/forget/") == 4 + locking()


@pytest.mark.django_db(transaction=True)
def test_known_device_is_one_query(browser: BrowserClient, credentials: Any, user: Any) -> None:
    browser.get("/users/csrf/")
    post(browser, "login/", **credentials)
    request = RequestFactory(HTTP_COOKIE=f"{conf.device_cookie_name}={browser.cookies[conf.device_cookie_name].value}")
    with CaptureQueriesContext(connection) as captured:
        assert device_cookie.known_device(request.get("/"), user)
    assert len(captured) == 1
