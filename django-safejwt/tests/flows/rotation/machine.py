"""The actions of a schedule as rules of a Hypothesis state machine. Hypothesis chooses their order."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from django.test import override_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from .actions import World
from .modes import Mode
from .servers import Server

__all__ = ["HonestSchedules", "Schedules"]

Item = TypeVar("Item")
INDEX, SKEW = st.integers(0, 9), st.integers(0, 60)
# Around the boundaries of the defaults, and of what may be in flight.
SHORT = st.sampled_from([0.05, 0.9, 1, 4, 9, 10, 14.4, 29, 29.4, 30, 31, 44, 59, 59.6, 60, 61, 89, 119, 121])
LONG = st.sampled_from([240, 299, 600, 899, 901, 3600, 8 * 3600, 86_399, 6 * 86_400, 7 * 86_400 - 1])
# Later. Otherwise most sessions would end before anything has happened.
has_rotated = precondition(lambda self: self.world.row and self.world.row.generation > 2)


def pick(items: Sequence[Item], index: int) -> Item:
    """One of the items, the newest first: Hypothesis reduces the index of a failure to zero."""
    return items[-1 - index % len(items)]


class HonestSchedules(RuleBasedStateMachine):
    """Sessions of an honest user, one after another. Subclasses say which server and which modes."""

    server: Server
    modes: Sequence[Mode]
    world: World

    @initialize(data=st.data())
    def log_in(self, data: st.DataObject) -> None:
        self.mode = replace(data.draw(st.sampled_from(self.modes)), remember=data.draw(st.booleans()))
        self.override = override_settings(**self.mode.settings)
        self.override.enable()
        self.world = World(self.server, self.mode)

    def teardown(self) -> None:
        if hasattr(self, "override"):
            self.override.disable()

    @precondition(lambda self: self.world.row is None and not self.world.requests)
    @rule()
    def user_logs_in_again(self) -> None:
        self.world = World(self.server, self.mode)

    # The browser.

    @precondition(lambda self: self.world.has_cookie(self.world.owner))
    @rule(tabs=st.integers(1, 3))
    def tabs_send(self, tabs: int) -> None:
        for _ in range(tabs):
            self.world.send(self.world.owner)

    @precondition(lambda self: self.world.has_cookie(self.world.owner))
    @rule(skew=SKEW, is_lost=st.booleans())
    def tab_refreshes(self, skew: int, is_lost: bool) -> None:
        """Send, serve and deliver at once: most requests are not delayed."""
        response = self.world.serve(self.world.send(self.world.owner), self.limited(skew))
        if is_lost:
            self.world.lose_response(response)
        else:
            self.world.deliver(response)

    @rule(index=INDEX)
    def browser_restarts(self, index: int) -> None:
        self.world.restart(self.world.owner, lambda jars: pick(jars, index))

    @precondition(lambda self: self.world.owner.access_tokens)
    @rule(index=INDEX, skew=SKEW)
    def access_token_is_used(self, index: int, skew: int) -> None:
        owner = self.world.owner
        self.world.use(owner, pick(owner.access_tokens, index), self.limited(skew))

    # The network.

    @precondition(lambda self: self.world.requests)
    @rule(index=INDEX)
    def request_is_lost(self, index: int) -> None:
        self.world.lose_request(pick(self.world.requests, index))

    @precondition(lambda self: self.world.requests)
    @rule(index=INDEX, skew=SKEW)
    def request_is_served(self, index: int, skew: int) -> None:
        self.world.serve(pick(self.world.requests, index), self.limited(skew))

    @precondition(lambda self: self.world.responses)
    @rule(index=INDEX)
    def response_is_lost(self, index: int) -> None:
        self.world.lose_response(pick(self.world.responses, index))

    @precondition(lambda self: self.world.responses)
    @rule(index=INDEX)
    def response_is_delivered(self, index: int) -> None:
        self.world.deliver(pick(self.world.responses, index))

    @rule(seconds=SHORT)
    def short_time_passes(self, seconds: float) -> None:
        longest = self.world.longest_wait()
        self.world.wait(seconds if longest < 0 else min(seconds, longest))

    @precondition(lambda self: self.world.longest_wait() < 0)
    @rule(seconds=LONG)
    def long_time_passes(self, seconds: float) -> None:
        self.world.wait(seconds)

    # The server and its database.

    @precondition(lambda self: self.world.owner.access_tokens)
    @rule(index=INDEX)
    def transaction_begins(self, index: int) -> None:
        """An access token is used in it, and the mark waits for its end."""
        owner = self.world.owner
        self.world.use_in_transaction(owner, pick(owner.access_tokens, index))

    @precondition(lambda self: self.world.transactions)
    @rule(index=INDEX)
    def transaction_commits(self, index: int) -> None:
        self.world.commit(pick(self.world.transactions, index))

    @precondition(lambda self: self.world.transactions)
    @rule(index=INDEX)
    def transaction_is_rolled_back(self, index: int) -> None:
        self.world.roll_back(pick(self.world.transactions, index))

    @precondition(lambda self: self.world.row and self.world.undoable())
    @rule(index=INDEX)
    def database_fails_over(self, index: int) -> None:
        self.world.fail_over(pick(self.world.undoable(), index))

    @invariant()
    def row_is_as_predicted(self) -> None:
        if hasattr(self, "world"):
            assert self.server.row() == self.world.row

    def limited(self, skew: int) -> int:
        return min(skew, self.mode.skew)


class Schedules(HonestSchedules):
    """The same with what ends a session, and with a thief."""

    # The user.

    @precondition(lambda self: self.world.row)
    @rule()
    def user_reauthenticates(self) -> None:
        self.world.server.reauthenticate(self.world.clock(0))

    @precondition(lambda self: self.world.row)
    @rule()
    def user_changes_the_password_here(self) -> None:
        self.world.server.change_password(keep=True)

    @has_rotated
    @rule()
    def user_changes_the_password_elsewhere(self) -> None:
        self.world.change_password()

    @has_rotated
    @rule()
    def user_logs_out(self) -> None:
        self.world.log_out()

    # The thief, who acts like a tab.

    @has_rotated
    @rule(index=INDEX)
    def thief_copies_a_token(self, index: int) -> None:
        """That of the jar, or an older one."""
        self.world.copy_cookies(pick(list(self.world.issued.values()), index))

    @precondition(lambda self: self.world.has_cookie(self.world.thief))
    @rule()
    def thief_sends(self) -> None:
        self.world.send(self.world.thief)

    @precondition(lambda self: self.world.thief.access_tokens)
    @rule(index=INDEX)
    def thief_uses_an_access_token(self, index: int) -> None:
        thief = self.world.thief
        self.world.use(thief, pick(thief.access_tokens, index))
