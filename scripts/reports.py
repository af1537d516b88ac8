"""Count the tests in the JUnit reports of pytest, Vitest and Playwright."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree


@dataclass(frozen=True)
class Count:
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def count(reports: Iterable[Path], exit_code: int) -> Count:
    """Count all cases; a runner that failed without naming a failed test, or that ran none, is one failure."""
    found = sum((_count(report) for report in reports), Count())
    if (exit_code and not found.failed) or found == Count():
        return found + Count(failed=1)
    return found


def _count(report: Path) -> Count:
    cases = list(ElementTree.parse(report).iter("testcase"))  # noqa: S314 - written by our own runners
    # An error in a fixture or in collection is a failure.
    failed = sum(case.find("failure") is not None or case.find("error") is not None for case in cases)
    skipped = sum(case.find("skipped") is not None for case in cases)
    return Count(len(cases) - failed - skipped, failed, skipped)
