"""What became of the suites: `reports.py NAME…` prints a table, the slowest first, and counts all tests in the last line."""

import sys
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from project import BUILD
from suites import SUITES

# A suite that cannot run on this machine exits with it, and says why in its last line.
SKIPPED = 77


@dataclass(frozen=True)
class Count:
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


class Outcome:
    """The log, exit code, time and JUnit reports of a suite, in a folder of its own."""

    def __init__(self, name: str, reports: Path = BUILD / "reports") -> None:
        self.name = name
        self.folder = reports / name
        self.log = self.folder / "log"
        self._file = self.folder / "exit-code-and-seconds"

    def keep(self, code: int, seconds: float) -> None:
        self._file.write_text(f"{code} {seconds}")

    @property
    def seconds(self) -> float:
        return self._read()[1]

    @property
    def note(self) -> str:
        code = self._read()[0]
        if code is None:
            return "did not run: see the messages above"
        return self.log.read_text().rstrip().rpartition("\n")[2] if code == SKIPPED else ""

    def count(self) -> Count:
        """Count its tests; a runner that failed without naming a failed test, or that ran none, is one failure."""
        code = self._read()[0]
        if code == SKIPPED:
            return Count(skipped=1)
        if code is None or not SUITES[self.name].has_report:
            return Count(passed=1) if code == 0 else Count(failed=1)
        found = sum(map(_count, self.folder.glob("*.xml")), Count())
        return found + Count(failed=1) if (code and not found.failed) or found == Count() else found

    def _read(self) -> tuple[int | None, float]:
        if not self._file.is_file():
            return None, 0.0
        code, seconds = self._file.read_text().split()
        return int(code), float(seconds)


def _count(report: Path) -> Count:
    cases = list(ElementTree.parse(report).iter("testcase"))  # noqa: S314 - written by our own runners
    # An error in a fixture or in collection is a failure.
    failed = sum(case.find("failure") is not None or case.find("error") is not None for case in cases)
    skipped = sum(case.find("skipped") is not None for case in cases)
    return Count(len(cases) - failed - skipped, failed, skipped)


def main(names: list[str]) -> int:
    width = max(map(len, names))
    print(f"\n{'':{width}}  passed  failed  skipped  seconds")
    outcomes = [Outcome(name) for name in names]
    for outcome in sorted(outcomes, key=lambda outcome: -outcome.seconds):
        count = outcome.count()
        numbers = f"{count.passed:6}  {count.failed:6}  {count.skipped:7}  {outcome.seconds:7.1f}"
        print(f"{outcome.name:{width}}  {numbers}  {outcome.note}".rstrip())
    total = sum((outcome.count() for outcome in outcomes), Count())
    print(f"\n{total}")
    return 1 if total.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
