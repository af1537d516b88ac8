"""The command line, and the sizes of a full and a short run."""

import argparse
import os
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from comparison.actions import ACTIONS
from comparison.database import KINDS, Postgres
from comparison.peers import PEERS
from comparison.places import BUILD, RESULTS

__all__ = ["LOADED", "Options", "Sizes", "parse"]

# Measured under load.
LOADED = ("nothing", "safejwt", "safejwt-none", "simplejwt-stateless", "simplejwt", "knox")
_PARTS = {"request": ("user", "key", "first"), **{name: (name,) for name in ACTIONS}, "instructions": (), "load": ()}


@dataclass(frozen=True)
class Sizes:
    rounds: int
    repeat: dict[str, int]
    """Requests in a batch."""
    counted: dict[str, int]
    """Requests whose instructions are counted."""
    load_rounds: int
    load_seconds: int


FULL = Sizes(
    rounds=20,
    repeat={"user": 40, "key": 40, "first": 12, "refresh": 12, "login": 10, "logout": 10},
    counted={"user": 30, "key": 30, "first": 12, "refresh": 12, "login": 8, "logout": 8},
    load_rounds=3,
    load_seconds=2,
)
SHORT = Sizes(
    rounds=4,
    repeat={"user": 10, "key": 10, "first": 4, "refresh": 4, "login": 4, "logout": 4},
    counted=dict.fromkeys(ACTIONS, 10),
    load_rounds=2,
    load_seconds=1,
)


@dataclass(frozen=True)
class Options:
    peers: tuple[str, ...]
    kinds: tuple[str, ...]
    actions: tuple[str, ...]
    timed: bool
    instructions: bool
    load: bool
    short: bool
    report: bool
    """Measure nothing."""
    postgres: Postgres | None
    folder: Path
    """Where the results go: a run in part does not replace the record."""

    @property
    def sizes(self) -> Sizes:
        return SHORT if self.short else FULL

    @property
    def is_complete(self) -> bool:
        return self.folder == RESULTS


def parse(words: Sequence[str]) -> Options:
    parser = argparse.ArgumentParser(prog="run.py", description="Compare the server with other packages.")
    parser.add_argument("--only", type=_names(_PARTS), help=f"comma-separated: {', '.join(_PARTS)}")
    parser.add_argument("--database", type=_names(KINDS), help=f"comma-separated: {', '.join(KINDS)}")
    parser.add_argument("--peers", type=_names(PEERS), help=f"comma-separated: {', '.join(PEERS)}")
    parser.add_argument("--short", action="store_true", help="a run of few minutes, to try the benchmark out")
    parser.add_argument("--report", action="store_true", help="write the report again, from recorded figures")
    given = parser.parse_args(words)
    parts = given.only or tuple(_PARTS)
    in_part = bool(given.only or given.database or given.peers)
    kinds = given.database or tuple(KINDS)
    named = {action for part in parts for action in _PARTS[part]}
    url = os.environ.get("DATABASE_URL")
    if url is None and not given.report and (kinds != ("sqlite",) or "load" in parts):
        parser.error("DATABASE_URL is not set: run it beside scripts/bare-machine/postgres.py, as make bench does.")
    return Options(
        # The others are shown beside the view alone.
        peers=tuple(name for name in PEERS if name == "nothing" or name in (given.peers or PEERS)),
        kinds=kinds,
        # Alone, "instructions" means those of every action.
        actions=tuple(name for name in ACTIONS if name in named or not named),
        timed=bool(named),
        instructions="instructions" in parts,
        load="load" in parts,
        short=given.short,
        report=given.report,
        postgres=Postgres(url) if url else None,
        folder=BUILD / "results" if in_part else RESULTS,
    )


def _names(known: Collection[str]) -> Callable[[str], tuple[str, ...]]:
    def names(text: str) -> tuple[str, ...]:
        if unknown := [name for name in text.split(",") if name not in known]:
            raise argparse.ArgumentTypeError(f"{unknown[0]} is not one of {', '.join(known)}")
        return tuple(text.split(","))

    return names
