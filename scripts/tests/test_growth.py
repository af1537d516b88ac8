"""The arithmetic of benchmarks/growth."""

from copy import deepcopy
from typing import Any
from uuid import UUID

import pytest

# benchmarks/growth, which pytest.ini puts on the path.
from capacity import PAGE, Load, written
from figures import SPARE, noise, percentiles, row_number, session_id, user_id, users_of
from report import missed, report
from update_text import columns_of, parameters, positional

SQL = (
    'UPDATE "safejwt_refreshtoken" SET "generation" = %s, "last_used_at" = %s, "ip" = %s::inet '
    'WHERE ("safejwt_refreshtoken"."generation" = %s AND "safejwt_refreshtoken"."id" = %s)'
)


def test_no_position_has_the_number_of_a_deleted_session() -> None:
    numbers = [row_number(position) for position in range(1000)]
    assert numbers == [number for number in range(1100) if number % SPARE != SPARE - 1]


def test_a_session_id_is_that_of_postgresql() -> None:
    assert session_id(42) == UUID("a1d0c6e8-3f02-7327-d846-1063f4ac58a6")


def test_sessions_are_shared_out_among_all_users() -> None:
    users = users_of(1000)
    assert {user_id(number, users) for number in range(1100)} == set(range(1, users + 1))


def test_percentiles_are_of_the_values() -> None:
    assert percentiles(range(101)) == {"p50": 50, "p99": 99, "longest": 100}
    assert noise([1, 2] * 50, "p50") == 2


def test_an_update_is_repeated_with_the_values_of_another_row() -> None:
    columns = columns_of(SQL)
    assert columns == (["generation", "last_used_at", "ip"], ["generation", "id"])
    assert columns_of(SQL.replace("= %s", "= (%s)")) == columns
    given = [2, "12:00", "192.0.2.1", 1, "a"]
    old, new = {"id": "b", "generation": 7}, {"generation": 8, "last_used_at": "12:01"}
    assert parameters(columns, given, old, new) == [8, "12:01", "192.0.2.1", 7, "b"]


def test_named_parameters_become_those_of_a_position() -> None:
    assert positional("SET a = %(p1)s WHERE b = (%(p0)s)", {"p0": 1, "p1": 2}) == ("SET a = %s WHERE b = (%s)", [2, 1])
    assert positional(SQL, (1, 2)) == (SQL, [1, 2])


ALIASES = {"rows_2000": 2000, "rows_20000": 20_000}


@pytest.fixture
def figures() -> Any:
    """Those of a run that met all goals."""
    spread = {"p50": 1.0, "p99": 2.0, "longest": 3.0}
    times = {"call": spread, "statements": spread, "noise": {"p50": 1.0, "p99": 1.0}}
    times |= {"processor": {"application": 1.0, "database": 1.0}}
    size = {"table": 10**6, "indexes": 10**5, "users": 10**5}
    refreshes = {
        "refreshes": {"number": 10, **spread},
        "statements": {**spread, "over": 0, "over_in_postgresql": 0},
        "lock_waits": 0,
    }
    rotations = {"rows": 10, "rotations": 10, "before": size, "after": size, "wal": 10, "hot": 1, "is_of_product": True}
    return {
        "date": "2026-11-30",
        "minutes": 1,
        "options": {
            "rows": list(ALIASES.values()),
            "repetitions": 100,
            "expired": 10,
            "rotations": 10,
            "add_index": False,
        },
        "machine": {"python": "3.11", "postgresql": "18", "shared_buffers": "128MB", "cores": 2, "load": [0, 1]},
        "has_index": False,
        "repetitions": 100,
        "sizes": {alias: {"rows": rows, "hot": 1, "wal_per_refresh": 9, **size} for alias, rows in ALIASES.items()},
        "reads": {alias: {"hit": 1, "read": 0, "disk": 0} for alias in ALIASES},
        "actions": {"refresh": {alias: deepcopy(times) for alias in ALIASES}},
        "rotations": [{**rotations, "index": index} for index in (False, True)],
        "purge": {
            "expired": 10,
            "seconds": 1,
            "megabytes": 80,
            "batches": 1,
            "summary": "10 expired sessions deleted.",
            "without": refreshes,
            "beside": deepcopy(refreshes),
        },
    }


def test_goals_that_are_met_are_reported(figures: Any) -> None:
    assert missed(figures) == []
    assert "All goals are met." in report(figures)


def test_a_missed_goal_is_named(figures: Any) -> None:
    figures["purge"]["megabytes"] = 121
    figures["actions"]["refresh"]["rows_20000"]["call"]["p50"] *= 10
    refresh, purge = missed(figures)
    assert refresh.startswith("refresh, 20,000 rows: p50 is ")
    assert purge == "purge: 121 MB of memory"
    assert f"- {purge}" in report(figures)


def test_growth_of_the_processor_time_is_named(figures: Any) -> None:
    figures["actions"]["refresh"]["rows_20000"]["processor"]["database"] = 1.6
    assert missed(figures) == ["refresh, 20,000 rows: the database takes 1.60 x the smallest"]


def test_growth_within_the_noise_is_no_missed_goal(figures: Any) -> None:
    figures["actions"]["refresh"]["rows_20000"]["call"]["p50"] *= 10
    figures["actions"]["refresh"]["rows_2000"]["noise"]["p50"] = 10
    assert missed(figures) == []


def test_the_options_of_the_run_are_reported(figures: Any) -> None:
    assert "--rows 2000,20000 --repetitions 100 --expired 10 --rotations 10\n" in report(figures)


def test_the_results_of_the_capacity_page_are_those_of_its_numbers() -> None:
    page = PAGE.read_text()
    assert written(page) == page
    assert written(page.replace("| `requests` | 6 |", "| `requests` | 60 |")) != page


def test_twice_the_users_need_twice_the_cores() -> None:
    numbers = {"active": 5, "requests": 6, "lifetime": 300, "devices": 2, "busy": 0.5, "request": 500, "refresh": 3000}
    one, other = Load(1_000_000, numbers), Load(2_000_000, numbers)
    # 50,000 active users send 5,000 requests, which take 2.5 seconds, and 167 refreshes, which take half a second.
    assert one.cores("request", "refresh") == pytest.approx(6)
    assert other.cores("request", "refresh") == pytest.approx(12)
    assert one.cores("request", "refresh", is_checked=False) == pytest.approx(1)
