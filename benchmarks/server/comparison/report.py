"""RESULTS.md, made from the recorded figures alone."""

from collections.abc import Iterator
from typing import Any

from comparison.database import KINDS, PREPARED
from comparison.spread import Spread
from comparison.tables import BASE, actions_table, facts_table, load_table, waits_table
from comparison.texts import ACTIONS, FACTS, HEAD, LIMITS, LOAD, NOTES, SHORT

__all__ = ["report"]

Results = dict[str, Any]


def report(results: Results) -> str:
    return "\n\n".join(part.strip() for part in _parts(results)) + "\n"


def _parts(results: Results) -> Iterator[str]:
    run = results["run"]
    yield HEAD.format(python=run["python"], date=run["date"])
    if run["short"]:
        yield SHORT
    yield _setting(run)
    yield FACTS
    yield facts_table(results)
    for action, (title, text) in ACTIONS.items():
        if any(action in results.get(source, {}) for source in [*KINDS, "instructions"]):
            yield f"## {title}\n{text}"
            yield from _tables(results, action)
    if "load" in results:
        yield from _loads(results)
    yield NOTES
    yield LIMITS


def _tables(results: Results, action: str) -> Iterator[str]:
    if action in ("user", "key") and (base := _base(results, action)):
        yield f"Without authentication the view takes {base}. This is subtracted from the processor times below."
    if results["run"]["plots"]:
        yield f"![{ACTIONS[action][0]}](results/{action}.svg)"
    yield actions_table(results, action)
    if any(action in results.get(kind, {}) for kind in KINDS):
        yield waits_table(results, action)


def _base(results: Results, action: str) -> str:
    found = [(title, results.get(kind, {}).get(action, {}).get(BASE)) for kind, title in KINDS.items()]
    return ", ".join(f"{Spread.of(base['cpu']).median:.0f} µs ({title})" for title, base in found if base)


def _loads(results: Results) -> Iterator[str]:
    sizes = results["run"]["sizes"]
    yield LOAD.format(rounds=sizes["load_rounds"], seconds=sizes["load_seconds"])
    if results["run"]["plots"]:
        yield "![Under load](results/load.svg)"
    for server in results["load"]:
        yield f"### {server}"
        yield load_table(results, server)


def _setting(run: dict[str, Any]) -> str:
    versions = ", ".join(f"{name} {number}" for name, number in run["packages"].items())
    lines = [
        f"- {run['system']}, {run['processor']}, {run['cores']} cores; load average at the start {run['load']}.",
        f"- Python {run['python']}, SQLite {run['sqlite']}, {versions}; commit {run['commit']}.",
        f"- {_postgres(run['postgresql'])}",
        f"- {run['sizes']['rounds']} rounds of {_repeat(run)} calls each.",
    ]
    return "## The machine and the settings\n" + "\n".join(lines)


def _postgres(settings: dict[str, str] | None) -> str:
    if not settings:
        return "PostgreSQL: not measured."
    words = ", ".join(f"`{name} = {value}`" for name, value in settings.items())
    options = ", ".join(f"`{name} = {value}`" for name, value in PREPARED.items())
    return (
        f"PostgreSQL on the same machine, over TCP: {words}. `CONN_MAX_AGE = None`, `CONN_HEALTH_CHECKS = True`."
        f" With prepared statements: {options}."
    )


def _repeat(run: dict[str, Any]) -> str:
    return ", ".join(f"{number} ({action})" for action, number in run["sizes"]["repeat"].items())
