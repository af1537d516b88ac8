"""Who presents refresh tokens in retries.py: a session's row in memory, honest users, and an attacker with a copy."""

import heapq
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from operator import itemgetter
from uuid import UUID

from safejwt.models import RefreshToken
from safejwt.sessions.decision import Decision, decide, is_late
from safejwt.sessions.elsewhere import Client, Difference, generations_in_a_row
from safejwt.tokens.claims import RefreshClaims

__all__ = ["ATTACKS", "HONEST", "PERIOD", "Attack", "Flag", "Population", "Row", "attack", "live"]

EPOCH = datetime(2026, 11, 30, tzinfo=UTC)
DAY, PERIOD = 86400, 300
ACTIVE = 8 * 3600
BURST = 3600
CRASH_EACH = ACTIVE / PERIOD

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{}.0.0.0 Safari/537.36"
)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:149.0) Gecko/20100101 Firefox/149.0"
NATIVE, WEB_VIEW = "Shop/7 CFNetwork/1568", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) Mobile/15E148"


@dataclass(frozen=True, slots=True)
class Flag:
    """A generation that had a retry from elsewhere."""

    at: float
    generation: int
    difference: Difference
    in_a_row: int


class Row:
    """One session, changed as `sessions/rotation.py` changes its row. The decisions are those of the package."""

    def __init__(self) -> None:
        self.row = RefreshToken(rotated_at=EPOCH, last_used_at=EPOCH, user_agent="", ip=None)
        self.flags: list[Flag] = []
        self.retries: list[float] = []
        self.reused_at: float | None = None

    def present(self, generation: int, client: Client, at: float) -> int | None:
        """Return the generation of the current token. None after a reuse."""
        row, now = self.row, EPOCH + timedelta(seconds=int(at))
        decision = decide(row, RefreshClaims(UUID(int=0), generation, int(row.rotated_at.timestamp()), 2**40), now)
        match decision:
            case Decision.REPEAT:
                self.use(generation, at)
            case Decision.ROTATE:
                row.seen_generation, row.generation = generation, generation + 1
                row.rotated_at = row.last_used_at = now
                for name, value in client.columns.items():
                    setattr(row, name, value)
            case Decision.RESEND | Decision.RETRY:
                self._flag(client.difference(row), at)
                if decision is Decision.RESEND:
                    row.late_retry_generation = row.generation if is_late(row, now) else row.late_retry_generation
                    row.last_used_at = now
            case _:
                self.reused_at = at
                return None
        return row.generation

    def use(self, generation: int, at: float) -> None:
        """An access token of this generation is presented."""
        if generation > self.row.seen_generation:
            self.row.seen_generation, self.row.last_used_at = generation, EPOCH + timedelta(seconds=int(at))

    def _flag(self, difference: Difference | None, at: float) -> None:
        if difference:
            self.retries.append(at)
            if self.row.elsewhere_generation < self.row.generation:
                self.row.elsewhere_count = generations_in_a_row(self.row)
                self.row.elsewhere_generation = self.row.generation
                self.flags.append(Flag(at, self.row.generation, difference, self.row.elsewhere_count))


@dataclass(frozen=True)
class Population:
    """Honest users. loss: of responses. tabs: that refresh without a lock, at once or spread over the period."""

    name: str
    loss: float
    network: str = "one"
    tabs: int = 1
    together: bool = True
    burst: float = 0
    crashes: bool = False
    browsers: tuple[str, ...] = (CHROME.format(140),)


HONEST = [
    *(Population(f"one network, locks, {loss:.1%} of responses lost", loss) for loss in (0.001, 0.01, 0.05)),
    *(Population(f"phone, 20 networks a day, {loss:.1%} lost", loss, "phone") for loss in (0.001, 0.01, 0.05)),
    Population("phone, 1.0% lost, 30% during one hour a day", 0.01, "phone", burst=0.3),
    Population("another address for each connection, 1.0% lost", 0.01, "each"),
    Population("IPv4 or IPv6 by chance, 1.0% lost", 0.01, "dual"),
    Population("a crash with a restart each day, updates, 0.1% lost", 0.001, crashes=True),
    Population("the same on a phone", 0.001, "phone", crashes=True),
    Population("ten tabs without locks, spread, one network", 0.001, tabs=10, together=False),
    Population("ten tabs without locks, at once, one network", 0.001, tabs=10),
    Population("ten tabs without locks, at once, phone, 1.0% lost", 0.01, "phone", tabs=10),
    Population("ten tabs without locks, spread, an address for each connection", 0.001, "each", 10, together=False),
    Population("ten tabs without locks, at once, an address for each connection", 0.001, "each", 10),
    Population("native app and web view with one cookie jar, at once", 0.001, tabs=2, browsers=(NATIVE, WEB_VIEW)),
]


