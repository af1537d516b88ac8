"""Which cells the matrix has, and what becomes of those that cannot run."""

import itertools
from pathlib import Path

import mariadb
import matrix
import pytest
from command import CommandError
from matrix import Cell, Result
from reports import Count

CELL = Cell("3.12", "6.0", "uuid", "PostgreSQL")


def test_without_a_word_all_cells_are_selected() -> None:
    assert len(matrix.selected([])) == 3 * 3 * 3 * 3


def test_words_choose_within_their_dimension_whatever_their_case() -> None:
    found = matrix.selected(["3.12", "sqlite", "MARIADB", "uuid"])
    assert {cell.python for cell in found} == {"3.12"}
    assert {cell.database for cell in found} == {"SQLite", "MariaDB"}
    assert len(found) == 1 * 3 * 1 * 2


def test_an_unknown_word_is_named_with_those_there_are() -> None:
    with pytest.raises(CommandError, match=r"names 3\.9: choose from 3\.11, .*MariaDB, pairs"):
        matrix.selected(["3.9"])


def test_pairs_are_few_cells_in_which_all_that_can_meet_does() -> None:
    every = [cell for cell in matrix.selected([]) if matrix.is_supported(cell)]
    few = [cell for cell in matrix.in_pairs(matrix.selected([])) if matrix.is_supported(cell)]

    def pairs(cells: list[Cell]) -> set[tuple[str, str]]:
        values = [(cell.python, cell.django, cell.user, cell.database) for cell in cells]
        return {pair for value in values for pair in itertools.combinations(value, 2)}

    assert pairs(few) == pairs(every)
    assert len(few) < len(every) / 4


def test_a_combination_that_django_does_not_support_is_said_to_be_none_and_is_no_failure() -> None:
    result = matrix.why_not(Cell("3.11", "6.0", "uuid", "SQLite"))
    assert result is not None
    assert (str(result), result.is_good) == ("not supported", True)
    assert result.advice == "by Django 6.0, which needs 3.12"


def test_a_missing_python_is_a_failure_that_says_what_to_do() -> None:
    result = matrix.why_not(CELL, find=lambda version: None)
    assert result is not None
    assert (str(result), result.is_good) == ("missing", False)
    assert "Python 3.12: install it" in result.advice


def test_a_missing_server_is_a_failure_that_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mariadb, "available", lambda: False)
    result = matrix.why_not(Cell("3.12", "6.0", "uuid", "MariaDB"), find=Path)
    assert result is not None
    assert (str(result), result.is_good) == ("missing", False)
    assert "mariadb-server-core" in result.advice


def test_a_failed_cell_is_not_good_and_stands_out() -> None:
    assert not Result(CELL, Count(passed=3, failed=1, skipped=2)).is_good
    assert str(Result(CELL, Count(passed=3, failed=1, skipped=2))) == "**1 failed**, 3, 2 skipped"


def test_the_table_has_a_row_for_each_user_and_a_column_for_each_database() -> None:
    results = [
        matrix.why_not(Cell("3.11", "6.0", "default", "SQLite")) or Result(CELL),
        matrix.why_not(Cell("3.11", "6.0", "default", "MariaDB")) or Result(CELL),
        Result(Cell("3.12", "6.0", "default", "SQLite"), Count(passed=10)),
        Result(Cell("3.12", "6.0", "default", "MariaDB"), word="missing", advice="MariaDB: install it"),
        Result(Cell("3.12", "6.0", "uuid", "MariaDB"), Count(passed=9, skipped=1)),
    ]
    assert matrix.markdown(results).splitlines() == [
        "| Python | Django | user    | SQLite        | MariaDB       |",
        "|--------|--------|---------|---------------|---------------|",
        "| 3.11   | 6.0    |         | not supported | not supported |",
        "| 3.12   | 6.0    | default | 10            | missing       |",
        "| 3.12   | 6.0    | uuid    |               | 9, 1 skipped  |",
        "",
        "not supported by Django 6.0, which needs 3.12.",
        "missing MariaDB: install it.",
    ]
    assert matrix.summary(results) == "2 of 3 cells ran: 19 passed, 0 failed, 1 skipped"


def test_each_cell_has_a_database_of_its_own_on_a_server_that_was_given() -> None:
    given = "mysql://root@localhost/safejwt?unix_socket=/tmp/socket"
    assert matrix.own_name(given, CELL) == (
        "mysql://root@localhost/safejwt_py312_dj60_uuid_postgresql?unix_socket=/tmp/socket"
    )
    assert matrix.own_name("sqlite://:memory:", CELL) == "sqlite://:memory:"
