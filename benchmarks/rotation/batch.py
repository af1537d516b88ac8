"""Batches of schedules in one process, and their figures by kind."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import islice
from random import Random

from django.conf import settings
from kinds import CYCLE, Kind, kind_of
from lockstep import Store
from pool import Pool
from safejwt.models import RefreshToken
from schedule import Schedule, Weather
from tests.flows.rotation.actions import LoggedOut, World
from tests.flows.rotation.function_driver import FunctionDriver
from tests.flows.rotation.modes import Mode

__all__ = ["Batches"]

# How many schedules take their steps together.
_TOGETHER = 100
# One cycle of kinds in so many ends each schedule with a comparison of the row.
_ROWS_COMPARED = 20


class Batches:
    """Schedules with numbers. Seed and number decide everything that a schedule does."""

    def __init__(self, seed: str, *, lockstep: bool) -> None:
        self.seed, self.store = seed, Store() if lockstep else None
        self.pool = Pool(seed, RefreshToken.objects.bulk_create)
        if self.store:
            self.store.install()

    def run(self, numbers: range) -> tuple[dict[str, Counter[str]], list[str]]:
        """Return the figures by the title of the kind, and the schedules that logged an honest user out."""
        kinds = [kind_of(number) for number in numbers]
        servers = self.pool.servers([kind.mode for kind in kinds])
        figures, found = defaultdict[str, Counter[str]](Counter), list[str]()
        waiting = map(self.start, numbers, kinds, servers)
        for run in self.finished(waiting):
            figures[run.kind.title] += run.figures()
            if run.is_logged_out and run.kind.is_promised:
                found.append(f"{run.name} {run.kind.title}")
        return figures, found

    def start(self, number: int, kind: Kind, server: FunctionDriver) -> "Run":
        return Run(f"{self.seed} {number}", kind, server, compares=number // CYCLE % _ROWS_COMPARED == 0)

    def finished(self, waiting: Iterator["Run"]) -> Iterator["Run"]:
        """Run all, some of them together. Yield each at its end."""
        active = list(islice(waiting, _TOGETHER))
        while active:
            if self.store:
                self.store.read(run.server.sid for run in active)
            for run in active:
                run.step()
            if self.store:
                self.store.write()
            yield from (run for run in active if run.is_over)
            active = [run for run in active if not run.is_over]
            active += islice(waiting, _TOGETHER - len(active))
            # Changes of the settings take time.
            active.sort(key=lambda run: run.kind.title)


class Run:
    """One schedule on its way."""

    def __init__(self, name: str, kind: Kind, server: FunctionDriver, *, compares: bool) -> None:
        self.name, self.kind, self.server, self.compares = name, kind, server, compares
        self.random = Random(name)  # noqa: S311 - has to be repeatable
        self.weather = Weather.draw(self.random, kind)
        use_settings(kind.mode)
        self.world = World(server, kind.mode)
        self.schedule = Schedule(self.world, self.random, self.weather)
        self.steps = self.schedule.steps()
        self.is_over = self.is_logged_out = False

    def step(self) -> None:
        use_settings(self.kind.mode)
        try:
            next(self.steps)
        except StopIteration:
            self.is_over = True
            if self.compares and self.server.row() != self.world.row:
                raise AssertionError(f"{self.name}: the row differs from the table") from None
        except LoggedOut:
            self.is_over = self.is_logged_out = True

    def figures(self) -> Counter[str]:
        spacing = f"spacing {self.weather.spacing * 1000:g} ms"
        counts = Counter({"schedules": 1, f"{spacing}: schedules": 1, "logged out": int(self.is_logged_out)})
        counts += Counter({f"action: {name}": count for name, count in self.schedule.actions.items()})
        counts += Counter({f"decision: {name}": count for name, count in self.world.decisions.items()})
        counts += Counter({"late resends": self.world.late, f"{spacing}: reused": self.world.decisions["reused"]})
        if self.world.excuse and not self.is_logged_out:
            counts[f"excused: {self.world.excuse}"] += 1
        if self.compares and not self.is_logged_out:
            counts["rows compared"] += 1
        return counts


_current: list[Mode] = []


def use_settings(mode: Mode) -> None:
    """Change Django's settings of this process. `override_settings` would make each access to a setting slower."""
    if _current != [mode]:
        for name, value in mode.settings.items():
            setattr(settings, name, value)
        _current[:] = [mode]
