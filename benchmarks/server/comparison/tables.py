"""Tables of the report, from the recorded figures alone."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from comparison.database import KINDS
from comparison.peers import PEERS
from comparison.spread import Spread, differences

__all__ = ["actions_table", "cost", "facts_table", "load_table", "ratio", "waits_table"]

Results = dict[str, Any]
NOT_MEASURED = "not measured"
BASE = "nothing"
# What the ratios are to: the first of them that was measured.
_REFERENCES = ("simplejwt-rotation", "simplejwt")
# Actions that the view without authentication has too.
_SUBTRACTED = ("user", "key")
_FACTS = {
    "request_without_csrf": "request without CSRF token",
    "request_of_deactivated_user": "request of a deactivated user",
    "request_after_logout": "access token after logout",
    "refresh_after_logout": "refresh after logout",
    "used_refresh_token": "old refresh token",
    "session_after_reuse": "the session after that",
}


def cost(results: Results, kind: str, action: str, name: str) -> Spread | None:
    """Return the processor time of an action, less that of the view without authentication."""
    found = results.get(kind, {}).get(action, {})
    if name not in found:
        return None
    figures = found[name]["cpu"]
    if action in _SUBTRACTED and not PEERS[name].direct:
        figures = differences(figures, found[BASE]["cpu"])
    return Spread.of(figures)


def instructions(results: Results, action: str, name: str) -> float | None:
    found = results.get("instructions", {}).get(action, {})
    if name not in found:
        return None
    subtracted = action in _SUBTRACTED and not PEERS[name].direct
    return float(found[name] - (found[BASE] if subtracted else 0))


def ratio(value: Callable[[str], float | None], name: str) -> str:
    """Return how many times the reference it is."""
    own = value(name)
    reference = next((found for each in _REFERENCES if (found := value(each))), None)
    return f"{own / reference:.2f}" if own is not None and reference else ""


def actions_table(results: Results, action: str) -> str:
    """The work of an action on each database."""
    head = ["package", "statements", "HMACs made, checked"]
    for title in KINDS.values():
        head += [f"{title}: µs (10th to 90th percentile)", "ratio"]
    head[5:5] = ["instructions, thousands", "ratio"]
    return table(head, (_work(results, action, name) for name in _names(results, action)))


def _work(results: Results, action: str, name: str) -> list[str]:
    first, *others = KINDS
    # Nothing of the floor goes through Django or PyJWT, where statements and HMACs are counted.
    counts = {} if PEERS[name].direct else _counts(results, action, name)
    made_and_checked = f"{counts['signed']}, {counts['checked']}" if counts else ""
    cells = [PEERS[name].title, str(counts.get("statements", "")), made_and_checked]
    cells += _times(results, first, action, name)
    count = instructions(results, action, name)
    cells += [NOT_MEASURED if count is None else f"{count / 1000:.0f}"]
    cells += [ratio(lambda each: instructions(results, action, each), name)]
    return cells + [cell for kind in others for cell in _times(results, kind, action, name)]


def _times(results: Results, kind: str, action: str, name: str) -> list[str]:
    def median(each: str) -> float | None:
        spread = cost(results, kind, action, each)
        return spread.median if spread else None

    spread = cost(results, kind, action, name)
    cell = f"{spread.median:.0f} ({spread.low:.0f} to {spread.high:.0f})" if spread else NOT_MEASURED
    return [cell, ratio(median, name)]


def waits_table(results: Results, action: str) -> str:
    """How long an action takes, with what it waits for, and PostgreSQL's share of the work."""
    head = ["package", "round trips to PostgreSQL", *(f"{title}: µs elapsed" for title in KINDS.values())]
    head += ["µs of PostgreSQL's own processor time", "with prepared statements"]
    return table(head, (_waits(results, action, name) for name in _names(results, action)))


def _waits(results: Results, action: str, name: str) -> list[str]:
    measured = {kind: results.get(kind, {}).get(action, {}).get(name, {}) for kind in KINDS}
    trips = measured["postgresql"].get("round_trips")
    cells = [PEERS[name].title, NOT_MEASURED if trips is None else str(trips)]
    cells += [_median(figures.get("wall")) for figures in measured.values()]
    return cells + [_median(measured[kind].get("database_cpu")) for kind in list(KINDS)[1:]]


def load_table(results: Results, server: str) -> str:
    head = ["package", "requests per second (10th to 90th percentile)", "p50, ms", "p99, ms"]
    head += ["µs of the server per request", "µs of PostgreSQL per request"]
    return table(head, (_load(name, rounds) for name, rounds in results["load"][server].items()))


def _load(name: str, rounds: Sequence[dict[str, float]]) -> list[str]:
    def spread(field: str) -> Spread:
        return Spread.of(each[field] for each in rounds)

    rate = spread("per_second")
    cells = [PEERS[name].title, f"{rate.median:.0f} ({rate.low:.0f} to {rate.high:.0f})"]
    cells += [f"{spread(field).median:.1f}" for field in ("p50", "p99")]
    return cells + [f"{spread(field).median:.0f}" for field in ("server_cpu", "database_cpu")]


def facts_table(results: Results) -> str:
    """What a package refused when it was tried."""
    words = {True: "refused", False: "accepted", None: ""}
    head = ["package", "a request checks", *_FACTS.values()]
    rows = (
        [PEERS[n].title, PEERS[n].checks, *(words[f[fact]] for fact in _FACTS)] for n, f in results["facts"].items()
    )
    return table(head, rows)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _names(results: Results, action: str) -> list[str]:
    """Return the packages that have this action, in their order."""
    sources = [*KINDS, "instructions"]
    return [n for n in PEERS if n != BASE and any(n in results.get(s, {}).get(action, {}) for s in sources)]


def _counts(results: Results, action: str, name: str) -> dict[str, int]:
    found = (results.get(kind, {}).get(action, {}).get(name, {}) for kind in KINDS)
    return next((counts for counts in found if counts), {})


def _median(figures: Sequence[float] | None) -> str:
    return f"{Spread.of(figures).median:.0f}" if figures else NOT_MEASURED
