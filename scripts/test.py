"""`make test`: sets up what is missing, runs every suite, and ends with one line that counts all tests."""

import os
import signal
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass

import command
import processes
import reports
import setup
from command import CommandError, Unavailable
from project import LOGS, REPORTS
from reports import Count
from suites import GROUPS, ON_DEMAND, Suite, all_suites


@dataclass(frozen=True)
class Result:
    suite: Suite
    count: Count
    seconds: float
    # Why it was skipped.
    note: str = ""


def main() -> int:
    suites = _selected(sys.argv[1:])
    setup.packages("dev")
    REPORTS.mkdir(parents=True, exist_ok=True)
    results = [_run(suite) for suite in suites]
    total = sum((result.count for result in results), Count())
    print(f"\n{_table(results)}\n\n{total}")
    return 1 if total.failed else 0


def _selected(groups: list[str]) -> list[Suite]:
    known = (*GROUPS, *ON_DEMAND)
    unknown = set(groups) - set(known)
    if unknown:
        raise CommandError(f"There is no group {', '.join(sorted(unknown))}: choose from {', '.join(known)}.")
    wanted = set(groups or GROUPS)
    # The Python tests alone do without the builds.
    if wanted - {"python", "faults"}:
        wanted.add("build")
    return [suite for suite in all_suites() if suite.group in wanted]


def _run(suite: Suite) -> Result:
    """Run one suite; whatever goes wrong is a failure of that suite alone, so that the others are run too."""
    print(f"{suite.name} ...", end="", flush=True)
    started = time.monotonic()
    suite.report.unlink(missing_ok=True)
    log = LOGS / f"test-{suite.slug}.log"
    note = ""
    try:
        with suite.needs() as variables:
            code = processes.run(
                suite.name,
                suite.words,
                log,
                suite.directory,
                _environment(suite, variables),
                # As from a terminal: Playwright ends the servers it has started at that signal alone.
                signal.SIGINT,
            )
        count = reports.count(suite.read, suite.report, code)
        output = log.read_text(errors="replace")
    except Unavailable as reason:
        count, output, note = Count(skipped=1), "", str(reason)
    except CommandError as failure:
        count, output = Count(failed=1), f"{failure}\n"
    seconds = time.monotonic() - started
    print(f" {count} ({seconds:.1f} s)", flush=True)
    if count.failed:
        print(output, flush=True)
    return Result(suite, count, seconds, note)


def _environment(suite: Suite, variables: Mapping[str, str]) -> dict[str, str]:
    # A DATABASE_URL of this shell may name a database that somebody still needs.
    inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return {**inherited, **suite.variables, **variables}


def _table(results: list[Result]) -> str:
    width = max(len(result.suite.name) for result in results)
    lines = [f"{'':{width}}  passed  failed  skipped  seconds"]
    for result in results:
        count = result.count
        numbers = f"{count.passed:6}  {count.failed:6}  {count.skipped:7}  {result.seconds:7.1f}"
        lines.append(f"{result.suite.name:{width}}  {numbers}  {result.note}".rstrip())
    return "\n".join(lines)


if __name__ == "__main__":
    command.run(main)
