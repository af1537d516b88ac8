"""A random schedule: ten tabs without locks that share one cookie jar, over a network that delays, reorders and loses."""

import heapq
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from random import Random
from typing import Any

from kinds import Kind
from tests.flows.rotation.actions import Request, Response, World

__all__ = ["Schedule", "Weather"]

TABS = 10


@dataclass(frozen=True)
class Weather:
    """How one schedule behaves; drawn for each. Times in seconds."""

    spacing: float
    slow: float
    lost: float
    used: float
    restarts: float
    failovers: float
    longest: float

    @classmethod
    def draw(cls, random: Random, kind: Kind) -> "Weather":
        return cls(
            spacing=random.choice((0.004, 0.004, 0.004, 0, 0.05, 0.5, 3)),
            slow=random.choice((0, 0.1, 0.5)),
            lost=random.choice((0, 0.05, 0.3)),
            used=random.choice((0, 0.1, 0.6, 1)),
            restarts=0.2 * kind.restarts,
            failovers=0.05 * kind.failovers,
            longest=kind.longest,
        )


class Schedule:
    """Events in the order of their times, of ten tabs that wake a few times."""

    def __init__(self, world: World, random: Random, weather: Weather) -> None:
        self.world, self.random, self.weather = world, random, weather
        self.events: list[tuple[float, int, Callable[..., None], tuple[Any, ...]]] = []
        self.numbers, self.actions = count(), Counter[str]()
        self.on_server = {self.serve, self.use, self.fail_over}

    def steps(self) -> Iterator[None]:
        """Run all events. Pause after each that has read or written the row: one statement at a time."""
        time = 0.0
        for tabs in self.wakes():
            time += self.pause()
            self.at(time, self.wake, tabs)
        while self.events:
            self.world.time, _, action, arguments = heapq.heappop(self.events)
            action(*arguments)
            if action in self.on_server:
                yield

    def wakes(self) -> list[int]:
        """How many tabs wake, each time. About a dozen in all."""
        return self.random.choice(
            ([TABS, 2], [TABS, 1, 1], [2, TABS], [3, 3, 3, 2], [5, 2, 4], [1, 1, TABS], [2, 4, 1, 4])
        )

    def pause(self) -> float:
        """Until tabs wake again. Often around the interval, the grace period and the longest delay."""
        mode, random = self.world.mode, self.random
        limit = random.choice((mode.interval or 60, mode.grace, self.weather.longest))
        return random.choice(
            (
                random.uniform(0, 5),
                limit - random.random(),
                limit + random.random(),
                random.uniform(limit - 5, limit + 5),
                random.uniform(0, 2 * limit),
                random.uniform(240, 300),
                random.choice((3600, 8 * 3600, 3 * 86400)) * random.random(),
            )
        )

    def at(self, time: float, action: Callable[..., None], *arguments: Any) -> None:
        heapq.heappush(self.events, (time, next(self.numbers), action, arguments))

    def after(self, seconds: float, action: Callable[..., None], *arguments: Any) -> None:
        self.at(self.world.time + seconds, action, *arguments)

    def wake(self, tabs: int) -> None:
        for number in range(tabs):
            self.after(number * self.weather.spacing, self.send)

    def send(self) -> None:
        if not self.world.has_cookie(self.world.owner):
            return
        self.actions["send"] += 1
        request = self.world.send(self.world.owner)
        there, back = self.delays()
        if self.random.random() < self.weather.lost / 4:
            self.actions["lose request"] += 1
            self.world.lose_request(request)
            self.try_again(request.start)
        else:
            self.after(there, self.serve, request, back)

    def delays(self) -> tuple[float, float]:
        """Of the request and of its response. Together they are never longer than the longest delay."""
        random = self.random
        if random.random() < self.weather.slow:
            total = self.weather.longest * random.choice((1, 1 - random.random() / 50, random.random()))
            there = total * random.choice((0, random.random(), 1))
            return there, total - there
        return 0.01 + random.expovariate(30), 0.01 + random.expovariate(30)

    def serve(self, request: Request, back: float) -> None:
        self.actions["serve"] += 1
        response = self.world.serve(request, self.skew())
        if self.random.random() < self.weather.lost:
            self.actions["lose response"] += 1
            self.world.lose_response(response)
            self.try_again(request.start)
        else:
            self.after(back, self.deliver, response)
        if self.random.random() < self.weather.failovers:
            self.after(self.random.uniform(0, 5), self.fail_over)

    def try_again(self, start: int) -> None:
        if self.random.random() < 0.5:
            self.after(self.random.expovariate(0.1), self.send_again, start)

    def send_again(self, start: int) -> None:
        if start == self.world.owner.starts:
            self.send()

    def deliver(self, response: Response) -> None:
        self.actions["deliver"] += 1
        owner = self.world.owner
        self.world.deliver(response)
        if response.request.start != owner.starts:
            return
        token, random = response.answer.access_token, self.random
        # A token that marks nothing is not worth a query.
        if token and self.world.mode.session_check != "none" and random.random() < self.weather.used / 2:
            self.after(random.choice((0, 0.02, random.uniform(0, 300))), self.use, token, owner.starts)
        if response.answer.cookies and random.random() < self.weather.restarts:
            self.after(random.uniform(0, self.world.mode.flush), self.restart, owner.starts)

    def use(self, token: str, start: int) -> None:
        if start == self.world.owner.starts:
            self.actions["use"] += 1
            self.world.use(self.world.owner, token, self.skew())

    def skew(self) -> int:
        """How far the clock of the server that receives a request is ahead of the slowest clock."""
        return self.random.randint(0, self.world.mode.skew)

    def restart(self, start: int) -> None:
        if start == self.world.owner.starts:
            self.actions["restart"] += 1
            self.world.restart(self.world.owner, self.random.choice)
            self.wake(self.random.choice((1, 2, TABS)))

    def fail_over(self) -> None:
        rows = self.world.undoable()
        if rows and self.world.row:
            self.actions["fail over"] += 1
            self.world.fail_over(self.random.choice(rows))
