"""No schedule of requests logs an honest user out, and a thief who is noticed ends the session."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import override_settings
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

from tests.examples import examples

from .actions import World
from .function_driver import FunctionDriver
from .modes import Mode

MODES = [Mode(), Mode(interval=10, grace=10, delay=5, flush=5), Mode(interval=240, grace=200, delay=30)]
SHORT = [0.05, 0.3, 0.9, 1, 4, 9, 10, 29, 29.9, 30, 31, 58, 59, 60, 61, 89, 90, 119]
LONG = [240, 299, 600, 899, 900, 3600, 8 * 3600, 6 * 86400, 7 * 86400 - 1]


def among(items: list[Any]) -> st.SearchStrategy[int]:
    return st.integers(0, 10)


class Schedules(RuleBasedStateMachine):
    world: World
    server: Any
    check: str

    @initialize(mode=st.sampled_from(MODES))
    def log_in(self, mode: Mode) -> None:
        self.start(mode)

    def start(self, mode: Mode) -> None:
        self.override = override_settings(**mode.settings)
        self.override.enable()
        self.world = World(self.server, mode)

    def teardown(self) -> None:
        self.override.disable()

    def pick(self, items: list[Any], index: int) -> Any:
        return items[index % len(items)]

    @precondition(lambda self: self.world.has_cookie(self.world.owner))
    @rule()
    def tab_sends(self) -> None:
        self.world.send(self.world.owner)

    @precondition(lambda self: self.world.requests)
    @rule(index=st.integers(0, 9))
    def request_is_lost(self, index: int) -> None:
        self.world.lose_request(self.pick(self.world.requests, index))

    @precondition(lambda self: self.world.requests)
    @rule(index=st.integers(0, 9))
    def request_is_served(self, index: int) -> None:
        self.world.serve(self.pick(self.world.requests, index))

    @precondition(lambda self: self.world.responses)
    @rule(index=st.integers(0, 9))
    def response_is_lost(self, index: int) -> None:
        self.world.lose_response(self.pick(self.world.responses, index))

    @precondition(lambda self: self.world.responses)
    @rule(index=st.integers(0, 9))
    def response_is_delivered(self, index: int) -> None:
        self.world.deliver(self.pick(self.world.responses, index))

    @precondition(lambda self: self.world.owner.access_tokens)
    @rule(index=st.integers(0, 9))
    def access_token_is_used(self, index: int) -> None:
        self.world.use(self.world.owner, self.pick(self.world.owner.access_tokens[::-1], index))

    @rule(seconds=st.sampled_from(SHORT))
    def short_time_passes(self, seconds: float) -> None:
        longest = self.world.longest_wait()
        self.world.wait(seconds if longest < 0 else min(seconds, longest))

    @precondition(lambda self: self.world.longest_wait() < 0)
    @rule(seconds=st.sampled_from(LONG))
    def long_time_passes(self, seconds: float) -> None:
        self.world.wait(seconds)

    @rule(index=st.integers(0, 9))
    def browser_restarts(self, index: int) -> None:
        self.world.restart(self.world.owner, lambda jars: self.pick(jars, index))

    @precondition(lambda self: self.world.undoable() and self.world.row)
    @rule(index=st.integers(0, 9))
    def database_fails_over(self, index: int) -> None:
        self.world.fail_over(self.pick(self.world.undoable(), index))

    @invariant()
    def row_is_as_predicted(self) -> None:
        if hasattr(self, "world"):
            assert self.server.row() == self.world.row


@pytest.mark.parametrize("check", ["database", "none"])
@pytest.mark.django_db
def test_no_schedule_logs_an_honest_user_out(user: Any, settings: Any, check: str) -> None:
    class Machine(Schedules):
        server = FunctionDriver(user)

        def start(self, mode: Mode) -> None:
            super().start(replace(mode, session_check=check))

    run_state_machine_as_test(
        Machine,
        settings=hypothesis_settings(
            max_examples=examples(300), stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
