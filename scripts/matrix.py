"""`make matrix`: the suite of django-safejwt under every Django and Python, user model and database that it supports.

ONLY="3.12 6.0 uuid PostgreSQL" chooses cells, ONLY=pairs as few as it takes for each two of these to meet once (a fault
that needs three of them at once is rare), JOBS=2 runs two at a time. What the machine lacks is a row of the table that
says what to do, and a failure of the command, because the matrix was not whole.
"""

import itertools
import os
import platform
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import command
import interpreters
import mariadb
import postgres
import processes
import reports
import setup
from command import CommandError
from processes import Words, step
from project import BUILD, DJANGO_LIBRARY, LOGS, REPORTS, REQUIREMENTS, ROOT
from reports import Count
from stamp import Stamp, key

PYTHONS = ("3.11", "3.12", "3.13")
# The oldest Python of each Django (its release notes); every newer one of ours is supported too.
DJANGOS = {"5.2": "3.11", "6.0": "3.12", "6.1": "3.12"}
USERS = {"default": "auth.User", "custom": "project.PlainUser", "uuid": "project.UUIDUser"}
Database = Callable[[], AbstractContextManager[Mapping[str, str]]]
DATABASES: dict[str, Database] = {
    "SQLite": lambda: nullcontext({"DATABASE_URL": "sqlite://:memory:"}),
    "PostgreSQL": postgres.database,
    "MariaDB": mariadb.database,
}
DIMENSIONS = (PYTHONS, tuple(DJANGOS), tuple(USERS), tuple(DATABASES))
PAIRS = "pairs"
ENVIRONMENTS = BUILD / "matrix"
TABLE = REPORTS / "matrix.md"


@dataclass(frozen=True, order=True)
class Cell:
    python: str
    django: str
    user: str
    database: str

    def __str__(self) -> str:
        return f"Python {self.python}, Django {self.django}, {self.user} user, {self.database}"

    @property
    def slug(self) -> str:
        return f"py{self.python}-dj{self.django}-{self.user}-{self.database}".lower().replace(".", "")


@dataclass(frozen=True)
class Result:
    """What became of a cell: a count of tests, or a word for why it did not run and what to do."""

    cell: Cell
    count: Count | None = None
    word: str = ""
    advice: str = ""
    seconds: float = 0.0

    @property
    def is_good(self) -> bool:
        return not self.count.failed if self.count else self.word == "not supported"

    def __str__(self) -> str:
        if self.count is None:
            return self.word
        failed = f"**{self.count.failed} failed**, " if self.count.failed else ""
        skipped = f", {self.count.skipped} skipped" if self.count.skipped else ""
        return f"{failed}{self.count.passed}{skipped}"


def main() -> int:
    words = os.environ.get("ONLY", "").split()
    cells = selected([word for word in words if word != PAIRS])
    if PAIRS in words:
        cells = in_pairs(cells)
    setup.python_packages("dev")
    REPORTS.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    known = {cell: why_not(cell) for cell in cells}
    to_run = [cell for cell, why in known.items() if why is None]
    pythons = {
        environment: _environment(*environment) for environment in sorted({(c.python, c.django) for c in to_run})
    }
    with ThreadPoolExecutor(_jobs()) as pool:
        try:
            ran = list(pool.map(lambda cell: _run(cell, pythons[cell.python, cell.django]), to_run))
        except BaseException:
            # Ctrl-C: cells that run come to their end, and so to that of their servers; no others begin.
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    results = sorted([*ran, *(why for why in known.values() if why)], key=lambda result: order(result.cell))
    table = markdown(results)
    TABLE.write_text(f"{table}\n")
    print(f"\n{table}\n\n{summary(results)} ({time.monotonic() - started:.0f} s)")
    return 0 if all(result.is_good for result in results) else 1


def selected(words: Sequence[str]) -> list[Cell]:
    """The cells that these words leave: of each dimension those that are named, or all."""
    names = [name for dimension in DIMENSIONS for name in dimension]
    unknown = [word for word in words if word.lower() not in {name.lower() for name in names}]
    if unknown:
        raise CommandError(f"ONLY names {', '.join(unknown)}: choose from {', '.join([*names, PAIRS])}.")
    wanted = {word.lower() for word in words}
    chosen = [[name for name in names if name.lower() in wanted] or names for names in DIMENSIONS]
    return [Cell(*cell) for cell in itertools.product(*chosen)]


def in_pairs(cells: Iterable[Cell]) -> list[Cell]:
    """Few of the cells, in which all pairs of values occur that occur in any; those of no use to anybody stay as they are."""
    cells = list(cells)
    supported = [cell for cell in cells if is_supported(cell)]
    chosen: list[Cell] = [cell for cell in cells if not is_supported(cell)]
    left = set().union(*map(_pairs, supported))
    while left:
        best = max(supported, key=lambda cell: len(_pairs(cell) & left))
        chosen.append(best)
        left -= _pairs(best)
    return chosen


def is_supported(cell: Cell) -> bool:
    return _numbers(cell.python) >= _numbers(DJANGOS[cell.django])


