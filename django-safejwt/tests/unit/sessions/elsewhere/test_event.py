"""A retry from another client network or browser is recorded: a copy of the token keeps pace with its owner."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from safejwt.conf import conf
from safejwt.models import RefreshToken

from .copies import AWAY, CHROME, EVENT, FIREFOX, HOME, PERIOD, UPDATED, copied, keep_pace, move, refresh

pytestmark = pytest.mark.django_db

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
