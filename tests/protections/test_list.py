"""The list of the protections agrees with the sources, the tests and the page about security: part of `make test`."""

import re

import pytest
from protections import PROTECTIONS, ROOT, path_of, without

PAGE = (ROOT / "docs/explanation/security.md").read_text()
# The tests that each row of the page names, as in protections.toml.
ROWS = {
    row: {
        path.removeprefix("django-safejwt/")
        for path in re.findall(r"`((?:django-safejwt|system|allauth)/[^`]+)`", text)
    }
    for row, text in re.findall(r"^\| ([A-Z]\d+) \| (.*) \|$", PAGE, re.M)
}


@pytest.mark.parametrize("name", PROTECTIONS)
def test_protection_is_where_the_list_says(name: str) -> None:
    text = (ROOT / path_of(PROTECTIONS[name])).read_text()
    assert without(PROTECTIONS[name], text) != text


@pytest.mark.parametrize("name", PROTECTIONS)
def test_rows_of_a_protection_name_a_test_that_notices(name: str) -> None:
    tests = PROTECTIONS[name]["tests"].split()
    for row in PROTECTIONS[name]["rows"]:
        assert any(cited.startswith(test) for test in tests for cited in ROWS[row]), row


def test_page_lists_the_rows_whose_protections_are_removed() -> None:
    proved = {row for protection in PROTECTIONS.values() for row in protection["rows"]}
    listed = re.search(r"^Rows: ([A-Z0-9, \n]+)\.$", PAGE, re.M)
    assert listed
    assert re.split(r",\s+", listed[1]) == [row for row in ROWS if row in proved]
