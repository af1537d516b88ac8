"""Counts of passed, failed and skipped tests, from the reports the test runners write."""

import json
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Count:
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    def __str__(self) -> str:
        line = f"{self.passed} passed, {self.failed} failed"
        return f"{line}, {self.skipped} skipped" if self.skipped else line

    @property
    def total(self) -> int:
        return self.passed + self.failed + self.skipped


def pytest(report: Path) -> Count:
    """From pytest's --junit-xml; an error in a fixture or while collecting is a failure."""
    cases = ElementTree.parse(report).getroot().iter("testcase")  # noqa: S314 - written by our own pytest
    return _tally(_junit_outcome(case) for case in cases)


def vitest(report: Path) -> Count:
    """From `--reporter=json`."""
    numbers = json.loads(report.read_text())
    return Count(
        numbers["numPassedTests"],
        numbers["numFailedTests"],
        numbers["numPendingTests"] + numbers["numTodoTests"],
    )


def playwright(report: Path) -> Count:
    """From the json reporter; a test that passed only when tried again is a failure."""
    numbers = json.loads(report.read_text())["stats"]
    return Count(numbers["expected"], numbers["unexpected"] + numbers["flaky"], numbers["skipped"])


def count(read: Callable[[Path], Count] | None, report: Path, exit_code: int) -> Count:
    """What a suite's run amounts to.

    A check without a report is one test, passed or failed. A runner that ended badly without naming a failed
    test, or that ran no test at all, is one failure: neither may look like success.
    """
    if read is None:
        return Count(failed=1) if exit_code else Count(passed=1)
    found = read(report) if report.is_file() else Count()
    if (exit_code and not found.failed) or not found.total:
        return found + Count(failed=1)
    return found


def _junit_outcome(case: ElementTree.Element) -> str:
    if case.find("failure") is not None or case.find("error") is not None:
        return "failed"
    return "skipped" if case.find("skipped") is not None else "passed"


def _tally(outcomes: Iterable[str]) -> Count:
    found = list(outcomes)
    return Count(found.count("passed"), found.count("failed"), found.count("skipped"))