@dataclass
class _Device:
    """A cookie jar with its tabs. Times are seconds; a tab refreshes each `PERIOD` of eight hours a day."""

    of: Population
    chance: random.Random
    row: Row = field(default_factory=Row)
    jar: int = 1
    ip: str = "192.0.2.1"
    version: int = 140
    crashed_at: float = 0
    queue: list[tuple[float, int, str, int, int]] = field(default_factory=list)
    order: Iterator[int] = field(default_factory=lambda: iter(range(2**62)))

    def plan(self, at: float, what: str, tab: int, generation: int = 0) -> None:
        heapq.heappush(self.queue, (at, next(self.order), what, tab, generation))

    def client(self, tab: int) -> Client:
        if self.of.network == "each":
            self.ip = f"198.51.{self.chance.randrange(4)}.{self.chance.randrange(16)}"
        elif self.of.network == "dual":
            self.ip = self.chance.choice(["192.0.2.1", "2001:db8::1"])
        browser = self.of.browsers[tab % len(self.of.browsers)]
        return Client(browser.replace("Chrome/140", f"Chrome/{self.version}"), self.ip)

    def move(self) -> None:
        self.ip = f"203.0.{self.chance.randrange(256)}.{self.chance.randrange(256)}"

    def is_lost(self, at: float) -> bool:
        is_burst = self.of.burst and at % DAY < BURST
        return self.chance.random() < (self.of.burst if is_burst else self.of.loss)

    def send(self, at: float, tab: int) -> None:
        if self.of.network == "phone" and self.chance.random() < 20 / (ACTIVE / PERIOD) / self.of.tabs:
            self.move()
        client, delay = self.client(tab), self.chance.uniform(0.02, 0.5)
        presented = self.jar
        current = self.row.present(presented, client, at + delay)
        if current is None:
            raise SystemExit(f"An honest user was signed out: {self.of.name}")
        if self.is_lost(at):
            # Where a response is lost, the device has often lost its network.
            self.plan(at + delay + self.chance.uniform(1, 30), "retry", tab)
        else:
            self.plan(at + 2 * delay, "set" if current != presented else "use", tab, current)

    def receive(self, at: float, what: str, tab: int, generation: int) -> None:
        before = self.jar
        if what == "set":
            self.jar = generation
        self.row.use(generation, at)
        # Not again right after a restart: the grace period does not begin again with a retry.
        may_crash = self.of.crashes and what == "set" and at - self.crashed_at > PERIOD / 2
        if may_crash and self.chance.random() < 1 / CRASH_EACH:
            self.jar, self.version, self.crashed_at = before, self.version + (self.chance.random() < 0.1), at
            self.plan(at + self.chance.uniform(1, 30), "send", tab)
        elif tab < self.of.tabs:
            self.plan(_awake(_next_round(at, tab) if self.of.together else at + PERIOD), "send", tab)


def _next_round(at: float, tab: int) -> float:
    return (at // PERIOD + 1) * PERIOD + tab * 0.004


def _awake(at: float) -> float:
    return at if at % DAY < ACTIVE else (at // DAY + 1) * DAY + at % PERIOD


def live(of: Population, days: int, seed: int) -> Row:
    """Return the row of one user after this many days."""
    device = _Device(of, random.Random(f"{of.name} {seed}"))  # noqa: S311 - a simulation, with fixed seeds
    for tab in range(of.tabs):
        device.plan(PERIOD + (tab * 0.004 if of.together else device.chance.uniform(0, PERIOD)), "send", tab)
    while device.queue and device.queue[0][0] < days * DAY:
        at, _, what, tab, generation = heapq.heappop(device.queue)
        if what == "retry" and of.network == "phone" and device.chance.random() < 0.5:
            device.move()
        if what in {"send", "retry"}:
            device.send(at, tab)
        else:
            device.receive(at, what, tab, generation)
    return device.row


@dataclass(frozen=True)
class Attack:
    """A copied token, used a few seconds before or after each refresh of its owner.

    leads: the share of uses that come before the owner's. joins: the share of refreshes with a use.
    """

    name: str
    client: Client
    lag: int = 1
    leads: float = 0
    joins: float = 1


OWNER = Client(CHROME.format(140), "192.0.2.1")
SAME_BROWSER, SAME_NETWORK = Client(OWNER.user_agent, "198.51.100.9"), Client(FIREFOX, OWNER.ip)
ATTACKS = [
    *(Attack(f"other network, {lag} s after the owner", SAME_BROWSER, lag) for lag in (1, 30)),
    *(Attack(f"other browser, {lag} s after the owner", SAME_NETWORK, lag) for lag in (1, 30)),
    Attack("other network and browser, 1 s after the owner", Client(FIREFOX, SAME_BROWSER.ip)),
    Attack("other network, 1 s before the owner", SAME_BROWSER, leads=1),
    Attack("other network, before or after by chance", SAME_BROWSER, leads=0.5),
    Attack("other network, after every second refresh by chance", SAME_BROWSER, joins=0.5),
    Attack("other network, without a user agent", Client("", SAME_BROWSER.ip)),
    Attack("same network and browser, 1 s after the owner", OWNER),
    Attack("same network and browser, after every second refresh by chance", OWNER, joins=0.5),
]


def attack(by: Attack, seed: int) -> Row:
    """Return the row after eight hours in which the owner refreshes each period, or after a reuse."""
    chance, row = random.Random(f"{by.name} {seed}"), Row()  # noqa: S311 - as above
    owner = copy = 1
    for at in range(PERIOD, ACTIVE, PERIOD):
        turns = [(at, OWNER)]
        if chance.random() < by.joins:
            turns.append((at - by.lag if chance.random() < by.leads else at + by.lag, by.client))
        for time, client in sorted(turns, key=itemgetter(0)):
            current = row.present(owner if client is OWNER and time == at else copy, client, time)
            if current is None:
                return row
            row.use(current, time)
            owner, copy = (current, copy) if time == at else (owner, current)
    return row
