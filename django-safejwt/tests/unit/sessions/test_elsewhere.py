"""Retries from another client network or browser: the copy of a refresh token that keeps pace with its owner."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from safejwt import sessions
from safejwt.conf import conf
from safejwt.models import RefreshToken, SecurityEvent
from safejwt.signals import event_recorded, refresh_token_reused, session_ended
from safejwt.testing import BrowserClient
from safejwt.tokens import read_refresh_token

from tests.conftest import DAY, T0, Heard

pytestmark = pytest.mark.django_db

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)
UPDATED = CHROME.replace("140", "141")
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:149.0) Gecko/20100101 Firefox/149.0"
HOME, AWAY = "192.0.2.7", "203.0.113.66"
PERIOD = timedelta(minutes=5)
EVENT = "authn_token_retry_elsewhere"


@pytest.fixture
def owner(user: Any, clock: Any) -> BrowserClient:
    browser = at(HOME, CHROME)
    browser.sign_in(user)
    return browser


@pytest.fixture
def recorded(heard: Callable[..., Heard]) -> Callable[[], list[Any]]:
    """`recorded()` returns the facts of the events of retries from elsewhere so far."""
    received = heard(event_recorded)
    return lambda: [each["facts"] for each in received if each["event"] == EVENT]


def at(ip: str, user_agent: str) -> BrowserClient:
    return BrowserClient(REMOTE_ADDR=ip, HTTP_USER_AGENT=user_agent)


def move(browser: BrowserClient, ip: str, user_agent: str) -> None:
    browser.defaults.update(REMOTE_ADDR=ip, HTTP_USER_AGENT=user_agent)


def copied(browser: BrowserClient, ip: str, user_agent: str) -> BrowserClient:
    """A second browser with a copy of the cookies."""
    copy = at(ip, user_agent)
    for name in (conf.refresh_cookie_name, "csrftoken"):
        copy.cookies[name] = browser.cookies[name].value
    return copy


def refresh(browser: BrowserClient) -> None:
    """A refresh, and a request with its access token."""
    browser.take(browser.post("/users/token/"))
    assert browser.get("/users/auth/").status_code == 200


def keep_pace(clock: Any, first: BrowserClient, second: BrowserClient, generations: int = 1) -> None:
    """The second refreshes a second after the first, in each of these generations."""
    for _ in range(generations):
        clock.shift(PERIOD)
        refresh(first)
        clock.shift(timedelta(seconds=1))
        refresh(second)


CASES = [
    (AWAY, CHROME, "network"),
    (HOME, FIREFOX, "browser"),
    (AWAY, FIREFOX, "both"),
    (AWAY, UPDATED, "network"),
    (AWAY, "", "network"),
    ("", FIREFOX, "browser"),
    (HOME, "python-requests/2.32", "browser"),
    (HOME, UPDATED, None),
    (HOME, CHROME, None),
    (HOME, "", None),
    ("", CHROME, None),
    ("", "", None),
]


class TestEvent:
    @pytest.mark.parametrize(("ip", "user_agent", "reason"), CASES)
    @pytest.mark.parametrize("check", ["database", "none"])
    def test_copy_in_another_place_is_recorded(
        self, owner: Any, recorded: Any, settings: Any, clock: Any, check: str, ip: str, user_agent: str, reason: Any
    ) -> None:
        settings.SAFEJWT_SESSION_CHECK = check
        copy = copied(owner, ip, user_agent)
        keep_pace(clock, owner, copy, 3)
        assert [facts["reason"] for facts in recorded()] == ([reason] * 2 if reason else [])

    @pytest.mark.parametrize(("ip", "user_agent", "reason"), CASES)
    def test_owner_behind_a_copy_is_recorded(
        self, owner: Any, recorded: Any, clock: Any, ip: str, user_agent: str, reason: Any
    ) -> None:
        copy = copied(owner, ip, user_agent)
        # The row has a browser and an address of the owner, if a copy without them rotates.
        refresh(owner)
        clock.shift(PERIOD)
        refresh(owner)
        copy.cookies[conf.refresh_cookie_name] = owner.cookies[conf.refresh_cookie_name].value
        keep_pace(clock, copy, owner, 3)
        is_known = bool(ip if reason == "network" else user_agent)
        assert [facts["reason"] for facts in recorded()] == ([reason] * 2 if reason and is_known else [])

    def test_copy_that_uses_no_access_token_is_recorded_too(self, owner: Any, recorded: Any, clock: Any) -> None:
        """Its rotations are never seen, so the owner may present the predecessor without limit."""
        copy = copied(owner, AWAY, CHROME)
        for _ in range(3):
            clock.shift(PERIOD)
            assert copy.post("/users/token/").status_code == 200
            clock.shift(PERIOD)
            refresh(owner)
            copy.cookies[conf.refresh_cookie_name] = owner.cookies[conf.refresh_cookie_name].value
        assert [facts["count"] for facts in recorded()] == [1, 2]

    def test_event_names_both_places(self, owner: Any, user: Any, recorded: Any, clock: Any, caplog: Any) -> None:
        copy = copied(owner, AWAY, FIREFOX)
        with caplog.at_level(logging.INFO, "safejwt"):
            keep_pace(clock, owner, copy)
        (facts,) = recorded()
        assert {name: facts[name] for name in ("sid", "user_id", "generation", "count", "reason")} == {
            "sid": RefreshToken.objects.get().pk,
            "user_id": user.pk,
            "generation": 1,
            "count": 1,
            "reason": "both",
        }
        assert (facts["ip"], facts["user_agent"]) == (AWAY, FIREFOX)
        assert (facts["rotated_ip"], facts["rotated_user_agent"]) == (HOME, CHROME)
        assert {record.levelname for record in caplog.records if record.message == EVENT} == {"WARNING"}

    def test_generations_in_a_row_are_recorded_ever_more_rarely(self, owner: Any, recorded: Any, clock: Any) -> None:
        keep_pace(clock, owner, copied(owner, AWAY, CHROME), 20)
        assert [facts["count"] for facts in recorded()] == [1, 2, 4, 8, 16]

    def test_generation_without_such_a_retry_begins_a_new_row(self, owner: Any, recorded: Any, clock: Any) -> None:
        copy = copied(owner, AWAY, CHROME)
        keep_pace(clock, owner, copy, 3)
        move(copy, HOME, CHROME)
        keep_pace(clock, owner, copy)
        move(copy, AWAY, CHROME)
        keep_pace(clock, owner, copy, 2)
        assert [facts["count"] for facts in recorded()] == [1, 2, 1, 2]

    def test_several_retries_of_one_generation_are_one_event(self, owner: Any, recorded: Any, clock: Any) -> None:
        clock.shift(PERIOD)
        old = owner.cookies[conf.refresh_cookie_name].value
        refresh(owner)
        for number in range(9):
            owner.cookies[conf.refresh_cookie_name] = old
            move(owner, f"198.51.100.{number}", CHROME)
            refresh(owner)
        assert [facts["count"] for facts in recorded()] == [1]

    def test_lost_response_on_a_way_to_another_network_is_recorded_once(
        self, owner: Any, recorded: Any, clock: Any
    ) -> None:
        clock.shift(PERIOD)
        old = owner.cookies[conf.refresh_cookie_name].value
        owner.post("/users/token/")
        owner.cookies[conf.refresh_cookie_name] = old
        clock.shift(timedelta(hours=12))
        move(owner, AWAY, CHROME)
        refresh(owner)
        clock.shift(PERIOD)
        refresh(owner)
        clock.shift(PERIOD)
        refresh(owner)
        assert [facts["reason"] for facts in recorded()] == ["network"]

    def test_device_that_moves_between_refreshes_is_not_recorded(self, owner: Any, recorded: Any, clock: Any) -> None:
        for ip, user_agent in [(HOME, CHROME), (AWAY, CHROME), ("2001:db8::1", UPDATED), (HOME, FIREFOX)]:
            move(owner, ip, user_agent)
            clock.shift(PERIOD)
            refresh(owner)
            refresh(owner)
        assert not recorded()

    def test_current_token_from_elsewhere_within_the_interval_is_not_recorded(
        self, owner: Any, recorded: Any, clock: Any
    ) -> None:
        clock.shift(PERIOD)
        refresh(owner)
        refresh(copied(owner, AWAY, FIREFOX))
        assert not recorded()

    def test_reuse_from_elsewhere_is_a_reuse_and_nothing_else(self, owner: Any, recorded: Any, clock: Any) -> None:
        copy = copied(owner, AWAY, FIREFOX)
        for _ in range(2):
            clock.shift(PERIOD)
            refresh(owner)
        assert copy.post("/users/token/").json()["code"] == "refresh_token_reused"
        assert not recorded()


@pytest.mark.parametrize(
    ("first", "second", "is_other"),
    [
        ("192.0.2.7", "192.0.2.8", True),
        ("192.0.2.7", "::ffff:192.0.2.7", False),
        ("192.0.2.7", "192.0.2.7:4711", False),
        ("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", False),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", True),
        ("2001:db8:0:1::1", "192.0.2.7", True),
        ("fe80::1%eth0", "fe80::2%eth1", False),
        ("unix:", "192.0.2.7", False),
    ],
)
def test_network_is_compared_as_rate_limits_do(
    owner: Any, recorded: Any, clock: Any, first: str, second: str, is_other: bool
) -> None:
    copy = copied(owner, second, CHROME)
    move(owner, first, CHROME)
    keep_pace(clock, owner, copy)
    assert len(recorded()) == is_other


@pytest.mark.parametrize(("proxies", "is_other"), [(1, True), (["10.0.0.0/8"], True), (0, False), (2, False)])
def test_address_behind_a_proxy_counts_if_the_proxy_is_trusted(
    owner: Any, recorded: Any, settings: Any, clock: Any, proxies: Any, is_other: bool
) -> None:
    settings.SAFEJWT_TRUSTED_PROXIES = proxies
    copy = copied(owner, "10.0.0.1", CHROME)
    move(owner, "10.0.0.1", CHROME)
    # With two proxies the last hop but one is the client; there is one network behind it here.
    owner.defaults["HTTP_X_FORWARDED_FOR"] = f"198.51.100.1, {HOME}" if proxies == 2 else HOME
    copy.defaults["HTTP_X_FORWARDED_FOR"] = f"198.51.100.1, {AWAY}" if proxies == 2 else f"{HOME}, {AWAY}"
    keep_pace(clock, owner, copy)
    assert len(recorded()) == is_other


NONSENSE = ["\x1b[31m\r\n\x00", "x" * 100_000, "/", " ", "Mozilla/5.0 " * 5000, "\ud800", "ÿ\xa0", "%", "Chrome/" * 99]


@pytest.mark.parametrize("user_agent", NONSENSE, ids=range(len(NONSENSE)))
def test_nonsense_in_a_header_is_no_server_error(owner: Any, recorded: Any, clock: Any, user_agent: str) -> None:
    copy = copied(owner, "nowhere", user_agent)
    keep_pace(clock, owner, copy)
    keep_pace(clock, copy, owner)
    assert all(str(facts["reason"]) == "browser" for facts in recorded())
    stored = RefreshToken.objects.get().user_agent
    assert stored.isprintable()
    assert len(stored) <= 256


class TestBound:
    @pytest.fixture(autouse=True)
    def _bound(self, settings: Any) -> None:
        settings.SAFEJWT_MAX_RETRIES_ELSEWHERE = 3

    @pytest.mark.parametrize("check", ["database", "none"])
    def test_copy_that_keeps_pace_too_long_ends_the_session(
        self, owner: Any, user: Any, heard: Any, settings: Any, clock: Any, caplog: Any, check: str
    ) -> None:
        settings.SAFEJWT_SESSION_CHECK = check
        alarms, ended = heard(refresh_token_reused), heard(session_ended)
        copy, other = copied(owner, AWAY, CHROME), sessions.start(user)
        keep_pace(clock, owner, copy, 3)
        clock.shift(PERIOD)
        refresh(owner)
        response = copy.post("/users/token/")
        assert (response.status_code, response.json()["code"]) == (401, "refresh_token_reused")
        assert response.cookies[conf.refresh_cookie_name].value == ""
        assert owner.post("/users/token/").json()["code"] == "refresh_token_revoked"
        assert owner.get("/users/auth/").status_code == (401 if check == "database" else 200)
        assert [facts["generation"] for facts in alarms] == [4]
        assert [facts["reason"] for facts in ended] == ["reused"]
        assert [record.message for record in caplog.records if record.levelname == "CRITICAL"] == ["authn_token_reuse"]
        assert RefreshToken.objects.get().pk == other.sid

    def test_owner_behind_a_copy_ends_the_session_too(self, owner: Any, clock: Any) -> None:
        copy = copied(owner, AWAY, CHROME)
        keep_pace(clock, copy, owner, 3)
        clock.shift(PERIOD)
        refresh(copy)
        assert owner.post("/users/token/").json()["code"] == "refresh_token_reused"
        assert copy.get("/users/auth/").json()["code"] == "session_ended"

    def test_alternating_order_is_no_way_around(self, owner: Any, clock: Any) -> None:
        copy = copied(owner, AWAY, CHROME)
        keep_pace(clock, owner, copy)
        keep_pace(clock, copy, owner)
        keep_pace(clock, owner, copy)
        clock.shift(PERIOD)
        refresh(copy)
        assert owner.post("/users/token/").json()["code"] == "refresh_token_reused"

    def test_skipped_generation_is_a_reuse(self, owner: Any, clock: Any) -> None:
        copy = copied(owner, AWAY, CHROME)
        keep_pace(clock, owner, copy)
        clock.shift(PERIOD)
        refresh(owner)
        clock.shift(PERIOD)
        refresh(owner)
        assert copy.post("/users/token/").json()["code"] == "refresh_token_reused"

    def test_many_retries_of_one_generation_are_within_the_bound(self, owner: Any, clock: Any, settings: Any) -> None:
        settings.SAFEJWT_MAX_RETRIES_ELSEWHERE = 1
        clock.shift(PERIOD)
        old = owner.cookies[conf.refresh_cookie_name].value
        refresh(owner)
        for number in range(20):
            owner.cookies[conf.refresh_cookie_name] = old
            move(owner, f"198.51.100.{number}", CHROME)
            refresh(owner)

    def test_separate_generations_never_end_the_session(self, owner: Any, clock: Any) -> None:
        for number in range(20):
            clock.shift(PERIOD)
            old = owner.cookies[conf.refresh_cookie_name].value
            owner.post("/users/token/")
            owner.cookies[conf.refresh_cookie_name] = old
            move(owner, f"198.51.100.{number}", CHROME)
            refresh(owner)
            clock.shift(PERIOD)
            refresh(owner)

    def test_same_place_never_ends_the_session(self, owner: Any, clock: Any) -> None:
        keep_pace(clock, owner, copied(owner, HOME, UPDATED), 20)

    def test_no_bound_by_default(self, owner: Any, clock: Any, settings: Any) -> None:
        del settings.SAFEJWT_MAX_RETRIES_ELSEWHERE
        keep_pace(clock, owner, copied(owner, AWAY, FIREFOX), 20)

    @pytest.mark.django_db(transaction=True)
    def test_retry_is_refused_even_if_the_session_cannot_be_ended(self, owner: Any, clock: Any, caplog: Any) -> None:
        copy = copied(owner, AWAY, CHROME)
        keep_pace(clock, owner, copy, 3)
        clock.shift(PERIOD)
        refresh(owner)
        with connection.execute_wrapper(refuse_writes):
            assert copy.post("/users/token/").status_code == 503
        assert "authn_token_reuse" in caplog.messages
        assert copy.post("/users/token/").json()["code"] == "refresh_token_reused"


def refuse_writes(execute: Any, sql: str, *arguments: Any) -> Any:
    if sql.startswith("SELECT"):
        return execute(sql, *arguments)
    raise OperationalError("cannot execute this in a read-only transaction")


class TestRow:
    def test_rotation_stores_from_where_it_was_requested(self, owner: Any, clock: Any) -> None:
        for ip, user_agent in [(AWAY, FIREFOX), ("2001:db8::7", UPDATED)]:
            clock.shift(PERIOD)
            move(owner, ip, user_agent)
            refresh(owner)
            (device,) = owner.get("/users/sessions/").json()
            assert (device["ip"], device["userAgent"]) == (ip, user_agent)

    def test_unknown_place_replaces_no_known_one(self, owner: Any, clock: Any) -> None:
        clock.shift(PERIOD)
        refresh(owner)
        move(owner, "unix:", "")
        clock.shift(PERIOD)
        refresh(owner)
        row = RefreshToken.objects.get()
        assert (row.generation, row.ip, row.user_agent) == (3, HOME, CHROME)

    @pytest.mark.parametrize("repeated", [True, False])
    def test_only_a_rotation_stores_it(self, owner: Any, clock: Any, repeated: bool) -> None:
        old = owner.cookies[conf.refresh_cookie_name].value
        clock.shift(PERIOD)
        refresh(owner)
        move(owner, AWAY, FIREFOX)
        if not repeated:
            owner.cookies[conf.refresh_cookie_name] = old
        refresh(owner)
        row = RefreshToken.objects.get()
        assert (row.generation, row.ip, row.user_agent) == (2, HOME, CHROME)

    def test_caller_without_a_request_needs_no_place(self, user: Any) -> None:
        first = sessions.start(user, user_agent=CHROME, ip=HOME, now=T0)
        for minutes in (5, 10):
            now = T0 + timedelta(minutes=minutes)
            first = sessions.rotate(read_refresh_token(first.refresh_token, now=now), now=now)
        row = RefreshToken.objects.get()
        assert (row.generation, row.ip, row.user_agent) == (3, HOME, CHROME)


class TestStatements:
    def statements(self, browser: BrowserClient) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.post("/users/token/").status_code == 200
        return sum(not query["sql"].startswith(("SAVEPOINT", "RELEASE")) for query in captured)

    @pytest.mark.parametrize("bound", [None, 5])
    def test_only_a_retry_from_elsewhere_costs_one_more(
        self, owner: Any, clock: Any, settings: Any, bound: Any
    ) -> None:
        settings.SAFEJWT_MAX_RETRIES_ELSEWHERE = bound
        clock.shift(PERIOD)
        here, away = copied(owner, HOME, CHROME), copied(owner, AWAY, FIREFOX)
        again = copied(owner, AWAY, FIREFOX)
        assert self.statements(owner) == 2, "a rotation"
        owner.take(owner.post("/users/token/"))
        owner.get("/users/auth/")
        assert self.statements(here) == 1
        assert self.statements(away) == 2
        assert self.statements(again) == 1, "the generation has been counted"

    def test_no_cache_is_needed(self, owner: Any, clock: Any, monkeypatch: Any, recorded: Any) -> None:
        def fail(*arguments: Any, **options: Any) -> Any:
            raise ConnectionError

        copy = copied(owner, AWAY, FIREFOX)
        for name in ("get", "add", "incr", "get_many", "set"):
            monkeypatch.setattr(f"django.core.cache.backends.locmem.LocMemCache.{name}", fail)
        keep_pace(clock, owner, copy, 4)
        assert [facts["count"] for facts in recorded()] == [1, 2, 4]


@pytest.mark.django_db(transaction=True)
def test_read_only_database_still_serves_a_retry(owner: Any, clock: Any, recorded: Any, caplog: Any) -> None:
    copy = copied(owner, AWAY, FIREFOX)
    clock.shift(PERIOD)
    refresh(owner)
    with connection.execute_wrapper(refuse_writes):
        assert copy.post("/users/token/").status_code == 200
    assert "database_unavailable" in caplog.messages
    assert not recorded()
    copy = copied(copy, AWAY, FIREFOX)
    keep_pace(clock, owner, copy)
    assert [facts["count"] for facts in recorded()] == [1]


@pytest.mark.django_db(transaction=True)
class TestTransactions:
    def test_retry_in_a_transaction_of_the_project_is_counted_after_it(
        self, user: Any, clock: Any, recorded: Any
    ) -> None:
        first = sessions.start(user, ip=HOME)
        clock.shift(PERIOD)
        claims = read_refresh_token(first.refresh_token, now=T0)
        sessions.rotate(claims, ip=HOME)
        with transaction.atomic():
            sessions.rotate(claims, ip=AWAY)
            assert not recorded()
        assert [facts["ip"] for facts in recorded()] == [AWAY]

    def test_retry_that_is_rolled_back_is_not_counted(self, user: Any, clock: Any, recorded: Any) -> None:
        first = sessions.start(user, ip=HOME)
        clock.shift(PERIOD)
        claims = read_refresh_token(first.refresh_token, now=T0)
        sessions.rotate(claims, ip=HOME)
        with transaction.atomic():
            sessions.rotate(claims, ip=AWAY)
            transaction.set_rollback(True)
        assert not recorded()
        assert RefreshToken.objects.get().elsewhere_count == 0

    def test_users_see_it_in_their_history(
        self, owner: Any, make_user: Any, clock: Any, settings: Any, user: Any
    ) -> None:
        settings.SAFEJWT_EVENT_HISTORY = 90 * DAY
        keep_pace(clock, owner, copied(owner, AWAY, FIREFOX))
        (event,) = owner.get("/users/events/").json()
        assert (event["event"], event["reason"], event["ip"], event["browser"], event["current"]) == (
            EVENT,
            "both",
            AWAY,
            "Firefox",
            True,
        )
        stranger = BrowserClient()
        stranger.sign_in(make_user("eve"))
        assert stranger.get("/users/events/").json() == []
        assert SecurityEvent.objects.get().user_id == user.pk
