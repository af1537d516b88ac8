"""Rotation under everything at once: tabs, delayed requests, lost answers, a thief, clocks, logout, password change.

Hypothesis plays the events; a model of the table in design, section 4, says what must come of each.
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

from tests.presenting import end, rotate

T0 = datetime(2026, 11, 23, 12, tzinfo=UTC)
GRACE, IDLE, ABSOLUTE = timedelta(seconds=60), timedelta(days=7), timedelta(days=90)
SKEW, NEVER = timedelta(seconds=60), timedelta(0)


class Rotation(RuleBasedStateMachine):
    """One session. `jar` is what the browser's tabs share, `stolen` what a thief has copied."""

    interval, looks_up = NEVER, True

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
        self.minted = {1: tokens.refresh_token}
        self.generation, self.seen, self.rotated_at, self.expires_at = 1, 0, T0, T0 + IDLE
        self.ended, self.thief_came = False, False
        # Time that really passes; the server's clock, `now`, can be put back.
        self.elapsed = timedelta(0)
        self.on_the_way: list[tuple[str, timedelta]] = []

    @precondition(lambda self: self.ended)
    @rule()
    def another_session_begins(self) -> None:
        self.sign_in()

    def present(self, token: str) -> sessions.Tokens | None:
        """Presents a refresh token and compares what happens with the model; None where it is refused."""
        claims = read_refresh_token(token, now=T0, allow_expired=True)
        if self.now.timestamp() >= claims.expires_at:
            # Its own time is over, whatever became of its session: no browser has it any more, and it ends nothing.
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
        known = self.minted.setdefault(self.generation, tokens.refresh_token)
        assert known == tokens.refresh_token, "two different successors"
        return tokens

    def expected(self, generation: int) -> str:
        if self.ended or self.now >= self.expires_at:
            return "refused"
        age = self.now - self.rotated_at
        if generation == self.generation:
            return "itself" if self.interval and -SKEW <= age < self.interval else "rotated"
        is_unseen = self.looks_up and self.seen < self.generation
        return "again" if generation == self.generation - 1 and (is_unseen or age <= GRACE) else "reused"

    def forgets_an_answer(self) -> bool:
        """Where nothing is looked up, an answer that was lost is given again within the grace, and that is the promise."""
        generation = read_refresh_token(self.jar, now=T0, allow_expired=True).generation
        return not self.looks_up and generation < self.generation and self.now > self.rotated_at + GRACE

    @rule(lost=st.booleans(), tabs=st.integers(1, 3))
    def tabs_refresh(self, lost: bool, tabs: int) -> None:
        jar_expires_at = read_refresh_token(self.jar, now=T0, allow_expired=True).expires_at
        is_over = self.ended or self.now.timestamp() >= jar_expires_at
        honest_may_be_refused = self.thief_came or is_over or self.forgets_an_answer()
        answers = [self.present(token) for token in [self.jar] * tabs]
        assert honest_may_be_refused or None not in answers, "an honest person was signed out"
        if not lost and answers[-1] is not None:
            self.jar = answers[-1].refresh_token
            self.access = read_access_token(answers[-1].access_token, now=self.now)

    @rule()
    def a_request_leaves(self) -> None:
        """With the cookie of now, which is the current one: of a lost answer the next request makes up for it first."""
        if self.jar == self.minted[self.generation]:
            self.on_the_way.append((self.jar, self.elapsed))

    @precondition(lambda self: self.on_the_way)
    @rule()
    def it_arrives(self) -> None:
        token, left = self.on_the_way.pop()
        claims = read_refresh_token(token, now=T0, allow_expired=True)
        is_over = self.thief_came or self.ended or self.now.timestamp() >= claims.expires_at
        if self.elapsed - left < self.interval:
            assert self.present(token) is not None or is_over, "an honest person was signed out"
        elif self.expected(claims.generation) != "reused":  # without an interval only as far as the table permits it
            self.present(token)

    @rule()
    def a_tab_works(self) -> None:
        self.use(self.access)

    def use(self, claims: AccessClaims) -> None:
        if not self.looks_up:
            return
        living = not self.ended and self.now < self.expires_at
        try:
            sessions.check(claims, now=self.now)
        except SessionEnded:
            assert not living
        else:
            assert living
            self.seen = max(self.seen, claims.generation)

    @rule(seconds=st.sampled_from([1, 4, 9, 10, 30, 59, 61, 300]))
    def a_moment_passes(self, seconds: int) -> None:
        self.wait(timedelta(seconds=seconds))

    @rule(hours=st.sampled_from([8, 24, 6 * 24]))
    def the_laptop_sleeps(self, hours: int) -> None:
        self.wait(timedelta(hours=hours))

    def wait(self, time: timedelta) -> None:
        self.now += time
        self.elapsed += time

    @rule(seconds=st.sampled_from([1, 30, 60]))
    def the_clock_is_put_back(self, seconds: int) -> None:
        """By what servers may differ, and no more than that behind the last rotation."""
        earlier = self.now - timedelta(seconds=seconds)
        if earlier >= self.rotated_at - SKEW:
            self.now = earlier

    @rule()
    def a_thief_copies_the_cookie(self) -> None:
        self.stolen = self.jar

    @precondition(lambda self: self.stolen)
    @rule(uses_it=st.booleans())
    def the_thief_refreshes(self, uses_it: bool) -> None:
        self.thief_came = True
        tokens = self.present(self.stolen)
        if tokens is not None:
            self.stolen = tokens.refresh_token
            if uses_it:
                self.use(read_access_token(tokens.access_token, now=self.now))

    @rule(data=st.data())
    def an_old_token_comes_back(self, data: st.DataObject) -> None:
        """Any token ever minted: after its successor was seen, and past grace, it must end the session."""
        self.thief_came = True
        newest_first = sorted(self.minted, reverse=True)
        self.present(self.minted[data.draw(st.sampled_from(newest_first[1:] + newest_first[:1]))])

    @precondition(lambda self: self.generation > 1)
    @rule()
    def the_predecessor_comes_back_after_grace(self) -> None:
        self.thief_came = True
        self.wait(GRACE + timedelta(seconds=1))
        self.present(self.minted[self.generation - 1])

    # A session has been through something first; else most would end before anything happens.
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
        self.user.set_password("another password of mine")
        self.user.save()
        sessions.keep_after_password_change(self.access.sid, self.user)

    @invariant()
    def nothing_outlives_the_absolute_lifetime(self) -> None:
        assert not RefreshToken.objects.filter(expires_at__gt=T0 + ABSOLUTE).exists()


class RotationWithInterval(Rotation):
    interval = timedelta(seconds=10)


class RotationWithoutLookingUp(Rotation):
    looks_up = False


@pytest.mark.parametrize(
    ("machine", "examples"), [(Rotation, 100), (RotationWithInterval, 100), (RotationWithoutLookingUp, 60)]
)
@pytest.mark.django_db
def test_no_sequence_of_events_breaks_rotation(
    user: Any, settings: Any, machine: type[Rotation], examples: int
) -> None:
    settings.SAFEJWT_ROTATION_INTERVAL = machine.interval
    settings.SAFEJWT_SESSION_CHECK = "database" if machine.looks_up else "none"
    run_state_machine_as_test(
        machine,
        settings=hypothesis_settings(
            max_examples=examples, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
