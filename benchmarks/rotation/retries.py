"""Retries from elsewhere: how often honest users cause one, and how soon a copied token does. Writes RETRIES.md.

From the repository's root: .venv/bin/python benchmarks/rotation/retries.py [USERS [DAYS]]

The populations and attacks are in retry_clients.py. The decisions, and what counts as another place, are those of the package.
"""

import os
import statistics
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from retry_clients import Attack, Flag, Population

LIBRARY = Path(__file__).resolve().parents[2] / "django-safejwt"
PAGE = Path(__file__).with_name("RETRIES.md")
DAY, YEAR = 86400, 365
IN_A_ROW, A_DAY = (2, 5, 10, 20), (5, 20, 50)
ATTACKERS = 200
TEXT = """# Retries from elsewhere

`benchmarks/rotation/retries.py` writes this page. It simulates {users} users of each kind over {days}
days, a tenth of them with ten tabs, and {attackers} attackers of each kind. The decisions are the
package's own, with its default settings. A tab refreshes every five minutes, eight hours a day.
Seeds are fixed.

A browser that crashes does not crash again within 150 s. That is an assumption, not a result: after
three presentations of one predecessor within 77 s, following repeated crashes, a session ends as
reused, because the grace period does not start again with a retry.

## Honest users
*Generations*: those of one session in a day that had a retry from another client network or browser.
*Events*: how many of them are recorded, the first, second, fourth, eighth … in a row. *In a row*: the
longest run of one user. The other columns count honest sessions that a bound would end, per user and
year: first bounds on generations in a row, then bounds on generations in 24 hours. A `·` stands for zero.

{honest}

## Attackers
A copy of the token is used beside its owner. Minutes from the owner's first refresh after the theft:
until the first event, until a bound on generations in a row ends the session, and until a reuse does.
The median, and the longest in brackets; "never" within eight hours.

{attacks}
"""


def main(users: int = 400, days: int = 30) -> None:
    set_up()
    from retry_clients import ATTACKS, HONEST  # noqa: PLC0415 - Django has to be set up before

    with ProcessPoolExecutor(2, initializer=set_up) as pool:
        honest = list(pool.map(partial(honest_row, users=users, days=days), HONEST))
        attacks = list(pool.map(attack_row, ATTACKS))
    bounds = [f"> {most} in a row" for most in IN_A_ROW] + [f"> {most} a day" for most in A_DAY]
    of_honest = [
        "honest users",
        "generations a day: mean",
        "p99",
        "most",
        "events a day: mean",
        "most",
        "in a row",
        *bounds,
    ]
    of_attacks = ["attack", "first event", *(f"> {most} in a row" for most in IN_A_ROW), "reuse"]
    page = TEXT.format(
        users=users, days=days, attackers=ATTACKERS, honest=table(of_honest, honest), attacks=table(of_attacks, attacks)
    )
    PAGE.write_text(page)
    sys.stdout.write(page)


def set_up() -> None:
    sys.path[:0] = [str(LIBRARY), str(Path(__file__).parent)]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.project.settings")
    import django  # noqa: PLC0415

    django.setup()


def honest_row(of: "Population", users: int, days: int) -> list[str]:
    from retry_clients import live  # noqa: PLC0415

    generations: list[int] = []
    events: list[int] = []
    longest, ended, users = 0, Counter[str](), users // of.tabs
    for seed in range(users):
        flags = live(of, days, seed).flags
        generations += a_day(flags, days)
        events += a_day([flag for flag in flags if flag.in_a_row.bit_count() == 1], days)
        longest = max(longest, *(flag.in_a_row for flag in flags), 0)
        ended.update({f"row {most}": ends_in_a_row(flags, most) for most in IN_A_ROW})
        ended.update({f"day {most}": ends_in_a_day(flags, most) for most in A_DAY})
    bounds = [f"row {most}" for most in IN_A_ROW] + [f"day {most}" for most in A_DAY]
    rates = [ended[bound] / (users * days / YEAR) for bound in bounds]
    return [
        of.name,
        *(f"{statistics.fmean(generations):.2f}", str(share(generations, 0.99)), str(max(generations))),
        *(f"{statistics.fmean(events):.2f}", str(max(events)), str(longest)),
        *(f"{rate:.2g}" if rate < 100 else f"{rate:.0f}" for rate in rates),
    ]


def a_day(flags: "Iterable[Flag]", days: int) -> list[int]:
    by_day = Counter(int(flag.at // DAY) for flag in flags)
    return [by_day[day] for day in range(days)]


def share(numbers: Sequence[int], of: float) -> int:
    return sorted(numbers)[min(len(numbers) - 1, int(len(numbers) * of))]


def ends_in_a_row(flags: "Iterable[Flag]", most: int) -> int:
    """How often a bound on generations in a row ends the session of this user, who then logs in again."""
    ended, run, last = 0, 0, -1
    for flag in flags:
        run = run + 1 if flag.generation == last + 1 else 1
        last = flag.generation
        if run > most:
            ended, run, last = ended + 1, 0, -1
    return ended


def ends_in_a_day(flags: "Iterable[Flag]", most: int) -> int:
    ended, recent = 0, list[float]()
    for flag in flags:
        recent = [at for at in recent if at > flag.at - DAY] + [flag.at]
        if len(recent) > most:
            ended, recent = ended + 1, []
    return ended


def attack_row(by: "Attack") -> list[str]:
    from retry_clients import PERIOD, attack  # noqa: PLC0415

    rows = [attack(by, seed) for seed in range(ATTACKERS)]
    times: list[list[float | None]] = [[flags_at(row, 1) for row in rows]]
    times += [[flags_at(row, most + 1) for row in rows] for most in IN_A_ROW]
    times.append([row.reused_at for row in rows])
    return [by.name, *(minutes(column, PERIOD) for column in times)]


def flags_at(row: Any, count: int) -> float | None:
    return next((flag.at for flag in row.flags if flag.in_a_row >= count), None)


def minutes(times: "Sequence[float | None]", start: int) -> str:
    found = [(at - start) / 60 for at in times if at is not None]
    if len(found) < len(times) / 2:
        return f"never ({len(found) / len(times):.0%} do)" if found else "never"
    longest = "never" if len(found) < len(times) else f"{max(found):.0f} min"
    return f"{statistics.median(found):.0f} min ({longest})"


def table(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *(["·" if cell in {"0", "0.00"} else cell for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
