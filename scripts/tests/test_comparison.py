"""The pure parts of benchmarks/server: the order of batches, percentiles, what wrk prints, the report."""

from typing import Any

import pytest
from comparison import options, wrk
from comparison.actions import actions_of
from comparison.calls import cookies_of
from comparison.counts import is_statement
from comparison.peers import PEERS
from comparison.report import report
from comparison.spread import Spread, differences, interleaved
from comparison.tables import cost

WRK = """Running 2s test @ http://127.0.0.1:1/user/
  Latency Distribution
     50%  756.00us
     75%    1.21ms
     90%    2.00ms
     99%    1.05s\x20
  3000 requests in 2.00s, 1.00MB read
Requests/sec:   1499.50
"""


def figures(cpu: list[float], **more: Any) -> dict[str, Any]:
    counts = {"statements": 1, "transaction_statements": 0, "round_trips": None, "signed": 0, "checked": 1}
    return {**counts, "cpu": cpu, "wall": cpu, "database_cpu": [], **more}


@pytest.fixture
def results() -> dict[str, Any]:
    packages = {"Django": "5.2"}
    run = {"python": "3.11", "system": "Linux", "processor": "any", "cores": 2, "load": 0.1, "commit": "abc"}
    run |= {
        "date": "2026-11-30",
        "short": False,
        "plots": False,
        "packages": packages,
        "sqlite": "3",
        "postgresql": None,
    }
    sizes = {"rounds": 3, "repeat": {"user": 40}, "load_rounds": 4, "load_seconds": 2}
    user = {"nothing": [100.0, 110, 300], "safejwt": [150.0, 160, 350], "simplejwt": [200.0, 210, 400]}
    refresh = {"safejwt": figures([500.0], round_trips=2), "simplejwt": figures([1000.0])}
    loaded = {"requests": 9, "per_second": 900.0, "p50": 1.0, "p99": 2.0, "server_cpu": 300.0, "database_cpu": 50.0}
    return {
        "run": {**run, "sizes": sizes},
        "facts": {"safejwt": dict.fromkeys(["request_without_csrf"], True) | _OTHER_FACTS},
        "sqlite": {"user": {name: figures(cpu) for name, cpu in user.items()}, "refresh": refresh},
        "instructions": {"user": {"nothing": 1e6, "safejwt": 1.5e6, "simplejwt": 2e6}},
        "load": {"gunicorn, sync": {"safejwt": [loaded, {**loaded, "per_second": 1100.0}]}},
    }


_OTHER_FACTS = {
    "request_of_deactivated_user": True,
    "request_after_logout": False,
    "refresh_after_logout": True,
    "used_refresh_token": True,
    "session_after_reuse": None,
}


def test_batches_run_forwards_and_backwards_in_turn() -> None:
    assert "".join(interleaved("ABC", 3)) == "ABCCBAABC"


def test_spread_is_the_median_between_the_tenth_and_ninetieth_percentile() -> None:
    assert Spread.of(float(number) for number in range(101)) == Spread(50, 10, 90)
    assert Spread.of([7.0]) == Spread(7, 7, 7)


def test_differences_are_taken_round_by_round() -> None:
    assert differences([150, 350], [100, 300]) == [50, 50]


def test_slow_round_does_not_change_what_authentication_costs(results: dict[str, Any]) -> None:
    assert cost(results, "sqlite", "user", "safejwt") == Spread(50, 50, 50)


def test_floor_is_not_compared_to_a_view(results: dict[str, Any]) -> None:
    results["sqlite"]["user"]["floor-statement"] = figures([8.0])
    assert cost(results, "sqlite", "user", "floor-statement") == Spread(8, 8, 8)


@pytest.mark.parametrize("sql", ["BEGIN", "COMMIT", 'SAVEPOINT "s1"', 'RELEASE SAVEPOINT "s1"'])
def test_transactions_are_no_statements(sql: str) -> None:
    assert not is_statement(sql)
    assert is_statement(f"SELECT '{sql}'")


def test_deleted_cookie_is_empty() -> None:
    assert cookies_of([("Set-Cookie", "a=1; Path=/"), ("Set-Cookie", 'b=""; Max-Age=0')]) == {"a": "1", "b": ""}


def test_latencies_of_wrk_are_read_in_milliseconds() -> None:
    assert wrk.parse(WRK) == wrk.Load(3000, 1499.5, 0.756, 1050.0, 0)


def test_load_with_refused_requests_is_no_result() -> None:
    errors = "  Socket errors: connect 0, read 1, write 0, timeout 2\n  Non-2xx or 3xx responses: 3\n"
    load = wrk.parse(f"{WRK}{errors}")
    assert load.failures == 6
    with pytest.raises(SystemExit, match="6 requests failed"):
        wrk.without_failures(load)


def test_package_has_the_actions_it_offers() -> None:
    assert actions_of(PEERS["safejwt"]) == ["user", "key", "first", "refresh", "login", "logout"]
    assert actions_of(PEERS["knox"]) == ["user", "key", "login", "logout"]
    assert actions_of(PEERS["floor-signature"]) == ["user"]


def test_part_of_a_run_does_not_replace_the_record(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://u:p@127.0.0.1:1/d")
    part = options.parse(["--only", "request", "--database", "sqlite", "--peers", "safejwt"])
    assert (part.peers, part.kinds, part.actions) == (("nothing", "safejwt"), ("sqlite",), ("user", "key", "first"))
    assert not part.is_complete
    assert not part.instructions
    assert options.parse([]).is_complete


def test_postgresql_without_a_server_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with pytest.raises(SystemExit):
        options.parse([])
    assert "DATABASE_URL is not set" in capsys.readouterr().err
    assert options.parse(["--report"]).is_complete
    assert options.parse(["--only", "refresh", "--database", "sqlite"]).actions == ("refresh",)


def test_unknown_name_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        options.parse(["--peers", "safejwt,other"])
    assert "other is not one of nothing, " in capsys.readouterr().err


def test_report_gives_ratios_and_says_what_was_not_measured(results: dict[str, Any]) -> None:
    page = report(results)
    assert "| safejwt | 1 | 0, 1 | 50 (50 to 50) | 0.50 | 500 | 0.50 | not measured |  | not measured |  |" in page
    assert "| safejwt | 1 | 0, 1 | 500 (500 to 500) | 0.50 | not measured |" in page
    assert "| safejwt | 1000 (920 to 1080) | 1.0 | 2.0 | 300 | 50 |" in page
    assert "| refused | refused | accepted | refused | refused |  |" in page
    assert "short runs" not in page


def test_short_run_is_labelled(results: dict[str, Any]) -> None:
    results["run"]["short"] = True
    assert "from short runs" in report(results)
