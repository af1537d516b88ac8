"""The page on OWASP ASVS 5.0 has each requirement of levels 1 and 2 once, and what shows that it is met."""

import re
from collections import Counter
from pathlib import Path

import pytest

from .named_tests import is_there, named_tests

REPOSITORY = Path(__file__).resolve().parents[3]
PAGE = (REPOSITORY / "docs/explanation/asvs.md").read_text()
# Number and level of each requirement of OWASP ASVS 5.0.0.
LEVELS = dict(line.split() for line in Path(__file__).with_name("asvs-5.0.0.txt").read_text().splitlines())


def section(title: str) -> str:
    return PAGE.partition(f"## {title}\n")[2].partition("\n## ")[0]


def rows(title: str) -> list[list[str]]:
    """The cells of the rows that begin with the number of a requirement."""
    lines = re.findall(r"^\| (\d+\.\d+\.\d+ \| .+) \|$", section(title), re.M)
    return [line.split(" | ") for line in lines]


ASSESSED = {title: rows(title) for title in ("Met", "Deviations", "Left to who runs the site")}
INAPPLICABLE = [
    number
    for cell in re.findall(r"^\| ([V\d., ]+) \| .+ \|$", section("What does not apply"), re.M)
    for name in cell.split(", ")
    for number in LEVELS
    if number == name or f"V{number}".startswith(f"{name}.")
]


def test_each_requirement_of_levels_1_and_2_is_there_once() -> None:
    listed = Counter([row[0] for table in ASSESSED.values() for row in table] + INAPPLICABLE)
    assert [number for number, times in listed.items() if times > 1 or number not in LEVELS] == []
    assert [number for number, level in LEVELS.items() if level != "3" and number not in listed] == []


@pytest.mark.parametrize("title", ASSESSED)
def test_each_row_has_its_level(title: str) -> None:
    assert ASSESSED[title]
    assert [row[:2] for row in ASSESSED[title]] == [[row[0], LEVELS[row[0]]] for row in ASSESSED[title]]


@pytest.mark.parametrize("row", ASSESSED["Met"], ids=lambda row: row[0])
def test_what_is_met_names_a_test_a_setting_or_a_file(row: list[str]) -> None:
    _, _, _, shown = row
    assert named_tests(shown) or re.search(r"\]\([\w./#-]+\)|`S\d{3}`", shown)


@pytest.mark.parametrize("row", ASSESSED["Deviations"], ids=lambda row: row[0])
def test_each_deviation_has_a_reason(row: list[str]) -> None:
    _, _, _, state, reason = row
    assert len(state) > 5
    assert len(reason) > 5


def test_every_named_test_and_file_is_there() -> None:
    named = named_tests(PAGE)
    assert len(named) == PAGE.count("::")
    assert [test for test in named if not is_there(*test)] == []
    for link in re.findall(r"\]\((?!https:)([^)#]+)", PAGE):
        assert (REPOSITORY / "docs/explanation" / link).exists(), link


def test_sums_are_those_of_the_tables() -> None:
    sums = dict(re.findall(r"^\| \[(.+?)\]\(.+?\) \| (\d+ \| \d+) \|$", PAGE, re.M))
    for title, table in ASSESSED.items():
        levels = Counter(row[1] for row in table)
        assert sums[title[0].lower() + title[1:]] == f"{levels['1']} | {levels['2']}"
    levels = Counter(LEVELS[number] for number in INAPPLICABLE)
    assert sums["do not apply"] == f"{levels['1']} | {levels['2']}"
    assert f"except for {len(ASSESSED['Deviations'])} requirements" in PAGE
