"""`make test`: set up what is missing, run every suite, two at a time, and count all tests in the last line.

`test.py [--full] [SUITE or GROUP]…` runs some of them, and what they need.
"""

import os
import shutil
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.append(str(Path(__file__).parent / "bare-machine"))

from processes import Service
from project import BUILD
from reports import Count, count
from suites import Suite, clean_environment, selected

LANES = 2
# A suite that cannot run on this machine exits with it, and says why in its last line.
SKIPPED = 77
FULL = {"FAULTS": "full", "ENGINES": "full", "HYPOTHESIS_PROFILE": "full"}


@dataclass(frozen=True)
class Result:
    suite: Suite
    count: Count
    seconds: float = 0.0
    note: str = ""


class Run:
    """A suite that is running, with all its output in a file."""

    def __init__(self, suite: Suite, environment: dict[str, str]) -> None:
        self.suite = suite
        self._started = time.monotonic()
        shutil.rmtree(suite.reports, ignore_errors=True)
        suite.reports.mkdir(parents=True)
        self.log = suite.reports / "log"
        with self.log.open("w") as output:
            # SIGINT, as from a terminal: Playwright ends the servers it has started at that signal alone.
            variables = {**environment, **suite.variables}
            self.service = Service(suite.words, suite.directory, variables, output, signal.SIGINT)

    def result(self, code: int) -> Result:
        self.service.stop()
        output = self.log.read_text(errors="replace")
        note = ""
        if code == SKIPPED:
            number, note = Count(skipped=1), output.rstrip().rpartition("\n")[2]
        elif self.suite.has_report:
            number = count(self.suite.reports.glob("*.xml"), code)
        elif code == 0:
            number = Count() if self.suite.group == "set-up" else Count(passed=1)
        else:
            number = Count(failed=1)
        seconds = time.monotonic() - self._started
        print(f"{self.suite.name}: {'done' if number == Count() else number} ({seconds:.0f} s)", flush=True)
        if number.failed:
            print(output, flush=True)
        return Result(self.suite, number, seconds, note)


def run_all(suites: list[Suite], environment: dict[str, str], lanes: int = LANES) -> list[Result]:
    """Run the suites in their order, a few at a time, each when what it needs is done."""
    waiting = list(suites)
    running: list[Run] = []
    results: dict[str, Result] = {}
    try:
        while waiting or running:
            for run in [run for run in running if run.service.exit_code is not None]:
                running.remove(run)
                results[run.suite.name] = run.result(run.service.wait())
            for suite in list(waiting):
                failed = [name for name in suite.needs if name in results and results[name].count.failed]
                if failed:
                    results[suite.name] = Result(suite, Count(failed=1), note=f"{failed[0]} failed")
                    waiting.remove(suite)
                elif len(running) < lanes and results.keys() >= set(suite.needs):
                    running.append(Run(suite, environment))
                    waiting.remove(suite)
            time.sleep(0.05)
    finally:
        for run in running:
            run.service.stop()
    return list(results.values())


def table(results: list[Result]) -> str:
    """Return a line for each suite, the slowest first."""
    width = max(len(result.suite.name) for result in results)
    lines = [f"{'':{width}}  passed  failed  skipped  seconds"]
    for result in sorted(results, key=lambda result: -result.seconds):
        number = result.count
        columns = f"{number.passed:6}  {number.failed:6}  {number.skipped:7}  {result.seconds:7.1f}"
        lines.append(f"{result.suite.name:{width}}  {columns}  {result.note}".rstrip())
    return "\n".join(lines)


def main() -> int:
    full = "--full" in sys.argv
    suites = selected([word for word in sys.argv[1:] if word != "--full"], full=full)
    BUILD.mkdir(exist_ok=True)
    started = time.monotonic()
    results = run_all(suites, clean_environment() | (FULL if full else {}))
    total = sum((result.count for result in results), Count())
    print(f"\n{table(results)}\n\n{time.monotonic() - started:.0f} seconds\n{total}")
    return 1 if total.failed else 0


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # nohup ignores SIGHUP.
            signal.signal(number, _interrupt)
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        print("\nStopped", file=sys.stderr)
        os._exit(130)
