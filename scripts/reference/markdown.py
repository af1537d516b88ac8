"""Markdown of the written pages."""

import re
from collections.abc import Iterable, Iterator

from project import ROOT

__all__ = ["anchor", "linked_pages", "sentence", "table", "written_by"]

_PAGE = re.compile(r"(?<![\w/])docs/([\w/-]+\.md)")


def written_by(source: str) -> str:
    """Return the comment at the top of a page: where to change it."""
    return f"<!-- Written by make reference from {source}. -->\n"


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|---" * len(head) + "|"
    yield from (f"| {' | '.join(map(_cell, row))} |" for row in rows)
    yield ""


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def sentence(text: str) -> str:
    """Return the first sentence of a docstring."""
    return re.split(r"(?<=\.)\s", " ".join(text.split()), maxsplit=1)[0]


def anchor(heading: str) -> str:
    """Return the anchor that GitHub and the site give to a heading."""
    return re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-")


def linked_pages(text: str, up: str) -> str:
    """Return the text with a link for each page that it names by its path. `up` leads to docs/."""
    return _PAGE.sub(lambda page: f"[{_title(page[1])}]({up}{page[1]})", text)


def _title(page: str) -> str:
    lines = (ROOT / "docs" / page).read_text(encoding="utf-8").splitlines()
    return next(line.removeprefix("# ") for line in lines if line.startswith("# "))
