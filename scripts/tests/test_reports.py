"""What becomes of a suite, and how its tests are counted."""

from pathlib import Path

import pytest
from reports import SKIPPED, Count, Outcome

MIXED = """<?xml version="1.0"?>
<testsuites><testsuite>
  <testcase name="good"/>
  <testcase name="bad"><failure message="no"/></testcase>
  <testcase name="broken fixture"><error message="no"/></testcase>
  <testcase name="left out"><skipped message="no"/></testcase>
</testsuite></testsuites>"""
GOOD = '<testsuite><testcase name="good"/></testsuite>'


def outcome_of(folder: Path, name: str, code: int, *reports: str) -> Outcome:
    outcome = Outcome(name, folder)
    outcome.folder.mkdir()
    for number, text in enumerate(reports):
        (outcome.folder / f"{number}.xml").write_text(text)
    outcome.log.write_text("Trying\nThere is no Firefox.\n")
    outcome.keep(code, 1.5)
    return outcome


@pytest.mark.parametrize(
    ("name", "reports", "code", "expected"),
    [
        pytest.param("faults", [MIXED], 1, Count(1, 2, 1), id="an error in a fixture is a failure"),
        pytest.param("matrix-pairs", [MIXED, GOOD], 1, Count(2, 2, 1), id="several reports"),
        pytest.param("chromium", [GOOD], 3, Count(1, 1), id="a runner that broke after its tests passed"),
        pytest.param("client", ["<testsuite/>"], 0, Count(0, 1), id="no test at all"),
        pytest.param("client", [], 0, Count(0, 1), id="no report"),
        pytest.param("mypy", [], 0, Count(1), id="a check that passed"),
        pytest.param("mypy", [], 2, Count(0, 1), id="a check that failed"),
        pytest.param("firefox", [], SKIPPED, Count(0, 0, 1), id="a suite that cannot run here"),
    ],
)
def test_tests_are_counted(tmp_path: Path, name: str, reports: list[str], code: int, expected: Count) -> None:
    assert outcome_of(tmp_path, name, code, *reports).count() == expected


def test_skipped_suite_says_why(tmp_path: Path) -> None:
    assert outcome_of(tmp_path, "firefox", SKIPPED).note == "There is no Firefox."


def test_suite_that_did_not_run_has_failed(tmp_path: Path) -> None:
    outcome = Outcome("faults", tmp_path)
    assert (outcome.count(), outcome.note.partition(":")[0]) == (Count(failed=1), "did not run")
