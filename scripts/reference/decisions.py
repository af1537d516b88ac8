"""The index of the decisions, each of which is a page in docs/decisions."""

import re
from collections import defaultdict
from pathlib import Path
from typing import Final, NamedTuple

from project import ROOT

from .markdown import table, written_by

__all__ = ["Decision", "decisions", "page"]

FOLDER: Final = ROOT / "docs/decisions"
HEAD: Final = """\
# Decisions

{written_by}
What was decided, why, and what was measured. The decision table of refresh tokens is in [How a refresh token
rotates](../explanation/rotation.md).

A new decision is a file with the next number. Its first line is the title, its second one the topic and the status. A
decision that replaces another one says so, and so does the status of the other. `make reference` writes this page.
"""
_PAGE: Final = re.compile(r"# (?P<title>.+)\n\n\[(?P<topic>.+)\]\(index\.md#[\w-]+\) · (?P<status>.+)\n\n")


class Decision(NamedTuple):
    file: Path
    title: str
    topic: str
    status: str

    @property
    def number(self) -> int:
        return int(self.file.name[:3])


def page() -> str:
    topics = defaultdict(list)
    for each in decisions():
        topics[each.topic].append((str(each.number), f"[{each.title}]({each.file.name})", each.status))
    lines = [HEAD.format(written_by=written_by("docs/decisions"))]
    for topic, rows in topics.items():
        lines += [f"## {topic}\n", *table(("number", "decision", "status"), rows)]
    return "\n".join(lines)


def decisions() -> list[Decision]:
    return [_decision(file) for file in sorted(FOLDER.glob("[0-9]*.md"))]


def _decision(file: Path) -> Decision:
    found = _PAGE.match(file.read_text(encoding="utf-8"))
    if found is None:
        raise ValueError(f"{file.name} does not begin with a title, a topic and a status")
    return Decision(file, **found.groupdict())
