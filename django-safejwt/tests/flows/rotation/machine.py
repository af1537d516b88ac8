"""The actions of a schedule as a Hypothesis state machine. Hypothesis chooses their order.

One rule draws among the actions that are possible. With a rule for each action, most steps would do nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeVar

from django.test import override_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from .actions import Browser, World
from .modes import Mode
from .servers import Server

__all__ = ["HonestSchedules", "Schedules"]

Item = TypeVar("Item")
# Around the boundaries of the defaults, and of what may be in flight.
SHORT = st.sampled_from([0.05, 0.9, 1, 4, 9, 10, 14.4, 29, 29.4, 30, 31, 44, 59, 59.6, 60, 61, 89, 119, 121, 151])
LONG = st.sampled_from([240, 299, 600, 899, 901, 3600, 8 * 3600, 86_399, 6 * 86_400, 7 * 86_400 - 1])


class Action(NamedTuple):
    weight: int
    is_possible: Callable[[World], object]


def has_rotated(world: World) -> bool:
    """Otherwise most sessions would end before anything has happened."""
    return world.row is not None and world.row.generation > 2


HONEST = {
    # The browser.
    "tabs_send": Action(7, lambda world: world.has_cookie(world.owner)),
    "tab_refreshes": Action(5, lambda world: world.has_cookie(world.owner)),
    "access_token_is_used": Action(4, lambda world: world.owner.access_tokens),
    "browser_restarts": Action(1, lambda world: world.mode.flush),
    "user_logs_in_again": Action(20, lambda world: world.row is None and not world.requests),
    # The network.
    "request_is_lost": Action(1, lambda world: world.requests),
    "request_is_served": Action(9, lambda world: world.requests),
    "response_is_lost": Action(2, lambda world: world.responses),
    "response_is_delivered": Action(8, lambda world: world.responses),
    "short_time_passes": Action(7, lambda world: world.longest_wait()),
    "long_time_passes": Action(1, lambda world: world.longest_wait() < 0),
    # The server and its database.
    "transaction_begins": Action(1, lambda world: world.owner.access_tokens),
    "transaction_commits": Action(2, lambda world: world.transactions),
    "transaction_is_rolled_back": Action(1, lambda world: world.transactions),
    "database_fails_over": Action(2, lambda world: world.row and world.undoable()),
}
ALL = HONEST | {
    "user_reauthenticates": Action(1, lambda world: world.row),
    "user_changes_the_password_here": Action(1, lambda world: world.row),
    "user_changes_the_password_elsewhere": Action(1, has_rotated),
    "user_logs_out": Action(1, lambda world: has_rotated(world) and world.has_cookie(world.owner)),
    # The thief acts like a tab.
    "thief_copies_a_token": Action(1, has_rotated),
    "thief_sends": Action(2, lambda world: world.has_cookie(world.thief)),
    "thief_refreshes": Action(4, lambda world: world.has_cookie(world.thief)),
    "thief_uses_an_access_token": Action(2, lambda world: world.thief.access_tokens),
}


class HonestSchedules(RuleBasedStateMachine):
    """Sessions of an honest user, one after another. Subclasses say which server and which modes."""

    actions: Mapping[str, Action] = HONEST
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

    @rule(data=st.data())
    def act(self, data: st.DataObject) -> None:
        possible = {name: action for name, action in self.actions.items() if action.is_possible(self.world)}
        weighted = [name for name, action in possible.items() for _ in range(action.weight)]
        self.data = data
        getattr(self, data.draw(st.sampled_from(weighted), label="action"))()

    @invariant()
    def row_is_as_predicted(self) -> None:
        if hasattr(self, "world"):
            row = self.server.row()
            assert row == self.world.row, f"{row} is not {self.world.row}"

    # What the actions draw.

    def pick(self, items: Sequence[Item]) -> Item:
        """One of the items, the newest first: Hypothesis reduces the index of a failure to zero."""
        return items[-1 - self.data.draw(st.integers(0, len(items) - 1), label="item")]

    def skew(self) -> int:
        return self.data.draw(st.integers(0, self.mode.skew), label="skew") if self.mode.skew else 0

    def flag(self, label: str) -> bool:
        return self.data.draw(st.booleans(), label=label)

    # The browser.

    def tabs_send(self) -> None:
        for _ in range(self.data.draw(st.integers(1, 3), label="tabs")):
            self.world.send(self.world.owner)

    def tab_refreshes(self) -> None:
        """Most requests are not delayed, and often the interval is over."""
        self.refresh(self.world.owner, self.mode.interval + self.mode.skew + 1)

    def refresh(self, browser: Browser, pause: int) -> None:
        if self.world.longest_wait() < 0 and self.flag("later"):
            self.world.wait(pause)
        response = self.world.serve(self.world.send(browser), self.skew())
        if self.flag("lost"):
            self.world.lose_response(response)
        else:
            self.world.deliver(response)

    def access_token_is_used(self) -> None:
        self.world.use(self.world.owner, self.pick(self.world.owner.access_tokens), self.skew())

    def browser_restarts(self) -> None:
        self.world.restart(self.world.owner, self.pick)

    def user_logs_in_again(self) -> None:
        self.world = World(self.server, self.mode)

    # The network.

    def request_is_lost(self) -> None:
        self.world.lose_request(self.pick(self.world.requests))

    def request_is_served(self) -> None:
        self.world.serve(self.pick(self.world.requests), self.skew())

    def response_is_lost(self) -> None:
        self.world.lose_response(self.pick(self.world.responses))

    def response_is_delivered(self) -> None:
        self.world.deliver(self.pick(self.world.responses))

    def short_time_passes(self) -> None:
        longest, seconds = self.world.longest_wait(), self.data.draw(SHORT, label="seconds")
        self.world.wait(seconds if longest < 0 else min(seconds, longest))

    def long_time_passes(self) -> None:
        self.world.wait(self.data.draw(LONG, label="seconds"))

    # The server and its database.

    def transaction_begins(self) -> None:
        """An access token is used in it, and the mark waits for its end."""
        self.world.use_in_transaction(self.world.owner, self.pick(self.world.owner.access_tokens))

    def transaction_commits(self) -> None:
        self.world.commit(self.pick(self.world.transactions))

    def transaction_is_rolled_back(self) -> None:
        self.world.roll_back(self.pick(self.world.transactions))

    def database_fails_over(self) -> None:
        self.world.fail_over(self.pick(self.world.undoable()))


class Schedules(HonestSchedules):
    """The same with what ends a session, and with a thief."""

    actions = ALL

    def user_reauthenticates(self) -> None:
        self.server.reauthenticate(self.world.clock(0))

    def user_changes_the_password_here(self) -> None:
        self.server.change_password(keep=True)

    def user_changes_the_password_elsewhere(self) -> None:
        self.world.change_password()

    def user_logs_out(self) -> None:
        self.world.log_out()

    def thief_copies_a_token(self) -> None:
        """That of the jar, or an older one."""
        self.world.copy_cookies(self.pick(list(self.world.issued.values())))

    def thief_sends(self) -> None:
        self.world.send(self.world.thief)

    def thief_refreshes(self) -> None:
        self.refresh(self.world.thief, self.mode.grace + self.mode.skew + 1)

    def thief_uses_an_access_token(self) -> None:
        self.world.use(self.world.thief, self.pick(self.world.thief.access_tokens))
