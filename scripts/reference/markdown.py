"""Markdown of the written pages."""

import re
from collections.abc import Iterable, Iterator

__all__ = ["anchor", "cell", "sentence", "table", "written_by"]


def written_by(source: str) -> str:
    """Return the comment at the top of a page: where to change it."""
    return f"<!-- Written by make reference from {source}. -->\n"


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|---" * len(head) + "|"
    yield from (f"| {' | '.join(map(cell, row))} |" for row in rows)
    yield ""


def cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def sentence(text: str) -> str:
    """Return the first sentence of a docstring."""
    return re.split(r"(?<=\.)\s", " ".join(text.split()), maxsplit=1)[0]


def anchor(heading: str) -> str:
    """Return the anchor that GitHub and the site give to a heading."""
    return re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-")
