"""No schedule of requests logs an honest user out, and a thief who is noticed ends the session."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import override_settings
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis.stateful import run_state_machine_as_test

from tests.examples import examples

from .actions import World
from .function_driver import FunctionDriver
from .http_driver import HTTPDriver
from .machine import HonestSchedules, Schedules
from .modes import Mode

# Each has the longest delay that its interval and its grace period allow. A crash and the clocks of several servers
# take their part of both.
MODES = {
    "defaults": Mode(delay=29.4, flush=0),
    "defaults, crashes": Mode(delay=14.4),
    "longer, crashes, two clocks": Mode(interval=150, grace=150, delay=29.4, skew=60),
    "shorter": Mode(interval=10, grace=10, delay=4.4, flush=0),
    "long interval": Mode(interval=3600, delay=29.4, flush=0),
    "short lifetimes": Mode(delay=29.4, flush=0, idle=600, absolute=900, access=60),
    # Here the promise is weaker: not two requests at once.
    "no interval": Mode(interval=0, delay=29.4, flush=0),
}
DRIVERS = pytest.mark.parametrize(
    ("driver", "usual"), [(FunctionDriver, 100), (HTTPDriver, 30)], ids=["functions", "HTTP"]
)
CHECKS = pytest.mark.parametrize("check", ["database", "none"])

pytestmark = pytest.mark.django_db


def run(machine: type[HonestSchedules], driver: Callable[[Any], Any], user: Any, check: str, usual: int) -> None:
    modes = [replace(mode, session_check=check) for mode in MODES.values()]
    run_state_machine_as_test(
        type("Machine", (machine,), {"server": driver(user), "modes": modes}),
        settings=hypothesis_settings(
            max_examples=examples(usual), stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


@CHECKS
@DRIVERS
def test_no_schedule_logs_an_honest_user_out(user: Any, driver: Callable[[Any], Any], usual: int, check: str) -> None:
    run(HonestSchedules, driver, user, check, usual)


@CHECKS
@DRIVERS
def test_no_schedule_revives_a_session(user: Any, driver: Callable[[Any], Any], usual: int, check: str) -> None:
    """Neither after a logout or a password change, nor after a thief was noticed."""
    run(Schedules, driver, user, check, usual * 2 // 3)


def test_mark_at_the_end_of_a_transaction_keeps_a_later_use(user: Any) -> None:
    """Otherwise the grace period of a retry that was answered meanwhile would be shorter."""
    mode = MODES["defaults"]
    with override_settings(**mode.settings):
        world = World(FunctionDriver(user), mode)
        world.wait(mode.interval + 1)
        world.lose_response(world.serve(world.send(world.owner)))
        retry, late_retry = world.send(world.owner), world.send(world.owner)
        world.deliver(world.serve(retry))
        world.use_in_transaction(world.owner, world.owner.access_tokens[-1])
        world.wait(mode.delay)
        world.serve(late_retry)
        world.commit(world.transactions[0])
        row = world.server.row()
    assert row == world.row
    assert row is not None
    assert (row.seen, row.used_at) == (2, int(mode.interval + 1 + mode.delay))
