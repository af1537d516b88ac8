"""The code blocks of the documentation."""

import re
from collections.abc import Iterator
from textwrap import dedent
from typing import Final, NamedTuple

from docs_site import BESIDE_CODE
from project import ROOT

__all__ = ["Snippet", "snippets"]

# A comment before a block says why nothing checks it.
_BLOCK: Final = re.compile(
    r"(?:^ *<!-- not checked: (?P<reason>.+?) -->\n+)?"
    r"^(?P<indent> *)(?P<fence>```+)(?P<language>[\w+-]*)[^\n]*\n(?P<code>.*?)^(?P=indent)(?P=fence)$",
    re.M | re.S,
)


class Snippet(NamedTuple):
    page: str
    line: int
    language: str
    code: str
    reason: str
    """Why it is not checked. Empty for those that are."""


def snippets() -> Iterator[Snippet]:
    pages = [path.relative_to(ROOT).as_posix() for path in sorted((ROOT / "docs").rglob("*.md"))]
    for page in [*pages, *(path for path in BESIDE_CODE if not path.startswith("benchmarks/"))]:
        yield from _of(page, (ROOT / page).read_text(encoding="utf-8"))


def _of(page: str, text: str) -> Iterator[Snippet]:
    for found in _BLOCK.finditer(text):
        line = text.count("\n", 0, found.start("fence")) + 1
        yield Snippet(page, line, found["language"], dedent(found["code"]), found["reason"] or "")
