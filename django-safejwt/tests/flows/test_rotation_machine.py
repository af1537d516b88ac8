"""Rotation under everything at once: tabs, delays, lost responses, theft, clocks, logout.

Hypothesis generates the events; a model of the rotation table predicts the outcome of each.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from safejwt import sessions
from safejwt.errors import RefreshTokenError, RefreshTokenExpired, RefreshTokenReused, SessionEnded
from safejwt.models import RefreshToken
from safejwt.tokens import AccessClaims, read_access_token, read_refresh_token

from tests.examples import examples
from tests.presenting import end, rotate

T0 = datetime(2026, 11, 23, 12, tzinfo=UTC)
GRACE, IDLE, ABSOLUTE = timedelta(seconds=60), timedelta(days=7), timedelta(days=90)
SKEW, NEVER = timedelta(seconds=60), timedelta(0)


class Rotation(RuleBasedStateMachine):
    """One session. `jar` is the cookie that all tabs share, `stolen` the copy of an attacker."""

    interval, checks_session = NEVER, True

    @initialize()
    def sign_in(self) -> None:
        RefreshToken.objects.all().delete()
        self.user = get_user_model().objects.get()
        self.user.set_password("a password")
        self.user.save()
        self.now = T0
        tokens = sessions.start(self.user, now=T0)
        self.jar, self.stolen = tokens.refresh_token, ""
        self.access = read_access_token(tokens.access_token, now=T0)
        self.issued = {1: tokens.refresh_token}
        self.generation, self.seen, self.rotated_at, self.expires_at = 1, 0, T0, T0 + IDLE
        self.ended, self.was_stolen = False, False
        # Real time; the clock of the server, `now`, can be set back.
        self.elapsed = timedelta(0)
        self.in_flight: list[tuple[str, timedelta]] = []

    @precondition(lambda self: self.ended)
    @rule()
    def new_session_starts(self) -> None:
        self.sign_in()

    def present(self, token: str) -> sessions.Tokens | None:
        """Present a refresh token and compare the outcome with the model; None if refused."""
        claims = read_refresh_token(token, now=T0, allow_expired=True)
        if self.now.timestamp() >= claims.expires_at:
            # The token itself has expired, whatever became of its session: no browser has it, and
            # it ends nothing.
            with pytest.raises(RefreshTokenExpired):
                rotate(token, now=self.now)
            return None
        expected = self.expected(claims.generation)
        try:
            tokens = rotate(token, now=self.now)
        except RefreshTokenError as error:
            assert expected == ("reused" if isinstance(error, RefreshTokenReused) else "refused")  # noqa: PT017
            self.ended = True
            return None
        assert expected in {"rotated", "itself", "again"}
        if expected == "itself":
            self.seen = self.generation
        if expected == "rotated":
            self.seen, self.generation, self.rotated_at = self.generation, self.generation + 1, self.now
            self.expires_at = min(self.now + IDLE, T0 + ABSOLUTE)
        assert tokens.refresh_expires_at == self.expires_at
        known = self.issued.setdefault(self.generation, tokens.refresh_token)
        assert known == tokens.refresh_token, "two different successors"
        return tokens

    def expected(self, generation: int) -> str:
        if self.ended or self.now >= self.expires_at:
            return "refused"
        age = self.now - self.rotated_at
        if generation == self.generation:
            return "itself" if self.interval and -SKEW <= age < self.interval else "rotated"
        is_unseen = self.checks_session and self.seen < self.generation
        return "again" if generation == self.generation - 1 and (is_unseen or age <= GRACE) else "reused"

    def is_past_grace(self) -> bool:
        """Without a session check, a lost response is repeated within the grace period only."""
        generation = read_refresh_token(self.jar, now=T0, allow_expired=True).generation
        return not self.checks_session and generation < self.generation and self.now > self.rotated_at + GRACE

    @rule(lost=st.booleans(), tabs=st.integers(1, 3))
    def tabs_refresh(self, lost: bool, tabs: int) -> None:
        jar_expires_at = read_refresh_token(self.jar, now=T0, allow_expired=True).expires_at
        is_over = self.ended or self.now.timestamp() >= jar_expires_at
        may_be_refused = self.was_stolen or is_over or self.is_past_grace()
        responses = [self.present(token) for token in [self.jar] * tabs]
        assert may_be_refused or None not in responses, "an honest user was logged out"
        if not lost and responses[-1] is not None:
            self.jar = responses[-1].refresh_token
            self.access = read_access_token(responses[-1].access_token, now=self.now)

    @rule()
    def request_is_sent(self) -> None:
        """With the current cookie; after a lost response the next refresh restores it first."""
        if self.jar == self.issued[self.generation]:
            self.in_flight.append((self.jar, self.elapsed))

    @precondition(lambda self: self.in_flight)
    @rule()
    def request_arrives(self) -> None:
        token, left = self.in_flight.pop()
        claims = read_refresh_token(token, now=T0, allow_expired=True)
        is_over = self.was_stolen or self.ended or self.now.timestamp() >= claims.expires_at
        if self.elapsed - left < self.interval:
            assert self.present(token) is not None or is_over, "an honest user was logged out"
        elif self.expected(claims.generation) != "reused":  # without an interval only if the table permits it
            self.present(token)

    @rule()
    def tab_sends_a_request(self) -> None:
        self.use(self.access)

    def use(self, claims: AccessClaims) -> None:
        if not self.checks_session:
            return
        is_active = not self.ended and self.now < self.expires_at
        try:
            sessions.check(claims, now=self.now)
        except SessionEnded:
            assert not is_active
        else:
            assert is_active
            self.seen = max(self.seen, claims.generation)

    @rule(seconds=st.sampled_from([1, 4, 9, 10, 30, 59, 61, 300]))
    def short_time_passes(self, seconds: int) -> None:
        self.wait(timedelta(seconds=seconds))

    @rule(hours=st.sampled_from([8, 24, 6 * 24]))
    def laptop_sleeps(self, hours: int) -> None:
        self.wait(timedelta(hours=hours))

    def wait(self, time: timedelta) -> None:
        self.now += time
        self.elapsed += time

    @rule(seconds=st.sampled_from([1, 30, 60]))
    def clock_is_set_back(self, seconds: int) -> None:
        """By at most the skew between servers, counted from the last rotation."""
        earlier = self.now - timedelta(seconds=seconds)
        if earlier >= self.rotated_at - SKEW:
            self.now = earlier

    @rule()
    def attacker_copies_the_cookie(self) -> None:
        self.stolen = self.jar

    @precondition(lambda self: self.stolen)
    @rule(uses_it=st.booleans())
    def attacker_refreshes(self, uses_it: bool) -> None:
        self.was_stolen = True
        tokens = self.present(self.stolen)
        if tokens is not None:
            self.stolen = tokens.refresh_token
            if uses_it:
                self.use(read_access_token(tokens.access_token, now=self.now))

    @rule(data=st.data())
    def old_token_is_presented(self, data: st.DataObject) -> None:
        """Any issued token: once its successor was seen and grace is over, it ends the session."""
        self.was_stolen = True
        newest_first = sorted(self.issued, reverse=True)
        self.present(self.issued[data.draw(st.sampled_from(newest_first[1:] + newest_first[:1]))])

    @precondition(lambda self: self.generation > 1)
    @rule()
    def predecessor_is_presented_after_grace(self) -> None:
        self.was_stolen = True
        self.wait(GRACE + timedelta(seconds=1))
        self.present(self.issued[self.generation - 1])

    # Only after some rotations; otherwise most sessions would end before anything happens.
    @precondition(lambda self: self.generation > 2)
    @rule()
    def logout(self) -> None:
        end(self.jar, now=self.now)
        self.ended = True

    @precondition(lambda self: self.generation > 2)
    @rule()
    def password_change(self) -> None:
        self.user.set_password("another password")
        self.user.save()
        self.ended = True

    @precondition(lambda self: not self.ended)
    @rule()
    def password_change_that_keeps_this_session(self) -> None:
        # At T0 the session has not expired, whatever time it is now.
        with sessions.still_active(self.user, self.access.sid, now=T0):
            self.user.set_password("another password of mine")
            self.user.save()

    @invariant()
    def nothing_outlives_the_absolute_lifetime(self) -> None:
        assert not RefreshToken.objects.filter(expires_at__gt=T0 + ABSOLUTE).exists()


class RotationWithInterval(Rotation):
    interval = timedelta(seconds=10)


class RotationWithoutSessionCheck(Rotation):
    checks_session = False


@pytest.mark.parametrize(
    ("machine", "usual"), [(Rotation, 100), (RotationWithInterval, 100), (RotationWithoutSessionCheck, 60)]
)
@pytest.mark.django_db
def test_no_sequence_of_events_breaks_rotation(user: Any, settings: Any, machine: type[Rotation], usual: int) -> None:
    settings.SAFEJWT_ROTATION_INTERVAL = machine.interval
    settings.SAFEJWT_SESSION_CHECK = "database" if machine.checks_session else "none"
    run_state_machine_as_test(
        machine,
        settings=hypothesis_settings(
            max_examples=examples(usual), stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
