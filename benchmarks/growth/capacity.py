"""The arithmetic of docs/explanation/capacity.md: two tables of results from two tables of numbers.

    .venv/bin/python benchmarks/growth/capacity.py

After a change of a number on the page, this writes the results on the page again. A test compares them.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "explanation" / "capacity.md"
SIZES = {"1 M users": 1_000_000, "100 M users": 100_000_000}

Numbers = Mapping[str, float]

_NUMBER = re.compile(r"^\| `(\w+)` \| ([\d.,]+)", re.MULTILINE)


def written(page: str) -> str:
    """Return the page with its results as its numbers give them."""
    numbers = {name: float(value.replace(",", "")) for name, value in _NUMBER.findall(page)}
    for name, table in (("one core", one_core(numbers)), ("users", many_users(numbers))):
        before, start, rest = page.partition(f"<!-- {name} -->\n")
        _, end, after = rest.partition("<!-- end -->")
        page = before + start + table + end + after
    return page


def one_core(numbers: Numbers) -> str:
    """What one core of the application serves."""
    request, refresh, busy = numbers["request"] / 1e6, numbers["refresh"] / 1e6, numbers["busy"]
    each = numbers["requests"] / 60 * request + refresh / numbers["lifetime"]
    return _table(
        ["one core of the application serves", "arithmetic", "result"],
        ["protected requests a second", "1 / `request`", _rounded(1 / request)],
        ["or refreshes a second", "1 / `refresh`", _rounded(1 / refresh)],
        [
            "or active users",
            "`busy` / (`requests` / 60 × `request` + `refresh` / `lifetime`)",
            _rounded(busy / each),
        ],
    )


def many_users(numbers: Numbers) -> str:
    rows = []
    for name, (arithmetic, function) in RESULTS.items():
        results = [function(Load(users, numbers)) for users in SIZES.values()]
        rows.append([name, arithmetic, *results])
    return _table(["", "arithmetic", *SIZES], *rows)


class Load:
    """What a number of users demands."""

    def __init__(self, users: int, numbers: Numbers) -> None:
        self.number = numbers
        self.users = users
        self.active = users * numbers["active"] / 100
        self.requests = self.active * numbers["requests"] / 60
        self.refreshes = self.active / numbers["lifetime"]
        self.rows = users * numbers["devices"]

    def cores(self, request: str, refresh: str, *, is_checked: bool = True) -> float:
        requests = self.requests * self.number[request] if is_checked else 0
        return (requests + self.refreshes * self.number[refresh]) / 1e6 / self.number["busy"]

    @property
    def purged(self) -> float:
        return self.users * self.number["expiring"] / 100


def _rounded(value: float) -> str:
    """Two digits: the numbers are no better than that."""
    if value < 10:
        return f"{value:.1g}" if value < 1 else f"{value:.2g}"
    digits = len(str(int(value))) - 2
    return f"{round(value, -digits):,.0f}"


def _bytes(value: float) -> str:
    for unit, size in (("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if value >= size:
            return f"{_rounded(value / size)} {unit}"
    return f"{_rounded(value)} B"


def _duration(seconds: float) -> str:
    return f"{_rounded(seconds / 60)} min" if seconds >= 120 else f"{_rounded(seconds)} s"


RESULTS: dict[str, tuple[str, Callable[[Load], str]]] = {
    "active users": ("users × `active`", lambda load: _rounded(load.active)),
    "protected requests a second": ("active users × `requests` / 60", lambda load: _rounded(load.requests)),
    "refreshes a second": ("active users / `lifetime`", lambda load: _rounded(load.refreshes)),
    "cores of the application": (
        "(requests × `request` + refreshes × `refresh`) / `busy`",
        lambda load: _rounded(load.cores("request", "refresh")),
    ),
    "connections to the database": (
        "cores × `threads`",
        lambda load: _rounded(load.cores("request", "refresh") * load.number["threads"]),
    ),
    "cores of the database": (
        "(requests × `check_db` + refreshes × `refresh_db`) / `busy`",
        lambda load: _rounded(load.cores("check_db", "refresh_db")),
    ),
    'the same with `"none"`, at most': (
        "refreshes × `refresh_db` / `busy`",
        lambda load: _rounded(load.cores("check_db", "refresh_db", is_checked=False)),
    ),
    "rows": ("users × `devices`", lambda load: _rounded(load.rows)),
    "sessions with their indexes": ("rows × `row`", lambda load: _bytes(load.rows * load.number["row"])),
    "updates a second": ("refreshes × 2", lambda load: _rounded(2 * load.refreshes)),
    "WAL a second, least": ("refreshes × 2 × `wal`", lambda load: _bytes(2 * load.refreshes * load.number["wal"])),
    "WAL a second, most": ("refreshes × `wal_full`", lambda load: _bytes(load.refreshes * load.number["wal_full"])),
    "rows purged a day": ("users × `expiring`", lambda load: _rounded(load.purged)),
    "the purge takes": ("rows purged / `purge`", lambda load: _duration(load.purged / load.number["purge"])),
}


def _table(head: list[str], *rows: list[str]) -> str:
    first, *others = [f"| {' | '.join(cells)} |\n" for cells in (head, *rows)]
    return f"{first}|{'---|' * len(head)}\n{''.join(others)}"


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text()))
