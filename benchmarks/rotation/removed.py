"""The same schedules with one rule removed, from the code and from the decision table: honest users are then logged out.

From the repository's root:

    .venv/bin/python scripts/bare-machine/postgres.py .venv/bin/python benchmarks/rotation/removed.py [SCHEDULES]

It shows that a soak without a logout says something. Each rule runs the same schedules, in turn.
"""

# Django must be set up before its modules are imported.
# ruff: noqa: E402

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import soak

soak.set_up()

from batch import Batches
from django.core.management import call_command
from kinds import KINDS
from safejwt.conf import conf
from safejwt.sessions import decision, rotation
from tests.flows.rotation import actions, table

Change = tuple[Any, str, Any]

_predecessor = table._predecessor


def _restated(change: Callable[[table.Row, table.Row], table.Row]) -> Change:
    """The table's answer to a predecessor, with another row after it."""

    def present(row: table.Row, now: int, mode: Any) -> tuple[str, table.Row | None]:
        outcome, after = _predecessor(row, now, mode)
        return outcome, change(row, after) if after and outcome == "resend" else after

    return table, "_predecessor", present


def _never_forgives(row: table.Row, now: int, mode: Any) -> tuple[str, table.Row | None]:
    if row.seen < row.generation and now > row.used_at + mode.grace:
        return "reused", None
    return _predecessor(row, now, replace(mode, session_check="database"))


_renewed = rotation._renewed
REMOVED: dict[str, list[Change]] = {
    "none": [],
    "a resend starts grace and interval again": [
        (rotation, "_resend", lambda session, now: True),
        _restated(lambda row, after: row),
    ],
    "the first use starts grace and interval": [
        (rotation, "_latest_use", lambda session, now: session.last_used_at),
        (table, "mark_seen", lambda row, generation, now: replace(row, seen=max(row.seen, generation))),
        _restated(lambda row, after: replace(after, used_at=row.used_at)),
    ],
    "a repeated token sets no cookie": [
        (rotation, "_renewed", lambda *arguments: replace(_renewed(*arguments), is_presented=False)),
        (actions.World, "check_tokens", lambda *arguments: None),
    ],
    "an unseen successor is sent again without limit": [
        (decision, "_may_be_lost", lambda session, now: now <= session.last_used_at + conf.rotation_grace),
        (table, "_predecessor", _never_forgives),
    ],
    "the row catches up after a failover": [
        (decision, "is_after_failover", lambda issued_at, now: False),
        (rotation, "is_after_failover", lambda issued_at, now: False),
        (table, "FAILOVER_MARGIN", -(10**9)),
    ],
}


def logged_out(batches: Batches, changes: list[Change], schedules: int) -> int:
    before = [(owner, name, getattr(owner, name)) for owner, name, _ in changes]
    for owner, name, value in changes:
        setattr(owner, name, value)
    try:
        figures, _ = batches.run(range(schedules))
    finally:
        for owner, name, value in before:
            setattr(owner, name, value)
    return sum(figures[kind.title]["logged out"] for kind in KINDS if kind.is_promised)


def main(schedules: int) -> None:
    call_command("migrate", verbosity=0)
    batches = Batches("removed", lockstep=True)
    promised = schedules * sum(kind.share for kind in KINDS if kind.is_promised) // sum(kind.share for kind in KINDS)
    sys.stdout.write(f"| removed rule | logged out, of {promised:,} |\n|---|---|\n")
    for title, changes in REMOVED.items():
        sys.stdout.write(f"| {title} | {logged_out(batches, changes, schedules):,} |\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 11_000)
