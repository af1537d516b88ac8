"""Which schedules a soak runs, and how many of each: one line of the table of results each."""

from dataclasses import dataclass

from tests.flows.rotation.modes import Mode

__all__ = ["CYCLE", "KINDS", "Kind", "kind_of"]


@dataclass(frozen=True)
class Kind:
    """Settings, and what the network and the browser do. All times are in seconds."""

    title: str
    mode: Mode
    share: int
    """Of 110 schedules."""
    longest: float
    """The longest time between a request and the arrival of its response."""
    restarts: bool = False
    failovers: bool = False
    is_promised: bool = True
    """Whether no honest user may be logged out."""


def _restarting(**settings: object) -> Mode:
    return Mode(flush=30, **settings)  # type: ignore[arg-type]


def _steady(**settings: object) -> Mode:
    return Mode(flush=0, **settings)  # type: ignore[arg-type]


KINDS = [
    Kind("defaults", _steady(delay=29.4), 40, 29.4),
    Kind("defaults, crashes", _restarting(delay=14.4), 15, 14.4, restarts=True),
    Kind("defaults, failovers", _steady(delay=29.4), 5, 29.4, failovers=True),
    Kind("no session check", _steady(session_check="none", delay=29.4), 15, 29.4),
    Kind(
        "no session check, crashes",
        _restarting(session_check="none", delay=14.4),
        5,
        14.4,
        restarts=True,
    ),
    Kind(
        "interval and grace 120 s, crashes, clocks 30 s apart",
        _restarting(interval=120, grace=120, delay=29.4, skew=30),
        10,
        29.4,
        restarts=True,
    ),
    Kind("interval and grace 10 s", _steady(interval=10, grace=10, delay=4.4), 10, 4.4),
    Kind("interval 0, as before", _steady(interval=0, delay=29.4), 5, 29.4, is_promised=False),
    Kind("defaults, delays up to 90 s", _steady(delay=90), 5, 90, is_promised=False),
]
_IN_TURN = [kind for kind in KINDS for _ in range(kind.share)]
CYCLE = len(_IN_TURN)


def kind_of(number: int) -> Kind:
    """The kind of this schedule. The kinds are interleaved, so that all run under the same load."""
    # 37 has no factor in common with the length of the cycle.
    return _IN_TURN[number * 37 % CYCLE]
