"""What the row of a session holds about a retry from elsewhere, and what that costs."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from safejwt import sessions
from safejwt.conf import conf
from safejwt.models import RefreshToken, SecurityEvent
from safejwt.testing import BrowserClient
from safejwt.tokens import read_refresh_token

from tests.conftest import DAY, T0

from .copies import AWAY, CHROME, EVENT, FIREFOX, HOME, PERIOD, UPDATED, copied, keep_pace, move, refresh, refuse_writes

pytestmark = pytest.mark.django_db


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
