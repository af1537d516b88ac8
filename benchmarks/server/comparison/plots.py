"""Plots of the recorded figures, as SVG."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

from comparison.actions import ACTIONS
from comparison.database import KINDS
from comparison.peers import PEERS
from comparison.spread import Spread
from comparison.tables import BASE, cost
from comparison.texts import ACTIONS as TITLES

__all__ = ["draw"]

Results = dict[str, Any]
# A gray and colors that contrast with white and with black: pages are light or dark, the plots transparent.
_INK = "#7a7f87"
_COLORS = ("#3b82c4", "#d9822b", "#3fa36b", "#8b6bc0")
_STYLE = {
    "svg.fonttype": "none",
    # The same figures give the same file.
    "svg.hashsalt": "safejwt",
    "font.family": "sans-serif",
    "text.color": _INK,
    "axes.edgecolor": _INK,
    "axes.labelcolor": _INK,
    "xtick.color": _INK,
    "ytick.color": _INK,
    "legend.frameon": False,
}


def draw(results: Results, folder: Path) -> None:
    with mpl.rc_context(_STYLE):
        for action in ACTIONS:
            if any(action in results.get(kind, {}) for kind in KINDS):
                _save(results, _action(results, action), folder / f"{action}.svg")
        if "load" in results:
            _save(results, _load(results["load"]), folder / "load.svg")


def _action(results: Results, action: str) -> Figure:
    kinds = {kind: title for kind, title in KINDS.items() if action in results.get(kind, {})}
    names = [name for name in PEERS if name != BASE and any(name in results[kind][action] for kind in kinds)]
    series = {title: _spread_of(results, kind, action) for kind, title in kinds.items()}
    return _bars(TITLES[action][0], "µs of processor time", names, series)


def _spread_of(results: Results, kind: str, action: str) -> Callable[[str], Spread | None]:
    return lambda name: cost(results, kind, action, name)


def _load(load: dict[str, Any]) -> Figure:
    names = list(next(iter(load.values())))
    series = {server: _rate_of(rounds) for server, rounds in load.items()}
    return _bars("Under load", "requests per second", names, series)


def _rate_of(rounds: dict[str, Any]) -> Callable[[str], Spread | None]:
    return lambda name: Spread.of(each["per_second"] for each in rounds[name])


def _bars(title: str, label: str, names: list[str], series: dict[str, Callable[[str], Spread | None]]) -> Figure:
    """Draw a bar for each package and series, with a line from the 10th to the 90th percentile."""
    figure = Figure(figsize=(9, 1.3 + 0.5 * len(names)), layout="constrained")
    axes = figure.subplots()
    height = 0.8 / len(series)
    for number, ((name, spread_of), color) in enumerate(zip(series.items(), _COLORS, strict=False)):
        rows = [(place + number * height, spread) for place, each in enumerate(names) if (spread := spread_of(each))]
        medians = [spread.median for _, spread in rows]
        ends = [[s.median - s.low for _, s in rows], [s.high - s.median for _, s in rows]]
        axes.barh([place for place, _ in rows], medians, height, xerr=ends, color=color, ecolor=_INK, label=name)
    axes.set_yticks([place + 0.4 - height / 2 for place in range(len(names))], [PEERS[name].title for name in names])
    axes.invert_yaxis()
    axes.set_xlim(left=0)
    axes.set(title=title, xlabel=label)
    axes.spines[["top", "right"]].set_visible(False)
    figure.legend(loc="outside lower center", ncols=len(series))
    return figure


def _save(results: Results, figure: Figure, file: Path) -> None:
    if results["run"]["short"]:
        figure.suptitle("from a short run on a busy machine")
    figure.savefig(file, transparent=True, metadata={"Date": None, "Creator": None})
