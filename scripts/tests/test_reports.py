"""Counting tests."""

from pathlib import Path

import pytest
from reports import Count, count

MIXED = """<?xml version="1.0"?>
<testsuites><testsuite>
  <testcase name="good"/>
  <testcase name="bad"><failure message="no"/></testcase>
  <testcase name="broken fixture"><error message="no"/></testcase>
  <testcase name="left out"><skipped message="no"/></testcase>
</testsuite></testsuites>"""
GOOD = '<testsuite><testcase name="good"/></testsuite>'


@pytest.mark.parametrize(
    ("texts", "code", "expected"),
    [
        pytest.param([MIXED], 1, Count(1, 2, 1), id="an error in a fixture is a failure"),
        pytest.param([MIXED, GOOD], 1, Count(2, 2, 1), id="several reports"),
        pytest.param([GOOD], 3, Count(1, 1), id="a runner that broke after its tests passed"),
        pytest.param(["<testsuite/>"], 0, Count(0, 1), id="no test at all"),
        pytest.param([], 0, Count(0, 1), id="no report"),
    ],
)
def test_reports_are_counted(tmp_path: Path, texts: list[str], code: int, expected: Count) -> None:
    for number, text in enumerate(texts):
        (tmp_path / f"{number}.xml").write_text(text)
    assert count(tmp_path.glob("*.xml"), code) == expected
