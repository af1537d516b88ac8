"""Sum up the figures that a soak has written: `report.py FILES…` prints tables in Markdown."""

import json
import sys
from collections import Counter
from pathlib import Path

REFRESHES = (
    "repeat",
    "rotate",
    "retry",
    "resend",
    "catch up",
    "restored",
    "reused",
    "expired",
    "expired token",
    "ended",
)
# Only the last two promise nothing.
_UNPROMISED = ("interval 0, as before", "defaults, delays up to 90 s")


def main(files: list[Path]) -> None:
    states = [json.loads(file.read_text()) for file in files]
    kinds: dict[str, Counter[str]] = {}
    for state in states:
        for title, counts in state["kinds"].items():
            kinds.setdefault(title, Counter()).update(counts)
    found = [name for state in states for name in state["found"]]
    promised = {title: counts for title, counts in kinds.items() if title not in _UNPROMISED}
    ordered = [*sorted(promised), *(title for title in _UNPROMISED if title in kinds)]
    lines = [
        f"{sum(state['done'] for state in states):,} schedules, {_sum(promised, 'schedules'):,} of them under a promise. "
        f"Honest users logged out against the promise: {_sum(promised, 'logged out')}.",
        *(f"- {name}" for name in found),
        "",
        *_outcomes(kinds, ordered),
        "",
        *_decisions(kinds, ordered),
        "",
        *_spacings(kinds, ordered),
    ]
    sys.stdout.write("\n".join(lines) + "\n")


def _outcomes(kinds: dict[str, Counter[str]], titles: list[str]) -> list[str]:
    lines = [
        "| schedules | number | events | logged out | alarms | assumption broken | rows compared |",
        "|---" * 7 + "|",
    ]
    for title in titles:
        counts = kinds[title]
        events = sum(count for name, count in counts.items() if name.startswith("action: "))
        broken = [
            f"{name.removeprefix('excused: ')}: {n:,}" for name, n in counts.items() if name.startswith("excused: ")
        ]
        # Where requests may overlap without an interval, each alarm logs its user out.
        logged_out = counts["logged out"] or (counts["decision: reused"] if title in _UNPROMISED else 0)
        cells = [title, counts["schedules"], events, logged_out, counts["decision: reused"], "; ".join(sorted(broken))]
        lines.append(_row([*cells, counts["rows compared"]]))
    return lines


def _decisions(kinds: dict[str, Counter[str]], titles: list[str]) -> list[str]:
    lines = ["| share of refreshes | repeated | rotated | retried | resent | resent late | other |", "|---" * 7 + "|"]
    for title in titles:
        counts = kinds[title]
        numbers = {name: counts[f"decision: {name}"] for name in REFRESHES}
        total = sum(numbers.values())
        shares = [numbers[name] / total for name in REFRESHES[:4]]
        cells = [*shares, counts["late resends"] / total, 1 - sum(shares)]
        lines.append(_row([title, *(f"{share:.2%}" for share in cells)]))
    return lines


def _spacings(kinds: dict[str, Counter[str]], titles: list[str]) -> list[str]:
    spacings = ("0", "4", "50", "500", "3000")
    lines = [
        "| alarms, by spacing of the tabs | " + " | ".join(f"{each} ms" for each in spacings) + " |",
        "|---" * 6 + "|",
    ]
    for title in titles:
        counts = kinds[title]
        pairs = [(counts[f"spacing {each} ms: reused"], counts[f"spacing {each} ms: schedules"]) for each in spacings]
        lines.append(_row([title, *(f"{reused:,} of {number:,}" for reused, number in pairs)]))
    return lines


def _sum(kinds: dict[str, Counter[str]], name: str) -> int:
    return sum(counts[name] for counts in kinds.values())


def _row(cells: list[object]) -> str:
    return "| " + " | ".join(f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in cells) + " |"


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
