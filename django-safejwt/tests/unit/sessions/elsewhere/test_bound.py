"""Too many retries from elsewhere end the session (`SAFEJWT_MAX_RETRIES_ELSEWHERE`)."""

from typing import Any

import pytest
from django.db import connection
from safejwt import sessions
from safejwt.conf import conf
from safejwt.models import RefreshToken
from safejwt.signals import refresh_token_reused, session_ended

from .copies import AWAY, CHROME, FIREFOX, HOME, PERIOD, UPDATED, copied, keep_pace, move, refresh, refuse_writes

pytestmark = pytest.mark.django_db


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