def why_not(cell: Cell, find: Callable[[str], Path | None] = interpreters.find) -> Result | None:
    """Why a cell cannot run, if it cannot."""
    if not is_supported(cell):
        return Result(cell, word="not supported", advice=f"by Django {cell.django}, which needs {DJANGOS[cell.django]}")
    if find(cell.python) is None:
        return Result(cell, word="missing", advice=f"Python {cell.python}: {interpreters.advice(cell.python)}")
    if cell.database == "MariaDB" and not mariadb.available():
        return Result(cell, word="missing", advice=f"MariaDB: {mariadb.ADVICE}")
    return None


def order(cell: Cell) -> tuple[int, ...]:
    return tuple(
        dimension.index(name)
        for dimension, name in zip(DIMENSIONS, (cell.python, cell.django, cell.user, cell.database), strict=True)
    )


def markdown(results: Iterable[Result]) -> str:
    """The table: a row for each Python, Django and user model, a column for each database; below it what to do."""
    results = list(results)
    databases = [name for name in DATABASES if name in {result.cell.database for result in results}]
    rows = [["Python", "Django", "user", *databases]]
    for names, group in itertools.groupby(results, lambda result: (result.cell.python, result.cell.django)):
        found = list(group)
        if {result.word for result in found} == {"not supported"}:
            rows.append([*names, "", *(["not supported"] * len(databases))])
            continue
        for user, of_user in itertools.groupby(found, lambda result: result.cell.user):
            texts = {result.cell.database: str(result) for result in of_user}
            rows.append([*names, user, *(texts.get(name, "") for name in databases)])
    advice = dict.fromkeys(f"{result.word} {result.advice}." for result in results if result.word)
    return "\n".join([*_aligned(rows), *(["", *advice] if advice else [])])


def summary(results: Iterable[Result]) -> str:
    results = list(results)
    ran = [result for result in results if result.count]
    total = sum((result.count for result in ran if result.count), Count())
    missing = sum(result.word == "missing" for result in results)
    return f"{len(ran)} of {len(ran) + missing} cells ran: {total}"


def _pairs(cell: Cell) -> set[tuple[str, str]]:
    return set(itertools.combinations((cell.python, cell.django, cell.user, cell.database), 2))


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for number, row in enumerate(rows):
        yield "| " + " | ".join(f"{text:{width}}" for text, width in zip(row, widths, strict=True)) + " |"
        if number == 0:
            yield "|" + "|".join("-" * (width + 2) for width in widths) + "|"


def _environment(python: str, django: str) -> Path:
    """The interpreter of an environment with this Python and this Django, made when its lock file changed."""
    interpreter = interpreters.find(python)
    if interpreter is None:
        raise CommandError(f"Python {python} is missing: {interpreters.advice(python)}.")
    folder = ENVIRONMENTS / f"python-{python}-django-{django}"
    environment_python = folder / "bin" / "python"
    lock = REQUIREMENTS / f"django-{django}.txt"
    stamp = Stamp(f"matrix-{python}-{django}")
    wanted = key([lock, DJANGO_LIBRARY / "pyproject.toml"], str(interpreter), platform.machine(), str(ROOT))
    if environment_python.exists() and stamp.matches(wanted):
        return environment_python
    stamp.clear()
    place = f"for Python {python} and Django {django}"
    step(f"Creating an environment {place}", [interpreter, "-m", "venv", "--clear", folder])
    pip: Words = [environment_python, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    step(f"Installing the packages {place}", [*pip, "--require-hashes", "-r", lock])
    step(f"Installing django-safejwt {place}", [*pip, "--no-deps", "--no-build-isolation", "-e", DJANGO_LIBRARY])
    stamp.write(wanted)
    return environment_python


def _run(cell: Cell, python: Path) -> Result:
    """Run one cell; whatever goes wrong is a failure of that cell alone, so that the others are run too."""
    started = time.monotonic()
    report, log = REPORTS / f"matrix-{cell.slug}", LOGS / f"matrix-{cell.slug}.log"
    report.unlink(missing_ok=True)
    words: Words = [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junit-xml={report}"]
    try:
        with DATABASES[cell.database]() as variables:
            own = {"TEST_USER_MODEL": USERS[cell.user], "DATABASE_URL": own_name(variables["DATABASE_URL"], cell)}
            environment = {**os.environ, **variables, **own}
            code = processes.run(str(cell), words, log, DJANGO_LIBRARY, environment, signal.SIGINT)
        count = reports.count(reports.pytest, report, code)
        output = processes.last_lines(log)
    except CommandError as failure:
        count, output = Count(failed=1), str(failure)
    seconds = time.monotonic() - started
    print(f"{cell}: {count} ({seconds:.0f} s)", flush=True)
    if count.failed:
        print(output, flush=True)
    return Result(cell, count, seconds=seconds)


def own_name(url: str, cell: Cell) -> str:
    """The address with a database of the cell's own: two that run at once may have been given one server."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return url
    return parts._replace(path=f"/safejwt_{cell.slug.replace('-', '_')}").geturl()


def _jobs() -> int:
    text = os.environ.get("JOBS") or "1"
    if not text.isdecimal() or int(text) < 1:
        raise CommandError(f"JOBS is {text}: set it to how many cells may run at once.")
    return int(text)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in version.split("."))


if __name__ == "__main__":
    command.run(main)
