"""Counting tests."""

import json
from pathlib import Path

import pytest
import reports
from reports import Count

JUNIT = """<?xml version="1.0"?>
<testsuites><testsuite>
  <testcase name="good"/>
  <testcase name="bad"><failure message="no"/></testcase>
  <testcase name="broken fixture"><error message="no"/></testcase>
  <testcase name="left out"><skipped message="no"/></testcase>
</testsuite></testsuites>"""


@pytest.fixture
def report(tmp_path: Path) -> Path:
    return tmp_path / "report"


def test_pytest_report_counts_errors_as_failures(report: Path) -> None:
    report.write_text(JUNIT)
    assert reports.pytest(report) == Count(passed=1, failed=2, skipped=1)


def test_vitest_report_counts_todo_as_skipped(report: Path) -> None:
    report.write_text(json.dumps({"numPassedTests": 5, "numFailedTests": 1, "numPendingTests": 2, "numTodoTests": 1}))
    assert reports.vitest(report) == Count(passed=5, failed=1, skipped=3)


def test_playwright_report_counts_flaky_as_failed(report: Path) -> None:
    report.write_text(json.dumps({"stats": {"expected": 7, "unexpected": 1, "flaky": 1, "skipped": 0}}))
    assert reports.playwright(report) == Count(passed=7, failed=2)


def test_check_without_report_is_one_test(report: Path) -> None:
    assert reports.count(None, report, 0) == Count(passed=1)
    assert reports.count(None, report, 1) == Count(failed=1)


def test_runner_that_wrote_no_report_has_failed_whatever_it_says(report: Path) -> None:
    assert reports.count(reports.pytest, report, 0) == Count(failed=1)


def test_runner_that_broke_after_passing_tests_has_failed(report: Path) -> None:
    report.write_text('<testsuite><testcase name="good"/></testsuite>')
    assert reports.count(reports.pytest, report, 3) == Count(passed=1, failed=1)


def test_suite_without_any_test_has_failed(report: Path) -> None:
    report.write_text("<testsuite/>")
    assert reports.count(reports.pytest, report, 5) == Count(failed=1)


def test_named_failures_are_not_counted_twice(report: Path) -> None:
    report.write_text(JUNIT)
    assert reports.count(reports.pytest, report, 1) == Count(passed=1, failed=2, skipped=1)


def test_last_line_names_skipped_tests_only_when_there_are_some() -> None:
    assert str(Count(passed=3)) == "3 passed, 0 failed"
    assert str(Count(passed=3, failed=1) + Count(skipped=2)) == "3 passed, 1 failed, 2 skipped"
