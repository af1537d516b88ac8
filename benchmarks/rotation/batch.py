"""Batches of schedules in one process, and their figures by kind."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from random import Random
from typing import Any

from django.conf import settings
from kinds import CYCLE, Kind, kind_of
from memory import Memory
from pool import Pool, make_user
from schedule import Schedule, Weather
from tests.flows.rotation.actions import LoggedOut, World

__all__ = ["Batches"]

# One cycle of kinds in so many ends each schedule with a comparison of the row.
_ROWS_COMPARED = 20


class Batches:
    """Schedules with numbers. Seed and number decide everything that a schedule does."""

    def __init__(self, seed: str, *, memory: bool) -> None:
        self.seed = seed
        user: Any = make_user(seed)
        if memory:
            Memory(user).install()
        self.server = Pool(user)

    def run(self, numbers: Iterable[int]) -> tuple[dict[str, Counter[str]], list[str]]:
        """Return the figures by the title of the kind, and the schedules that logged an honest user out."""
        kinds = [(number, kind_of(number)) for number in numbers]
        self.server.fill([kind.mode for _, kind in kinds])
        figures, found = defaultdict[str, Counter[str]](Counter), list[str]()
        for number, kind in kinds:
            counts = self.run_one(number, kind)
            figures[kind.title] += counts
            if counts["logged out"] and kind.is_promised:
                found.append(f"{self.seed} {number} {kind.title}")
        return figures, found

    def run_one(self, number: int, kind: Kind) -> Counter[str]:
        for name, value in kind.mode.settings.items():
            setattr(settings, name, value)
        random = Random(f"{self.seed} {number}")
        world = World(self.server, kind.mode)
        weather = Weather.draw(random, kind)
        schedule = Schedule(world, random, weather)
        spacing = f"spacing {weather.spacing * 1000:g} ms"
        counts = Counter({"schedules": 1, f"{spacing}: schedules": 1})
        try:
            schedule.run()
        except LoggedOut:
            counts["logged out"] += 1
        else:
            if number // CYCLE % _ROWS_COMPARED == 0:
                assert self.server.row() == world.row, f"schedule {number}: the row differs from the table"
                counts["rows compared"] += 1
            if world.excuse:
                counts[f"excused: {world.excuse}"] += 1
        counts += Counter({f"action: {name}": count for name, count in schedule.actions.items()})
        counts += Counter({f"decision: {name}": count for name, count in world.decisions.items()})
        counts["late resends"] += world.late
        counts[f"{spacing}: reused"] += world.decisions["reused"]
        return counts
