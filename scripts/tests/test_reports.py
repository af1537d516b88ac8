"""What becomes of a suite, and how its tests are counted."""

from pathlib import Path

import pytest
from reports import SKIPPED, Count, outcome

GOOD = '<testsuite><testcase name="good"/></testsuite>'
BAD = """<testsuites><testsuite>
  <testcase name="bad"><failure message="no"/></testcase>
  <testcase name="broken fixture"><error message="no"/></testcase>
  <testcase name="left out"><skipped message="no"/></testcase>
</testsuite></testsuites>"""


@pytest.mark.parametrize(
    ("kind", "reports", "code", "expected"),
    [
        pytest.param("suite", [BAD, GOOD], 1, Count(1, 2, 1), id="several reports, and an error in a fixture"),
        pytest.param("suite", [GOOD], 3, Count(1, 1), id="a runner that broke after its tests passed"),
        pytest.param("suite", ["<testsuite/>"], 0, Count(0, 1), id="no test at all"),
        pytest.param("suite", [], 0, Count(0, 1), id="no report"),
        pytest.param("check", [], 0, Count(1), id="a check that passed"),
        pytest.param("check", [], 2, Count(0, 1), id="a check that failed"),
        pytest.param("suite", [], SKIPPED, Count(0, 0, 1), id="a suite that cannot run here"),
    ],
)
def test_tests_are_counted(tmp_path: Path, kind: str, reports: list[str], code: int, expected: Count) -> None:
    folder = tmp_path / "faults"
    folder.mkdir()
    for number, text in enumerate(reports):
        (folder / f"{number}.xml").write_text(text)
    (folder / "log").write_text("Trying\nThe reason.\n")
    (folder / "outcome").write_text(f"{kind} {code} 1.5")
    assert outcome("faults", tmp_path) == (expected, 1.5, "The reason." if code == SKIPPED else "")


def test_suite_that_did_not_run_has_failed(tmp_path: Path) -> None:
    assert outcome("faults", tmp_path)[0] == Count(failed=1)
