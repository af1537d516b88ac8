"""What became of the suites: `reports.py NAME…` prints a table, the slowest first, and counts all tests in the last line."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from project import BUILD

# A suite that cannot run on this machine exits with it, and says why in its last line.
SKIPPED = 77


class Count(NamedTuple):
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def total(counts: Iterable[Count]) -> Count:
    return Count(*map(sum, zip(Count(), *counts, strict=True)))


def outcome(name: str, reports: Path = BUILD / "reports") -> tuple[Count, float, str]:
    """Return the count, the seconds and a note.

    A runner that failed without naming a failed test, or that ran none, is one failure.
    """
    file = reports / name / "outcome"
    if not file.is_file():
        return Count(failed=1), 0.0, "did not run: see the messages above"
    kind, *numbers = file.read_text().split()
    code, seconds = map(float, numbers)
    if code == SKIPPED:
        return Count(skipped=1), seconds, (reports / name / "log").read_text().rstrip().rpartition("\n")[2]
    count = total(map(_count, (reports / name).glob("*.xml")))
    if kind == "check" and not code:
        count = Count(passed=1)
    elif (code and not count.failed) or count == Count():
        count = total([count, Count(failed=1)])
    return count, seconds, ""


def _count(report: Path) -> Count:
    cases = list(ElementTree.parse(report).iter("testcase"))  # noqa: S314 - written by our own runners
    # An error in a fixture or in collection is a failure.
    failed = sum(case.find("failure") is not None or case.find("error") is not None for case in cases)
    skipped = sum(case.find("skipped") is not None for case in cases)
    return Count(len(cases) - failed - skipped, failed, skipped)


def main(names: list[str]) -> int:
    outcomes = {name: outcome(name) for name in names}
    print(f"\n{'':20}  passed  failed  skipped  seconds")
    for name, (count, seconds, note) in sorted(outcomes.items(), key=lambda item: -item[1][1]):
        print(f"{name:20}  {count.passed:6}  {count.failed:6}  {count.skipped:7}  {seconds:7.1f}  {note}".rstrip())
    count = total(count for count, _, _ in outcomes.values())
    print(f"\n{count}")
    return 1 if count.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
